"""Old Excel files (XLS), by calamine, which reads what a cell holds but not how it is shown.

So a percentage stays a fraction here; dates come as dates. Cell comments and text boxes of this
old format are not read.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from typing import Final

import python_calamine

from bot.documents.reading import number_formats
from bot.documents.reading.compound import folders_of
from bot.documents.reading.protocol import Fault, ReadingError
from bot.documents.reading.rows import Budget, Sheet

_PASSWORD: Final = 0x002F
_END: Final = 0x000A  # of what comes before the sheets
_Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def sheets(data: bytes, budget: Budget) -> list[Sheet]:
    """Return the sheets with their cells; raises ReadingError for a password or damage."""
    with folders_of(data) as folders:
        if _has_password(folders.stream("Workbook") or folders.stream("Book") or b""):
            raise ReadingError(Fault.ENCRYPTED)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            _sheet(workbook.get_sheet_by_name(each.name), budget, each.visible)
            for each in workbook.sheets_metadata
            if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, OSError, ValueError):
        raise ReadingError(Fault.BROKEN) from None


def _has_password(stream: bytes) -> bool:
    """Look for the record that says so; calamine takes the weaker kind for plain cells."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind in {_PASSWORD, _END}:
            return bool(kind == _PASSWORD)
        place += 4 + length
    return False


def _sheet(
    source: python_calamine.CalamineSheet,
    budget: Budget,
    visible: python_calamine.SheetVisibleEnum,
) -> Sheet:
    sheet = Sheet(source.name, visible != python_calamine.SheetVisibleEnum.Visible)
    for row, values in enumerate(source.iter_rows(), start=1):
        texts = ((column, _shown(value)) for column, value in enumerate(values))
        cells = {column: text for column, text in texts if text}
        if cells:
            budget.take(cells)
            sheet.cells[row] = cells
    return sheet


def _shown(value: _Value) -> str:
    match value:
        case str():
            return value.strip()
        case bool():
            return "WAHR" if value else "FALSCH"
        case int() | float():
            return number_formats.general(value)
        case dt.timedelta():
            return number_formats.elapsed(value / dt.timedelta(days=1))
    return number_formats.day(value)
