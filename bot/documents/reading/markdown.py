"""Markdown: its text with the marks that mean something (headings, lists, tables), by sections.

Addresses of links and pictures are left out, and so are the marks for bold: quotations are looked
up in this text, and nobody quotes asterisks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from bot.documents.reading import headings
from bot.documents.reading.headings import Block
from bot.documents.reading.plain import decoded, mended, paragraphs_of
from bot.documents.reading.protocol import Opened

_FENCE: Final = re.compile(r"[ ]{0,3}(```|~~~)")
_HEADING: Final = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_UNDERLINE: Final = re.compile(r"[ ]{0,3}(=+|-{3,})[ \t]*$")
_PICTURE: Final = re.compile(r"!\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:\s\"[^\"\n]{0,300}\")?\)")
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,1000}?)(?<=\S)\1")


def load() -> Callable[[bytes], Opened]:
    """Return the reader of Markdown."""
    return _read


def _read(data: bytes) -> Opened:
    text = mended(decoded(data) or "")
    return headings.opened(_blocks(text.split("\n")))


def _blocks(lines: list[str]) -> Iterator[Block]:
    held: list[str] = []
    is_code = False
    for line in lines:
        if _FENCE.match(line):
            is_code = not is_code
        heading = None if is_code else _HEADING.match(line)
        if heading:
            yield from _paragraphs(held)
            held = []
            yield Block(_without_addresses(heading[2]), len(heading[1]))
        elif not is_code and _UNDERLINE.match(line) and _is_title(held):
            title = held.pop()
            yield from _paragraphs(held)
            held = []
            yield Block(_without_addresses(title), 1 if "=" in line else 2)
        else:
            held.append(line if is_code else _without_addresses(line))
    yield from _paragraphs(held)


def _is_title(held: list[str]) -> bool:
    """Tell whether an underline stands under a single line: else it is a rule across the page."""
    return bool(held) and bool(held[-1].strip()) and (len(held) == 1 or not held[-2].strip())


def _paragraphs(lines: list[str]) -> Iterator[Block]:
    return map(Block, paragraphs_of("\n".join(lines)))


def _without_addresses(line: str) -> str:
    line = _PICTURE.sub(lambda found: f"[Bild: {found[1]}]" if found[1].strip() else "", line)
    return _BOLD.sub(r"\2", _LINK.sub(r"\1", line))
