"""Compound files (OLE), in which older Office programs and Outlook keep streams in folders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, Final

import olefile

from bot.documents.reading.protocol import Fault, ReadingError

Path = tuple[str, ...]

_SECTOR: Final = 512
_N_TABLES: Final = slice(64, 68)  # where the head says how many sectors tell of small streams
# What the library raises for a damaged file; it does not say so itself.
_DAMAGE: Final = (
    *(OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    RecursionError,
)


class Folders:
    """A compound file, with what each folder of it holds.

    A stream that says to be larger than the file would be read in circles until it is.
    """

    def __init__(self, compound: olefile.OleFileIO[Any], size: int, n_tables: int) -> None:
        self._compound = compound
        self._most = size
        # All small streams together are a stream, and so is the table of them.
        small = getattr(compound.root, "size", 0)
        if max(small, n_tables * _SECTOR) > size:
            raise ReadingError(Fault.BROKEN)
        self._names: dict[Path, list[str]] = {}
        for path in compound.listdir(storages=True):
            names = tuple(map(str, path))
            self._names.setdefault(names[:-1], []).append(names[-1])

    def names(self, path: Path) -> list[str]:
        """Return the names of what stands right in a folder."""
        return self._names.get(path, [])

    def stream(self, *path: str) -> bytes | None:
        """Return a stream's bytes; None for a folder, and for what isn't there."""
        if self._compound.get_type(list(path)) != olefile.STGTY_STREAM:
            return None
        if self._compound.get_size(list(path)) > self._most:
            raise ReadingError(Fault.BROKEN)
        return bytes(self._compound.openstream(list(path)).read())


@contextlib.contextmanager
def folders_of(data: bytes) -> Iterator[Folders]:
    """Open a compound file; any damage met while it is open is told as such."""
    try:
        with olefile.OleFileIO(data) as compound:
            yield Folders(compound, len(data), int.from_bytes(data[_N_TABLES], "little"))
    except _DAMAGE:
        raise ReadingError(Fault.BROKEN) from None
