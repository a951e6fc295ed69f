"""Workbooks of every make: each sheet in stretches of rows.

Leaves the formats to sheets_xlsx, sheets_xls and sheets_ods, and the cutting to rows.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Final

from bot.documents.reading import sheets_ods, sheets_xls, sheets_xlsx
from bot.documents.reading.protocol import Fault, Opened, Place, ReadingError
from bot.documents.reading.rows import Budget, stretches
from bot.documents.reading.xml_parts import parts_of

_OLE: Final = b"\xd0\xcf\x11\xe0"


def load() -> Callable[[bytes], Opened]:
    """Return the reader of workbooks: XLSX, XLS and ODS."""
    return _read


def _read(data: bytes) -> Opened:
    budget = Budget()
    if data.startswith(_OLE):
        sheets = sheets_xls.sheets(data, budget)
    else:
        with parts_of(data) as parts:
            is_ods = "mimetype" in parts and "[Content_Types].xml" not in parts
            sheets = list((sheets_ods if is_ods else sheets_xlsx).sheets(parts, budget))
    cut = [stretches(sheet) for sheet in sheets]
    total = sum(n_units for n_units, _ in cut)
    if total == 0:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.ROWS, total, chain.from_iterable(units for _, units in cut))
