"""Word's binary files (DOC, from Word 97 on): the text, with notes where they belong.

Text stands in pieces that a table lists, some in Windows' Western page, some in UTF-16: first the
body, then footnotes, headers, comments, endnotes and text boxes, one after the other [MS-DOC].
Pages are not in the file. Of formatting only what the text needs is read, by `word97_marks`.
"""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.documents.reading import charsets
from bot.documents.reading.compound import folders_of
from bot.documents.reading.headings import Block, opened
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError
from bot.documents.reading.word97_marks import END_OF_ROW, HEADING_ENDS, Marks

_MARK, _MARK_95 = 0xA5EC, 0xA5DC
_FLAGS, _FLAG_ENCRYPTED, _FLAG_TABLE_1 = 0x0A, 0x0100, 0x0200
_BEGIN_95: Final = 0x18
_LENGTHS: Final = 0x4C
_PAIRS: Final = 0x9A
_FOOT_REFS, _FOOT_TEXTS, _COMMENT_REFS, _COMMENT_TEXTS, _HEADERS = 2, 3, 4, 5, 11
_LETTERS, _PARAGRAPHS, _PIECES, _END_REFS, _END_TEXTS = 12, 13, 33, 46, 47
_COMMENT_REF_SIZE, _NOTE_REF_SIZE = 30, 2
_PROPERTIES, _PIECE_TABLE = 1, 2
_ONE_BYTE_LETTERS: Final = 0x40000000
_FRAMES_OF_NOTES: Final = 6  # the first stories of the headers are lines above notes
_FRAMES: Final = ("Kopfzeile", "Kopfzeile", "Fußzeile", "Fußzeile", "Kopfzeile", "Fußzeile")
_LONGEST_INITIALS: Final = 9

# Signs that Word keeps in text for what is no letter.
_FIELD_BEGIN, _FIELD_RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_FIELD_SIGN: Final = re.compile("([\x13\x14\x15])")
_SIGNS: Final = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None})
_SYMBOL: Final = re.compile("[\uf000-\uf0ff]")  # letters that mean something in one font only
_PICTURE: Final = re.compile("[\x01\x08]")
_PARAGRAPH: Final = re.compile(f"([\r\x0c{END_OF_ROW}{''.join(HEADING_ENDS)}])")


def load() -> Callable[[bytes], Opened]:
    """Return the reader of Word's binary files."""
    charsets.preload()
    return _read


def _read(data: bytes) -> Opened:
    with folders_of(data) as folders:
        main = folders.stream("WordDocument") or b""
        tables = [folders.stream(name) or b"" for name in ("0Table", "1Table")]
    try:
        blocks = list(_blocks(main, tables))
    except (struct.error, IndexError, ValueError):
        raise ReadingError(Fault.BROKEN) from None
    if any(_PICTURE.search(block.text) for block in blocks) and not any(
        mended(block.text) for block in blocks
    ):
        return Opened(Place.SECTION, 1, [Read("", is_readable=False)])
    return opened(blocks)


def _blocks(main: bytes, tables: list[bytes]) -> Iterator[Block]:
    (mark,) = struct.unpack_from("<H", main)
    (flags,) = struct.unpack_from("<H", main, _FLAGS)
    if flags & _FLAG_ENCRYPTED:
        raise ReadingError(Fault.ENCRYPTED)
    if mark == _MARK_95:
        begin, end = struct.unpack_from("<II", main, _BEGIN_95)
        yield from _paragraphs(main[begin:end].decode("cp1252", "replace"))
    elif mark == _MARK:
        yield from _Word(main, tables[bool(flags & _FLAG_TABLE_1)]).blocks()
    else:
        raise ReadingError(Fault.BROKEN)


class _Word:
    """A file of Word 97 or later: its text, cut by the lengths that the head tells."""

    def __init__(self, main: bytes, table: bytes) -> None:
        self._main = main
        self._table = table
        text = self._text()
        lengths = struct.unpack_from("<8i", main, _LENGTHS)
        parts = []
        at = 0
        for length in lengths:
            parts.append(text[at : at + max(0, length)])
            at += max(0, length)
        self._body, self._foot, self._head, _, self._comments, self._end = parts[:6]
        self._boxes = parts[6]

    def blocks(self) -> Iterator[Block]:
        """Yield headers, the body with its notes in place, text boxes, footers."""
        framing = self._framing()
        yield from (Block(text) for text in framing if text.startswith("[Kopf"))
        yield from _paragraphs(self._with_notes())
        boxes = (_on_one_line(box.text) for box in _paragraphs(self._boxes))
        yield from (Block(f"[Textfeld: {text}]") for text in boxes if text)
        yield from (Block(text) for text in framing if text.startswith("[Fuß"))

    def _text(self) -> str:
        pieces = []
        marks = Marks(self._main, self._part(_LETTERS), self._part(_PARAGRAPHS))
        left = len(self._main)  # pieces that overlap would make much of little
        for length, offset, is_narrow in self._pieces():
            size = length if is_narrow else 2 * length
            left -= size
            if left < 0:
                raise ReadingError(Fault.BROKEN)
            data = self._main[offset : offset + size]
            text = data.decode("cp1252" if is_narrow else "utf-16-le", "replace")
            text = text.ljust(length, " ")[:length]
            pieces.append(marks.over(text, offset, 1 if is_narrow else 2))
        return "".join(pieces)

    def _pieces(self) -> Iterator[tuple[int, int, bool]]:
        """Yield each piece's length in letters, where it begins, and if a letter is one byte."""
        data = self._part(_PIECES)
        at = 0
        while data[at] == _PROPERTIES:
            at += 3 + struct.unpack_from("<H", data, at + 1)[0]
        if data[at] != _PIECE_TABLE:
            raise ReadingError(Fault.BROKEN)
        (size,) = struct.unpack_from("<I", data, at + 1)
        table = data[at + 5 : at + 5 + size]
        places = _places(table, 8)
        for index, (begin, end) in enumerate(itertools.pairwise(places)):
            (offset,) = struct.unpack_from("<I", table, 4 * len(places) + 8 * index + 2)
            is_narrow = bool(offset & _ONE_BYTE_LETTERS)
            offset &= _ONE_BYTE_LETTERS - 1
            yield max(0, end - begin), offset // 2 if is_narrow else offset, is_narrow

    def _part(self, index: int) -> bytes:
        """Return one of the parts of the table stream that the head lists."""
        offset, size = struct.unpack_from("<II", self._main, _PAIRS + 8 * index)
        return self._table[offset : offset + size]

    def _with_notes(self) -> str:
        """Return the body with each note behind the letter that refers to it."""
        notes: dict[int, str] = {}
        notes |= self._notes("Fußnote", self._foot, _FOOT_REFS, _FOOT_TEXTS)
        notes |= self._notes("Endnote", self._end, _END_REFS, _END_TEXTS)
        notes |= self._notes("Kommentar", self._comments, _COMMENT_REFS, _COMMENT_TEXTS)
        parts = []
        at = 0
        for place in sorted(notes):
            parts += [self._body[at : place + 1], f" {notes[place]}"]
            at = place + 1
        return "".join([*parts, self._body[at:]])

    def _notes(self, label: str, texts: str, refs: int, borders: int) -> Mapping[int, str]:
        """Return notes by the place in the body that refers to them."""
        if not texts.strip():
            return {}
        is_comment = label == "Kommentar"
        table = self._part(refs)
        size = _COMMENT_REF_SIZE if is_comment else _NOTE_REF_SIZE
        places = _places(table, size)[:-1]
        stories = _stories(texts, self._part(borders))
        notes: dict[int, str] = {}
        for index, (place, story) in enumerate(zip(places, stories, strict=False)):
            said = _on_one_line(story)
            author = _initials(table, len(places) + 1, index) if is_comment else ""
            if said:
                label_of = f"{label} von {author}" if author else label
                notes[place] = f"{notes.get(place, '')} [{label_of}: {said}]".strip()
        return notes

    def _framing(self) -> list[str]:
        """Return the headers and footers of all sections, each once."""
        found: dict[str, None] = {}
        for index, story in enumerate(_stories(self._head, self._part(_HEADERS))):
            said = _on_one_line(story)
            if said and index >= _FRAMES_OF_NOTES:
                found[f"[{_FRAMES[index % len(_FRAMES)]}: {said}]"] = None
        return list(found)


def _places(table: bytes, size: int) -> tuple[int, ...]:
    """Return the places with which a table begins; data of a size follows for each but the last."""
    count = (len(table) - 4) // (4 + size) + 1 if len(table) >= 4 else 0  # noqa: PLR2004  a number
    return struct.unpack_from(f"<{count}i", table) if count > 0 else ()


def _stories(text: str, table: bytes) -> Iterator[str]:
    """Yield the parts of a text that a table lists; none begins before the last one's end."""
    at = 0
    for begin, end in itertools.pairwise(_places(table, 0)):
        yield text[max(at, begin) : max(at, end)]
        at = max(at, end)


def _initials(table: bytes, n_places: int, index: int) -> str:
    """Return who commented: a length and letters at the beginning of a reference."""
    at = 4 * n_places + _COMMENT_REF_SIZE * index
    length = min(_LONGEST_INITIALS, int.from_bytes(table[at : at + 2], "little"))
    return table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace").strip("\x00 ")


def _paragraphs(text: str) -> Iterator[Block]:
    """Yield paragraphs, headings and rows of tables; of fields only the results."""
    plain = _SYMBOL.sub("•", _without_instructions(text)).translate(_SIGNS)
    if END_OF_ROW not in plain:  # the formatting is damaged; most rows end with two signs anyway
        plain = plain.replace("\x07\x07", f"\x07{END_OF_ROW}")
    parts = _PARAGRAPH.split(plain)
    for part, end in itertools.zip_longest(parts[::2], parts[1::2], fillvalue=""):
        if end == END_OF_ROW:
            cells = (" ".join(cell.split()) for cell in part.removesuffix("\x07").split("\x07"))
            yield Block(" | ".join(cells).rstrip(" |"))
        elif part.strip("\n\x07 "):
            level = HEADING_ENDS.index(end) + 1 if end in HEADING_ENDS else 0
            yield Block(part.strip("\n\x07").replace("\x07", " | "), level)


def _on_one_line(text: str) -> str:
    return " ".join(mended(" ".join(block.text for block in _paragraphs(text))).split())


def _without_instructions(text: str) -> str:
    """Leave out field codes; fields may stand in the codes and in the results of fields."""
    if _FIELD_BEGIN not in text:
        return text
    kept: list[str] = []
    is_code: list[bool] = []  # of each field that is open
    n_codes = 0
    for part in _FIELD_SIGN.split(text):
        if part == _FIELD_BEGIN:
            is_code.append(True)
            n_codes += 1
        elif is_code and part in {_FIELD_RESULT, _FIELD_END}:
            n_codes -= is_code[-1]
            is_code[-1] = False
            if part == _FIELD_END:
                is_code.pop()
        elif not n_codes:
            kept.append(part)
    return "".join(kept)
