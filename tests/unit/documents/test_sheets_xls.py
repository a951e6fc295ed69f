"""Old Excel files, made here record by record: cells, dates, hidden sheets, passwords."""

from __future__ import annotations

import struct

import pytest

from bot.documents.extract import Extractor
from bot.documents.reading import sheets
from bot.documents.reading.protocol import Fault, Kind, Place, Read, ReadingError
from tests.fakes.ole import compound

_BOOK, _SHEET = 0x0005, 0x0010
_PLAIN, _DATE, _TIME = range(3)  # the cell formats that every workbook here has
_FORMATS = (0, 14, 46)

Cell = tuple[int, int, str | float | bool, int]


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _letters(text: str, length: str) -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _cell(cell: Cell) -> bytes:
    row, column, value, style = cell
    at = struct.pack("<HHH", row, column, style)
    if isinstance(value, bool):
        return _record(0x0205, at + bytes([value, 0]))
    if isinstance(value, str):
        return _record(0x0204, at + _letters(value, "H"))
    return _record(0x0203, at + struct.pack("<d", value))


def xls(*made: tuple[str, list[Cell]], hidden: str = "", locked: bool = False) -> bytes:
    """Return a workbook of sheets, each a name and its cells (row and column from 0)."""
    end = _record(0x000A, b"")
    parts = [_begin(_SHEET) + b"".join(map(_cell, cells)) + end for _, cells in made]
    head = _begin(_BOOK) + (_record(0x002F, bytes(54)) if locked else b"")
    for number in _FORMATS:
        head += _record(0x00E0, struct.pack("<HHH14x", 0, number, 0))
    names = [_letters(name, "B") for name, _ in made]
    place = len(head) + sum(4 + 6 + len(name) for name in names) + len(end)
    for (name, _), letters, part in zip(made, names, parts, strict=True):
        state = 1 if name == hidden else 0
        head += _record(0x0085, struct.pack("<IBB", place, state, 0) + letters)
        place += len(part)
    return compound({"Workbook": (head + end + b"".join(parts)).ljust(4096, b"\x00")})


def units(data: bytes) -> list[Read]:
    return list(sheets.load()(data).units)


def test_cells_of_every_kind_are_read_with_their_place() -> None:
    cells: list[Cell] = [
        (2, 1, "Straße", _PLAIN),
        (2, 2, "Fällig", _PLAIN),
        (2, 3, "Betrag", _PLAIN),
        (3, 1, "Ring", _PLAIN),
        (3, 2, 45231.0, _DATE),
        (3, 3, 1234.5, _PLAIN),
        (4, 1, 3.0, _PLAIN),
        (4, 2, 1.5, _TIME),
        (4, 3, True, _PLAIN),
    ]
    (unit,) = units(xls(("Haushalt", cells)))
    assert unit.text.split("\n") == [
        "Straße | Fällig | Betrag",
        "Ring | 01.11.2023 | 1234,5",
        "3 | 36:00 | WAHR",
    ]
    assert (unit.spot.name, unit.spot.first, unit.spot.last) == ("Haushalt", 3, 5)


def test_hidden_sheets_are_known_and_empty_ones_left_out() -> None:
    cell: list[Cell] = [(0, 0, "Text", _PLAIN)]
    made = units(xls(("Offen", cell), ("Leer", []), ("Geheim", cell), hidden="Geheim"))
    assert [(unit.spot.name, unit.spot.is_hidden) for unit in made] == [
        ("Offen", False),
        ("Geheim", True),
    ]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (xls(("A", [(0, 0, "x", _PLAIN)]), locked=True), Fault.ENCRYPTED),
        (xls(("A", [])), Fault.EMPTY),
        (compound({"Workbook": b"\x09\x08" + bytes(range(256)) * 20}), Fault.BROKEN),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as caught:
        units(data)
    assert caught.value.fault is fault


async def test_an_old_workbook_is_read_in_the_confined_child() -> None:
    extract = await Extractor().extract(xls(("Maße", [(0, 0, "Größe", _PLAIN)])), max_pages=10)
    assert (extract.kind, extract.place) == (Kind.XLS, Place.ROWS)
    assert [(unit.text, unit.spot.name) for unit in extract.units] == [("Größe", "Maße")]
