"""Rich Text Format: its text, with footnotes, comments, headers and footers marked as such.

Read by ourselves: the usual library leaves out footnotes, and takes every letter for Western. What
a file deletes or only instructs programs with (styles, pictures, field codes) is left out; text
that it hides is kept, since it is only text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from bot.documents.reading import charsets, headings
from bot.documents.reading.headings import Block
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError

_TOKEN: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|([^\\{}\r\n]+)|[\r\n]+"
)
_DEEPEST: Final = 20_000
_PAGE_OF_CHARSET: Final = {
    0: 1252, 2: 1252, 77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253,
    162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
    254: 437, 255: 850,
}  # fmt: skip
_LETTERS: Final = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"column": "\n", b"row": "\n",
    b"nestrow": "\n", b"tab": "\t", b"cell": " | ", b"nestcell": " | ", b"emdash": "—",
    b"endash": "–", b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
}  # fmt: skip
_SIGNS: Final = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\r": "\n", b"\n": "\n"}
_NOTES: Final = {
    b"footnote": "Fußnote",
    b"annotation": "Kommentar",
    b"header": "Kopfzeile",
    b"headerl": "Kopfzeile",
    b"headerr": "Kopfzeile",
    b"headerf": "Kopfzeile",
    b"footer": "Fußzeile",
    b"footerl": "Fußzeile",
    b"footerr": "Fußzeile",
    b"footerf": "Fußzeile",
}
_FRAMING: Final = frozenset({"Kopfzeile", "Fußzeile"})
_SKIPPED: Final = frozenset(
    {b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"fldinst", b"sp", b"nonshppict",
     b"xe", b"tc", b"tcn", b"private", b"bkmkstart", b"bkmkend", b"filetbl"}
)  # fmt: skip
# Groups marked „leave out if unknown“ that hold text for people.
_KNOWN: Final = frozenset(
    {b"annotation", b"footnote", b"shpinst", b"ud", b"atnauthor", b"fonttbl", b"cs"}
)
_MOST_FONTS: Final = 10_000
_AS_THE_DOCUMENT: Final = 1  # a font's charset
_MOST_FALLBACKS: Final = 16
_NOTES_WITHIN_NOTES: Final = 3
_FOUR_DIGITS: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds between two braces."""

    charset: str = "cp1252"
    fallbacks: int = 1  # how many letters follow a \\u for programs that don't know it
    is_skipped: bool = False
    is_deleted: bool = False
    note: str = ""  # set on the group that is a note
    is_fonts: bool = False
    is_author: bool = False
    is_twofold: bool = False  # says the same twice, the second time in Unicode


@dataclass(slots=True)
class _Text:
    """Text being gathered: the document's own, or a note's."""

    parts: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)


def load() -> Callable[[bytes], Opened]:
    """Return the reader of RTF."""
    charsets.preload()
    return _read


def blocks_of(data: bytes) -> list[Block]:
    """Return the paragraphs, headings and marked notes of an RTF text."""
    return _Reader(data).blocks()


def _read(data: bytes) -> Opened:
    blocks = blocks_of(data)
    if not blocks and (b"\\pict" in data or b"\\object" in data):
        return Opened(Place.SECTION, 1, [Read("", is_readable=False)])
    return headings.opened(blocks)


class _Reader:
    """Goes through the tokens once; groups are a stack of our own, so depth costs no recursion."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._group = _Group()
        self._stack: list[_Group] = []
        self._texts = [_Text()]
        self._left_out = 0  # letters still to be left out behind a \\u
        self._is_fresh = False  # nothing came yet behind the last opening brace
        self._is_starred = False
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._author = ""
        self._level = 0
        self._blocks: list[Block] = []
        self._framing: dict[str, dict[str, None]] = {"Kopfzeile": {}, "Fußzeile": {}}
        self._acts: dict[bytes, Callable[[int], None]] = {
            b"u": self._unicode,
            b"uc": self._fallbacks,
            b"upr": self._begin_twofold,
            b"ud": self._show_again,
            b"f": self._choose_font,
            b"fonttbl": self._begin_fonts,
            b"fcharset": self._font_charset,
            b"cpg": self._font_page,
            b"ansicpg": self._page,
            b"mac": lambda _: self._page(10000),
            b"pc": lambda _: self._page(437),
            b"pca": lambda _: self._page(850),
            b"atnauthor": self._begin_author,
            b"deleted": self._delete,
            b"pard": self._plain,
            b"outlinelevel": self._outline,
            b"ftnalt": self._is_endnote,
        }

    def blocks(self) -> list[Block]:
        """Return what was read: headers first, footers last."""
        at = 0
        while found := _TOKEN.match(self._data, at):
            at = found.end()
            word, number, code, sign, brace, run = found.groups()
            if word:
                at += self._word(word, int(number) if number else None)
            elif brace:
                self._brace(brace)
            elif sign:
                self._sign(sign)
            elif code:
                self._bytes(bytes.fromhex(code.decode()))
            elif run:
                self._bytes(run)
        while len(self._texts) > 1:
            self._end_note("Fußnote")
        self._end_paragraph()
        head, foot = ([Block(text) for text in texts] for texts in self._framing.values())
        return [*head, *self._blocks, *foot]

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._is_starred = False
        self._is_fresh = brace == b"{"
        if brace == b"{":
            if len(self._stack) >= _DEEPEST:
                raise ReadingError(Fault.BROKEN)
            self._stack.append(self._group)
            if self._group.note:
                self._group = replace(self._group, note="")
        elif self._stack:
            if self._group.note:
                self._end_note(self._group.note)
            self._group = self._stack.pop()

    def _word(self, word: bytes, number: int | None) -> int:
        """Take a control word; return how many bytes of binary data follow it."""
        starred, self._is_starred, self._is_fresh = self._is_starred, False, False
        if word == b"bin":
            return max(0, number or 0)
        if starred and word not in _KNOWN:
            self._group = replace(self._group, is_skipped=True)
        if word in _LETTERS:
            self._letter(_LETTERS[word])
        elif word in _SKIPPED:
            self._group = replace(self._group, is_skipped=True)
        elif word in _NOTES:
            self._begin_note(_NOTES[word])
        elif act := self._acts.get(word):
            act(number or 0)
        return 0

    def _begin_fonts(self, _: int) -> None:
        self._group = replace(self._group, is_skipped=True, is_fonts=True)

    def _choose_font(self, number: int) -> None:
        self._flush()
        self._font = number
        if not self._group.is_fonts and number in self._fonts:
            self._group = replace(self._group, charset=self._fonts[number])

    def _font_charset(self, number: int) -> None:
        if number != _AS_THE_DOCUMENT:
            self._font_page(_PAGE_OF_CHARSET.get(number, 1252))

    def _font_page(self, page: int) -> None:
        if self._group.is_fonts and len(self._fonts) < _MOST_FONTS:
            self._fonts[self._font] = charsets.of_page(page)

    def _page(self, page: int) -> None:
        self._group = replace(self._group, charset=charsets.of_page(page))

    def _fallbacks(self, number: int) -> None:
        self._group = replace(self._group, fallbacks=min(max(0, number), _MOST_FALLBACKS))

    def _begin_twofold(self, _: int) -> None:
        if not self._group.is_skipped:
            self._group = replace(self._group, is_skipped=True, is_twofold=True)

    def _show_again(self, _: int) -> None:
        if self._group.is_twofold:
            self._group = replace(self._group, is_skipped=False)

    def _begin_author(self, _: int) -> None:
        self._group = replace(self._group, is_author=True)
        self._author = ""

    def _delete(self, _: int) -> None:
        self._flush()
        self._group = replace(self._group, is_deleted=True)

    def _plain(self, _: int) -> None:
        self._level = 0

    def _outline(self, level: int) -> None:
        self._level = level + 1

    def _is_endnote(self, _: int) -> None:
        if self._group.note == "Fußnote":
            self._group = replace(self._group, note="Endnote")

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._is_starred = self._is_fresh
        elif sign in _SIGNS:
            self._letter(_SIGNS[sign])
        self._is_fresh = False

    def _unicode(self, number: int) -> None:
        """Take a letter by its number, of which half of them are written as negative."""
        self._left_out = 0
        self._put(chr(number & _FOUR_DIGITS))
        self._left_out = self._group.fallbacks

    def _letter(self, letter: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        self._put(letter)
        if letter == "\n" and len(self._texts) == 1 and not self._is_silent():
            self._end_paragraph()

    def _bytes(self, data: bytes) -> None:
        if self._left_out:
            dropped = min(self._left_out, len(data))
            self._left_out -= dropped
            data = data[dropped:]
        if self._group.is_author:
            self._author += data.decode("cp1252", "replace")
        elif data and not self._is_silent():
            self._texts[-1].raw += data

    def _put(self, text: str) -> None:
        self._flush()
        if not self._is_silent():
            self._texts[-1].parts.append(text)

    def _is_silent(self) -> bool:
        return self._group.is_skipped or self._group.is_deleted or self._group.is_author

    def _flush(self) -> None:
        """Turn gathered bytes into letters, before anything else comes or the font changes."""
        text = self._texts[-1]
        if text.raw:
            text.parts.append(text.raw.decode(self._group.charset, "replace"))
            text.raw = bytearray()

    def _begin_note(self, name: str) -> None:
        if self._group.is_skipped or len(self._texts) > _NOTES_WITHIN_NOTES:
            return
        self._flush()
        self._group = replace(self._group, note=name)
        self._texts.append(_Text())

    def _end_note(self, name: str) -> None:
        self._flush()
        said = " ".join(_joined(self._texts.pop().parts).split())
        author = " ".join(self._author.split()) if name == "Kommentar" else ""
        if not said:
            return
        marked = f"[{name}{f' von {author}' if author else ''}: {said}]"
        if name in _FRAMING:
            self._framing[name][marked] = None
        else:
            self._texts[-1].parts.append(f" {marked}")

    def _end_paragraph(self) -> None:
        self._flush()
        text = _joined(self._texts[0].parts).strip(" |\n")
        self._texts[0].parts = []
        if text:
            self._blocks.append(Block(text, self._level))


def _joined(parts: list[str]) -> str:
    """Join letters; those beyond the first plane come in two halves."""
    text = "".join(parts)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
