"""Plain text files, cut into sections at their empty lines."""

from __future__ import annotations

from collections.abc import Callable

from bot.documents.reading import plain
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError


def load() -> Callable[[bytes], Opened]:
    """Return the reader of plain text."""
    return _read


def _read(data: bytes) -> Opened:
    text = plain.mended(plain.decoded(data) or "")
    if not text:
        raise ReadingError(Fault.EMPTY)
    units = list(plain.sections(plain.paragraphs_of(text)))
    return Opened(Place.SECTION, len(units), map(Read, units))
