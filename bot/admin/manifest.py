"""Makes the Teams manifest of one agency from the template in manifest/.

The template is written in German, en.json holds the English strings by the manifest's own paths.
An agency's prompt starters take the place of the shipped ones; commands fill the list up to
twelve, which is all that Teams shows (every command works in the chat, listed or not).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Strings = dict[str, str]
Manifest = dict[str, Any]
Entry = tuple[Strings, Strings]
"""One command: German, English."""

_MOST_COMMANDS: Final = 12
_SCHEMA: Final = "$schema"
_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_STEP: Final = re.compile(r"([A-Za-z]+)(?:\[(\d+)\])?\.?")
_SHOWN: Final = ("title", "description", "prompt")


@dataclass(frozen=True, slots=True)
class Source:
    """The template as it is kept in manifest/."""

    manifest: Manifest
    english: Strings


def build(
    source: Source,
    values: Mapping[str, str],
    languages: Sequence[str],
    starters: Sequence[Entry],
    permissions: Sequence[str],
) -> dict[str, str]:
    """Return the package's JSON files by name; the first language becomes the manifest's own.

    ``permissions`` are asked for wherever the app is added to a chat or team. Raises KeyError for
    a place of the template that ``values`` does not fill.
    """
    manifest: Manifest = json.loads(json.dumps(source.manifest))
    english = dict(source.english)
    if starters:
        _replace_starters(manifest, english, starters)
    if permissions:
        _ask_for(manifest, permissions)
    strings = {"de": _strings(manifest, english), "en": english}
    schema = english.pop(_SCHEMA)
    default, *others = languages
    for path, text in strings[default].items():
        _set(manifest, path, text)
    manifest["localizationInfo"] = {
        "defaultLanguageTag": default,
        "additionalLanguages": [{"languageTag": one, "file": f"{one}.json"} for one in others],
    }
    files: dict[str, Mapping[str, Any]] = {"manifest.json": manifest}
    for language in others:
        files[f"{language}.json"] = {_SCHEMA: schema, **strings[language]}
    return {name: _write(_filled(content, values)) for name, content in files.items()}


def _ask_for(manifest: Manifest, permissions: Sequence[str]) -> None:
    """Name the permissions that are granted where the app is added, and to whom: our own app."""
    manifest["webApplicationInfo"] = {"id": "{bot_id}", "resource": "api://botid-{bot_id}"}
    manifest["authorization"] = {
        "permissions": {
            "resourceSpecific": [{"name": name, "type": "Application"} for name in permissions]
        }
    }


def _replace_starters(manifest: Manifest, english: Strings, starters: Sequence[Entry]) -> None:
    """Put the agency's starters in front of the personal commands."""
    commands: list[Strings] = manifest["bots"][0]["commandLists"][0]["commands"]
    entries = list(starters)
    for number, command in enumerate(commands):
        paths = {name: _path(number, name) for name in _SHOWN}
        other = {name: english.pop(path) for name, path in paths.items() if path in english}
        if command.get("type") != "prompt":
            entries.append((command, other))
    entries = entries[:_MOST_COMMANDS]
    commands[:] = [german for german, _ in entries]
    for number, (_, other) in enumerate(entries):
        english.update({_path(number, name): other[name] for name in _SHOWN if name in other})


def _path(number: int, name: str) -> str:
    return f"bots[0].commandLists[0].commands[{number}].{name}"


def _strings(manifest: Manifest, english: Strings) -> Strings:
    """Return the manifest's own strings at the paths that English has, too."""
    return {path: str(_get(manifest, path)) for path in english if path != _SCHEMA}


def _steps(path: str) -> list[str | int]:
    steps: list[str | int] = []
    for name, number in _STEP.findall(path):
        steps += [name, int(number)] if number else [name]
    return steps


def _get(manifest: Manifest, path: str) -> object:
    found: Any = manifest
    for step in _steps(path):
        found = found[step]
    return found


def _set(manifest: Manifest, path: str, text: str) -> None:
    *way, last = _steps(path)
    found: Any = manifest
    for step in way:
        found = found[step]
    found[last] = text


def _filled(content: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401  # any JSON
    """Return JSON with every ``{place}`` filled."""
    if isinstance(content, dict):
        return {key: _filled(value, values) for key, value in content.items()}
    if isinstance(content, list):
        return [_filled(value, values) for value in content]
    if isinstance(content, str):
        return _PLACE.sub(lambda place: values[place[1]], content)
    return content


def _write(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
