"""Text of OpenDocument files: paragraphs, lists, tables, notes, comments, text boxes.

Used for texts, slides and the cells of sheets. Deleted text of tracked changes is left out; notes,
comments and boxes follow the paragraph they hang on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from lxml import etree

from bot.documents.reading.pagination import (
    EXPLICIT,
    HEADING,
    RENDERED,
    has_breaks,
    without_marks,
)
from bot.documents.reading.xml_parts import attribute, first, local, within

_NOT_SHOWN: Final = frozenset(
    {
        "tracked-changes", "forms", "variable-decls", "sequence-decls", "user-field-decls",
        "dde-connection-decls", "covered-table-cell", "ruby-text", "note-citation", "notes",
        "event-listeners", "image", "plugin", "applet", "floating-frame", "scripts", "settings",
        "index-title-template", "table-of-content-source", "automatic-styles",
    }
)  # fmt: skip
# Who and when, and what a picture shows: said in other words, or not at all.
_ABOUT: Final = (
    "{http://purl.org/dc/",
    "{urn:oasis:names:tc:opendocument:xmlns:svg-",
    "{urn:oasis:names:tc:opendocument:xmlns:meta:",
)
_LITERAL: Final = {"tab": "\t", "line-break": "\n", "soft-page-break": RENDERED}
_NOTES: Final = {"footnote": "Fußnote", "endnote": "Endnote"}
_MOST_BLANKS: Final = 20
_MOST_REPEATED: Final = 100


class OdfText:
    """Gathers the text below elements.

    ``breaking``: the paragraph styles that begin a new page. ``embedded`` finds the root of an
    object within the file, such as a chart, by its address.
    """

    def __init__(
        self,
        breaking: Iterable[str] = (),
        embedded: Callable[[str], etree._Element | None] = lambda _: None,
    ) -> None:
        self._breaking = frozenset(breaking)
        self._embedded = embedded

    def blocks(self, container: etree._Element) -> list[str]:
        """Return the paragraphs below an element, with the marks of `pagination`."""
        return [block for child in container for block in self.of(child)]

    def line(self, container: etree._Element) -> str:
        """Return everything below an element in one line, without marks."""
        texts = (without_marks(block).strip() for block in self.blocks(container))
        return " ".join(" ".join(texts).split())

    def of(self, element: etree._Element) -> list[str]:
        """Return the paragraphs of one element, whatever it is."""
        tag = local(element)
        if tag in {"p", "h"}:
            return self._paragraph(element, HEADING if tag == "h" else "")
        if _is_aside(element):
            return []
        if tag in _LITERAL:
            return [_LITERAL[tag]]
        if tag == "table":
            return list(self._rows(element))
        if tag in {"frame", "annotation", "note"}:
            return self._hung(element)
        return self.blocks(element)

    def _paragraph(self, element: etree._Element, mark: str) -> list[str]:
        pieces: list[str] = []
        hung: list[str] = []
        self._inline(element, pieces, hung)
        text = "".join(pieces)
        is_new_page = attribute(element, "style-name") in self._breaking
        mark = mark if without_marks(text).strip() else ""
        # A heading's mark stands first; a page may still end within the heading.
        whole = f"{EXPLICIT if is_new_page else ''}{mark}{text}"
        return ([whole] if whole.strip(" \t\n") else []) + hung

    def _inline(self, element: etree._Element, pieces: list[str], hung: list[str]) -> None:
        """Gather an element's words, and apart from them what hangs on them."""
        pieces.append(" ".join((element.text or "").split("\n")))
        for child in element:
            tag = local(child)
            if tag in _LITERAL:
                pieces.append(_LITERAL[tag])
            elif tag == "s":
                pieces.append(" " * min(_number(child, "c"), _MOST_BLANKS))
            elif tag in {"note", "annotation", "frame"} or _is_drawn(child):
                hung += self._hung(child)
            elif not _is_aside(child):
                self._inline(child, pieces, hung)
            pieces.append(" ".join((child.tail or "").split("\n")))

    def _hung(self, element: etree._Element) -> list[str]:
        """Return a note or comment, marked, or what a frame or shape shows."""
        tag = local(element)
        if tag == "annotation":
            creator = first(element, "creator")
            author = "" if creator is None else (creator.text or "").strip()
            return _marked(f"Kommentar von {author}" if author else "Kommentar", self.line(element))
        if tag == "note":
            label = _NOTES.get(attribute(element, "note-class"), "Fußnote")
            return _marked(label, self.line(element))
        blocks = self.blocks(element)
        for each in element:
            if local(each) == "object":
                blocks += self._object(attribute(each, "href"))
        return blocks or _marked("Bild", _description(element))

    def _object(self, address: str) -> list[str]:
        root = self._embedded(address)
        lines = [] if root is None else self.blocks(root)
        return ["[Diagramm]", *lines] if lines else []

    def _rows(self, table: etree._Element) -> Iterator[str]:
        """Yield a table's rows; a page may end between and within them."""
        for child in table:
            tag = local(child)
            if tag == "table-row":
                cells = list(self._cells(child))
                marks = RENDERED if any(has_breaks(cell) for cell in cells) else ""
                text = " | ".join(without_marks(cell).strip() for cell in cells)
                if text.strip(" |"):
                    yield marks + text
            elif tag in _LITERAL:
                yield _LITERAL[tag]
            elif tag in {"table-header-rows", "table-rows", "table-row-group"}:
                yield from self._rows(child)
            elif tag == "shapes":
                yield from self.blocks(child)

    def _cells(self, row: etree._Element) -> Iterator[str]:
        for cell in row:
            if local(cell) == "table-cell":
                text = " ".join(block.replace("\n", " ") for block in self.blocks(cell))
                repeated = min(_number(cell, "number-columns-repeated"), _MOST_REPEATED)
                yield from [text] * (repeated if text else 1)


def breaking_styles(roots: Iterable[etree._Element]) -> set[str]:
    """Return the names of paragraph styles that begin a page: by hand, or by another layout."""
    names = set()
    for root in roots:
        for style in within(root, "style"):
            properties = first(style, "paragraph-properties")
            breaks = "" if properties is None else attribute(properties, "break-before")
            if breaks == "page" or attribute(style, "master-page-name"):
                names.add(attribute(style, "name"))
    return names


def _marked(label: str, text: str) -> list[str]:
    return [f"[{label}: {text}]"] if text else []


def _is_aside(element: etree._Element) -> bool:
    return local(element) in _NOT_SHOWN or str(element.tag).startswith(_ABOUT)


def _is_drawn(element: etree._Element) -> bool:
    return ":drawing:" in str(element.tag) and local(element) != "a"


def _description(frame: etree._Element) -> str:
    texts = [each.text or "" for each in frame if local(each) in {"title", "desc"}]
    return " ".join(" ".join(texts).split())


def _number(element: etree._Element, name: str) -> int:
    value = attribute(element, name)
    return int(value) if value.isdecimal() else 1
