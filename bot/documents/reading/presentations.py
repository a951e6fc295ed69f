"""PowerPoint files: one unit a slide, in the order in which a person reads it.

The title comes first, the rest by its place on the slide; then speaker notes and comments, marked.
Read from the XML, because the usual library drops shapes in alternative content, loads every
picture, and does not know SmartArt or comments. Sound, films and animations are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from bot.documents.reading import drawings
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import (
    Fault,
    Opened,
    Place,
    Read,
    ReadingError,
    Spot,
    Unread,
)
from bot.documents.reading.slides import Shown, in_reading_order, title_of
from bot.documents.reading.xml_parts import (
    Relation,
    XmlParts,
    attribute,
    damage_told,
    first,
    local,
    parts_of,
    relation_id,
    within,
)

_TITLES: Final = frozenset({"title", "ctrTitle"})
_FRAMING: Final = {"hdr": "Kopfzeile", "ftr": "Fußzeile", "dt": "Fußzeile"}
_MOST_SHAPES: Final = 150_000  # and cells of tables, on all slides
_WHOLE: Final = re.compile(r"-?\d{1,18}")
_NOT_NOTES: Final = frozenset({"sldImg", "sldNum", "hdr", "ftr", "dt"})


def load() -> Callable[[bytes], Opened]:
    """Return the reader of PowerPoint files."""
    return _read


def _read(data: bytes) -> Opened:
    with parts_of(data) as parts:
        slides = _slides(parts)
    if not slides:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.SLIDE, len(slides), _units(data, slides))


def _slides(parts: XmlParts) -> list[str]:
    """Return the slides' parts in the order of the presentation; "" for one that is missing."""
    main = parts.main()
    relations = parts.relations(main)
    ids = within(parts.tree(main), "sldId")
    named = [relations.get(relation_id(each), Relation("", "")) for each in ids]
    return [each.target if each.target in parts else "" for each in named]


def _units(data: bytes, slides: list[str]) -> Iterator[Read]:
    with parts_of(data) as parts:
        deck = _Deck(parts)
        for number, name in enumerate(slides, start=1):
            try:
                with damage_told():
                    yield deck.unit(number, name)
            except ReadingError:
                spot = Spot(first=number)
                yield Read("", is_readable=False, spot=spot, why=Unread.BROKEN)


@dataclass(slots=True)
class _Backdrop:
    """What a layout gives to its slides: where its placeholders stand, and texts of its own."""

    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


class _Deck:
    """Reads slide after slide, and remembers what they share."""

    def __init__(self, parts: XmlParts) -> None:
        self._parts = parts
        self._authors = self._names_of_authors()
        self._backdrops: dict[str, _Backdrop] = {}
        self._shapes_left = _MOST_SHAPES
        self._told: set[str] = set()  # texts of layouts and footers that stood on a slide before

    def unit(self, number: int, name: str) -> Read:
        """Return a slide's text; raises whatever the parsers raise for damage."""
        root = self._parts.tree(name) if self._shapes_left > 0 else etree.Element("unread")
        self._shapes_left -= sum(1 for _ in within(root, "cNvPr", "sp", "tc"))
        if self._shapes_left <= 0:
            raise ReadingError(Fault.BROKEN)
        relations = self._parts.relations(name)
        backdrop = self._backdrop(self._of_kind(relations, "slideLayout"))
        shapes = _Shapes(self._parts, relations, backdrop.places)
        shown = shapes.of(root)
        framing = shapes.framing
        if attribute(root, "showMasterSp") not in {"0", "false"}:
            framing += [f"[Folienmaster: {text}]" for text in backdrop.texts]
        lines = [each.text for each in shown]
        lines += [text for text in dict.fromkeys(framing) if text not in self._told]
        self._told.update(framing)
        lines += self._notes(relations) + self._comments(relations)
        text = mended("\n\n".join(line for line in lines if line))
        is_hidden = attribute(root, "show") in {"0", "false"}
        spot = Spot(first=number, name=title_of(shown), is_hidden=is_hidden)
        why = Unread.PICTURE if first(root, "pic") is not None else Unread.BLANK
        return Read(text, bool(text), spot, why=why)

    def _of_kind(self, relations: Mapping[str, Relation], kind: str) -> list[str]:
        targets = (each.target for each in relations.values() if each.kind == kind)
        return [target for target in targets if target in self._parts]

    def _backdrop(self, names: list[str]) -> _Backdrop:
        """Return a layout's backdrop, with its master's where the layout says nothing."""
        name = names[0] if names else ""
        if name not in self._backdrops:
            self._backdrops[name] = self._new_backdrop(name) if name else _Backdrop()
        return self._backdrops[name]

    def _new_backdrop(self, name: str) -> _Backdrop:
        layout = self._parts.tree(name)
        roots = [self._parts.tree(master) for master in self._parts.related(name, "slideMaster")]
        if attribute(layout, "showMasterSp") in {"0", "false"}:
            roots = []
        backdrop = _Backdrop()
        for root in [*roots, layout]:
            for shape in within(root, "sp"):
                holder = first(shape, "ph")
                if holder is None:
                    backdrop.texts += drawings.paragraphs(shape)
                elif (place := _place(shape)) is not None:
                    backdrop.places |= dict.fromkeys(_keys(holder), place)
        return backdrop

    def _notes(self, relations: Mapping[str, Relation]) -> list[str]:
        texts = []
        for name in self._of_kind(relations, "notesSlide"):
            for shape in within(self._parts.tree(name), "sp"):
                holder = first(shape, "ph")
                if holder is None or attribute(holder, "type") not in _NOT_NOTES:
                    texts += drawings.paragraphs(shape)
        text = "\n".join(texts)
        return [f"[Notizen: {text}]"] if text else []

    def _comments(self, relations: Mapping[str, Relation]) -> list[str]:
        """Return comments, of old and new making; answers to them are comments too."""
        lines = []
        for name in self._of_kind(relations, "comments"):
            for comment in within(self._parts.tree(name), "cm", "reply"):
                bodies = [each for each in comment if local(each) in {"text", "txBody"}]
                text = " ".join(
                    part
                    for body in bodies
                    for part in [body.text, *drawings.paragraphs(body)]
                    if part
                ).strip()
                author = self._authors.get(attribute(comment, "authorId"), "")
                if text:
                    lines.append(f"[Kommentar{f' von {author}' if author else ''}: {text}]")
        return lines

    def _names_of_authors(self) -> dict[str, str]:
        main = self._parts.main()
        names = [
            *self._parts.related(main, "commentAuthors"),
            *self._parts.related(main, "authors"),
        ]
        authors = [each for name in names for each in self._parts.tree(name)]
        return {attribute(each, "id"): attribute(each, "name") for each in authors}


class _Shapes:
    """The texts of one slide's shapes; headers and footers are kept apart in ``framing``."""

    def __init__(
        self,
        parts: XmlParts,
        relations: Mapping[str, Relation],
        places: Mapping[str, tuple[int, int]],
    ) -> None:
        self._parts = parts
        self._relations = relations
        self._places = places
        self.framing: list[str] = []

    def of(self, root: etree._Element) -> list[Shown]:
        """Return what stands on the slide, in reading order."""
        tree = first(root, "spTree")
        return [] if tree is None else self._ordered(tree)

    def _ordered(self, group: etree._Element) -> list[Shown]:
        shown = [found for shape in _children(group) if (found := self._shape(shape)) is not None]
        return in_reading_order(shown)

    def _shape(self, shape: etree._Element) -> Shown | None:
        holder = shape.find("*/{*}nvPr/{*}ph")
        kind = "" if holder is None else attribute(holder, "type")
        text = self._text(shape)
        if kind == "sldNum" or not text:
            return None
        if kind in _FRAMING:
            self.framing.append(f"[{_FRAMING[kind]}: {text}]")
            return None
        inherited = [] if holder is None else [self._places.get(key) for key in _keys(holder)]
        places = [place for place in (_place(shape), *inherited) if place is not None]
        top, left = places[0] if places else (0, 0)
        return Shown(top, left, text, is_title=kind in _TITLES)

    def _text(self, shape: etree._Element) -> str:
        match local(shape):
            case "sp" | "cxnSp":
                return "\n".join(drawings.paragraphs(shape))
            case "grpSp":
                return "\n".join(each.text for each in self._ordered(shape))
            case "graphicFrame":
                return "\n".join(self._frame(shape))
            case "pic":
                properties = first(shape, "cNvPr")
                return "" if properties is None else drawings.description(properties)
        return ""

    def _frame(self, frame: etree._Element) -> Iterator[str]:
        """Yield the rows of a table, a chart's figures, a SmartArt's texts."""
        for row in within(frame, "tr"):
            cells = [" ".join(drawings.paragraphs(cell)) for cell in within(row, "tc")]
            if any(cells):
                yield " | ".join(cell.replace("\n", " ") for cell in cells)
        for element in within(frame, "chart", "relIds"):
            target = self._relations.get(relation_id(element), Relation("", "")).target
            if target not in self._parts:
                continue
            root = self._parts.tree(target)
            yield from (
                [drawings.chart(root)] if local(element) == "chart" else drawings.diagram(root)
            )


def _children(group: etree._Element) -> Iterator[etree._Element]:
    """Yield the shapes of a group; of alternatives for newer and older programs the first."""
    for child in group:
        if local(child) != "AlternateContent":
            yield child
        elif len(child):
            yield from child[0]


def _place(shape: etree._Element) -> tuple[int, int] | None:
    """Return where a shape's own properties say that it stands: top, left."""
    properties = [each for each in shape if local(each) in {"spPr", "grpSpPr", "xfrm"}]
    for each in properties:
        offset = first(each, "off")
        if offset is not None:
            return _length(attribute(offset, "y")), _length(attribute(offset, "x"))
    return None


def _length(text: str) -> int:
    """Return a length in English Metric Units; strict files may give others, which none writes."""
    return int(text) if _WHOLE.fullmatch(text) else 0


def _keys(holder: etree._Element) -> list[str]:
    """Return by what a placeholder is found in its layout: its index, else its type."""
    index, kind = attribute(holder, "idx"), attribute(holder, "type") or "body"
    return [*([f"#{index}"] if index else []), "title" if kind in _TITLES else kind]
