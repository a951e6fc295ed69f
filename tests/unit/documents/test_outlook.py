"""Outlook's mails, made in the test."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest

from bot.documents.reading import outlook
from bot.documents.reading.compressed_rtf import unpacked
from bot.documents.reading.protocol import Fault, Place, Read, ReadingError, Unread
from tests.fakes import ole

_read = outlook.load()
SUBJECT, BODY, HTML, RTF, FROM, ADDRESS, TO, COPY, SENT = (
    *(0x0037, 0x1000, 0x1013, 0x1009),
    *(0x0C1A, 0x0C1F, 0x0E04, 0x0E03, 0x0039),
)
TEXTS = {
    SUBJECT: "Größe der Straße",
    BODY: "Guten Tag,\r\n\r\nanbei der Plan – 5 €.\r\n",
    FROM: "Anna Groß",
    ADDRESS: "anna@example.org",
    TO: "Bernd",
    COPY: "Amt 61",
}
MOMENT = {SENT: ole.filetime(datetime(2025, 3, 12, 9, 15, tzinfo=UTC))}


def units(data: bytes) -> list[Read]:
    opened = _read(data)
    found = list(opened.units)
    assert (opened.place, opened.total) == (Place.PART, len(found))
    return found


def test_a_mail_has_head_text_and_attachments() -> None:
    files = [ole.attached("Größenplan.pdf", b"%PDF-1.7" + bytes(9_000)), ole.attached("", b"x")]
    first, plan, nameless = units(ole.outlook(TEXTS, numbers=MOMENT, attachments=files))
    assert first.text == (
        "Betreff: Größe der Straße\nVon: Anna Groß <anna@example.org>\nAn: Bernd\nKopie: Amt 61\n"
        "Datum: 12.03.2025, 09:15 Uhr (UTC)\nAnlagen: Größenplan.pdf\n\n"
        "Guten Tag,\n\nanbei der Plan – 5 €."
    )
    assert (first.spot.place, first.spot.name) == (Place.SECTION, "Größe der Straße")
    assert (plan.spot.file, len(plan.file or b"")) == ("Größenplan.pdf", 9_008)
    assert (nameless.spot.file, nameless.file) == ("Anlage 2", b"x")


@pytest.mark.parametrize(
    ("codec", "numbers"),
    [
        ("cp1252", {}),
        ("cp1252", {0x3FFD: 1252}),
        ("utf-8", {0x3FFD: 65001}),
        ("cp1250", {0x3FDE: 1250}),
    ],
)
def test_older_files_have_texts_in_a_code_page(codec: str, numbers: dict[int, int]) -> None:
    texts = {SUBJECT: "Größe", BODY: "Straße"}
    (unit,) = units(ole.outlook(texts, numbers=numbers, codec=codec))
    assert unit.text == "Betreff: Größe\n\nStraße"


def test_the_senders_clock_is_in_the_head_that_the_mail_came_with() -> None:
    head = "Received: x\r\nDate: Wed, 12 Mar 2025 10:15:00 +0100\r\nSubject: y\r\n"
    (unit,) = units(ole.outlook({SUBJECT: "x", 0x007D: head}, numbers=MOMENT))
    assert "Datum: 12.03.2025, 10:15 Uhr" in unit.text
    assert "UTC" not in unit.text


def test_without_plain_text_html_is_read_and_else_rtf() -> None:
    html = {HTML: "<p>Größe <b>fett</b></p>".encode()}
    (unit,) = units(ole.outlook({SUBJECT: "x"}, binaries=html, numbers={0x3FDE: 65001}))
    assert unit.text == "Betreff: x\n\nGröße fett"
    rtf = rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\*\htmltag64 <p>}Gr\'f6\'dfe\par}"
    stored = struct.pack("<4I", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf
    (unit,) = units(ole.outlook({SUBJECT: "x"}, binaries={RTF: stored}))
    assert unit.text == "Betreff: x\n\nGröße"


def test_addresses_of_a_directory_tell_a_person_nothing() -> None:
    texts = {SUBJECT: "x", FROM: "Anna", ADDRESS: "/O=AMT/CN=RECIPIENTS/CN=ANNA"}
    assert units(ole.outlook(texts))[0].text == "Betreff: x\nVon: Anna"
    assert (
        "Von: Anna <a@example.org>" in units(ole.outlook(texts | {0x5D01: "a@example.org"}))[0].text
    )


def test_an_attached_mail_is_read_in_place_and_its_attachments_are_named() -> None:
    inner = ole.mail_tree(
        {SUBJECT: "Innen", BODY: "Tief innen"},
        attachments=[ole.attached("Anlage.pdf", b"x"), ole.attached_mail("Noch eine", {})],
        head=24,
    )
    first, mail, *files = units(
        ole.outlook(TEXTS, attachments=[ole.attached_mail("Antwort", inner)])
    )
    assert "Anlagen: Antwort\n" in first.text
    assert (mail.spot.file, mail.text.splitlines()[0]) == ("Antwort", "Betreff: Innen")
    assert [(file.spot.file, file.why) for file in files] == [
        ("Antwort/Anlage.pdf", Unread.NESTED),
        ("Antwort/Noch eine", Unread.NESTED),
    ]


def test_small_pictures_in_the_text_are_ornaments_and_objects_are_told() -> None:
    logo = {**ole.attached("logo.png", b"\x89PNG" + bytes(99)), "__substg1.0_3712001F": b"a\x00"}
    lone = ole.attached("klein.png", b"\x89PNG" + bytes(99))
    drawn: ole.Tree = {
        "__substg1.0_3704001F": "Objekt".encode("utf-16-le"),
        "__substg1.0_3701000D": {},
    }
    first, picture, drawing = units(ole.outlook(TEXTS, attachments=[logo, lone, drawn]))
    assert "logo" not in first.text
    assert picture.spot.file == "klein.png"
    assert (drawing.spot.file, drawing.why) == ("Objekt", Unread.UNKNOWN)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (ole.outlook({}), Fault.EMPTY),
        (ole.outlook(TEXTS)[:900], Fault.BROKEN),
    ],
)
def test_what_can_not_be_read_says_why(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as told:
        units(data)
    assert told.value.fault is fault


def test_packed_rtf_is_unpacked() -> None:
    # The two examples of [MS-OXRTFCP] 4.1: one run from the window, one that repeats itself.
    first = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )
    second = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert unpacked(first) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpacked(second) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


@pytest.mark.parametrize(
    "data", [b"", b"kurz", bytes(40), struct.pack("<4I", 9, 2**31, 0x75465A4C, 0)]
)
def test_what_is_no_packed_rtf_gives_nothing(data: bytes) -> None:
    assert unpacked(data) == b""
