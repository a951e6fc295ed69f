"""Reads template files: the shipped catalogue and an agency's folder.

A broken shipped file is a defect and stops the start. A broken file of an agency is left out with
a warning that names it: one typing error must not take the assistant away from everybody.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from bot.core.errors import ConfigurationError
from bot.core.texts import LANGUAGES
from bot.library.template import Template, TemplateInvalid, parse

MAX_FILE_BYTES: Final = 128_000
_SETTING = "library"
_log = logging.getLogger(__name__)


def shipped_templates() -> tuple[Template, ...]:
    """Read the catalogue; raises ConfigurationError naming the file and the key."""
    catalogue = resources.files("bot.library").joinpath("catalogue")
    return tuple(
        template
        for language in LANGUAGES
        for template in _shipped(catalogue.joinpath(language), language)
    )


def agency_templates(folder: Path) -> tuple[Template, ...]:
    """Read an agency's folder with all folders in it; files named README.md are skipped.

    Raises ConfigurationError when there is no such folder.
    """
    if not folder.is_dir():
        raise ConfigurationError("library.folder", f"{folder.name!r} is no folder")
    found: dict[tuple[str, str], Template] = {}
    for path in sorted(folder.rglob("*.md")):
        if path.name.lower() == "readme.md":
            continue
        name = path.relative_to(folder).as_posix()
        template = _read(path, name)
        if template is None:
            continue
        key = (template.id, template.language)
        if key in found:
            _left_out(name, "id", "another file has the same id and language")
        else:
            found[key] = template
    return tuple(found.values())


def _shipped(folder: Traversable, language: str) -> Iterator[Template]:
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        where = f"catalogue/{language}/{file.name}"
        try:
            template = parse(file.read_text("utf-8"))
        except TemplateInvalid as error:
            raise ConfigurationError(_SETTING, f"{where}: {error}") from error
        if template.language != language:
            raise ConfigurationError(_SETTING, f"{where}: language: must be {language}")
        yield template


def _read(path: Path, name: str) -> Template | None:
    key, reason = "file", ""
    try:
        if path.stat().st_size <= MAX_FILE_BYTES:
            return parse(path.read_text("utf-8"))
        reason = "too big"
    except TemplateInvalid as error:
        key, reason = error.key, error.reason
    except UnicodeDecodeError:
        reason = "is not UTF-8"
    except OSError as error:
        reason = type(error).__name__
    _left_out(name, key, reason)
    return None


def _left_out(name: str, key: str, reason: str) -> None:
    _log.warning("Template left out", extra={"template_file": name, "key": key, "reason": reason})
