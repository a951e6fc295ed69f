"""Text of Word files, from the XML itself: body, tables, text boxes, notes, comments, headers.

Usual libraries leave out text boxes, notes and headers (8 % of the words in our sample) and load
pictures. Here each part is streamed, so a large file stays small in memory. Deleted text of
tracked changes is left out, inserted text is in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from lxml import etree

from bot.documents.reading import drawings
from bot.documents.reading.pagination import (
    EXPLICIT,
    HEADING,
    RENDERED,
    cut,
    has_breaks,
    without_marks,
)
from bot.documents.reading.protocol import Fault, Opened, Read, ReadingError
from bot.documents.reading.xml_parts import (
    XmlParts,
    attribute,
    first,
    local,
    parts_of,
    relation_id,
    release,
    within,
)

_HEADING_NAME: Final = re.compile(r"(heading|überschrift) \d|title|titel", re.IGNORECASE)
_BODY_LEVEL: Final = "9"  # the outline level of what is no heading
_DEEPEST_STYLE: Final = 20
_OFF: Final = frozenset({"0", "false", "off"})
_WITHIN_PAGE: Final = frozenset({"continuous", "nextColumn"})

_SKIPPED: Final = frozenset(
    {"Fallback", "del", "moveFrom", "pPr", "rPr", "sdtPr", "sectPr", "tblPr", "trPr", "tcPr"}
)
_LITERAL: Final = {
    "tab": "\t",
    "ptab": "\t",
    "cr": "\n",
    "noBreakHyphen": "-",
    "lastRenderedPageBreak": RENDERED,
}
_SYMBOLS: Final = {
    "F0FE": "☒", "F0FD": "☒", "F078": "☒", "F0A8": "☐", "F06F": "☐", "F071": "☐", "F0FC": "✓",
    "F0E0": "→", "F0B7": "•", "F0A7": "•",
}  # fmt: skip
"""Boxes, ticks and bullets of the symbol fonts that forms are made with."""

_NOTES: Final = {"footnote": "Fußnote", "endnote": "Endnote", "comment": "Kommentar"}
_REFERENCES: Final = {f"{kind}Reference": kind for kind in _NOTES}


def load() -> Callable[[bytes], Opened]:
    """Return the reader of Word files."""
    return _read


def _read(data: bytes) -> Opened:
    document = Docx(data)
    return Opened(document.place, len(document.units), document.units)


class Docx:
    """A Word file, cut into units: pages where Word left its marks, else sections."""

    def __init__(self, data: bytes) -> None:
        """Read it all; raises ReadingError for damage, a password or a bomb."""
        with parts_of(data) as parts:
            blocks = _Package(parts).blocks()
            has_pictures = any("/media/" in name for name in parts.names)
        self.place, self.units = cut(blocks)
        if not any(unit.is_readable for unit in self.units):
            if not has_pictures:
                raise ReadingError(Fault.EMPTY)
            self.units = [Read("", is_readable=False)]


class _Package:
    """The parts of the file, found by what [Content_Types].xml calls them."""

    def __init__(self, parts: XmlParts) -> None:
        self._all = parts
        self._parts: dict[str, list[str]] = {}
        for override in within(parts.tree("[Content_Types].xml"), "Override"):
            kind = attribute(override, "ContentType").removesuffix("+xml")
            kind = "document" if kind.endswith(".main") else kind.rpartition(".")[2]
            name = attribute(override, "PartName").lstrip("/")
            self._parts.setdefault(kind, []).append(name)

    def blocks(self) -> list[str]:
        """Return headers, the body with its notes in place, and footers, as paragraphs."""
        notes: dict[tuple[str, str], str] = {}
        for kind in _NOTES:
            for name in self._parts.get(f"{kind}s", ()):
                notes |= self._gathered(name, note_kind=kind).notes
        headings = {id_ for name in self._parts.get("styles", ()) for id_ in self._headings(name)}
        main = self._parts.get("document", ["word/document.xml"])
        gathered = [self._gathered(name, notes=notes, headings=headings) for name in main]
        body = [block for each in gathered for block in each.blocks]
        return [*self._framing("header", "Kopfzeile"), *body, *self._framing("footer", "Fußzeile")]

    def _framing(self, kind: str, label: str) -> list[str]:
        """Return headers or footers, each different text once."""
        texts = dict.fromkeys(
            " ".join(without_marks(block).strip() for block in self._gathered(name).blocks)
            for name in sorted(self._parts.get(kind, ()))
        )
        return [f"[{label}: {text.strip()}]" for text in texts if text.strip()]

    def _gathered(
        self,
        name: str,
        *,
        notes: Mapping[tuple[str, str], str] | None = None,
        headings: Collection[str] = (),
        note_kind: str = "",
    ) -> _Gatherer:
        relations = self._all.relations(name)
        shown: set[str] = set()  # a hostile file may name one chart ten thousand times

        def drawn(id_: str, kind: str) -> Iterator[str]:
            relation = relations.get(id_)
            if relation is None or relation.target not in self._all or id_ in shown:
                return
            shown.add(id_)
            root = self._all.tree(relation.target)
            yield from [drawings.chart(root)] if kind == "chart" else drawings.diagram(root)

        gatherer = _Gatherer(notes or {}, drawn, headings, note_kind)
        for event, element in self._all.events(name, ("start", "end")):
            gatherer.take(event, element)
        return gatherer

    def _headings(self, name: str) -> set[str]:
        """Return the ids of paragraph styles that are headings, or made from one."""
        styles = {
            attribute(each, "styleId"): (_says_heading(each), _value(each, "basedOn"))
            for each in within(self._all.tree(name), "style")
        }
        return {id_ for id_ in styles if _is_heading(styles, id_)}


def _is_heading(styles: Mapping[str, tuple[bool | None, str]], id_: str) -> bool:
    """Follow a style to those that it is made from, until one says what it is."""
    for _ in range(_DEEPEST_STYLE):
        says, base = styles.get(id_, (False, ""))
        if says is not None:
            return says
        id_ = base
    return False


def _says_heading(style: etree._Element) -> bool | None:
    """Return whether a style says that it is a heading; None if it says nothing."""
    level = first(style, "outlineLvl")
    if level is not None:
        return attribute(level, "val") != _BODY_LEVEL
    return True if _HEADING_NAME.match(_value(style, "name")) else None


def _letters(tag: str, element: etree._Element) -> str:
    """Return what an element that is no text stands for."""
    if tag == "br":
        return EXPLICIT if attribute(element, "type") == "page" else "\n"
    if tag == "sym":
        return _SYMBOLS.get(attribute(element, "char").upper(), "")
    if tag == "checkBox":
        return "☒" if _is_ticked(element) else "☐"
    if tag == "ddList":
        chosen = _value(element, "result")
        entries = [attribute(each, "val") for each in within(element, "listEntry")]
        return "".join(entries[int(chosen or 0) :][:1])
    return _LITERAL[tag]


def _is_ticked(box: etree._Element) -> bool:
    """Return the state of a box in a form of Word's older kind; its default until it is used."""
    states = [each for name in ("checked", "default") for each in within(box, name)]
    return bool(states) and attribute(states[0], "val") not in _OFF


def _value(style: etree._Element, name: str) -> str:
    element = first(style, name)
    return "" if element is None else attribute(element, "val")


class _Gatherer:
    """Turns a part's start and end tags into paragraphs (or notes by their id).

    Text boxes and table cells nest: each opens a list of paragraphs of its own.
    """

    def __init__(
        self,
        notes: Mapping[tuple[str, str], str],
        drawn: Callable[[str, str], Iterator[str]],
        headings: Collection[str],
        note_kind: str,
    ) -> None:
        self.blocks: list[str] = []
        self.notes: dict[tuple[str, str], str] = {}
        self._note_kind = note_kind
        self._given = notes
        self._drawn = drawn
        self._headings = headings
        self._skipping = 0
        self._lines: list[list[str]] = []  # open paragraphs, innermost last
        self._lists: list[list[str]] = [self.blocks]  # where finished paragraphs go
        self._cells: list[list[str]] = []  # open table rows
        self._pending: list[str] = []  # notes and text boxes that follow the open paragraph
        self._ends_page = False

    def take(self, event: str, element: etree._Element) -> None:
        """Take one event of the parser."""
        tag = local(element)
        if event == "start":
            self._open(tag, element)
            return
        if tag in _SKIPPED:
            self._skipping -= 1
            if tag == "sectPr":
                self._end_layout(element)
        elif not self._skipping:
            self._close(tag, element)
        if tag in {"p", "tbl", "tr", *_SKIPPED}:
            release(element)

    def _open(self, tag: str, element: etree._Element) -> None:
        if tag in _SKIPPED:
            self._skipping += 1
        elif self._skipping:
            if self._skipping == 1 and self._lines:
                self._open_property(tag, element)
        elif tag == "p":
            self._lines.append([])
        elif tag in {"tc", "txbxContent"} or tag == self._note_kind:
            self._lists.append([])
        elif tag == "tr":
            self._cells.append([])

        elif tag in {"docPr", "chart", "relIds"}:
            self._open_drawing(tag, element)

    def _open_drawing(self, tag: str, element: etree._Element) -> None:
        if tag != "docPr":
            self._pending += self._drawn(relation_id(element), tag)
        elif text := drawings.description(element):
            self._pending.append(text)

    def _open_property(self, tag: str, element: etree._Element) -> None:
        """Take what a paragraph's properties say before its words come."""
        value = attribute(element, "val")
        is_styled = tag == "pStyle" and value in self._headings
        if is_styled or (tag == "outlineLvl" and value != _BODY_LEVEL):
            self._lines[-1].append(HEADING)
        elif tag == "pageBreakBefore" and value not in _OFF and self.blocks:
            self._lines[-1].append(EXPLICIT)

    def _end_layout(self, element: etree._Element) -> None:
        """End the page with the paragraph at which its layout ends, unless it says otherwise."""
        parent = element.getparent()
        if parent is not None and local(parent) == "pPr":
            self._ends_page = _value(element, "type") not in _WITHIN_PAGE

    def _close(self, tag: str, element: etree._Element) -> None:
        if tag == "t":
            self._write(element.text or "")
        elif tag in {"br", "sym", "checkBox", "ddList", *_LITERAL}:
            self._write(_letters(tag, element))
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
        if note := self._given.get((kind, attribute(element, "id"))):
            self._pending.append(note)

    def _end_paragraph(self) -> None:
        text = "".join(self._lines.pop()) + EXPLICIT * self._ends_page
        self._ends_page = False
        if text.strip(" \t\n" + HEADING):
            self._lists[-1].append(text)
        if not self._lines:  # a text box stays with the paragraph it hangs on
            self._lists[-1] += self._pending
            self._pending = []

    def _end_box(self, tag: str) -> None:
        if tag == "tr":
            cells = self._cells.pop()
            marks = RENDERED if any(has_breaks(cell) for cell in cells) else ""
            row = " | ".join(without_marks(cell).strip() for cell in cells)
            if row.strip(" |"):
                self._lists[-1].append(marks + row)
            return
        inner = self._lists.pop()
        if tag == "tc" and self._cells:
            self._cells[-1].append(" ".join(text.replace("\n", " ") for text in inner))
        else:
            self._pending += inner

    def _end_note(self, element: etree._Element) -> None:
        text = " ".join(without_marks(line).strip() for line in self._lists.pop()).strip()
        number = attribute(element, "id")
        author = attribute(element, "author")
        label = _NOTES[self._note_kind] + (f" von {author}" if author else "")
        if text:
            self.notes[self._note_kind, number] = f"[{label}: {text}]"
