"""Templates as a folder or ZIP of Markdown files: read, written, compared; without loss.

Nothing is overwritten silently: a file that differs is named and left alone. Of a ZIP only its
members are read, in memory and within limits; nothing is unpacked to a disk.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.library.loader import MAX_FILE_BYTES
from bot.library.markdown import as_markdown
from bot.library.template import Template, TemplateInvalid, parse

_MOST_FILES: Final = 20_000
_README: Final = "readme.md"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class NotABundle(Exception):
    """The path is neither a folder nor a ZIP, or holds too much; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that is no template: its name, the key that is wrong, and why."""

    file: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a folder or ZIP holds, by file name."""

    templates: dict[str, Template]
    problems: tuple[Problem, ...]


def read_bundle(path: Path) -> Bundle:
    """Read all Markdown files below a folder or in a ZIP; files named README.md are skipped.

    Raises NotABundle.
    """
    templates: dict[str, Template] = {}
    problems: list[Problem] = []
    seen: dict[tuple[str, str], str] = {}
    for name, raw in _files(path):
        try:
            template = _template(raw)
        except TemplateInvalid as error:
            problems.append(Problem(name, error.key, error.reason))
            continue
        first = seen.setdefault((template.id, template.language), name)
        if first == name:
            templates[name] = template
        else:
            problems.append(Problem(name, "id", f"{first} has the same id and language"))
    return Bundle(templates, tuple(problems))


def write_bundle(path: Path, templates: Iterable[Template]) -> list[str]:
    """Write each template to ``<language>/<id>.md``; return the files that differ and were left.

    A path that ends in .zip is written as one archive, the same bytes for the same templates.
    Raises NotABundle when that archive exists.
    """
    files = {f"{one.language}/{one.id}.md": as_markdown(one) for one in templates}
    if path.suffix.lower() == ".zip":
        _write_zip(path, files)
        return []
    left = []
    for name, text in sorted(files.items()):
        target = path / name
        if target.exists() and target.read_text("utf-8") != text:
            left.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    return left


def _template(raw: bytes) -> Template:
    if len(raw) > MAX_FILE_BYTES:
        raise TemplateInvalid("file", "is too big")
    try:
        return parse(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise TemplateInvalid("file", "is not UTF-8") from None


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        yield from _folder(path)
    elif path.is_file():
        yield from _archive(path)
    else:
        raise NotABundle(f"There is no folder or ZIP {path.name!r}.")


def _folder(path: Path) -> Iterator[tuple[str, bytes]]:
    found = sorted(one for one in path.rglob("*.md") if one.name.lower() != _README)
    _check_count(len(found))
    for one in found:
        with one.open("rb") as file:
            yield one.relative_to(path).as_posix(), file.read(MAX_FILE_BYTES + 1)


def _archive(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if _is_template(one)]
            _check_count(len(members))
            for member in sorted(members, key=lambda one: one.filename):
                # Sizes in the directory may lie; what is read is bounded here.
                with archive.open(member) as file:
                    yield member.filename, file.read(MAX_FILE_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise NotABundle(f"{path.name!r} is no ZIP that can be read.") from error


def _is_template(member: zipfile.ZipInfo) -> bool:
    name = member.filename.rpartition("/")[2].lower()
    return name.endswith(".md") and name != _README and not member.is_dir()


def _check_count(count: int) -> None:
    if count > _MOST_FILES:
        raise NotABundle(f"{count} files are too many; {_MOST_FILES} are allowed.")


def _write_zip(path: Path, files: dict[str, str]) -> None:
    try:
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
            for name, text in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode())
    except FileExistsError:
        raise NotABundle(f"{path.name!r} exists already; choose another name.") from None
