"""What Teams refuses in an app package, checked without Node and without network.

Lengths, ids, icons and the parity of languages. The JSON schema itself is checked by
tests/web/validate_manifest.mjs where the Node packages are installed.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LIMITS: Final = {
    "developer.name": 32,
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
}
_COMMAND_LIMITS: Final = {"title": 128, "description": 4000, "prompt": 4000}
_MOST_COMMANDS: Final = 12
_MOST_EXTENSION_COMMANDS: Final = 10
_MOST_PERMISSIONS: Final = 16
_PERMISSION: Final = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]+)+\.(?:Chat|Group|User)")
_EXTENSION_LIMITS: Final = {"title": 32, "description": 128}
_EDGES: Final = {"color": 192, "outline": 32}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_WITH_ALPHA: Final = (4, 6)  # PNG's colour types: grey or RGB, each with an alpha channel

Files = Mapping[str, bytes]
Json = Mapping[str, Any]


def problems(files: Files) -> list[str]:
    """Return one sentence for each thing that Teams would refuse."""
    manifest: Json = json.loads(files["manifest.json"])
    return [
        *_identity(manifest),
        *_lengths(manifest),
        *_commands(manifest),
        *_extension_commands(manifest),
        *_permissions(manifest),
        *_icons(manifest, files),
        *_languages(manifest, files),
    ]


def _identity(manifest: Json) -> Iterator[str]:
    for name, value in (("id", manifest["id"]), ("botId", manifest["bots"][0]["botId"])):
        if not _GUID.fullmatch(value):
            yield f"{name} is no GUID."
    if not _COLOUR.fullmatch(manifest["accentColor"]):
        yield "accentColor must look like #7074D2."
    for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl"):
        if not manifest["developer"][name].startswith("https://"):
            yield f"developer.{name} must be an https address."


def _lengths(manifest: Json) -> Iterator[str]:
    for path, most in _LIMITS.items():
        section, name = path.split(".")
        text = manifest[section][name]
        if not text.strip():
            yield f"{path} is empty."
        if len(text) > most:
            yield f"{path} has {len(text)} characters; Teams takes {most}."


def _commands(manifest: Json) -> Iterator[str]:
    for number, commands in enumerate(manifest["bots"][0]["commandLists"]):
        entries = commands["commands"]
        if len(entries) > _MOST_COMMANDS:
            yield f"Command list {number} has {len(entries)} entries; Teams takes 12."
        titles = [entry["title"].lower() for entry in entries]
        if len(set(titles)) < len(titles):
            yield f"Command list {number} has a title twice."
        for entry in entries:
            for name, most in _COMMAND_LIMITS.items():
                if len(entry.get(name, "")) > most:
                    yield f"The {name} of command “{entry['title']}” is longer than {most}."
            if entry["title"].startswith("/"):
                yield f"Command “{entry['title']}” must not begin with a slash."


def _extension_commands(manifest: Json) -> Iterator[str]:
    commands = _extension(manifest)
    if len(commands) > _MOST_EXTENSION_COMMANDS:
        yield f"The message extension has {len(commands)} commands; Teams takes 10."
    for command in commands:
        for name, most in _EXTENSION_LIMITS.items():
            if len(command[name]) > most:
                yield f"The {name} of “{command['title']}” is longer than {most}."


def _permissions(manifest: Json) -> Iterator[str]:
    """Check what is asked of chats and teams, and that it is asked for an app."""
    permissions = manifest.get("authorization", {}).get("permissions", {})
    names = [one["name"] for one in permissions.get("resourceSpecific", ())]
    if len(names) > _MOST_PERMISSIONS:
        yield f"{len(names)} resource-specific permissions are asked for; Teams takes 16."
    for name in sorted(set(names)):
        if not _PERMISSION.fullmatch(name):
            yield f"“{name}” is no resource-specific permission."
        if names.count(name) > 1:
            yield f"{name} is asked for twice."
    about = manifest.get("webApplicationInfo", {})
    if names and not (_GUID.fullmatch(about.get("id", "")) and about.get("resource")):
        yield "Permissions need webApplicationInfo with the app's id and a resource."


def _icons(manifest: Json, files: Files) -> Iterator[str]:
    for kind, edge in _EDGES.items():
        name = manifest["icons"][kind]
        content = files.get(name, b"")
        if not content.startswith(_PNG):
            yield f"{name} is missing, or no PNG."
            continue
        width, height, _depth, colour_type = struct.unpack(">IIBB", content[16:26])
        if (width, height) != (edge, edge):
            yield f"{name} is {width} x {height} pixels; Teams wants {edge} x {edge}."
        if kind == "outline" and colour_type not in _WITH_ALPHA:
            yield f"{name} must be white on transparent: it has no alpha channel."


def _languages(manifest: Json, files: Files) -> Iterator[str]:
    """Compare each language file with what the manifest says itself."""
    expected = set(_localisable(manifest))
    for language in manifest["localizationInfo"]["additionalLanguages"]:
        name = language["file"]
        if name not in files:
            yield f"{name} is missing."
            continue
        given = json.loads(files[name]).keys() - {"$schema"}
        for path in sorted(expected - given):
            yield f"{name} lacks {path}."
        for path in sorted(given - expected):
            yield f"{name} has {path}, which the manifest has not."


def _localisable(manifest: Json) -> Iterator[str]:
    """Yield the path of every string that people read."""
    yield from ("name.short", "name.full", "description.short", "description.full")
    for list_number, commands in enumerate(manifest["bots"][0]["commandLists"]):
        for number, entry in enumerate(commands["commands"]):
            for name in _COMMAND_LIMITS:
                if name in entry:
                    yield f"bots[0].commandLists[{list_number}].commands[{number}].{name}"
    for number, command in enumerate(_extension(manifest)):
        path = f"composeExtensions[0].commands[{number}]"
        yield from (f"{path}.title", f"{path}.description")
        for place, _ in enumerate(command.get("parameters", ())):
            yield from (
                f"{path}.parameters[{place}].title",
                f"{path}.parameters[{place}].description",
            )


def _extension(manifest: Json) -> Sequence[Json]:
    """Return the commands of the message extension, if there is one."""
    extensions = manifest.get("composeExtensions") or [{"commands": []}]
    commands: Sequence[Json] = extensions[0]["commands"]
    return commands
