"""Parts of a Word file that python-docx does not write: footnotes, numbered lists, fields, locks.

What a template already has of them is added to, never replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.text.paragraph import Paragraph
from lxml import etree

_W: Final = nsdecls("w")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_LEVELS: Final = 9
_FORMATS: Final = ("decimal", "lowerLetter", "lowerRoman")
_BULLETS: Final = "•–·"
_CONTROL: Final = ("sdt", "sdtPr", "sdtContent")
_INDENT: Final = 357  # twentieths of a point: 0.63 cm
_EMPTY_NOTES: Final = f"""<w:footnotes {_W}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>
</w:footnote></w:footnotes>"""


class Footnotes:
    """The footnotes of one document; `save` writes them into it."""

    def __init__(self, document: Document, text_style: str, mark_style: str) -> None:
        """Name the styles by their ids: of a footnote's text and of its number."""
        self._document = document
        self._text_style = text_style
        self._mark_style = mark_style
        self._part = self._existing()
        content = self._part.blob if self._part else _EMPTY_NOTES.encode()
        self._notes = parse_xml(content)
        ids = [int(note.get(qn("w:id"), "0")) for note in self._notes]
        self._next = max([0, *ids]) + 1

    def _existing(self) -> Part | None:
        try:
            return self._document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
        except KeyError:
            return None

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Put a footnote behind what stands in the paragraph so far."""
        run = paragraph.add_run()
        run._r.append(self._element("w:footnoteReference", id=str(self._next)))  # noqa: SLF001  # python-docx has no footnotes
        self._dress(run._r, self._mark_style)  # noqa: SLF001
        note = self._element("w:footnote", id=str(self._next))
        note.append(self._line(text))
        self._notes.append(note)
        self._next += 1

    def save(self) -> None:
        """Write the footnotes; without any, the document stays as it is."""
        blob = etree.tostring(self._notes, xml_declaration=True, encoding="UTF-8", standalone=True)
        if self._part is not None:
            self._part._blob = blob  # noqa: SLF001  # parts it does not know have no setter
        elif self._next > 1:
            package = self._document.part.package
            name = PackURI("/word/footnotes.xml")
            part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, blob, package)
            self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _line(self, text: str) -> etree._Element:
        line = self._element("w:p")
        look = self._element("w:pPr")
        look.append(self._element("w:pStyle", val=self._text_style))
        line.append(look)
        number = self._element("w:r")
        self._dress(number, self._mark_style)
        number.append(self._element("w:footnoteRef"))
        line.append(number)
        words = self._element("w:r")
        letters = self._element("w:t")
        letters.text = f" {text}"
        letters.set(_SPACE, "preserve")
        words.append(letters)
        line.append(words)
        return line

    def _dress(self, run: etree._Element, style: str) -> None:
        look = self._element("w:rPr")
        look.append(self._element("w:rStyle", val=style))
        run.insert(0, look)

    @staticmethod
    def _element(tag: str, **attributes: str) -> etree._Element:
        element = parse_xml(f"<{tag} {_W}/>")
        for name, value in attributes.items():
            element.set(qn(f"w:{name}"), value)
        return element


class Numbering:
    """Lists with numbers that begin where they should, and bullets where a template has none."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = _numbering_root(document)
        self._kinds: dict[bool, int] = {}

    def begin(self, level: int, *, is_ordered: bool, start: int = 1) -> int:
        """Begin a list; returns its number, for `apply`."""
        number = self._highest("w:num", "w:numId") + 1
        made = parse_xml(
            f'<w:num {_W} w:numId="{number}"><w:abstractNumId w:val="{self._kind(is_ordered)}"/>'
            f'<w:lvlOverride w:ilvl="{min(level, _LEVELS - 1)}"><w:startOverride w:val="{start}"/>'
            "</w:lvlOverride></w:num>"
        )
        self._root.append(made)
        return number

    def apply(self, paragraph: Paragraph, number: int, level: int) -> None:
        """Make a paragraph an item of the list."""
        look: Any = paragraph._p.get_or_add_pPr()  # noqa: SLF001  # python-docx has no lists
        place = look.get_or_add_numPr()
        place.get_or_add_ilvl().val = min(level, _LEVELS - 1)
        place.get_or_add_numId().val = number

    def _kind(self, is_ordered: bool) -> int:  # noqa: FBT001  # one of two kinds
        if is_ordered not in self._kinds:
            kind = self._highest("w:abstractNum", "w:abstractNumId") + 1
            made = parse_xml(_kind_of_list(kind, is_ordered=is_ordered))
            first = self._root.find(qn("w:num"))
            if first is None:
                self._root.append(made)
            else:  # the order is part of the format
                first.addprevious(made)
            self._kinds[is_ordered] = kind
        return self._kinds[is_ordered]

    def _highest(self, tag: str, attribute: str) -> int:
        found = self._root.findall(qn(tag))
        return max((int(one.get(qn(attribute), "0")) for one in found), default=0)


def _numbering_root(document: Document) -> etree._Element:
    part: Any
    try:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        part = NumberingPart(
            PackURI("/word/numbering.xml"),
            CONTENT_TYPE.WML_NUMBERING,
            parse_xml(f"<w:numbering {_W}/>"),
            document.part.package,
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    root: etree._Element = part.element
    return root


def _kind_of_list(kind: int, *, is_ordered: bool) -> str:
    levels = []
    for level in range(_LEVELS):
        form = _FORMATS[level % len(_FORMATS)] if is_ordered else "bullet"
        sign = f"%{level + 1}." if is_ordered else _BULLETS[level % len(_BULLETS)]
        levels.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{indent_of(level)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
        )
    return (
        f'<w:abstractNum {_W} w:abstractNumId="{kind}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def indent_of(level: int) -> int:
    """Return how far the text of a list's level is indented, in twentieths of a point."""
    return _INDENT * (level + 1)


def add_page_line(paragraph: Paragraph, line: str) -> None:
    """Write „Seite {page} von {pages}“ with Word's own fields: the only ones there are."""
    fields: Mapping[str, str] = {"page": "PAGE", "pages": "NUMPAGES"}
    for text, name, _, _ in Formatter().parse(line):
        paragraph.add_run(text)
        if code := fields.get(name or ""):
            field = f'<w:fldSimple {_W} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            paragraph._p.append(parse_xml(field))  # noqa: SLF001  # python-docx has no fields


def add_fillable(paragraph: Paragraph, name: str, hint: str) -> None:
    """Add a field that a person fills in (a content control), showing the hint until then."""
    control, look, content = (parse_xml(f"<w:{tag} {_W}/>") for tag in _CONTROL)
    for tag, value in (("alias", name), ("tag", name), ("showingPlcHdr", ""), ("text", "")):
        part = parse_xml(f"<w:{tag} {_W}/>")
        if value:
            part.set(qn("w:val"), value)
        look.append(part)
    run = paragraph.add_run(hint)
    run.font.italic = True
    content.append(run._r)  # noqa: SLF001  # moved into the control
    control.append(look)
    control.append(content)
    paragraph._p.append(control)  # noqa: SLF001  # python-docx has no controls
