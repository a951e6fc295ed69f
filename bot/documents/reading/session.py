"""What the child does once its limits hold: take the bytes, load one parser, lock, read, write.

The order matters: a parser loads its library from disk, and after the lock there is no disk.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Final

from bot.documents.reading import confinement, plain
from bot.documents.reading.kinds import kind_of
from bot.documents.reading.protocol import (
    LINE_CHARS,
    Fault,
    Kind,
    Limits,
    Opened,
    Place,
    Read,
    ReadingError,
)

_CODECS: Final = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp437")


def run(limits: Limits) -> None:
    """Read stdin to its end and answer on stdout; never raises for anything a file can do."""
    try:
        data = sys.stdin.buffer.read()
        for name in _CODECS:
            b"".decode(name)
        kind = kind_of(data)
        read = _LOADERS[kind]()
        confined = confinement.lock()
        confinement.rewind(limits.unit_cpu_s)
        _send_all(kind, read(data), limits, confined=confined)
    except ReadingError as error:
        _send({"fault": error.fault, "total": error.total})
    except (MemoryError, RecursionError):
        _send({"fault": Fault.BROKEN})
    sys.stdout.buffer.flush()


def _load_pdf() -> Callable[[bytes], Opened]:
    from bot.documents.reading.pdf import Pdf  # noqa: PLC0415  only for PDF files

    def read(data: bytes) -> Opened:
        document = Pdf(data)
        return Opened(Place.PAGE, document.total, document.pages())

    return read


def _load_docx() -> Callable[[bytes], Opened]:
    from bot.documents.reading.docx import Docx  # noqa: PLC0415  only for Word files

    def read(data: bytes) -> Opened:
        document = Docx(data)
        units = (Read(unit, bool(unit)) for unit in document.units)
        return Opened(document.place, len(document.units), units)

    return read


def _load_txt() -> Callable[[bytes], Opened]:
    def read(data: bytes) -> Opened:
        text = plain.mended(plain.decoded(data) or "")
        if not text:
            raise ReadingError(Fault.EMPTY)
        units = list(plain.sections(plain.paragraphs_of(text)))
        return Opened(Place.SECTION, len(units), map(Read, units))

    return read


_LOADERS: Final[dict[Kind, Callable[[], Callable[[bytes], Opened]]]] = {
    Kind.PDF: _load_pdf,
    Kind.DOCX: _load_docx,
    Kind.TXT: _load_txt,
}


def _send_all(kind: Kind, opened: Opened, limits: Limits, *, confined: bool) -> None:
    if opened.total > limits.max_units:
        raise ReadingError(Fault.TOO_MANY, opened.total)
    _send({"kind": kind, "place": opened.place, "total": opened.total, "confined": confined})
    left = limits.max_chars
    for number, unit in enumerate(opened.units, start=1):
        left -= len(unit.text)
        if left < 0:
            raise ReadingError(Fault.BROKEN)
        if spot := unit.spot.as_record():
            _send({"n": number, "spot": spot})
        for part in _slices(unit.text):
            _send({"n": number, "text": part})
        if not unit.is_readable:
            _send({"n": number, "unreadable": True})
        sys.stdout.buffer.flush()
        confinement.rewind(limits.unit_cpu_s)
    _send({"end": True})


def _slices(text: str) -> Iterator[str]:
    return (text[start : start + LINE_CHARS] for start in range(0, len(text), LINE_CHARS))


def _send(line: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")
