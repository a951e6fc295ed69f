"""Word's binary files, made in the test."""

from __future__ import annotations

import pytest

from bot.documents.reading import word97
from bot.documents.reading.protocol import Fault, Place, ReadingError, Unread
from tests.fakes import ole

_read = word97.load()


def text(data: bytes) -> str:
    return "\n\n".join(unit.text for unit in _read(data).units)


def test_western_and_other_letters_come_from_pieces_of_both_widths() -> None:
    data = ole.word("Die Größe beträgt 5 € – „so“.\rΩ und Łódź, dann wieder Straße.\r")
    assert text(data) == "Die Größe beträgt 5 € – „so“.\n\nΩ und Łódź, dann wieder Straße."


def test_of_fields_the_result_stays_and_the_code_goes() -> None:
    fields = 'Siehe \x13 HYPERLINK "http://x.example" \x14§ 5\x15, Seite \x13 PAGE \x15.\r'
    nested = "\x13 IF \x13 DATE \x14heute\x15 = 1 \x14gestern\x15\r"
    assert text(ole.word(fields + nested)) == "Siehe § 5, Seite .\n\ngestern"


def test_cells_become_rows_and_hyphens_are_mended() -> None:
    table = "Amt\x07Betrag\x07\x07Sozialamt\x071\x1e000 €\x07\x07"
    assert (
        text(ole.word(f"{table}Straßen\x1fbau\r"))
        == "Amt | Betrag\n\nSozialamt | 1-000 €\n\nStraßenbau"
    )


def test_footnotes_stand_where_they_belong_and_headers_around_the_text() -> None:
    body = "Erster Satz\x02 geht weiter.\rZweiter\x02.\r"
    data = ole.word(
        body,
        footnotes={body.index("\x02"): "\x02 § 12 GemO", body.rindex("\x02"): "\x02 Größe"},
        headers=["", "Stadt Köln", "", "Entwurf", "Stadt Köln"],
    )
    assert text(data) == (
        "[Kopfzeile: Stadt Köln]\n\nErster Satz [Fußnote: § 12 GemO] geht weiter.\n\n"
        "Zweiter [Fußnote: Größe].\n\n[Fußzeile: Entwurf]"
    )


def test_deleted_words_are_left_out_and_headings_name_their_section() -> None:
    body = "Satzung\rGebühren\rDie Gebühr beträgt 12 34 € im Jahr.\rganz weg\r"
    (unit,) = _read(
        ole.word(body, deleted=["12 ", "ganz weg"], headings={"Satzung": 1, "Gebühren": 2})
    ).units
    assert unit.text == "Satzung\n\nGebühren\n\nDie Gebühr beträgt 34 € im Jahr."
    assert unit.spot.name == "Satzung"


def test_the_formatting_tells_empty_cells_from_the_ends_of_rows() -> None:
    rows = ["Amt\x07\x07Betrag\x07", "Bau\x07Köln\x075\x07"]
    body = f"{rows[0]}\x07{rows[1]}\x07Danach\r"
    assert text(ole.word(body, rows=rows)) == "Amt |  | Betrag\n\nBau | Köln | 5\n\nDanach"


def test_a_long_text_is_cut_into_sections() -> None:
    opened = _read(ole.word("Die Gemeinde erhebt Gebühren nach dieser Satzung. \r" * 200))
    assert (opened.place, opened.total) == (Place.SECTION, 4)


def test_a_file_with_nothing_but_a_picture_is_unreadable_not_empty() -> None:
    (unit,) = _read(ole.word("\x01\r")).units
    assert (unit.is_readable, unit.why) == (False, Unread.PICTURE)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (ole.word("Geheim\r", flags=0x0300), Fault.ENCRYPTED),
        (ole.word("\r"), Fault.EMPTY),
        (ole.word("Text\r" * 400)[:2_000], Fault.BROKEN),
        (ole.compound({"WordDocument": b"\xec\xa5" + bytes(40), "1Table": b""}), Fault.BROKEN),
        (ole.compound({"WordDocument": bytes(2_000), "1Table": b""}), Fault.BROKEN),
        (ole.compound({"Etwas": b"anderes"}), Fault.BROKEN),
    ],
)
def test_what_can_not_be_read_says_why(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as told:
        list(_read(data).units)
    assert told.value.fault is fault


@pytest.mark.parametrize("at", [64, 66])
def test_tables_that_say_to_be_larger_than_the_file_are_refused_at_once(at: int) -> None:
    data = bytearray(ole.word("Text\r"))
    data[at : at + 2] = b"\xff\xff"
    with pytest.raises(ReadingError):
        _read(bytes(data))


def test_pieces_that_repeat_the_same_text_a_thousand_times_are_refused() -> None:
    body = b"A" * 20_000
    main = bytearray(0x600) + body
    main[0:2], main[0x0A:0x0C] = b"\xec\xa5", b"\x00\x02"
    n = 1_000
    places = b"".join((i * 20_000).to_bytes(4, "little") for i in range(n + 1))
    pieces = places + (b"\x00\x00" + (0x600 * 2 | 1 << 30).to_bytes(4, "little") + b"\x00\x00") * n
    table = b"\x02" + len(pieces).to_bytes(4, "little") + pieces
    main[0x4C:0x50] = (n * 20_000).to_bytes(4, "little")
    main[0x1A6:0x1AA] = len(table).to_bytes(4, "little")
    with pytest.raises(ReadingError):
        _read(ole.compound({"WordDocument": bytes(main), "1Table": table}))
