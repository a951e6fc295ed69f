"""Web pages: their text in order, tables row by row, sections by headings.

The parser only tells tags and text, no tree is built: a page of 300,000 boxes within one another
costs no more than one of as many side by side. Addresses of links are left out; what a page hides
or writes white on white is kept, since it is only text. Scripts, styles and menus are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from bot.documents.reading import charsets, headings
from bot.documents.reading.headings import Block
from bot.documents.reading.protocol import Fault, Opened, ReadingError

_DECLARED: Final = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,3}=\s{0,3}[\"']?\s{0,3}([\w:.-]{1,40})", re.IGNORECASE
)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 4_096
_SKIPPED: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "nav",
        "object",
        "embed",
        "iframe",
        "audio",
        "video",
        "canvas",
        "map",
        "datalist",
    }
)
_BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    }
)
_SKIPPED_ROLES: Final = frozenset({"navigation", "search", "menu", "menubar"})
_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}
_LONG_LIST: Final = 2_000
_MOST_TABLES: Final = 4
"""Tables within tables lay out a page or a mail; deeper ones are read as plain text."""


def load() -> Callable[[bytes], Opened]:
    """Return the reader of web pages."""
    charsets.preload()
    return _read


def blocks_of(text: str) -> list[Block]:
    """Return the paragraphs and headings of a page."""
    page = _Page()
    parser = etree.HTMLParser(  # the stubs want targets that take bytes
        target=page,  # type: ignore[arg-type]
        encoding="utf-8",
        huge_tree=True,
        remove_pis=True,
    )
    # The parser takes a zero for the end, and XML's forbidden letters for damage.
    clean = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        etree.fromstring(clean or b" ", parser)
    except etree.LxmlError:
        raise ReadingError(Fault.BROKEN) from None
    return page.blocks


def _read(data: bytes) -> Opened:
    return headings.opened(blocks_of(_text_of(data)))


def _text_of(data: bytes) -> str:
    declared = _DECLARED.search(data[:_HEAD])
    if declared is None or data.startswith(_BOMS) or declared[1].lower().startswith(b"utf-16"):
        return charsets.text_of(data, "")  # a page that can be read at all is not in UTF-16
    return charsets.text_of(data, declared[1].decode("ascii", "replace"))


class _Page:
    """Takes the parser's events; gathers text until a block ends it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._level = 0
        self._skipped = ""  # the tag of what is being left out, and how many of it are open
        self._n_skipped = 0
        self._pre = 0
        self._tables: list[_Table] = []
        self._n_tables = 0
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "br": lambda _: self._words.append("\n"),
            "li": lambda _: self._words.append("- "),
            "img": self._picture,
            "input": self._field,
            "table": self._open_table,
            "tr": lambda _: self._in_table(_Table.open_row),
            "td": lambda _: self._in_table(_Table.open_cell),
            "th": lambda _: self._in_table(_Table.open_cell),
        }

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if self._n_skipped:
            self._n_skipped += tag == self._skipped
            return
        if tag in _SKIPPED or attributes.get("role") in _SKIPPED_ROLES:
            self._skipped, self._n_skipped = tag, 1
            return
        if tag in _BLOCKS or tag in _LEVELS:
            self._flush()
            self._level = _LEVELS.get(tag, self._level if tag not in _BLOCKS else 0)
            self._pre += tag == "pre"
        if act := self._starts.get(tag):
            act(attributes)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._n_skipped:
            self._n_skipped -= tag == self._skipped
            return
        if tag in _BLOCKS or tag in _LEVELS:
            self._flush()
            self._level = 0
            self._pre -= tag == "pre"
        if tag in {"td", "th"}:
            self._flush()
            self._in_table(_Table.close_cell)
        elif tag == "table":
            self._close_table()

    def data(self, text: str) -> None:
        """Take text between tags."""
        if not self._n_skipped:
            self._words.append(text if self._pre else _one_line(text))

    def comment(self, text: str) -> None:
        """Leave out what only the author sees."""

    def close(self) -> None:
        """Take the end of the page."""
        self._flush()
        while self._n_tables:
            self._close_table()

    def _flush(self) -> None:
        text = "".join(self._words)
        self._words = []
        if not self._pre:
            text = "\n".join(" ".join(line.split()) for line in text.split("\n"))
        if text.strip(" \n-"):
            self._put(Block(text.strip("\n"), self._level))

    def _put(self, block: Block) -> None:
        if self._tables and self._tables[-1].is_in_cell:
            self._tables[-1].texts.append(block.text)
        elif self._goes_on(block):
            self.blocks[-1] = Block(f"{self.blocks[-1].text}\n{block.text}")
        else:
            self.blocks.append(block)

    def _goes_on(self, block: Block) -> bool:
        """Tell whether it is one more item of a list, which is no paragraph of its own."""
        if not self.blocks or not block.text.startswith("- "):
            return False
        before = self.blocks[-1]
        return before.level == 0 and before.text.startswith("- ") and len(before.text) < _LONG_LIST

    def _picture(self, attributes: Mapping[str, str]) -> None:
        if words := " ".join(attributes.get("alt", "").split()):
            self._words.append(f" [Bild: {words}] ")

    def _field(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("type", "text").lower() in {"text", "email", "tel", "number", "date"}:
            self._words.append(f" {attributes.get('value', '')} ")

    def _open_table(self, _: Mapping[str, str]) -> None:
        self._n_tables += 1
        if self._n_tables <= _MOST_TABLES:
            self._tables.append(_Table())

    def _close_table(self) -> None:
        if 0 < self._n_tables <= _MOST_TABLES and self._tables:
            for text in self._tables.pop().lines():
                self._put(Block(text))
        self._n_tables = max(0, self._n_tables - 1)

    def _in_table(self, act: Callable[[_Table], None]) -> None:
        if self._tables and self._n_tables <= _MOST_TABLES:
            act(self._tables[-1])


class _Table:
    """Rows of cells; a cell is a list of paragraphs."""

    def __init__(self) -> None:
        self._rows: list[list[list[str]]] = []
        self.texts: list[str] = []
        self.is_in_cell = False

    def open_row(self) -> None:
        """Begin a row."""
        self._rows.append([])

    def open_cell(self) -> None:
        """Begin a cell, in a row of its own if the page forgot that."""
        if not self._rows:
            self._rows.append([])
        self.texts = []
        self._rows[-1].append(self.texts)
        self.is_in_cell = True

    def close_cell(self) -> None:
        """End a cell: what follows until the next one belongs to no cell."""
        self.is_in_cell = False

    def lines(self) -> list[str]:
        """Return the table as blocks: lines of cells, or, where cells hold much, their texts."""
        blocks: list[str] = []
        rows: list[str] = []
        for row in self._rows:
            cells = [cell for cell in row if cell]
            if len(cells) > 1 and all(len(cell) == 1 for cell in cells):
                rows.append(" | ".join(" ".join(cell).replace("\n", " ") for cell in row))
                continue
            if rows:
                blocks.append("\n".join(rows))
                rows = []
            blocks += [text for cell in cells for text in cell]
        return [*blocks, "\n".join(rows)] if rows else blocks


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
