"""ZIP archives: hands over each file in it, by name, and says of those that can't be opened why.

What the directory says of sizes was checked when the archive was opened, and is not believed: the
library gives no more bytes than it says, and notices by their checksum when some are missing.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.documents.reading.containers import opened
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import (
    Fault,
    Opened,
    Place,
    Read,
    ReadingError,
    Spot,
    Unread,
)

_LONGEST_NAME: Final = 200
_MOST_BYTES: Final = 50 * 1024 * 1024
_UTF8_NAME: Final = 0x800
_DAMAGE: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    EOFError,
    OSError,
    zlib.error,
)
# What systems put into archives without anybody having asked for it.
_JUNK: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_JUNK_FOLDER: Final = "__MACOSX/"


def load() -> Callable[[bytes], Opened]:
    """Return the reader of ZIP archives."""
    return _read


def _read(data: bytes) -> Opened:
    with opened(data) as archive:
        members = [entry for entry in archive.infolist() if not _is_junk(entry)]
    if not members:
        raise ReadingError(Fault.EMPTY)
    if all(_is_encrypted(entry) for entry in members):
        raise ReadingError(Fault.ENCRYPTED)
    return Opened(Place.PART, len(members), _units(data, members))


def _units(data: bytes, members: Sequence[zipfile.ZipInfo]) -> Iterator[Read]:
    with opened(data) as archive:
        for entry in members:
            spot = Spot(file=name_of(entry))
            content = _content(archive, entry)
            if isinstance(content, Unread):
                yield Read("", is_readable=False, spot=spot, why=content)
            else:
                yield Read("", spot=spot, file=content)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | Unread:
    if _is_encrypted(entry):
        return Unread.ENCRYPTED
    if entry.file_size > _MOST_BYTES:
        return Unread.TOO_LARGE
    try:
        return archive.read(entry)
    except _DAMAGE:
        return Unread.BROKEN


def name_of(entry: zipfile.ZipInfo) -> str:
    """Return a member's name for people.

    Without the flag that says UTF-8 the library takes DOS letters, in which Windows writes; macOS
    writes UTF-8 and sets no flag.
    """
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return " ".join(mended(name).split())[-_LONGEST_NAME:] or "?"


def _is_encrypted(entry: zipfile.ZipInfo) -> bool:
    return bool(entry.flag_bits & 1)


def _is_junk(entry: zipfile.ZipInfo) -> bool:
    base = entry.filename.rpartition("/")[2].lower()
    # No more after the last slash: a folder, or no name at all.
    return not base or entry.filename.startswith(_JUNK_FOLDER) or base in _JUNK
