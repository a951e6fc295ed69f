"""Writes compound files (OLE), and in them the least that Word, PowerPoint and Outlook ask for."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

Tree = Mapping[str, "bytes | Tree"]

_SECTOR, _MINI_SECTOR, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Compound:
    """Gathers directory entries and the chains of sectors of their streams."""

    def __init__(self) -> None:
        self._entries: list[bytes] = []
        self._data = bytearray()
        self._fat: list[int] = []
        self._mini = bytearray()
        self._mini_fat: list[int] = []

    def written(self, tree: Tree) -> bytes:
        self._entries.append(b"")
        child = self._folder(tree)
        mini_start = self._stored(bytes(self._mini))
        self._entries[0] = _entry("Root Entry", _ROOT, child, mini_start, len(self._mini))
        mini_fat = _numbers(self._mini_fat)
        mini_fat_start = self._stored(mini_fat, fill=b"\xff")
        blank = _entry("", 0, _FREE, 0, 0)
        while len(self._entries) % 4:
            self._entries.append(blank)
        directory = self._stored(b"".join(self._entries))
        n_fat = 1
        while n_fat * (_SECTOR // 4) < len(self._fat) + n_fat:
            n_fat += 1
        first_fat = len(self._fat)
        fat = _numbers([*self._fat, *[_FAT_SECTOR] * n_fat]).ljust(n_fat * _SECTOR, b"\xff")
        places = [first_fat + i for i in range(n_fat)] + [_FREE] * (109 - n_fat)
        head = struct.pack(
            "<8s16xHHHHH6xIIIIIIIII109I",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            *(0x3E, 3, 0xFFFE, 9, 6),
            *(0, n_fat, directory, 0, _CUTOFF),
            *(mini_fat_start, -(-len(mini_fat) // _SECTOR), _END, 0),
            *places,
        )
        return head + bytes(self._data) + fat

    def _folder(self, tree: Tree) -> int:
        """Write a folder's entries as a chain to the right, and return the first."""
        names = sorted(tree, key=lambda name: (len(name), name.upper()))
        first = len(self._entries)
        self._entries += [b""] * len(names)
        for index, name in enumerate(names):
            right = first + index + 1 if index + 1 < len(names) else _FREE
            value = tree[name]
            if isinstance(value, bytes):
                start = self._chained(value)
                entry = _entry(name, _STREAM, _FREE, start, len(value), right)
            else:
                entry = _entry(name, _STORAGE, self._folder(value), 0, 0, right)
            self._entries[first + index] = entry
        return first if names else _FREE

    def _chained(self, data: bytes) -> int:
        if not data:
            return _END
        if len(data) >= _CUTOFF:
            return self._stored(data)
        return _chain(data, self._mini, self._mini_fat, _MINI_SECTOR)

    def _stored(self, data: bytes, fill: bytes = b"\x00") -> int:
        return _chain(data, self._data, self._fat, _SECTOR, fill) if data else _END


def _chain(data: bytes, store: bytearray, fat: list[int], size: int, fill: bytes = b"\x00") -> int:
    start, count = len(fat), -(-len(data) // size)
    store += data.ljust(count * size, fill)
    fat += [*range(start + 1, start + count), _END]
    return start


def _numbers(values: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(values)}I", *values)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    letters = name.encode("utf-16-le")
    length = len(letters) + 2 if name else 0
    return struct.pack(
        "<64sHBBIII36xIQ", letters, length, kind, 1, _FREE, right, child, start, size
    )


def compound(tree: Tree) -> bytes:
    """Return a compound file of streams (bytes) and folders."""
    return _Compound().written(tree)


def word(
    text: str,
    *,
    footnotes: Mapping[int, str] | None = None,
    headers: Sequence[str] = (),
    deleted: Sequence[str] = (),
    headings: Mapping[str, int] | None = None,
    rows: Sequence[str] = (),
    flags: int = 0x0200,
) -> bytes:
    """Return a Word file; what Western letters can't say goes into a second piece in UTF-16.

    ``footnotes`` by the place of the letter in the text that refers to them; ``headers`` are
    stories of the first section: even and odd header, even and odd footer, first header.
    ``deleted`` words are kept as tracked changes; ``headings`` have levels; ``rows`` are of tables.
    These stand once in the text, in Western letters, in the order given.
    """
    notes = footnotes or {}
    foot = "".join(f"{note}\r" for note in notes.values()) + ("\r" if notes else "")
    stories = [*[""] * 6, *headers]
    head = "".join(f"{story}\r" if story else "" for story in stories) + ("\r" if headers else "")
    parts = [text, foot, head]
    whole = "".join(parts)
    narrow = next((i for i, letter in enumerate(whole) if not _is_western(letter)), len(whole))
    main = bytearray(0x600)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, flags)
    struct.pack_into("<3i", main, 0x4C, *map(len, parts))
    wide_at = len(main) + narrow
    main += whole[:narrow].encode("cp1252") + whole[narrow:].encode("utf-16-le")
    main += bytes(-len(main) % 512)
    letters = [(text.index(each), len(each), b"\x00\x08\x01") for each in deleted]
    levels = (headings or {}).items()
    styles = [(each, level.to_bytes(2, "little")) for each, level in levels]
    styles += [(each, b"\x00\x00\x17\x24\x01") for each in rows]
    paragraphs = [(text.index(each), len(each) + 1, style) for each, style in styles]
    table = bytearray()

    def part(index: int, data: bytes) -> None:
        struct.pack_into("<II", main, 0x9A + 8 * index, len(table), len(data))
        table.extend(data)

    pieces = struct.pack("<3i", 0, narrow, len(whole))
    pieces += struct.pack("<HIH", 0, 0x600 * 2 | 0x40000000, 0) + struct.pack("<HIH", 0, wide_at, 0)
    part(33, b"\x01\x02\x00ab\x02" + struct.pack("<I", len(pieces)) + pieces)
    part(2, struct.pack(f"<{len(notes) + 1}i", *notes, len(text)) + bytes(2 * len(notes)))
    part(3, _borders([f"{note}\r" for note in notes.values()]))
    for index, runs in ((12, letters), (13, sorted(paragraphs))):
        if runs:
            part(index, struct.pack("<3I", 0x600, 0x600 + len(text), len(main) // 512))
            main += _formats(runs, of_paragraphs=index == 13)
    part(11, _borders([f"{story}\r" if story else "" for story in stories]) if headers else b"")
    return compound({"WordDocument": bytes(main), "1Table": bytes(table), "0Table": b""})


def _formats(runs: Sequence[tuple[int, int, bytes]], *, of_paragraphs: bool) -> bytes:
    """Return a page of formats for runs of text, each a place, a length and properties."""
    places = [0x600 + place for at, length, _ in runs for place in (at, at + length)]
    step = 13 if of_paragraphs else 1
    page = bytearray(512)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    end = 510
    for index, (_, _, properties) in enumerate(runs):
        half = (len(properties) + 2) // 2
        size = [half] if of_paragraphs else [len(properties)]
        end = (end - len(properties) - 2) & ~1
        page[end : end + 1 + len(properties)] = bytes(size) + properties
        page[4 * len(places) + step * 2 * index] = end // 2
    page[511] = len(places) - 1
    return bytes(page)


def _is_western(letter: str) -> bool:
    return bool(letter.encode("cp1252", "ignore"))


def _borders(stories: Sequence[str]) -> bytes:
    places = [0]
    for story in stories:
        places.append(places[-1] + len(story))
    return struct.pack(f"<{len(places)}i", *places)


def record(kind: int, body: bytes, *, instance: int = 0, holds_records: bool = False) -> bytes:
    """Return a record of PowerPoint's."""
    return struct.pack("<HHI", instance << 4 | (15 if holds_records else 0), kind, len(body)) + body


def powerpoint(
    slides: Sequence[Mapping[str, str]], *, token: int = 0xE391C05F, has_directory: bool = True
) -> bytes:
    """Return a presentation; a slide may have a ``title``, a ``box``, ``notes`` and a ``comment``.

    Its records stand in the reverse order of the slides, as after much moving about.
    """
    listed, noted = b"", b""
    stream = bytearray()
    offsets: dict[int, int] = {}
    for number, slide in reversed(list(enumerate(slides, start=1))):
        offsets[10 + number] = len(stream)
        stream += _slide(slide)
        if "notes" in slide:
            offsets[100 + number] = len(stream)
            atom = record(1009, struct.pack("<IHH", 255 + number, 0, 0))
            stream += record(1008, atom + _drawing(slide["notes"]), holds_records=True)
    for number, slide in enumerate(slides, start=1):
        listed += record(1011, struct.pack("<IIIII", 10 + number, 0, 1, 255 + number, 0))
        if "title" in slide:
            listed += record(3999, bytes(4)) + record(4000, slide["title"].encode("utf-16-le"))
        if "notes" in slide:
            noted += record(1011, struct.pack("<IIIII", 100 + number, 0, 0, 900 + number, 0))
    lists = record(4080, listed, holds_records=True)
    lists += record(4080, noted, instance=2, holds_records=True)
    offsets[1] = len(stream)
    stream += record(1000, lists, holds_records=True)
    directory = len(stream)
    runs = b"".join(struct.pack("<II", 1 << 20 | number, at) for number, at in offsets.items())
    stream += record(6002, runs)
    edit = len(stream)
    stream += record(4085, struct.pack("<7I", 0, 0, 0, directory, 1, 0, 0))
    current = struct.pack("<HHIIII", 0, 4086, 20, 20, token, edit if has_directory else 7)
    return compound({"PowerPoint Document": bytes(stream), "Current User": current})


def _slide(slide: Mapping[str, str]) -> bytes:
    body = record(1007, bytes(24))
    if "hidden" in slide:
        body += record(1017, bytes(10) + b"\x04\x00" + bytes(4))
    if "box" in slide:
        body += _drawing(slide["box"])
    if "comment" in slide:
        strings = record(4026, "Anna".encode("utf-16-le"))
        strings += record(4026, slide["comment"].encode("utf-16-le"), instance=1)
        blob = record(5003, record(12000, strings, holds_records=True))
        body += record(5000, record(5002, blob, holds_records=True), holds_records=True)
    return record(1006, body, holds_records=True)


def _drawing(text: str) -> bytes:
    box = record(3999, bytes(4)) + record(4008, text.encode("latin-1"))
    shape = record(0xF004, record(0xF00D, box, holds_records=True), holds_records=True)
    return record(1036, record(0xF002, shape, holds_records=True), holds_records=True)


def outlook(
    texts: Mapping[int, str],
    *,
    binaries: Mapping[int, bytes] | None = None,
    numbers: Mapping[int, int] | None = None,
    attachments: Sequence[Tree] = (),
    codec: str = "",
) -> bytes:
    """Return an Outlook mail; with a ``codec``, its texts are in that code page."""
    return compound(mail_tree(texts, binaries, numbers, attachments, codec=codec))


def mail_tree(
    texts: Mapping[int, str],
    binaries: Mapping[int, bytes] | None = None,
    numbers: Mapping[int, int] | None = None,
    attachments: Sequence[Tree] = (),
    *,
    codec: str = "",
    head: int = 32,
) -> Tree:
    """Return what is in a mail; ``head`` is 24 for one that is attached to another."""
    kind = "001E" if codec else "001F"
    tree: dict[str, bytes | Tree] = {
        f"__substg1.0_{tag:04X}{kind}": text.encode(codec or "utf-16-le")
        for tag, text in texts.items()
    }
    for tag, data in (binaries or {}).items():
        tree[f"__substg1.0_{tag:04X}0102"] = data
    tree["__properties_version1.0"] = bytes(head) + fixed(numbers or {})
    for index, each in enumerate(attachments):
        tree[f"__attach_version1.0_#{index:08X}"] = each
    return tree


def attached(name: str, data: bytes) -> Tree:
    """Return a file that is attached to a mail."""
    return {
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_37010102": data,
        "__properties_version1.0": bytes(8) + fixed({0x3705: 1}),
    }


def attached_mail(name: str, tree: Tree) -> Tree:
    """Return a mail that is attached to a mail."""
    return {
        "__substg1.0_3001001F": name.encode("utf-16-le"),
        "__substg1.0_3701000D": tree,
        "__properties_version1.0": bytes(8) + fixed({0x3705: 5}),
    }


def fixed(numbers: Mapping[int, int]) -> bytes:
    """Return properties that are numbers."""
    return b"".join(struct.pack("<HHIQ", 3, tag, 6, value) for tag, value in numbers.items())


def filetime(moment: datetime) -> int:
    """Return a moment as Windows counts."""
    return int((moment - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
