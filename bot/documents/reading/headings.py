"""Paragraphs and headings of texts that have no pages; leaves cutting them to `pagination`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.documents.reading.pagination import HEADING, headed_sections, without_marks
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError

_NAMING_LEVEL: Final = 3
"""Headings below this level name no section."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading of a level from 1; level 0 is no heading."""

    text: str
    level: int = 0


def opened(blocks: Iterable[Block]) -> Opened:
    """Return the blocks as a document of sections; raises ReadingError if there is no word."""
    units = list(units_of(blocks))
    if not units:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.SECTION, len(units), units)


def units_of(blocks: Iterable[Block]) -> Iterator[Read]:
    """Yield the sections, each named by the heading that it is under."""
    return headed_sections(
        f"{HEADING if 0 < block.level <= _NAMING_LEVEL else ''}{without_marks(block.text, '')}"
        for block in blocks
    )
