"""What the child does once its limits hold: take the bytes, load one parser, lock, read, write.

The order matters: a parser loads its library from disk, and after the lock there is no disk.
Files within the file are handed over unread, as many and as large as the limits allow.
"""

from __future__ import annotations

import codecs
import io
import json
import sys
import time
from binascii import b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from bot.confined import confinement
from bot.documents.reading import readers
from bot.documents.reading.kinds import Look, look
from bot.documents.reading.protocol import (
    LINE_CHARS,
    NOWHERE,
    Fault,
    Limits,
    Opened,
    ReadingError,
    Unread,
)

_CODECS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp437")
_GATHERED: Final = 64 * 1024
_FILE_SLICE: Final = 48 * 1024


def run(limits: Limits, show: Sequence[int] = ()) -> None:
    """Read stdin to its end and answer on stdout; never raises for anything a file can do.

    With ``show`` the answer is pictures of these pages instead of text.
    """
    out = _Output()
    try:
        data = sys.stdin.buffer.read()
        for name in _CODECS:
            codecs.lookup(name)
        seen = look(data)
        if show:
            draw = readers.load_drawing(seen.kind)
            confinement.lock()
            _show(draw(data, show), limits, out)
        else:
            read = readers.load(seen.kind)
            confined = confinement.lock()
            confinement.rewind(limits.first_cpu_s)
            _send_all(seen, read(data), limits, out, confined=confined)
    except ReadingError as error:
        out.send({"fault": error.fault, "total": error.total})
    except (MemoryError, RecursionError):
        out.send({"fault": Fault.BROKEN})
    out.flush()


def _send_all(seen: Look, opened: Opened, limits: Limits, out: _Output, *, confined: bool) -> None:
    if opened.total > limits.max_units:
        raise ReadingError(Fault.TOO_MANY, opened.total)
    out.send(
        {
            "kind": seen.kind,
            "place": opened.place,
            "total": opened.total,
            "confined": confined,
            "macros": seen.has_macros,
        }
    )
    left = limits.max_chars
    files = _Files(limits, out)
    confinement.rewind(limits.seconds_for(opened.total) - time.process_time())
    for number, unit in enumerate(opened.units, start=1):
        left -= len(unit.text)
        if left < 0:
            raise ReadingError(Fault.BROKEN)
        if unit.spot is not NOWHERE and (spot := unit.spot.as_record()):
            out.send({"n": number, "spot": spot})
        for part in _slices(unit.text):
            out.send({"n": number, "text": part})
        why = unit.why if unit.file is None else files.send(number, unit.file)
        if why is not None and not (unit.is_readable and unit.file is None):
            out.send({"n": number, "unreadable": why})
    out.send({"end": True})


def _show(pictures: Iterable[tuple[int, bytes]], limits: Limits, out: _Output) -> None:
    confinement.rewind(limits.first_cpu_s)
    for number, picture in pictures:
        out.send_bytes(number, picture)
        out.send({"n": number, "shown": True})
        out.flush()
        confinement.rewind(limits.first_cpu_s)


class _Files:
    """Hands over files within the file until there are too many of them, or too much."""

    def __init__(self, limits: Limits, out: _Output) -> None:
        self._out = out
        self._left = limits.max_files
        self._bytes_left = limits.max_file_bytes

    def send(self, number: int, data: bytes) -> Unread | None:
        """Send a file's bytes, or return why not."""
        self._left -= 1
        if self._left < 0:
            return Unread.TOO_MANY
        if len(data) > self._bytes_left:
            return Unread.TOO_LARGE
        self._bytes_left -= len(data)
        self._out.send_bytes(number, data)
        return None


class _Output:
    """Writes lines, many at once: each write wakes the parent, which has better things to do."""

    def __init__(self) -> None:
        self._stream = io.BufferedWriter(
            io.FileIO(sys.stdout.fileno(), "w", closefd=False), _GATHERED
        )

    def send(self, line: dict[str, object]) -> None:
        self._stream.write(json.dumps(line).encode() + b"\n")

    def send_bytes(self, number: int, data: bytes) -> None:
        # A file of no bytes has a slice too: it is there, and empty.
        for start in range(0, max(1, len(data)), _FILE_SLICE):
            part = b2a_base64(data[start : start + _FILE_SLICE], newline=False)
            self.send({"n": number, "file": part.decode()})

    def flush(self) -> None:
        self._stream.flush()


def _slices(text: str) -> Iterator[str]:
    return (text[start : start + LINE_CHARS] for start in range(0, len(text), LINE_CHARS))
