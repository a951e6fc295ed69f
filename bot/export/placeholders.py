"""Fills the places that an agency's template keeps for us: ``{{titel}}``, ``{{datum}}``, ….

They may stand in the text, in headers and footers and in text boxes, and Word may have split one
into several runs. ``{{inhalt}}`` is a paragraph of its own that the text replaces; a line of the
head is named by its label, such as ``{{dokument}}``. What a template does not place itself stands
at the head of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from bot.export.cleaning import one_line
from bot.export.paper import Paper

_PLACE: Final = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_NAMES: Final[Mapping[str, str]] = {
    "titel": "title",
    "art": "kind",
    "datum": "date",
    "aktenzeichen": "reference",
    "behoerde": "agency",
    "behörde": "agency",
    "hinweis": "notice",
    "inhalt": "content",
}
"""The German names; the English ones are the names themselves."""

PLACES: Final = frozenset(_NAMES.values())
_EMPTY: Final = "…"


@dataclass(slots=True)
class Filled:
    """Which places a template had; ``anchor`` is the paragraph where the text belongs."""

    names: set[str] = field(default_factory=set)
    anchor: etree._Element | None = None

    def put_in_place(self, written: Sequence[etree._Element]) -> None:
        """Move what was written at the end to where the template wants it."""
        if self.anchor is None:
            return
        for element in written:
            self.anchor.addprevious(element)
        parent = self.anchor.getparent()
        if parent is not None:
            parent.remove(self.anchor)


def fill(document: Document, paper: Paper) -> Filled:
    """Fill all places of a template, and say which there were."""
    values = {
        "title": one_line(paper.title),
        "kind": one_line(paper.kind),
        "date": paper.date,
        "reference": one_line(paper.reference) or _EMPTY,
        "agency": one_line(paper.agency),
        "notice": paper.notice,
        "content": "",
    } | {fact.label.lower(): one_line(fact.value) for fact in paper.facts}
    filled = Filled()
    for root in _roots(document):
        for paragraph in list(root.iter(qn("w:p"))):
            names = _fill_paragraph(paragraph, values)
            filled.names |= names
            if "content" in names and paragraph.getparent() is document.element.body:
                filled.anchor = paragraph
    return filled


def unknown_places(document: Document) -> set[str]:
    """Return the names in braces that no document fills, unless as the label of a fact."""
    found: set[str] = set()
    for root in _roots(document):
        for paragraph in root.iter(qn("w:p")):
            text = "".join(part.text or "" for part in _own_texts(paragraph))
            found |= {name for name in _PLACE.findall(text) if _known(name) is None}
    return found


def _known(name: str) -> str | None:
    name = name.lower()
    return _NAMES.get(name) or (name if name in PLACES else None)


def _roots(document: Document) -> Iterator[etree._Element]:
    yield document.element.body
    for relation in document.part.rels.values():
        if relation.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            yield relation.target_part.element


def _fill_paragraph(paragraph: etree._Element, values: Mapping[str, str]) -> set[str]:
    parts = _own_texts(paragraph)
    text = "".join(part.text or "" for part in parts)
    names = set()
    for found in reversed(list(_PLACE.finditer(text))):
        name = _known(found[1]) or found[1].lower()
        if name in values:
            _replace(parts, found.start(), found.end(), values[name])
            names.add(name)
    return names


def _own_texts(paragraph: etree._Element) -> list[etree._Element]:
    """Return the texts of a paragraph, but not of text boxes in it, which have their own."""
    return [
        text
        for text in paragraph.iter(qn("w:t"))
        if next(text.iterancestors(qn("w:p")), None) is paragraph
    ]


def _replace(parts: Sequence[etree._Element], begin: int, end: int, value: str) -> None:
    """Put a value in the place of some letters; it takes the look of the first of them."""
    at = 0
    for part in parts:
        text = part.text or ""
        first, last = max(begin - at, 0), min(end - at, len(text))
        if first < last:
            given = value if at + first == begin else ""
            part.text = text[:first] + given + text[last:]
            part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)
