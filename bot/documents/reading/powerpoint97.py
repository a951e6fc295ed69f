"""PowerPoint's binary files (PPT, from PowerPoint 97 on): one unit a slide, in the order shown.

The file is a stream of records within records [MS-PPT]. Which record is the current state of a
slide is told by a chain of directories, one a save; where that chain is broken, the slides are
taken as they stand. Texts of placeholders are in the document's list of slides, other texts in the
slide's drawing; speaker notes and comments are marked.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.documents.reading.compound import Folders, folders_of
from bot.documents.reading.plain import mended
from bot.documents.reading.protocol import Fault, Opened, Place, Read, ReadingError, Spot, Unread

_HEAD: Final = struct.Struct("<HHI")
_CONTAINER: Final = 0xF
_DOCUMENT, _SLIDE, _NOTES, _NOTES_ATOM, _TRANSITION = 1000, 1006, 1008, 1009, 1017
_SLIDE_PERSIST, _TEXT_CHARS, _TEXT_BYTES = 1011, 4000, 4008
_STRING, _HEADERS_FOOTERS, _SLIDE_LIST, _USER_EDIT, _DIRECTORY = 4026, 4057, 4080, 4085, 6002
_COMMENT, _BLOB, _SHAPE_PROPERTIES, _PICTURE_PROPERTY = 12000, 5003, 0xF00B, 0x104
_OF_SLIDES, _OF_NOTES = 0, 2
_TOKEN, _CURRENT_EDIT = 12, 16  # places in the stream "Current User"
_ENCRYPTED_TOKEN: Final = 0xF3D1C4DF
_FOLDER_OF_97: Final = "PP97_DUALSTORAGE"
_DEEPEST: Final = 24
_MOST_RECORDS: Final = 1_500_000
_MOST_EDITS: Final = 10_000
_HIDDEN: Final = 0x04
_COMMENT_AUTHOR, _COMMENT_TEXT = 0, 1
_FOOTER: Final = 2
_SYMBOL: Final = re.compile("[\uf000-\uf0ff]")  # letters that mean something in one font only
_PLACEHOLDER: Final = "*"  # where PowerPoint puts a date or a number


@dataclass(frozen=True, slots=True)
class _Record:
    kind: int
    instance: int
    is_container: bool
    begin: int  # of its body
    end: int


@dataclass(slots=True)
class _Slide:
    """A slide of the document's list: where it stands, and the texts of its placeholders."""

    persist: int
    id: int = 0
    outline: list[str] = field(default_factory=list)


def load() -> Callable[[bytes], Opened]:
    """Return the reader of PowerPoint's binary files."""
    return _read


def _read(data: bytes) -> Opened:
    with folders_of(data) as folders:
        stream = _newest(folders, "PowerPoint Document")
        current = _newest(folders, "Current User")
    try:
        deck = _Deck(stream, current)
    except (struct.error, IndexError):
        raise ReadingError(Fault.BROKEN) from None
    if not deck.total:
        raise ReadingError(Fault.EMPTY)
    return Opened(Place.SLIDE, deck.total, deck.units())


def _newest(folders: Folders, name: str) -> bytes:
    """Return a stream; files for PowerPoint 95 as well have the newer form in a folder."""
    return folders.stream(_FOLDER_OF_97, name) or folders.stream(name) or b""


class _Deck:
    """The records of a presentation."""

    def __init__(self, data: bytes, current: bytes) -> None:
        if _number(current, _TOKEN) == _ENCRYPTED_TOKEN:
            raise ReadingError(Fault.ENCRYPTED)
        self._data = data
        self._left = _MOST_RECORDS
        self._offsets = self._directory(_number(current, _CURRENT_EDIT))
        document = self._document()
        self._slides = self._listed(document, _OF_SLIDES)
        self._notes = self._notes_by_slide(document)
        if not any(self._slide(each) for each in self._slides):
            self._slides = self._unlisted()
        self.total = len(self._slides)

    def units(self) -> Iterator[Read]:
        """Yield each slide's text."""
        for number, slide in enumerate(self._slides, start=1):
            record = self._slide(slide)
            texts = list(slide.outline)
            is_hidden = has_picture = False
            if record is not None:
                within = list(self._all(record))
                texts += self._drawn(within, texts)
                texts += self._framing(record) + self._comments(within)
                is_hidden = self._is_hidden(record)
                has_picture = any(map(self._is_picture, within))
            if notes := self._notes.get(slide.id):
                texts.append(f"[Notizen: {notes}]")
            text = mended("\n\n".join(filter(None, map(str.strip, texts))))
            why = Unread.PICTURE if has_picture else Unread.BLANK
            yield Read(text, bool(text), Spot(first=number, is_hidden=is_hidden), why=why)

    def _slide(self, slide: _Slide) -> _Record | None:
        record = self._at(self._offsets.get(slide.persist, -1))
        return record if record is not None and record.kind == _SLIDE else None

    def _record(self, at: int, end: int) -> _Record | None:
        """Return the record at a place, cut at the end of what holds it."""
        if at < 0 or at + _HEAD.size > end:
            return None
        self._left -= 1
        if self._left < 0:
            raise ReadingError(Fault.BROKEN)
        flags, kind, size = _HEAD.unpack_from(self._data, at)
        begin = at + _HEAD.size
        is_container = flags & 0xF == _CONTAINER
        return _Record(kind, flags >> 4, is_container, begin, min(begin + size, end))

    def _at(self, offset: int) -> _Record | None:
        return self._record(offset, len(self._data))

    def _children(self, record: _Record) -> Iterator[_Record]:
        at = record.begin
        while (child := self._record(at, record.end)) is not None:
            yield child
            at = child.end

    def _all(self, record: _Record, depth: int = 0) -> Iterator[_Record]:
        """Yield all records within one, in order, and each before what it holds."""
        for child in self._children(record):
            yield child
            if (child.is_container or child.kind == _BLOB) and depth < _DEEPEST:
                yield from self._all(child, depth + 1)

    def _directory(self, edit: int) -> dict[int, int]:
        """Return where each object stands, by its number; what was saved last comes first."""
        offsets: dict[int, int] = {}
        seen: set[int] = set()
        while edit not in seen and len(seen) < _MOST_EDITS:
            seen.add(edit)
            record = self._at(edit)
            if record is None or record.kind != _USER_EDIT:
                break
            edit, directory = (_number(self._data, record.begin + at) for at in (8, 12))
            self._enter(self._at(directory), offsets)
        return offsets

    def _enter(self, record: _Record | None, offsets: dict[int, int]) -> None:
        """Enter runs of a directory: a number of the first and a count, then that many places."""
        if record is None or record.kind != _DIRECTORY:
            return
        at = record.begin
        while at + 4 <= record.end:
            run = _number(self._data, at)
            first, count = run & 0xFFFFF, run >> 20
            at += 4
            for number in range(first, first + min(count, (record.end - at) // 4)):
                offsets.setdefault(number, _number(self._data, at))
                at += 4

    def _document(self) -> _Record | None:
        """Return the record of the document as it was saved last."""
        for offset in self._offsets.values():
            record = self._at(offset)
            if record is not None and record.kind == _DOCUMENT:
                return record
        found = [record for record in self._top() if record.kind == _DOCUMENT]
        return found[-1] if found else None

    def _top(self) -> Iterator[_Record]:
        return self._children(_Record(0, 0, is_container=True, begin=0, end=len(self._data)))

    def _listed(self, document: _Record | None, instance: int) -> list[_Slide]:
        """Return what one of the document's lists names: its slides, or its notes."""
        if document is None:
            return []
        slides: list[_Slide] = []
        for each in self._children(document):
            if each.kind == _SLIDE_LIST and each.instance == instance:
                for atom in self._children(each):
                    if atom.kind == _SLIDE_PERSIST:
                        slide_id = _number(self._data, atom.begin + 12)
                        slides.append(_Slide(_number(self._data, atom.begin), slide_id))
                    elif slides and (text := self._text(atom)):
                        slides[-1].outline.append(text)
        return slides

    def _unlisted(self) -> list[_Slide]:
        """Return the slides as they stand in the file, where nothing tells their order."""
        slides: list[_Slide] = []
        at = 0
        while (record := self._at(at)) is not None:
            if record.kind == _SLIDE:
                self._offsets[-len(slides) - 1] = at
                slides.append(_Slide(-len(slides) - 1))
            at = record.end
        return slides

    def _notes_by_slide(self, document: _Record | None) -> dict[int, str]:
        notes: dict[int, str] = {}
        for each in self._listed(document, _OF_NOTES):
            record = self._at(self._offsets.get(each.persist, -1))
            if record is None or record.kind != _NOTES:
                continue
            atoms = (atom for atom in self._children(record) if atom.kind == _NOTES_ATOM)
            slide_id = next((_number(self._data, atom.begin) for atom in atoms), 0)
            texts = [*each.outline, *self._drawn(self._all(record), each.outline)]
            notes.setdefault(slide_id, " ".join(" ".join(texts).split()))
        return notes

    def _drawn(self, records: Iterable[_Record], outline: Sequence[str]) -> list[str]:
        """Return the texts in a slide's drawing but for those that the outline has as well."""
        texts = []
        for record in records:
            text = self._text(record)
            if text and text not in outline and text.strip() != _PLACEHOLDER:
                texts.append(text)
        return texts

    def _framing(self, slide: _Record) -> list[str]:
        return [
            f"[Fußzeile: {text}]"
            for each in self._children(slide)
            if each.kind == _HEADERS_FOOTERS
            for atom in self._children(each)
            if atom.instance == _FOOTER and (text := self._string(atom))
        ]

    def _comments(self, records: Iterable[_Record]) -> list[str]:
        texts = []
        for record in records:
            if record.kind == _COMMENT:
                parts = {atom.instance: self._string(atom) for atom in self._children(record)}
                author, text = parts.get(_COMMENT_AUTHOR, ""), parts.get(_COMMENT_TEXT, "")
                if text:
                    texts.append(f"[Kommentar{f' von {author}' if author else ''}: {text}]")
        return texts

    def _is_hidden(self, slide: _Record) -> bool:
        """Tell whether the slide is left out of the show, by the atom of its transition."""
        for each in self._children(slide):
            if each.kind == _TRANSITION:
                return bool(_number(self._data, each.begin + 10) & _HIDDEN)
        return False

    def _is_picture(self, record: _Record) -> bool:
        """Tell whether it is the properties of a shape that is filled from the file's pictures."""
        if record.kind != _SHAPE_PROPERTIES:
            return False
        last = min(record.end, record.begin + 6 * record.instance)
        ids = (_number(self._data, at) & 0x3FFF for at in range(record.begin, last, 6))
        return _PICTURE_PROPERTY in ids

    def _text(self, record: _Record) -> str:
        """Return the text of an atom of text."""
        if record.kind not in {_TEXT_CHARS, _TEXT_BYTES}:
            return ""
        body = self._data[record.begin : record.end]
        # Bytes are the lower halves of UTF-16.
        is_wide = record.kind == _TEXT_CHARS
        return _lines(body.decode("utf-16-le" if is_wide else "latin-1", "replace"))

    def _string(self, record: _Record) -> str:
        if record.kind != _STRING:
            return ""
        text = self._data[record.begin : record.end].decode("utf-16-le", "replace")
        return " ".join(mended(text).split())


def _lines(text: str) -> str:
    return _SYMBOL.sub("•", text.replace("\r", "\n").replace("\x0b", "\n"))


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
