"""What kind of text a text is: markup, subtitles, a table, or plain.

Rather misses a table than makes one of prose: plain text is read as well, only with less order.
"""

from __future__ import annotations

import csv
import re
from typing import Final

from bot.documents.reading.plain import decoded
from bot.documents.reading.protocol import Fault, Kind, ReadingError

_HEAD: Final = 65_536
_BEGINNINGS: Final = (
    (Kind.RTF, re.compile(r"\{\\rtf")),
    (Kind.VTT, re.compile(r"WEBVTT(?:[ \t\r\n]|$)")),
    (Kind.SRT, re.compile(r"(?:\d+[ \t]*\r?\n)?\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")),
    (
        Kind.HTML,
        re.compile(
            r"(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
            re.IGNORECASE | re.DOTALL,
        ),
    ),
)
# Text by its bytes, but a program for a printer, a drawing, or data.
_NO_TEXT: Final = re.compile(r"%!PS|<\?xml|<svg", re.IGNORECASE)

_HEADING: Final = re.compile(r"^#{1,6} \S", re.MULTILINE)
_MARKED: Final = re.compile(r"\*\*\S.*?\S\*\*|\]\(\S+\)|^```|^[-*] \[[ x]\] ", re.MULTILINE)
_TABLE_RULE: Final = re.compile(r"^ {0,3}\|?(?: *:?-{3,}:? *\|)+ *(?::?-{3,}:? *)?$", re.MULTILINE)
_SEPARATORS: Final = ";\t,|"
_LEAST_ROWS, _MOST_ROWS = 3, 50
_LONGEST_CELL: Final = 300
_MOST_PROSE: Final = 0.2


def kind_of_text(data: bytes) -> Kind:
    """Return the kind of a text; raises ReadingError for bytes that are none."""
    if data.startswith(b"{\\rtf"):  # may hold binary data: then it is no text as a whole
        return Kind.RTF
    text = decoded(data)
    if text is None:
        raise ReadingError(Fault.UNKNOWN)
    head = text[:_HEAD].lstrip("\ufeff \t\r\n\f\v")
    for kind, beginning in _BEGINNINGS:
        if beginning.match(head):
            return kind
    if _NO_TEXT.match(head):
        raise ReadingError(Fault.UNKNOWN)
    if _is_markdown(head):
        return Kind.MARKDOWN
    return Kind.CSV if _is_table(head, is_cut=len(text) > _HEAD) else Kind.TXT


def _is_markdown(head: str) -> bool:
    headings = len(_HEADING.findall(head))
    is_marked = headings > 0 and _MARKED.search(head) is not None
    return headings > 1 or is_marked or _TABLE_RULE.search(head) is not None


def _is_table(head: str, *, is_cut: bool) -> bool:
    """Tell a table: at least three rows, all with the same number of short cells."""
    lines = head.splitlines()[: -1 if is_cut else None]
    lines = [line for line in lines if line.strip()][:_MOST_ROWS]
    return len(lines) >= _LEAST_ROWS and any(_parts_all(lines, sign) for sign in _SEPARATORS)


def _parts_all(lines: list[str], separator: str) -> bool:
    if separator not in lines[0]:
        return False
    try:
        rows = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return False
    cells = [cell for row in rows for cell in row]
    # In prose a blank follows the comma.
    prose = sum(cell.startswith(" ") for cell in cells)
    is_even = len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
    is_short = max(map(len, cells)) <= _LONGEST_CELL
    return is_even and is_short and prose <= _MOST_PROSE * len(cells)
