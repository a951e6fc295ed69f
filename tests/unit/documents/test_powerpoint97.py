"""PowerPoint's binary files, made in the test."""

from __future__ import annotations

import pytest

from bot.documents.reading import powerpoint97
from bot.documents.reading.protocol import Fault, Place, Read, ReadingError, Spot, Unread
from tests.fakes import ole

_read = powerpoint97.load()


def units(data: bytes) -> list[Read]:
    opened = _read(data)
    found = list(opened.units)
    assert (opened.place, opened.total) == (Place.SLIDE, len(found))
    return found


def test_slides_come_in_the_order_shown_with_titles_boxes_comments_and_notes() -> None:
    data = ole.powerpoint(
        [
            {"title": "Haushalt – Łódź", "box": "Größe\rder Mittel", "notes": "Langsam sprechen"},
            {"box": "Zweite Folie", "comment": "Bitte kürzen"},
            {"title": "Anhang", "hidden": "ja"},
        ]
    )
    assert [unit.text for unit in units(data)] == [
        "Haushalt – Łódź\n\nGröße\nder Mittel\n\n[Notizen: Langsam sprechen]",
        "Zweite Folie\n\n[Kommentar von Anna: Bitte kürzen]",
        "Anhang",
    ]
    assert [unit.spot for unit in units(data)] == [
        Spot(first=1),
        Spot(first=2),
        Spot(first=3, is_hidden=True),
    ]


def test_an_empty_slide_is_a_unit_too() -> None:
    first, second = units(ole.powerpoint([{"title": "Eins"}, {}]))
    assert first.is_readable
    assert (second.is_readable, second.why) == (False, Unread.BLANK)


def test_without_a_directory_the_slides_are_taken_as_they_stand() -> None:
    slides = units(ole.powerpoint([{"box": "Eins"}, {"box": "Zwei"}], has_directory=False))
    assert sorted(slide.text for slide in slides) == ["Eins", "Zwei"]


def test_a_file_for_powerpoint_95_as_well_is_read_in_its_newer_form() -> None:
    edit = ole.record(1000, b"", holds_records=True)
    slide = ole.record(1006, ole.record(4008, "Größe".encode("latin-1")), holds_records=True)
    data = ole.compound(
        {
            "PowerPoint Document": b"\x03\x00\x00\x00" * 40,
            "PP97_DUALSTORAGE": {"PowerPoint Document": edit + slide, "Current User": b""},
        }
    )
    assert [unit.text for unit in units(data)] == ["Größe"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (ole.powerpoint([{"title": "Geheim"}], token=0xF3D1C4DF), Fault.ENCRYPTED),
        (ole.powerpoint([]), Fault.EMPTY),
        (ole.powerpoint([{"title": "Eins"}])[:700], Fault.BROKEN),
        (ole.compound({"PowerPoint Document": b"\xff" * 5_000}), Fault.EMPTY),
    ],
)
def test_what_can_not_be_read_says_why(data: bytes, fault: Fault) -> None:
    with pytest.raises(ReadingError) as told:
        units(data)
    assert told.value.fault is fault
