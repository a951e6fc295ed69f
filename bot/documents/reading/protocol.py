"""What child and parent say to each other: one JSON object a line.

    {"kind": "pdf", "place": "page", "total": 48, "confined": true}     first
    {"n": 1, "text": "…"}                       text of a unit; long ones come in several lines
    {"n": 17, "unreadable": true}               after the unit's text, if it has any
    {"end": true}                               last, or instead of anything: {"fault": "broken"}

A child that ends without ``end`` or ``fault`` was ended: by a limit, or by its own crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LINE_CHARS: Final = 16_000
"""Most characters of text in one line, so that the parent never handles a large one."""


class Kind(StrEnum):
    """The formats we read, told by content."""

    PDF = "pdf"
    DOCX = "docx"
    TXT = "txt"


class Place(StrEnum):
    """What the units of a document are: what its own readers call a page, or sections of ours."""

    PAGE = "page"
    SECTION = "section"


class Fault(StrEnum):
    """Why a file can't be read."""

    UNKNOWN = "unknown"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    BROKEN = "broken"
    TOO_MANY = "too_many"


class ReadingError(Exception):
    """A file can't be read; ``total`` says how many units it has when there are too many."""

    def __init__(self, fault: Fault, total: int = 0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.total = total


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. The wall clock is the parent's to watch."""

    max_units: int
    max_chars: int
    memory_bytes: int = 512 * 1024 * 1024
    cpu_s: int = 15
    unit_cpu_s: float = 4.0
    open_files: int = 64
