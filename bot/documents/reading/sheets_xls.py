"""Old Excel files (XLS), by calamine, which reads what a cell holds but not how it is shown.

So a percentage stays a fraction here; dates come as dates. Cell comments and text boxes of this
old format are not read.
"""

from __future__ import annotations

import datetime as dt
import io

import python_calamine

from bot.documents.reading import number_formats
from bot.documents.reading.protocol import Fault, ReadingError
from bot.documents.reading.rows import Budget, Sheet

_Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def sheets(data: bytes, budget: Budget) -> list[Sheet]:
    """Return the sheets with their cells; raises ReadingError for a password or damage."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = [(each.name, each.visible) for each in workbook.sheets_metadata]
        return [
            _sheet(workbook.get_sheet_by_name(name), budget, is_hidden=visible.name != "Visible")
            for name, visible in names
        ]
    except python_calamine.PasswordError:
        raise ReadingError(Fault.ENCRYPTED) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise ReadingError(Fault.BROKEN) from None


def _sheet(source: python_calamine.CalamineSheet, budget: Budget, *, is_hidden: bool) -> Sheet:
    sheet = Sheet(source.name, is_hidden)
    if source.start is None:
        return sheet
    first_row, first_column = source.start
    for row, values in enumerate(source.iter_rows(), start=first_row + 1):
        texts = ((column, _shown(value)) for column, value in enumerate(values, first_column))
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
