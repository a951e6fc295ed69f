"""Excel files (XLSX, XLSM): every cell as Excel shows it, with comments, text boxes, page headers.

Streamed from the XML: the fast libraries give neither number formats (19 % would be 0.19, a
postcode lose its zero) nor comments, and lay out the whole area between the first cell and the
last, which a hostile file makes as large as it likes. Macros are never looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from lxml import etree

from bot.documents.reading import drawings, number_formats
from bot.documents.reading.number_formats import NumberFormat
from bot.documents.reading.protocol import Fault, ReadingError
from bot.documents.reading.rows import Budget, Sheet
from bot.documents.reading.xml_parts import (
    XmlParts,
    attribute,
    first,
    local,
    relation_id,
    release,
    within,
)

_LETTERS: Final = re.compile("[A-Za-z]{1,3}")
_PLACE: Final = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_MOST_COLUMNS: Final = 16_384  # Excel has no more
_MOST_FORMATS: Final = 1_000  # Excel allows some 200 of a file's own
_BOOLEANS: Final = {"1": "WAHR", "0": "FALSCH", "true": "WAHR", "false": "FALSCH"}
_FRAMING: Final = {"Header": "Kopfzeile", "Footer": "Fußzeile"}
_FRAMES: Final = tuple(f"{which}{end}" for end in _FRAMING for which in ("odd", "even", "first"))
_PAGE_CODES: Final = re.compile(
    r'(?:(?:Seite|Page) *)?&P(?: *(?:von|of|/) *&N)?|&(?:"[^"]*"|\d+|K[0-9A-Fa-f]{6}|[A-Za-z])'
)
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?.*")
_SHORT_NUMBER: Final = 15  # digits that a sheet keeps


def sheets(parts: XmlParts, budget: Budget) -> Iterator[Sheet]:
    """Yield the sheets in the workbook's order with all their cells."""
    workbook = _Workbook(parts)
    main = parts.main()
    relations = parts.relations(main)
    for element in within(parts.tree(main), "sheet"):
        relation = relations.get(relation_id(element))
        if relation is None or relation.target not in parts:
            raise ReadingError(Fault.BROKEN)
        is_hidden = attribute(element, "state") not in {"", "visible"}
        sheet = Sheet(attribute(element, "name"), is_hidden)
        workbook.fill(sheet, relation.target, budget)
        yield sheet


class _Workbook:
    """What the sheets share: texts, number formats, names of those who comment."""

    def __init__(self, parts: XmlParts) -> None:
        self._parts = parts
        main = parts.main()
        settings = first(parts.tree(main), "workbookPr")
        is_1904 = "" if settings is None else attribute(settings, "date1904")
        strings = [_strings(parts, name) for name in parts.related(main, "sharedStrings")]
        formats = [_formats(parts.tree(name)) for name in parts.related(main, "styles")]
        self._shown = _Shown(
            strings[0] if strings else [],
            formats[0] if formats else [],
            from_1904=is_1904 in {"1", "true"},
        )
        people = [each for name in parts.related(main, "person") for each in parts.tree(name)]
        self._people = {attribute(each, "id"): attribute(each, "displayName") for each in people}

    def fill(self, sheet: Sheet, name: str, budget: Budget) -> None:
        """Read one sheet's part and those that hang on it."""
        with self._parts.stream(name) as stream:
            _SheetParser(sheet, self._shown, budget).parse(stream)
        self._add_comments(sheet, name)
        drawn = [
            line for each in self._parts.related(name, "drawing") for line in self._drawn(each)
        ]
        sheet.below[:0] = drawn

    def _add_comments(self, sheet: Sheet, name: str) -> None:
        """Add comments to their cells; a discussion has an older comment beside it, as a notice."""
        discussed = set()
        for part in self._parts.related(name, "threadedComment"):
            for comment in within(self._parts.tree(part), "threadedComment"):
                text = first(comment, "text")
                author = self._people.get(attribute(comment, "personId"), "")
                discussed.add(attribute(comment, "ref"))
                _note(sheet, comment, author, "" if text is None else text.text or "")
        for part in self._parts.related(name, "comments"):
            root = self._parts.tree(part)
            authors = [each.text or "" for each in within(root, "author")]
            for comment in within(root, "comment"):
                if attribute(comment, "ref") not in discussed:
                    index = int(attribute(comment, "authorId") or 0)
                    author = authors[index] if index < len(authors) else ""
                    _note(sheet, comment, author, _text(comment))

    def _drawn(self, name: str) -> Iterator[str]:
        """Yield the words in a drawing; a chart's figures stand in the cells already."""
        relations = self._parts.relations(name)
        for element in within(self._parts.tree(name), "sp", "pic", "chart", "relIds"):
            relation = relations.get(relation_id(element))
            has_part = relation is not None and relation.target in self._parts
            root = self._parts.tree(relation.target) if relation and has_part else element
            match local(element):
                case "sp":
                    if text := "\n".join(drawings.paragraphs(element)):
                        yield f"[Textfeld: {text}]"
                case "pic":
                    properties = first(element, "cNvPr")
                    yield "" if properties is None else drawings.description(properties)
                case "chart":
                    yield f"[Diagramm: {drawings.chart_title(root)}]".replace(": ]", "]")
                case "relIds":
                    yield "\n".join(drawings.diagram(root))


class _SheetParser:
    """Fills a sheet from the events of its XML: the plain parser is twice as fast as any tree."""

    def __init__(self, sheet: Sheet, shown: _Shown, budget: Budget) -> None:
        self._sheet = sheet
        self._shown = shown
        self._budget = budget
        self._names: dict[str, str] = {}  # what elements are called here, by their local names
        self._columns: dict[str, int] = {}
        self._text: list[str] = []
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._formula = ""
        self._is_aside = False

    def parse(self, stream: IO[bytes]) -> None:
        """Read the sheet's part to its end."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.ParseFile(stream)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._names.get(name)
        if tag is None:
            tag = self._names[name] = name.rpartition(":")[2]
        if tag == "c":
            self._cell, self._value, self._formula = attributes, None, ""
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column, self._cells = -1, {}
        elif tag == "rPh":  # reading aids of Japanese
            self._is_aside = True
        self._text.clear()

    def _end(self, name: str) -> None:
        tag = self._names[name]
        if tag == "v":
            self._value = "".join(self._text)
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            self._end_row()
        elif tag == "t" and not self._is_aside:
            self._value = "".join([self._value or "", *self._text])
        elif tag == "f":
            self._formula = "".join(self._text)
        elif tag == "rPh":
            self._is_aside = False
        elif tag in _FRAMES:
            self._end_frame(tag)

    def _end_cell(self) -> None:
        place = self._cell.get("r")
        if place is None:
            self._column += 1
        else:
            letters = place.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = _column(letters)
            self._column = column
        if self._column >= _MOST_COLUMNS:
            raise ReadingError(Fault.BROKEN)
        if self._value is not None:
            text = self._shown.of(self._cell, self._value).strip()
        else:  # saved by a program that does not calculate
            text = f"={self._formula}" if self._formula else ""
        if text:
            self._cells[self._column] = text

    def _end_row(self) -> None:
        if self._cells:
            self._budget.take(self._cells)
            self._sheet.cells[self._row] = self._cells

    def _end_frame(self, tag: str) -> None:
        label = _FRAMING[tag[-6:]]
        if text := _page_text("".join(self._text)):
            lines = self._sheet.above if tag.endswith("Header") else self._sheet.below
            lines.append(f"[{label}: {text}]")


def _no_doctype(*_: object) -> None:
    """Refuse declarations of entities: no program that makes sheets writes any."""
    raise ReadingError(Fault.BROKEN)


class _Shown:
    """Turns a cell's value into what Excel shows."""

    def __init__(
        self, strings: list[str], formats: list[NumberFormat | None], *, from_1904: bool
    ) -> None:
        self._strings = strings
        self._formats = formats
        self._from_1904 = from_1904

    def of(self, cell: dict[str, str], value: str) -> str:
        """Return the text of a cell with these attributes and this value."""
        match cell.get("t"):
            case None | "n":
                return self._number(int(cell.get("s", 0)), value)
            case "s":
                return self._strings[int(value)]
            case "b":
                return _BOOLEANS.get(value, value)
            case "d":
                return _ISO_DATE.sub(_german_date, value)
        return value

    def _number(self, style: int, value: str) -> str:
        form = self._formats[style] if style < len(self._formats) else None
        if form is None and len(value) <= _SHORT_NUMBER and value.isdecimal():
            return value
        try:
            number = float(value)
        except ValueError:
            return value
        if not math.isfinite(number):
            return value
        if form is None:
            return number_formats.general(number)
        return form.shown(number, from_1904=self._from_1904)


def _german_date(date: re.Match[str]) -> str:
    year, month, day, time = date.groups("")
    return f"{day}.{month}.{year} {time}".removesuffix(" 00:00")


def _strings(parts: XmlParts, name: str) -> list[str]:
    strings = []
    for _, element in parts.events(name, tags=("si",)):
        strings.append(_text(element))
        release(element)
    return strings


def _text(element: etree._Element) -> str:
    """Return the text of a string, without the reading aids of Japanese."""
    if len(element) == 1 and len(element[0]) == 0:
        return element[0].text or ""
    texts = []
    for piece in within(element, "t"):
        parent = piece.getparent()
        if parent is None or local(parent) != "rPh":
            texts.append(piece.text or "")
    return "".join(texts)


def _formats(root: etree._Element) -> list[NumberFormat | None]:
    """Return each cell style's number format; None for the one that shows numbers as they are."""
    own = {
        int(attribute(each, "numFmtId") or 0): attribute(each, "formatCode")
        for each in within(root, "numFmt")
    }
    made: dict[int, NumberFormat | None] = {0: None}
    styles = first(root, "cellXfs")
    formats = []
    for style in [] if styles is None else styles:
        number = int(attribute(style, "numFmtId") or 0)
        if number not in made:
            code = own.get(number) or number_formats.built_in(number)
            is_plain = code == "General" or len(made) > _MOST_FORMATS
            made[number] = None if is_plain else NumberFormat(code)
        formats.append(made[number])
    return formats


def _column(letters: str) -> int:
    if not _LETTERS.fullmatch(letters):
        raise ReadingError(Fault.BROKEN)
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _note(sheet: Sheet, comment: etree._Element, author: str, text: str) -> None:
    place = _PLACE.fullmatch(attribute(comment, "ref"))
    text = " ".join(text.split())
    if place and text:
        label = f"Kommentar von {author}" if author else "Kommentar"
        sheet.note(int(place[2]), _column(place[1]), f"[{label}: {text}]")


def _page_text(codes: str) -> str:
    """Return a page header's own words; page numbers, dates and names of files are none."""
    text = " ".join(_PAGE_CODES.sub(" ", codes.replace("&&", "\x00")).replace("\x00", "&").split())
    return text if re.search(r"[^\W\d_]{2}", text) else ""
