"""A sheet's cells as text: stretches of rows, each with the header, so that it speaks for itself.

A sheet with few cells far apart is written cell by cell: joined to rows of sixteen thousand
columns, a file of five kilobytes would become gigabytes of separators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Read, ReadingError, Spot

_ROWS: Final = 40
_CHARS: Final = 3_000
_MOST_STRETCHES: Final = 1_600  # nobody's limit of units is above 1,500
_BETWEEN: Final = " | "
_HEADER_AMONG: Final = 20
_HEADER_SHARE: Final = 0.6
_LONGEST_HEADER: Final = 1_000
_FEW_COLUMNS: Final = 12
_SPARSE: Final = 8  # this many times as much room as there are cells
_NUMBER: Final = re.compile(r"[^A-Za-zÄÖÜäöüß]*|[\d.,:]+ ?\S{1,3}")


@dataclass(slots=True)
class Sheet:
    """A sheet: the cells that hold something, by row (from 1) and column (from 0).

    ``above`` and ``below`` are lines that belong to no row: page headers, text boxes, footers.
    """

    name: str
    is_hidden: bool = False
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def note(self, row: int, column: int, text: str) -> None:
        """Add a comment to a cell, whether or not it holds anything else."""
        cells = self.cells.setdefault(row, {})
        cells[column] = f"{cells.get(column, '')} {text}".strip()


class Budget:
    """How much one workbook may hold: more than anybody's limit of units, less than time allows."""

    def __init__(self) -> None:
        self._rows = 0
        self._chars = 0

    def take(self, cells: Mapping[int, str]) -> None:
        """Count a row; raises ReadingError when it is too much."""
        self._rows += 1
        self._chars += sum(map(len, cells.values())) + len(_BETWEEN) * len(cells)
        n_stretches = max(self._rows // _ROWS, self._chars // _CHARS)
        if n_stretches > _MOST_STRETCHES:
            raise ReadingError(Fault.TOO_MANY, n_stretches)


def column_letters(column: int) -> str:
    """Return what a column (from 0) is called: A, B … Z, AA …."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def stretches(sheet: Sheet) -> tuple[int, Iterator[Read]]:
    """Return how many stretches of about 40 rows or 3,000 characters a sheet has, and them."""
    lines = list(_lines(sheet))
    parts = list(_cut(lines)) or ([[]] if sheet.above or sheet.below else [])
    return len(parts), _units(sheet, parts, _header(sheet, lines))


def _units(sheet: Sheet, parts: list[list[_Line]], header: _Line | None) -> Iterator[Read]:
    for index, part in enumerate(parts):
        texts = [line.text for line in part]
        if header is not None and part and part[0].row > header.row:
            texts.insert(0, header.text)
        if index == 0:
            texts = sheet.above + texts
        if index == len(parts) - 1:
            texts += sheet.below
        first, last = (part[0].row, part[-1].row) if part else (0, 0)
        name = " ".join(mended(sheet.name).split())
        spot = Spot(name=name, first=first, last=last, is_hidden=sheet.is_hidden)
        text = mended("\n".join(texts))
        yield Read(text, bool(text), spot)


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    text: str


def _lines(sheet: Sheet) -> Iterator[_Line]:
    """Yield the rows that hold something; columns that hold nothing in any row are left out."""
    rows = sorted((row, cells) for row, cells in sheet.cells.items() if cells)
    columns = sorted({column for _, cells in rows for column in cells})
    room, n_cells = len(rows) * len(columns), sum(len(cells) for _, cells in rows)
    is_sparse = len(columns) > _FEW_COLUMNS and n_cells * _SPARSE < room
    for row, cells in rows:
        if is_sparse:
            texts = [f"{column_letters(column)}: {cells[column]}" for column in sorted(cells)]
        else:
            last = max(cells)
            texts = [cells.get(column, "") for column in columns if column <= last]
        yield _Line(row, _BETWEEN.join(texts).replace("\r", "").replace("\n", " "))


def _cut(lines: list[_Line]) -> Iterator[list[_Line]]:
    held: list[_Line] = []
    size = 0
    for line in lines:
        if held and (len(held) >= _ROWS or size + len(line.text) > _CHARS):
            yield held
            held, size = [], 0
        held.append(line)
        size += len(line.text) + 1
    if held:
        yield held


def _header(sheet: Sheet, lines: list[_Line]) -> _Line | None:
    """Return the row that names the columns: the first that is nearly full, if it is of words."""
    start = [(line, list(sheet.cells[line.row].values())) for line in lines[:_HEADER_AMONG]]
    widest = max((len(cells) for _, cells in start), default=0)
    for line, cells in start:
        if len(cells) > 1 and len(cells) >= _HEADER_SHARE * widest:
            n_numbers = sum(1 for cell in cells if _NUMBER.fullmatch(cell))
            is_header = 2 * n_numbers <= len(cells) and len(line.text) <= _LONGEST_HEADER
            return line if is_header else None
    return None
