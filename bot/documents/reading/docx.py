"""Text of Word files, from the XML itself: body, tables, text boxes, notes, comments, headers.

Usual libraries leave out text boxes, notes and headers (8 % of the words in our sample) and load
pictures. Here each part is streamed, so a large file stays small in memory. Deleted text of
tracked changes is left out, inserted text is in. Charts and SmartArt are not read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from lxml import etree

from bot.documents.reading.containers import opened
from bot.documents.reading.plain import mended, sections
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError

_MOST_OF_A_PART: Final = 150 * 1024 * 1024
_LONGEST_PAGE: Final = 6_000
_OVERRIDE: Final = re.compile(rb"<(?:\w+:)?Override\b[^>]*>")
_ATTRIBUTE: Final = re.compile(rb'(PartName|ContentType)\s*=\s*"([^"]*)"')

# Marks within a paragraph while it is being gathered. A text of the file can't contain them:
# XML forbids these characters.
_EXPLICIT: Final = "\x01"
_RENDERED: Final = "\x02"
_MARKS: Final = re.compile(f"([{_EXPLICIT}{_RENDERED}])")

_SKIPPED: Final = frozenset(
    {"Fallback", "del", "moveFrom", "pPr", "rPr", "sdtPr", "sectPr", "tblPr", "trPr", "tcPr"}
)
_LITERAL: Final = {
    "tab": "\t",
    "cr": "\n",
    "noBreakHyphen": "-",
    "lastRenderedPageBreak": _RENDERED,
}
_NOTES: Final = {"footnote": "Fußnote", "endnote": "Endnote", "comment": "Kommentar"}
_REFERENCES: Final = {f"{kind}Reference": kind for kind in _NOTES}


def load() -> Callable[[bytes], Opened]:
    """Return the reader of Word files."""
    return _read


def _read(data: bytes) -> Opened:
    document = Docx(data)
    units = (Read(unit, bool(unit)) for unit in document.units)
    return Opened(document.place, len(document.units), units)


class Docx:
    """A Word file, cut into units: pages where Word left its marks, else sections."""

    def __init__(self, data: bytes) -> None:
        """Read it all; raises ReadingError for damage, a password or a bomb."""
        with opened(data) as archive:
            try:
                blocks = _Package(archive).blocks()
                has_pictures = any("/media/" in name for name in archive.namelist())
            except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, EOFError):
                raise ReadingError(Fault.BROKEN) from None
            except (NotImplementedError, RuntimeError, ValueError, OSError):
                raise ReadingError(Fault.BROKEN) from None
        self.place, self.units = _cut(blocks)
        if not any(self.units):
            if not has_pictures:
                raise ReadingError(Fault.EMPTY)
            self.units = [""]


class _Package:
    """The parts of the archive, found by what [Content_Types].xml calls them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts: dict[str, list[str]] = {}
        types = archive.read("[Content_Types].xml")
        for override in _OVERRIDE.finditer(types):
            facts = {key: value.decode() for key, value in _ATTRIBUTE.findall(override[0])}
            kind = facts.get(b"ContentType", "").removesuffix("+xml")
            is_main = kind.endswith(".main")
            kind = "document" if is_main else kind.rpartition(".")[2]
            name = facts.get(b"PartName", "").lstrip("/")
            self._parts.setdefault(kind, []).append(name)

    def blocks(self) -> list[str]:
        """Return headers, the body with its notes in place, and footers, as paragraphs."""
        notes: dict[tuple[str, str], str] = {}
        for kind in _NOTES:
            for name in self._parts.get(f"{kind}s", ()):
                notes |= self._notes(name, kind)
        main = self._parts.get("document", ["word/document.xml"])
        body = [block for name in main for block in self._texts(name, notes)]
        return [*self._framing("header", "Kopfzeile"), *body, *self._framing("footer", "Fußzeile")]

    def _framing(self, kind: str, label: str) -> list[str]:
        """Return headers or footers, each different text once."""
        texts = dict.fromkeys(
            " ".join(_MARKS.sub(" ", block).strip() for block in self._texts(name, {}))
            for name in sorted(self._parts.get(kind, ()))
        )
        return [f"[{label}: {text.strip()}]" for text in texts if text.strip()]

    def _texts(self, name: str, notes: Mapping[tuple[str, str], str]) -> list[str]:
        gatherer = _Gatherer(notes)
        self._walk(name, gatherer)
        return gatherer.blocks

    def _notes(self, name: str, kind: str) -> dict[tuple[str, str], str]:
        gatherer = _Gatherer({}, note_kind=kind)
        self._walk(name, gatherer)
        return gatherer.notes

    def _walk(self, name: str, gatherer: _Gatherer) -> None:
        entry = self._archive.getinfo(name)
        if entry.flag_bits & 1:
            raise ReadingError(Fault.ENCRYPTED)
        with self._archive.open(entry) as raw:
            stream = _Counted(raw.read)
            events = etree.iterparse(
                stream,
                events=("start", "end"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                remove_comments=True,
                remove_pis=True,
                huge_tree=False,
            )
            for event, element in events:
                gatherer.take(event, element)


class _Counted(io.RawIOBase):
    """A stream that ends a part which unpacks to more than its directory entry may say."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._left = _MOST_OF_A_PART

    def read(self, size: int = -1, /) -> bytes:
        data = self._read(size if size > 0 else 65_536)
        self._left -= len(data)
        if self._left < 0:
            raise ReadingError(Fault.BROKEN)
        return data


class _Gatherer:
    """Turns a part's start and end tags into paragraphs (or notes by their id).

    Text boxes and table cells nest: each opens a list of paragraphs of its own.
    """

    def __init__(self, notes: Mapping[tuple[str, str], str], note_kind: str = "") -> None:
        self.blocks: list[str] = []
        self.notes: dict[tuple[str, str], str] = {}
        self._note_kind = note_kind
        self._given = notes
        self._skipping = 0
        self._lines: list[list[str]] = []  # open paragraphs, innermost last
        self._lists: list[list[str]] = [self.blocks]  # where finished paragraphs go
        self._cells: list[list[str]] = []  # open table rows
        self._pending: list[str] = []  # notes and text boxes that follow the open paragraph

    def take(self, event: str, element: etree._Element) -> None:
        """Take one event of the parser."""
        tag = str(element.tag).rpartition("}")[2]
        if event == "start":
            self._open(tag)
            return
        if tag in _SKIPPED:
            self._skipping -= 1
        elif not self._skipping:
            self._close(tag, element)
        if tag in {"p", "tbl", "tr", *_SKIPPED}:
            _release(element)

    def _open(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif self._skipping:
            return
        elif tag == "p":
            self._lines.append([])
        elif tag in {"tc", "txbxContent"} or tag == self._note_kind:
            self._lists.append([])
        elif tag == "tr":
            self._cells.append([])

    def _close(self, tag: str, element: etree._Element) -> None:
        if tag == "t":
            self._write(element.text or "")
        elif tag == "br":
            self._write(_EXPLICIT if _attribute(element, "type") == "page" else "\n")
        elif tag in _LITERAL:
            self._write(_LITERAL[tag])
        elif tag in _REFERENCES:
            self._refer(_REFERENCES[tag], element)
        elif tag == "p" and self._lines:
            self._end_paragraph()
        elif tag in {"tc", "tr", "txbxContent"}:
            self._end_box(tag)
        elif tag == self._note_kind:
            self._end_note(element)

    def _write(self, text: str) -> None:
        if self._lines:
            self._lines[-1].append(text)

    def _refer(self, kind: str, element: etree._Element) -> None:
        if note := self._given.get((kind, _attribute(element, "id"))):
            self._pending.append(note)

    def _end_paragraph(self) -> None:
        text = "".join(self._lines.pop())
        if text.strip(" \t\n"):
            self._lists[-1].append(text)
        if not self._lines:  # a text box stays with the paragraph it hangs on
            self._lists[-1] += self._pending
            self._pending = []

    def _end_box(self, tag: str) -> None:
        if tag == "tr":
            cells = self._cells.pop()
            marks = _RENDERED if any(_MARKS.search(cell) for cell in cells) else ""
            row = " | ".join(_MARKS.sub(" ", cell).strip() for cell in cells)
            if row.strip(" |"):
                self._lists[-1].append(marks + row)
            return
        inner = self._lists.pop()
        if tag == "tc" and self._cells:
            self._cells[-1].append(" ".join(text.replace("\n", " ") for text in inner))
        else:
            self._pending += inner

    def _end_note(self, element: etree._Element) -> None:
        text = " ".join(_MARKS.sub(" ", line).strip() for line in self._lists.pop()).strip()
        number = _attribute(element, "id")
        author = _attribute(element, "author")
        label = _NOTES[self._note_kind] + (f" von {author}" if author else "")
        if text:
            self.notes[self._note_kind, number] = f"[{label}: {text}]"


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute whatever its namespace: transitional and strict files differ there."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _release(element: etree._Element) -> None:
    """Forget a finished element and what stands before it, or the tree grows with the file."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _cut(blocks: list[str]) -> tuple[Place, list[str]]:
    """Return pages if the file says where they end, else sections.

    Word writes down where pages ended when it last showed the file. Breaks set by hand alone
    don't: they count only if no page between them is longer than paper allows.
    """
    pages = list(_pages(blocks))
    rendered = any(_RENDERED in block for block in blocks)
    by_hand = len(pages) > 1 and all(len(page) <= _LONGEST_PAGE for page in pages)
    if rendered or by_hand:
        return Place.PAGE, pages
    plain = (mended(_MARKS.sub("\n", block)) for block in blocks)
    return Place.SECTION, list(sections(block for block in plain if block))


def _pages(blocks: list[str]) -> Iterator[str]:
    """Split at page marks; a rendered mark right after a break by hand is the same break."""
    page: list[str] = []
    fresh = False  # a break by hand was the last thing seen
    for block in blocks:
        for part in _MARKS.split(block):
            if part == _EXPLICIT or (part == _RENDERED and not fresh):
                yield "\n\n".join(page)
                page = []
            if part in {_EXPLICIT, _RENDERED}:
                fresh = part == _EXPLICIT
            elif text := mended(part):
                page.append(text)
                fresh = False
    if page:
        yield "\n\n".join(page)
