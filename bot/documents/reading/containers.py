"""Files that hold files: ZIP archives and OLE compound files, told apart by their directories.

Only directories are looked at here, and checked: sizes in them may lie, so whoever unpacks a part
counts again what really comes out.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from bot.documents.reading.protocol import Fault, Kind, ReadingError

_CONTENT_TYPES: Final = "[Content_Types].xml"
_MOST_CONTENT_TYPES: Final = 1024 * 1024
_MOST_ENTRIES: Final = 5_000
_MOST_UNPACKED: Final = 200 * 1024 * 1024
_LARGE_PART: Final = 1024 * 1024
_MOST_RATIO: Final = 200
_LONGEST_MIMETYPE: Final = 200

# What the main part of an Office file is. Files embedded in another one never have ".main".
_MAIN_PARTS: Final = {
    Kind.DOCX: re.compile(rb"(wordprocessingml|ms-word)\.(document|template)[A-Za-z.]*\.main"),
    Kind.PPTX: re.compile(
        rb"(presentationml|ms-powerpoint)\.(presentation|slideshow|template)[A-Za-z.]*\.main"
    ),
    Kind.XLSX: re.compile(rb"(spreadsheetml|ms-excel)\.(sheet|template)(\.macroEnabled)?\.main"),
}
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_OPEN_DOCUMENTS: Final = {
    b"text": Kind.ODT,
    b"spreadsheet": Kind.ODS,
    b"presentation": Kind.ODP,
}
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage"
_STREAMS: Final = {
    "WordDocument": Kind.DOC,
    "Workbook": Kind.XLS,
    "Book": Kind.XLS,
    "PowerPoint Document": Kind.PPT,
    "__properties_version1.0": Kind.MSG,
}
_MACRO_PARTS: Final = re.compile(r"(^|/)(vbaProject\.bin|Basic/script-lc\.xml)$", re.IGNORECASE)
_MACRO_STORAGES: Final = frozenset({"Macros", "_VBA_PROJECT_CUR", "VBA"})
# What the library raises for a damaged compound file; it does not say so itself.
_OLE_ERRORS: Final = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError)


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


def kind_of_archive(data: bytes) -> tuple[Kind, bool]:
    """Return which kind of archive it is, and whether it holds macros."""
    with opened(data) as archive:
        names = archive.namelist()
        if not names:
            raise ReadingError(Fault.EMPTY)
        has_macros = any(_MACRO_PARTS.search(name) for name in names)
        if _CONTENT_TYPES in names:
            return _office_kind(_part(archive, _CONTENT_TYPES)), has_macros
        if "mimetype" in names:
            return _open_document_kind(_part(archive, "mimetype")), has_macros
    return Kind.ZIP, False


def kind_of_compound(data: bytes) -> tuple[Kind, bool]:
    """Return which kind of OLE file it is, and whether it holds macros."""
    import olefile  # noqa: PLC0415  only for these files

    try:
        with olefile.OleFileIO(data) as compound:
            # The stubs say bytes; what comes are words.
            names = {str(path[0]) for path in compound.listdir(storages=True)}
    except _OLE_ERRORS:
        # Word and Excel put a file with a password into this kind of container.
        is_locked = _ENCRYPTED_PACKAGE.encode("utf-16-le") in data
        raise ReadingError(Fault.ENCRYPTED if is_locked else Fault.BROKEN) from None
    if _ENCRYPTED_PACKAGE in names:
        raise ReadingError(Fault.ENCRYPTED)
    for name, kind in _STREAMS.items():
        if name in names:
            return kind, not _MACRO_STORAGES.isdisjoint(names)
    raise ReadingError(Fault.UNKNOWN)


def _office_kind(types: bytes) -> Kind:
    for kind, pattern in _MAIN_PARTS.items():
        if pattern.search(types):
            return kind
    raise ReadingError(Fault.UNKNOWN)


def _open_document_kind(mimetype: bytes) -> Kind:
    name = mimetype[:_LONGEST_MIMETYPE].strip().removeprefix(_OPEN_DOCUMENT)
    for ending, kind in _OPEN_DOCUMENTS.items():
        if name in {ending, ending + b"-template"}:
            return kind
    raise ReadingError(Fault.UNKNOWN)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.flag_bits & 1:
        raise ReadingError(Fault.ENCRYPTED)
    if entry.file_size > _MOST_CONTENT_TYPES:
        raise ReadingError(Fault.BROKEN)
    try:
        with archive.open(entry) as part:
            return part.read(_MOST_CONTENT_TYPES)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        raise ReadingError(Fault.BROKEN) from None
