"""What a file is, told by its content; its name is never asked.

Leaves the parsing to the readers. Of archives only the directory is looked at here, and checked:
sizes in it may lie, so what is unpacked later is counted again.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from bot.documents.reading.plain import decoded
from bot.documents.reading.protocol import Fault, Kind, ReadingError

_HEAD: Final = 1_024
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MOST_CONTENT_TYPES: Final = 1024 * 1024
# Text by its bytes, but not by its meaning: markup and mail need readers of their own.
_NOT_PLAIN: Final = re.compile(
    r"\s*(\{\\rtf|%!PS|<!doctype\s+html|<html|<\?xml|<svg)", re.IGNORECASE
)
_MAIL: Final = re.compile(r"^MIME-Version:\s*1", re.IGNORECASE | re.MULTILINE)
# A presentation may list Word files embedded in it, but never as its main part.
_WORD: Final = re.compile(rb"(wordprocessingml|ms-word)\.(document|template)[A-Za-z.]*\.main")
_MOST_ENTRIES: Final = 5_000
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_LARGE_PART: Final = 1024 * 1024
_MOST_RATIO: Final = 200


def kind_of(data: bytes) -> Kind:
    """Return what the bytes are; raises ReadingError for what we don't read."""
    if not data.strip(b"\x00\t\r\n \x0c"):
        raise ReadingError(Fault.EMPTY)
    if b"%PDF" in data[:_HEAD]:
        return Kind.PDF
    if data.startswith(_OLE):
        # Word and Excel put a file with a password into this older kind of container.
        encrypted = _ENCRYPTED_PACKAGE in data
        raise ReadingError(Fault.ENCRYPTED if encrypted else Fault.UNKNOWN)
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_archive(data)
    text = decoded(data)
    if text is None or _NOT_PLAIN.match(text) or _MAIL.search(text[: 4 * _HEAD]):
        raise ReadingError(Fault.UNKNOWN)
    return Kind.TXT


def opened(data: bytes) -> zipfile.ZipFile:
    """Open an archive after looking through its directory; raises ReadingError for a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise ReadingError(Fault.BROKEN) from None
    entries = archive.infolist()
    too_many = len(entries) > _MOST_ENTRIES
    too_large = sum(entry.file_size for entry in entries) > _MOST_UNPACKED
    too_dense = any(
        entry.file_size > _LARGE_PART and entry.file_size > _MOST_RATIO * entry.compress_size
        for entry in entries
    )
    if too_many or too_large or too_dense:
        raise ReadingError(Fault.BROKEN)
    return archive


def _kind_of_archive(data: bytes) -> Kind:
    with opened(data) as archive:
        try:
            entry = archive.getinfo(_CONTENT_TYPES)
        except KeyError:
            raise ReadingError(Fault.UNKNOWN) from None
        if entry.flag_bits & 1:
            raise ReadingError(Fault.ENCRYPTED)
        if entry.file_size > _MOST_CONTENT_TYPES:
            raise ReadingError(Fault.BROKEN)
        try:
            types = archive.read(entry)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
            raise ReadingError(Fault.BROKEN) from None
    if _WORD.search(types):
        return Kind.DOCX
    raise ReadingError(Fault.UNKNOWN)
