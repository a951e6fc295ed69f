"""OpenDocument sheets (ODS): every cell as its program showed it, with comments and text boxes.

Streamed row by row. The file itself keeps the shown text of each cell, which no library hands
out; repeated rows and columns are unfolded only where they hold something.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from bot.documents.reading.odf_text import OdfText
from bot.documents.reading.rows import Budget, Sheet
from bot.documents.reading.xml_parts import XmlParts, attribute, first, local, release

_MOST_COLUMNS: Final = 16_384
_ROWS: Final = "number-rows-repeated"
_COLUMNS: Final = "number-columns-repeated"
_OUTER: Final = frozenset({"table", "style", "shapes"})


def sheets(parts: XmlParts, budget: Budget) -> Iterator[Sheet]:
    """Yield the sheets in the workbook's order with all their cells."""
    reader = _Sheets(budget)
    tags = ("style", "table", "table-row", "shapes")
    for event, element in parts.events("content.xml", ("start", "end"), tags):
        yield from reader.take(event, element)


class _Sheets:
    """Turns the parser's events into sheets; tables within cells belong to their cell."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._text = OdfText()
        self._hidden: set[str] = set()
        self._depth = 0
        self._in_row = 0
        self._sheet = Sheet("")
        self._row = 1

    def take(self, event: str, element: etree._Element) -> Iterator[Sheet]:
        """Take one event; yield the sheet that ends with it."""
        tag = local(element)
        if tag == "table-row":
            self._in_row += 1 if event == "start" else -1
            if event == "end" and not self._in_row:
                self._end_row(element)
                release(element)
        elif self._in_row:
            return
        elif tag == "table" and event == "start":
            style = attribute(element, "style-name")
            self._sheet = Sheet(attribute(element, "name"), style in self._hidden)
            self._row = 1
        elif tag == "table":
            yield self._sheet
            release(element)
        elif event == "end":
            self._end_other(tag, element)

    def _end_other(self, tag: str, element: etree._Element) -> None:
        if tag == "shapes":
            lines = (self._text.line(shape) for shape in element)
            self._sheet.below += [f"[Textfeld: {line}]" for line in lines if line]
            return
        properties = first(element, "table-properties")
        if properties is not None and attribute(properties, "display") == "false":
            self._hidden.add(attribute(element, "name"))

    def _end_row(self, row: etree._Element) -> None:
        repeated = _number(row, _ROWS)
        if cells := self._cells(row):
            for number in range(self._row, self._row + repeated):
                self._budget.take(cells)
                self._sheet.cells[number] = cells
        self._row += repeated

    def _cells(self, row: etree._Element) -> dict[int, str]:
        cells = {}
        column = 0
        for cell in row:
            repeated = _number(cell, _COLUMNS)
            if len(cell) and local(cell) == "table-cell" and (text := self._shown(cell)):
                last = min(column + repeated, _MOST_COLUMNS)
                cells.update(dict.fromkeys(range(column, last), text))
            column += repeated
        return cells

    def _shown(self, cell: etree._Element) -> str:
        if len(cell) == 1 and len(cell[0]) == 0 and local(cell[0]) == "p":
            return (cell[0].text or "").strip()
        return self._text.line(cell)


def _number(element: etree._Element, name: str) -> int:
    value = attribute(element, name)
    return int(value) if value.isdecimal() else 1
