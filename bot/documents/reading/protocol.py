"""What child and parent say to each other: one JSON object a line.

    {"kind": "pdf", "place": "page", "total": 48, "confined": true}     first
    {"n": 1, "spot": {"name": "Haushalt", "first": 1, "last": 40}}      where it stands, if that
                                                is more than its number; before its text
    {"n": 1, "text": "…"}                       text of a unit; long ones come in several lines
    {"n": 17, "unreadable": "picture"}          after the unit's text, if it has any
    {"n": 18, "file": "…"}                      bytes of a file within the file, base64, in slices
    {"n": 18, "shown": true}                    only where pictures of pages were asked for: the
                                                picture (in ``file`` lines) of page 18 is whole
    {"end": true}                               last, or instead of anything: {"fault": "broken"}

A child that ends without ``end`` or ``fault`` was ended: by a limit, or by its own crash.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LINE_CHARS: Final = 16_000
"""Most characters of text in one line, so that the parent never handles a large one."""


class Kind(StrEnum):
    """The formats we read, told by content."""

    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    PPTX = "pptx"
    PPT = "ppt"
    XLSX = "xlsx"
    XLS = "xls"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    RTF = "rtf"
    TXT = "txt"
    CSV = "csv"
    HTML = "html"
    MARKDOWN = "md"
    EML = "eml"
    MSG = "msg"
    VTT = "vtt"
    SRT = "srt"
    IMAGE = "image"
    ZIP = "zip"


class Place(StrEnum):
    """What the units of a document are: what its own readers call a page, or sections of ours.

    ROWS are a stretch of a sheet, CUES a stretch of a transcript. PART is for documents of mixed
    units (a mail and its attachments, an archive).
    """

    PAGE = "page"
    SECTION = "section"
    SLIDE = "slide"
    ROWS = "rows"
    CUES = "cues"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a unit stands, beyond its number in the document.

    ``place``: what it is, where the document's units differ. ``name``: its sheet or heading.
    ``first`` and ``last``: its page or slide in the file it comes from, its rows (from 1), or the
    seconds of its first and last cue. ``file``: the attachment or archive member it comes from.
    ``is_hidden``: a hidden sheet or slide.
    """

    place: Place | None = None
    name: str = ""
    first: int = 0
    last: int = 0
    file: str = ""
    is_hidden: bool = False

    def as_record(self) -> dict[str, object]:
        """Return what `from_record` takes; what is not set is left out."""
        values = dataclasses.asdict(self)
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Spot:
        """Rebuild a spot; raises ValueError or TypeError for what is none."""
        place = record.get("place")
        first, last = record.get("first", 0), record.get("last", 0)
        if not isinstance(first, int) or not isinstance(last, int):
            raise TypeError("a spot's borders are whole numbers")
        return cls(
            place=Place(str(place)) if place else None,
            name=str(record.get("name", "")),
            first=first,
            last=last,
            file=str(record.get("file", "")),
            is_hidden=record.get("is_hidden") is True,
        )


NOWHERE: Final = Spot()
"""Nothing to say of a place but the unit's number."""


class Unread(StrEnum):
    """Why a unit could not be read.

    PICTURE: it shows something, but holds no text (or letters without meaning); BLANK: it shows
    nothing, or no letters. NO_OCR: a picture, and there is no text recognition on this system;
    OCR_LIMIT: a picture beyond the number that is recognised.

    The others are of files within the file: with a password, damaged, of a format that we don't
    read, in one layer too many, too large, or beyond the number that is read.
    """

    PICTURE = "picture"
    BLANK = "blank"
    NO_OCR = "no_ocr"
    OCR_LIMIT = "ocr_limit"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NESTED = "nested"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Read:
    """A unit as a reader yields it; one that could not be read may still have a few letters.

    ``file``: the bytes of an attachment or archive member named by ``spot.file``. A child of its
    own reads them, with the same limits, so that one bad attachment spoils no other; its units
    take the place of this one. ``why`` says more of an unreadable unit.
    """

    text: str
    is_readable: bool = True
    spot: Spot = NOWHERE
    file: bytes | None = None
    why: Unread = Unread.PICTURE


@dataclass(frozen=True, slots=True)
class Opened:
    """A file about to be read. ``total`` is how many units will come, known beforehand."""

    place: Place
    total: int
    units: Iterable[Read]


class Fault(StrEnum):
    """Why a file can't be read."""

    UNKNOWN = "unknown"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


class ReadingError(Exception):
    """A file can't be read; ``total`` says how many units it has when there are too many."""

    def __init__(self, fault: Fault, total: int = 0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.total = total


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. The wall clock is the parent's to watch.

    ``max_files`` and ``max_file_bytes`` (in all) are for the files within it.
    """

    max_units: int
    max_chars: int
    max_files: int = 50
    max_file_bytes: int = 50 * 1024 * 1024
    memory_bytes: int = 512 * 1024 * 1024
    cpu_s: int = 15
    first_cpu_s: float = 4.0
    unit_cpu_s: float = 0.02
    open_files: int = 64

    def seconds_for(self, units: int) -> float:
        """Return how much processor time a file of so many units may use in all.

        Ten times what an honest one needs; a small file that means harm ends soon.
        """
        return min(self.first_cpu_s + units * self.unit_cpu_s, self.cpu_s)
