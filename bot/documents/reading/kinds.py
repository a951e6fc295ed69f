"""What a file is, told by its content; its name is never asked.

Leaves the parsing to the readers, and the directories of archives to `containers`. Text is told
from mail, markup and tables by patterns that rather miss a table than make one of prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.documents.reading.protocol import Fault, Kind, ReadingError

_HEAD: Final = 1_024
_PDF: Final = b"%PDF"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_PICTURES: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_MAIL_HEAD: Final = 16_384
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
_MAIL_HEADERS: Final = frozenset(
    {"from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path"}
)
_LEAST_MAIL_HEADERS: Final = 2


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a file tells."""

    kind: Kind
    has_macros: bool = False


def look(data: bytes) -> Look:
    """Return what the bytes are; raises ReadingError for what we don't read."""
    if data.startswith(_PDF):
        return Look(Kind.PDF)
    if not data.strip(b"\x00\t\r\n \x0c"):
        raise ReadingError(Fault.EMPTY)
    if data.startswith(_PICTURES):
        return Look(Kind.IMAGE)
    if data.startswith((_OLE, *_ZIPS)):
        from bot.documents.reading import containers  # noqa: PLC0415  # a PDF needs none of it

        is_zip = data.startswith(_ZIPS)
        tell = containers.kind_of_archive if is_zip else containers.kind_of_compound
        return Look(*tell(data))
    if _PDF in data[:_HEAD]:  # something may stand before it, but not an archive that holds one
        return Look(Kind.PDF)
    if _is_mail(data[:_MAIL_HEAD].decode("latin-1")):
        return Look(Kind.EML)
    from bot.documents.reading.text_kinds import kind_of_text  # noqa: PLC0415  # likewise

    return Look(kind_of_text(data))


def kind_of(data: bytes) -> Kind:
    """Return the kind alone; raises ReadingError for what we don't read."""
    return look(data).kind


def _is_mail(head: str) -> bool:
    """Tell a mail by the lines before its first empty one: all headers, and two that mails have."""
    found = set()
    for number, line in enumerate(head.lstrip("\ufeff\r\n").splitlines()):
        if not line.strip():
            break
        if line[0] in " \t" or (number == 0 and line.startswith("From ")):
            continue
        header = _HEADER.match(line)
        if header is None:
            return False
        found.add(header[1].lower())
    return len(found & _MAIL_HEADERS) >= _LEAST_MAIL_HEADERS
