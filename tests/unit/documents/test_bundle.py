"""Several files as one document."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.documents.bundle import document_of, facts_of
from bot.documents.document import Document, Kind, Place, Spot, Unit, Unread
from tests.unit.documents.scripted import document

REPORT = replace(document(["eins", "", "drei"], unreadable=frozenset({2})), name="Bericht.pdf")


def sheet() -> Document:
    rows = Unit(1, "A | B", spot=Spot(name="Haushalt", first=1, last=40))
    blank = document(["A | B", ""], place=Place.ROWS, unreadable=frozenset({2}))
    return replace(
        blank,
        id="d2",
        name="Plan.xlsx",
        digest="y",
        kind=Kind.XLSX,
        expires=blank.expires - timedelta(days=3),
        reasons={Unread.BLANK: (2,)},
        recognised=(1,),
        has_macros=True,
        units=(rows, Unit(2, "", is_readable=False)),
    )


def test_a_single_file_stays_as_it_is() -> None:
    assert document_of([REPORT]) is REPORT
    assert facts_of([REPORT]) is REPORT


def test_units_are_numbered_through_and_keep_their_places() -> None:
    both = document_of([REPORT, sheet()])
    assert [unit.number for unit in both.units] == [1, 2, 3, 4, 5]
    assert [unit.text for unit in both.units] == ["eins", "", "drei", "A | B", ""]
    assert both.units[2].spot == Spot(Place.PAGE, first=3, file="Bericht.pdf")
    assert both.units[3].spot == Spot(Place.ROWS, "Haushalt", 1, 40, "Plan.xlsx")
    assert (both.unreadable, both.reasons, both.recognised) == ((2, 5), {Unread.BLANK: (5,)}, (4,))
    assert both.has_macros


def test_an_attachment_in_one_of_several_files_names_both() -> None:
    inner = Unit(1, "Text", spot=Spot(Place.PAGE, first=2, file="plan.pdf"))
    mail = replace(document(["Text"], place=Place.PART), name="Mail.eml", units=(inner,))
    both = document_of([mail, REPORT])
    assert both.units[0].spot == Spot(Place.PAGE, first=2, file="Mail.eml, plan.pdf")


def test_what_they_have_in_common_stays_and_the_first_to_end_ends_all() -> None:
    facts = facts_of([REPORT, sheet()])
    assert (facts.id, facts.name) == ("d1,d2", "Bericht.pdf, Plan.xlsx")
    assert (facts.place, facts.kind) == (Place.PART, Kind.ZIP)
    assert facts.expires == sheet().expires
    assert (facts.n_units, facts.n_chars) == (5, REPORT.n_chars + sheet().n_chars)
    assert facts_of([REPORT, REPORT]).place is Place.PAGE
    assert facts.digest != facts_of([sheet(), REPORT]).digest
