"""Which module reads which kind. Each is imported only for a file of its kind: imports cost time.

A module offers ``load() -> Callable[[bytes], Opened]``, called before the child locks itself:
afterwards there is no disk, so whatever the library takes from there has to be taken in `load`.
A reader of mails or archives yields the files within as ``Read(file=…)`` and parses none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Final, cast

from bot.documents.reading.protocol import Fault, Kind, Opened, ReadingError

_MODULES: Final[dict[Kind, str]] = {
    Kind.PDF: "pdf",
    Kind.DOCX: "docx",
    Kind.DOC: "word97",
    Kind.PPTX: "presentations",
    Kind.PPT: "powerpoint97",
    Kind.XLSX: "sheets",
    Kind.XLS: "sheets",
    Kind.ODS: "sheets",
    Kind.ODT: "opendocument",
    Kind.ODP: "opendocument",
    Kind.RTF: "rich_text",
    Kind.TXT: "text",
    Kind.CSV: "separated",
    Kind.HTML: "web",
    Kind.MARKDOWN: "markdown",
    Kind.EML: "mail",
    Kind.MSG: "outlook",
    Kind.VTT: "cues",
    Kind.SRT: "cues",
    Kind.IMAGE: "pictures",
    Kind.ZIP: "archive",
}

_DRAWERS: Final[dict[Kind, str]] = {Kind.PDF: "pdf_pictures", Kind.IMAGE: "pictures"}

Drawing = Callable[[bytes, Sequence[int]], Iterator[tuple[int, bytes]]]
"""Yields pages by number as grey pictures that Tesseract reads, leaving out what can't be drawn."""


def load(kind: Kind) -> Callable[[bytes], Opened]:
    """Return what reads files of a kind, with everything that it needs from disk in memory."""
    module = import_module(f"{__package__}.{_MODULES[kind]}")
    return cast("Callable[[bytes], Opened]", module.load())


def load_drawing(kind: Kind) -> Drawing:
    """Return what draws the pages of a file, likewise with everything in memory."""
    if kind not in _DRAWERS:
        raise ReadingError(Fault.UNKNOWN)
    return cast("Drawing", import_module(f"{__package__}.{_DRAWERS[kind]}").load_drawing())
