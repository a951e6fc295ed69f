"""What the formatting of a Word file says that its text needs: deletions, headings, ends of rows.

Formatting stands in pages of 512 bytes, each for runs of the text stream [MS-DOC 2.9]. It is laid
over the text letter by letter, so that no place moves: other tables count letters.
"""

from __future__ import annotations

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

DELETED: Final = "\x00"
"""Stands for a letter that was deleted but is kept as a tracked change."""
END_OF_ROW: Final = "\x0f"
"""Stands for the sign at the end of a row of a table."""
HEADING_ENDS: Final = ("\x10", "\x11", "\x12")
"""Stand for the sign at the end of a heading of level 1, 2 and 3."""

_PAGE: Final = 512
_ENDS: Final = "\r\x07\x0c"
_WAS_DELETED: Final = 0x0800
_ENDS_A_ROW: Final = 0x2417
_SIZES: Final = (1, 1, 2, 4, 2, 2, 0, 3)  # bytes of a property's value, by its kind; 0: it tells
_LONG_TABLE_PROPERTIES: Final = 0xD608
_SIZE_OF_PARAGRAPH_ENTRY: Final = 13


class Marks:
    """The marks of a file, by places in its text stream."""

    def __init__(self, main: bytes, letters: bytes, paragraphs: bytes) -> None:
        """Read them from the tables that list pages of formats of letters and of paragraphs."""
        self._deleted = sorted(
            (begin, end)
            for begin, end, properties in _runs(main, letters, of_paragraphs=False)
            if _has(properties, _WAS_DELETED)
        )
        self._ends = sorted(
            (end, mark)
            for _, end, properties in _runs(main, paragraphs, of_paragraphs=True)
            if (mark := _mark(properties))
        )

    def over(self, text: str, offset: int, width: int) -> str:
        """Return a piece of text with its marks; a letter has a width of one or two bytes."""
        end = offset + width * len(text)
        letters: list[str] | None = None
        first = bisect_left(self._ends, (offset + 1, ""))
        for place, mark in self._ends[first : bisect_right(self._ends, (end, "\uffff"))]:
            index = (place - offset) // width - 1
            if index >= 0 and text[index] in _ENDS:
                letters = letters or list(text)
                letters[index] = mark
        last = bisect_left(self._deleted, (end, 0))
        for begin, stop in self._deleted[
            max(0, bisect_left(self._deleted, (offset, 0)) - 1) : last
        ]:
            low, high = (max(0, place - offset) // width for place in (begin, min(stop, end)))
            if low < high:
                letters = letters or list(text)
                letters[low:high] = DELETED * (high - low)
        return "".join(letters) if letters else text


def _runs(main: bytes, table: bytes, *, of_paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    """Yield runs of text with their properties; a damaged page has none."""
    count = (len(table) - 4) // 8
    if count < 1:
        return
    numbers = struct.unpack_from(f"<{count}I", table, 4 * (count + 1))
    for number in dict.fromkeys(numbers):
        page = main[number * _PAGE : (number + 1) * _PAGE]
        if len(page) == _PAGE:
            yield from _runs_of_page(page, of_paragraphs=of_paragraphs)


def _runs_of_page(page: bytes, *, of_paragraphs: bool) -> Iterator[tuple[int, int, bytes]]:
    count = page[-1]
    step = _SIZE_OF_PARAGRAPH_ENTRY if of_paragraphs else 1
    if 4 * (count + 1) + step * count >= _PAGE:
        return
    places = struct.unpack_from(f"<{count + 1}I", page)
    for index in range(count):
        at = 2 * page[4 * (count + 1) + step * index]
        if not at:
            continue
        size = page[at]
        if of_paragraphs:
            # Half the size, of which the size itself is a part; or none, and then the half of it.
            size, at = (2 * size - 1, at) if size else (2 * page[min(at + 1, _PAGE - 1)], at + 1)
        yield places[index], places[index + 1], page[at + 1 : at + 1 + size]


def _mark(properties: bytes) -> str:
    """Return the mark for a paragraph: its style comes before its properties."""
    if _has(properties[2:], _ENDS_A_ROW):
        return END_OF_ROW
    level = int.from_bytes(properties[:2], "little")
    return HEADING_ENDS[level - 1] if 1 <= level <= len(HEADING_ENDS) else ""


def _has(properties: bytes, wanted: int) -> bool:
    """Tell whether a property is switched on."""
    at = 0
    while at + 2 < len(properties):
        (code,) = struct.unpack_from("<H", properties, at)
        size = _SIZES[code >> 13]
        if not size:
            wide = code == _LONG_TABLE_PROPERTIES
            length = properties[at + 2 : at + 4] if wide else properties[at + 2 : at + 3]
            size = int.from_bytes(length, "little") + 1
        if code == wanted:
            return properties[at + 2] & 1 == 1
        at += 2 + size
    return False
