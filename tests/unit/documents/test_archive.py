"""ZIP archives: names, junk, and members that can't be opened."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.documents.reading import archive
from bot.documents.reading.protocol import Fault, Place, ReadingError, Unread
from tests.unit.documents import hostile

_read = archive.load()


def test_every_file_is_handed_over_by_name_and_nothing_else() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.mkdir("Anlagen")
        packed.writestr("Anlagen/Größe.txt", "eins")
        for junk in ("__MACOSX/Anlagen/._x", "Anlagen/.DS_Store", "Thumbs.db", "a/desktop.ini"):
            packed.writestr(junk, "-")
        packed.writestr("leer.txt", "")
    opened = _read(out.getvalue())
    units = [(unit.spot.file, unit.file) for unit in opened.units]
    assert (opened.place, opened.total) == (Place.PART, 2)
    assert units == [("Anlagen/Größe.txt", b"eins"), ("leer.txt", b"")]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Größe.txt".encode("cp437"), "Größe.txt"),
        ("Größe.txt".encode(), "Größe.txt"),
        (b"../../etc/passwd", "../../etc/passwd"),
        (b"a\x07\nb.txt", "a b.txt"),
        (b"\x07\x01", "?"),
    ],
)
def test_names_without_a_declared_encoding_are_told(raw: bytes, shown: str) -> None:
    placeholder = b"x" * len(raw)
    data = hostile.archive({placeholder.decode(): "eins"}).replace(placeholder, raw)
    assert [unit.spot.file for unit in _read(data).units] == [shown]


def _locked(data: bytes) -> bytes:
    """Return an archive whose first member says that it has a password."""
    changed = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.find(mark) + at] |= 1
    return bytes(changed)


def test_a_member_with_a_password_or_damage_is_named() -> None:
    data = _locked(hostile.archive({"geheim.pdf": "eins", "offen.txt": "zwei" * 50}))
    broken = data.replace(b"PK\x03\x04", b"PK\x00\x00")
    assert [(unit.spot.file, unit.why, unit.file) for unit in _read(data).units] == [
        ("geheim.pdf", Unread.ENCRYPTED, None),
        ("offen.txt", Unread.PICTURE, b"zwei" * 50),
    ]
    assert [unit.why for unit in _read(broken).units] == [Unread.ENCRYPTED, Unread.BROKEN]


def test_a_member_that_says_to_be_huge_is_not_unpacked() -> None:
    data = hostile.archive({"a.bin": bytes(60_000_000)}, zipfile.ZIP_STORED)
    assert [unit.why for unit in _read(data).units] == [Unread.TOO_LARGE]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (_locked(hostile.archive({"geheim.pdf": "eins"})), Fault.ENCRYPTED),
        (hostile.archive({"__MACOSX/x": "eins"}), Fault.EMPTY),
        (hostile.archive({"a": "eins"})[:40], Fault.BROKEN),
    ],
    ids=("locked", "nothing of ours", "cut off"),  # the bytes hold the time of day
)
def test_an_archive_of_nothing_readable_says_why(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as told:
        _read(data)
    assert told.value.fault is fault
