"""Tables as text (CSV): stretches of rows, each with the header. The separator is tried out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Final

from bot.documents.reading.plain import decoded
from bot.documents.reading.protocol import Fault, Opened, Place, ReadingError
from bot.documents.reading.rows import Budget, Sheet, stretches

_SEPARATORS: Final = ";\t,|"
_SAMPLE_ROWS: Final = 50
_LONGEST_CELL: Final = 1_000_000
_HINT: Final = "sep="  # a line that Excel writes and reads, and nobody means to show


def load() -> Callable[[bytes], Opened]:
    """Return the reader of separated values."""
    csv.field_size_limit(_LONGEST_CELL)
    return _read


def _read(data: bytes) -> Opened:
    text = (decoded(data) or "").replace("\x00", "")
    first, _, rest = text.partition("\n")
    separator = ""
    if first.lower().startswith(_HINT):
        separator, text = first[len(_HINT) :][:1].strip("\r"), "\n" + rest
    n_units, units = stretches(_sheet(text, separator or _separator(text)))
    if not n_units:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.ROWS, n_units, units)


def _sheet(text: str, separator: str) -> Sheet:
    sheet = Sheet("")
    budget = Budget()
    try:
        for number, row in enumerate(_rows(text, separator), start=1):
            cells = {column: cell.strip() for column, cell in enumerate(row) if cell.strip()}
            budget.take(cells)
            if cells:
                sheet.cells[number] = cells
    except csv.Error:
        raise ReadingError(Fault.BROKEN) from None
    return sheet


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text: str) -> str:
    """Return the sign that parts most rows into the same number of cells, the more the better."""

    def evenness(sign: str) -> tuple[float, int]:
        widths: list[int] = []
        try:
            for row in _rows(text, sign):
                widths += [len(row)] if row else []
                if len(widths) == _SAMPLE_ROWS:
                    break
        except csv.Error:
            return 0.0, 0
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)

    return max(_SEPARATORS, key=evenness)
