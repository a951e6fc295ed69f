"""OpenDocument texts (ODT) and presentations (ODP), from their XML.

A text's pages are those that its program last showed, if it wrote them down; a slide's shapes come
in reading order, with its notes and comments marked. Sheets (ODS) are in sheets_ods.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from itertools import dropwhile
from typing import Final

from lxml import etree

from bot.documents.reading.odf_text import OdfText, breaking_styles
from bot.documents.reading.pagination import EXPLICIT, cut, without_marks
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Spot, Unread
from bot.documents.reading.slides import EMU_PER_MM, Shown, in_reading_order, title_of
from bot.documents.reading.xml_parts import XmlParts, attribute, first, local, parts_of, within

_LABELS: Final = {
    "header": "Kopfzeile", "header-left": "Kopfzeile", "header-first": "Kopfzeile",
    "footer": "Fußzeile", "footer-left": "Fußzeile", "footer-first": "Fußzeile",
}  # fmt: skip
_FOOTING: Final = {"header": "Kopfzeile", "footer": "Fußzeile", "date-time": "Fußzeile"}
_LENGTH: Final = re.compile(r"(-?\d+(?:\.\d+)?)(mm|cm|in|pt|pc)")
_MM: Final = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6}
_NOT_NOTES: Final = frozenset({"page-number", "header", "footer", "date-time", "page"})


def load() -> Callable[[bytes], Opened]:
    """Return the reader of OpenDocument texts and presentations."""
    return _read


def _read(data: bytes) -> Opened:
    with parts_of(data) as parts:
        content = parts.tree("content.xml")
        body = first(content, "presentation")
        if body is not None and ":office:" in str(body.tag):
            place, units = Place.SLIDE, list(_Slides(parts, content).units(body))
        else:
            place, units = _text_units(parts, content)
        has_pictures = any(name.startswith("Pictures/") for name in parts.names)
    if not any(unit.is_readable for unit in units):
        if not has_pictures:
            raise ReadingError(Fault.EMPTY)
        units = units or [Read("", is_readable=False)]
    return Opened(place, len(units), units)


def _text_units(parts: XmlParts, content: etree._Element) -> tuple[Place, list[Read]]:
    styles = parts.tree("styles.xml")
    text = OdfText(breaking_styles([content, styles]), _embedded(parts))
    body = first(content, "body")
    if body is None:
        raise ReadingError(Fault.BROKEN)
    # A break before the first word breaks nothing.
    blocks = list(dropwhile(lambda each: not without_marks(each, "").strip(), text.blocks(body)))
    blocks[:1] = [block.lstrip(EXPLICIT) for block in blocks[:1]]
    framing = list(_framing(styles))
    above = [line for line in framing if line.startswith("[Kopf")]
    below = [line for line in framing if not line.startswith("[Kopf")]
    return cut([*above, *blocks, *below])


def _framing(styles: etree._Element) -> Iterator[str]:
    """Yield each different page header and footer once."""
    text = OdfText()
    found = ((_LABELS[local(each)], text.line(each)) for each in within(styles, *_LABELS))
    yield from dict.fromkeys(f"[{label}: {line}]" for label, line in found if line)


def _embedded(parts: XmlParts) -> Callable[[str], etree._Element | None]:
    """Return what finds the content of an object within the file, each of them once."""
    told = set()

    def find(address: str) -> etree._Element | None:
        name = posixpath.normpath(posixpath.join(address, "content.xml"))
        if name in told or name == "content.xml" or name not in parts:
            return None
        told.add(name)
        return parts.tree(name)

    return find


class _Slides:
    """Reads the slides of a presentation."""

    def __init__(self, parts: XmlParts, content: etree._Element) -> None:
        self._text = OdfText(embedded=_embedded(parts))
        self._hidden = {
            attribute(style, "name")
            for style in within(content, "style")
            for properties in within(style, "drawing-page-properties")
            if attribute(properties, "visibility") == "hidden"
        }
        self._declared = {
            (kind, attribute(each, "name")): self._text.line(each) or (each.text or "").strip()
            for kind in _FOOTING
            for each in within(content, f"{kind}-decl")
        }
        self._told: set[str] = set()

    def units(self, body: etree._Element) -> Iterator[Read]:
        """Yield the slides in their order."""
        pages = [each for each in body if local(each) == "page"]
        for number, page in enumerate(pages, start=1):
            shown = in_reading_order(self._shown(page))
            lines = [*(each.text for each in shown), *self._footing(page), *self._notes(page)]
            text = mended("\n\n".join(lines))
            is_hidden = attribute(page, "style-name") in self._hidden
            spot = Spot(first=number, name=title_of(shown), is_hidden=is_hidden)
            why = Unread.BLANK if first(page, "image") is None else Unread.PICTURE
            yield Read(text, bool(text), spot, why=why)

    def _shown(self, page: etree._Element) -> Iterator[Shown]:
        for shape in page:
            if local(shape) in {"notes", "forms", "animations", "par", "seq"}:
                continue
            is_empty = attribute(shape, "placeholder") == "true"
            text = "\n".join(self._of_shape(shape))
            if text and not is_empty:
                kind = attribute(shape, "class")
                yield Shown(*_place(shape), text, is_title=kind == "title")

    def _of_shape(self, shape: etree._Element) -> list[str]:
        blocks = (without_marks(block, "") for block in self._text.of(shape))
        return [block for block in blocks if block.strip()]

    def _notes(self, page: etree._Element) -> list[str]:
        texts = []
        for notes in page:
            if local(notes) == "notes":
                for shape in notes:
                    if attribute(shape, "class") not in _NOT_NOTES:
                        texts += self._of_shape(shape)
        text = "\n".join(texts)
        return [f"[Notizen: {text}]"] if text else []

    def _footing(self, page: etree._Element) -> Iterator[str]:
        """Yield headers and footers the first time that a slide shows them."""
        for kind, label in _FOOTING.items():
            text = self._declared.get((kind, attribute(page, f"use-{kind}-name")), "")
            line = f"[{label}: {text}]"
            if text and line not in self._told:
                self._told.add(line)
                yield line


def _place(shape: etree._Element) -> tuple[int, int]:
    """Return where a shape stands: top, left; a group stands where its first shape does."""
    for each in shape.iter():
        if attribute(each, "y"):
            return _length(attribute(each, "y")), _length(attribute(each, "x"))
    return 0, 0


def _length(text: str) -> int:
    length = _LENGTH.fullmatch(text)
    return int(float(length[1]) * _MM[length[2]] * EMU_PER_MM) if length else 0
