"""What people call a place."""

from __future__ import annotations

import pytest

from bot.core.texts import Catalogue
from bot.documents.document import NOWHERE, Place, Spot
from bot.documents.places import place_mark, place_name

GERMAN, ENGLISH = Catalogue().texts("de"), Catalogue().texts("en")
SHEET = Spot(name="Haushalt", first=1, last=40)
HIDDEN = Spot(Place.ROWS, "Rohdaten", 41, 80, is_hidden=True)
ATTACHED = Spot(Place.PAGE, first=2, file="plan.pdf")


@pytest.mark.parametrize(
    ("number", "place", "spot", "name", "mark"),
    [
        (1200, Place.PAGE, NOWHERE, "Seite 1200", "S. 1200"),
        (4, Place.SECTION, Spot(name="Ziele"), "Abschnitt 4, „Ziele“", "Abschn. 4"),
        (7, Place.SLIDE, Spot(is_hidden=True), "Folie 7 (verborgen)", "Folie 7"),
        (3, Place.ROWS, SHEET, "Blatt Haushalt, Zeilen 1–40", "Haushalt, Z. 1–40"),
        (3, Place.ROWS, Spot(first=1, last=9), "Zeilen 1–9", "Z. 1–9"),
        (3, Place.PART, HIDDEN, "Blatt Rohdaten, Zeilen 41–80 (verborgen)", "Rohdaten, Z. 41–80"),
        (2, Place.CUES, Spot(first=723, last=850), "Aufnahme 12:03–14:10", "12:03"),
        (2, Place.CUES, Spot(first=0, last=4_210), "Aufnahme 0:00–1:10:10", "0:00"),
        (2, Place.CUES, NOWHERE, "Gesprächsteil 2", "Beitr. 2"),
        (9, Place.PART, ATTACHED, "plan.pdf, Seite 2", "plan.pdf, S. 2"),
        (9, Place.PART, Spot(file="plan.pdf"), "plan.pdf", "plan.pdf"),
        (9, Place.PART, NOWHERE, "Teil 9", "Teil 9"),
    ],
)
def test_a_place_has_a_name_and_a_mark(
    number: int, place: Place, spot: Spot, name: str, mark: str
) -> None:
    assert place_name(number, place, spot, GERMAN) == name
    assert place_mark(number, place, spot, GERMAN) == mark


def test_english_has_them_too() -> None:
    assert place_name(3, Place.PART, HIDDEN, ENGLISH) == "sheet Rohdaten, rows 41–80 (hidden)"
    assert place_mark(9, Place.PART, ATTACHED, ENGLISH) == "plan.pdf, p. 2"
