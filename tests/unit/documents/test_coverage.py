"""The sentences about what was read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core.clock import SystemClock
from bot.core.texts import Catalogue
from bot.documents.coverage import (
    held_line,
    notes_line,
    progress_line,
    read_line,
    size_line,
)
from bot.documents.document import Place, Spot, Unread
from bot.documents.summary import Form, Length, Quotation, Remark, Summary, Tongue, Wish
from bot.evidence.checking import Doubt
from tests.unit.documents.scripted import document

GERMAN, ENGLISH = Catalogue().texts("de"), Catalogue().texts("en")
WHOLE = Summary(
    text="Text",
    document_id="d1",
    name="Plan.pdf",
    place=Place.PAGE,
    wish=Wish(),
    total_units=48,
    unreadable=(),
    created=SystemClock().now(),
)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "48 von 48 Seiten."),
        ({"total_units": 1}, "1 von 1 Seite."),
        ({"unreadable": (17,)}, "47 von 48 Seiten. Seite 17 enthält keinen lesbaren Text."),
        (
            {"unreadable": (17, 18)},
            "46 von 48 Seiten. Die Seiten 17 und 18 enthalten keinen lesbaren Text.",
        ),
        (
            {"unreadable": (2, 17, 18, 19, 40)},
            "43 von 48 Seiten. Die Seiten 2, 17–19 und 40 enthalten keinen lesbaren Text.",
        ),
        (
            {"total_units": 450, "unreadable": tuple(range(2, 400, 2))},
            "251 von 450 Seiten. 199 Seiten (zuerst Seite 2) enthalten keinen lesbaren Text.",
        ),
        (
            {"skipped": tuple(range(32, 49))},
            "31 von 48 Seiten. Die Seiten 32–48 sind nicht gelesen.",
        ),
        (
            {"refused": (5,)},
            "47 von 48 Seiten. Seite 5 hat der Inhaltsfilter des Sprachmodells zurückgewiesen.",
        ),
        (
            {"place": Place.SECTION, "unreadable": (3,), "is_cut": True},
            (
                "47 von 48 Abschnitten. Abschnitt 3 enthält keinen lesbaren Text."
                " Der Text endet an der Längengrenze des Sprachmodells."
            ),
        ),
        (
            {
                "unreadable": (3, 8, 9, 10),
                "reasons": {Unread.BLANK: (3,), Unread.NO_OCR: (8, 9)},
                "recognised": (12,),
            },
            (
                "44 von 48 Seiten. Seite 3 ist leer. Die Seiten 8 und 9 sind Bilder. Eine"
                " Texterkennung ist hier nicht eingerichtet. Seite 10 enthält keinen lesbaren Text."
                " Seite 12 habe ich aus einem Bild gelesen. Dort können Zeichen falsch sein."
            ),
        ),
        (
            {
                "place": Place.PART,
                "unreadable": (2, 7),
                "reasons": {Unread.ENCRYPTED: (2,)},
                "spots": {
                    2: Spot(file="Anlage.pdf"),
                    7: Spot(Place.ROWS, "Haushalt", 1, 40, "Plan.xlsx"),
                },
            },
            (
                "46 von 48 Teilen. Anlage.pdf hat ein Passwort."
                " Plan.xlsx, Blatt Haushalt, Zeilen 1–40 enthält keinen lesbaren Text."
            ),
        ),
        (
            {
                "place": Place.CUES,
                "skipped": tuple(range(1, 9)),
                "spots": {n: Spot(first=60 * n, last=60 * n + 59) for n in range(1, 9)},
            },
            (
                "40 von 48 Gesprächsteilen. Aufnahme 1:00–1:59, Aufnahme 2:00–2:59,"
                " Aufnahme 3:00–3:59, Aufnahme 4:00–4:59, Aufnahme 5:00–5:59 und"
                " 3 weitere Teile sind nicht gelesen."
            ),
        ),
    ],
)
def test_the_line_says_what_was_read_and_what_was_not(
    changes: dict[str, object], line: str
) -> None:
    assert read_line(replace(WHOLE, **changes), GERMAN) == line  # type: ignore[arg-type]  # a table


def test_the_line_has_an_english_version() -> None:
    summary = replace(WHOLE, unreadable=(17, 18))
    assert read_line(summary, ENGLISH) == ("46 of 48 pages. Pages 17 and 18 hold no readable text.")


def test_what_was_checked_is_counted_and_having_no_evidence_is_said() -> None:
    assert held_line(replace(WHOLE, n_claims=22, n_held=21), GERMAN) == (
        "21 von 22 Angaben stehen wörtlich im Dokument."
    )
    assert held_line(replace(WHOLE, n_claims=2, n_held=2, n_bare=1), GERMAN) == (
        "2 von 2 Angaben stehen wörtlich im Dokument. Ein Absatz nennt keinen Beleg."
    )
    assert "keine Belege" in held_line(WHOLE, GERMAN)


def test_a_file_is_described_by_its_pages_and_size() -> None:
    facts = replace(document(["a"] * 48, unreadable=frozenset({17})), size=2_200_000)
    assert size_line(facts, GERMAN) == "48 Seiten, 2,1\u00a0MB, Text auf 47 Seiten lesbar"
    assert size_line(document(["a"], place=Place.SECTION), GERMAN) == "1 Abschnitt, 1\u00a0KB"
    assert progress_line(facts, 31, GERMAN) == "31 von 48 Seiten"


def test_a_files_card_says_what_is_missing_and_odd_before_it_is_used() -> None:
    facts = replace(
        document(["a"] * 48, unreadable=frozenset({17, 18})),
        reasons={Unread.NO_OCR: (17, 18)},
        recognised=(3,),
        has_macros=True,
    )
    assert notes_line(facts, GERMAN) == (
        "Die Seiten 17 und 18 sind Bilder. Eine Texterkennung ist hier nicht eingerichtet."
        " 1 Seite habe ich aus einem Bild gelesen."
        " Die Datei enthält Makros. Ich führe sie nie aus."
    )
    assert notes_line(replace(facts, has_spots=True), GERMAN).startswith("1 Seite habe ich")
    assert notes_line(document(["a"]), GERMAN) == ""


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("why", Unread)
def test_every_sentence_exists_in_both_languages(place: Place, why: Unread) -> None:
    for numbers in ((1,), (1, 2), tuple(range(1, 40, 2))):
        told = {"unreadable": numbers, "reasons": {why: numbers}, "recognised": numbers}
        more = {"refused": numbers, "skipped": numbers}
        summary = replace(WHOLE, place=place, **told, **more)  # type: ignore[arg-type]  # a table
        for language in (GERMAN, ENGLISH):
            assert "{" not in read_line(summary, language)


def test_a_kept_summary_comes_back_as_it_was() -> None:
    summary = replace(
        WHOLE,
        wish=Wish(Length.SHORT, Tongue.PLAIN, "Fristen", Form.MEMO),
        skipped=(3, 4),
        unreadable=(1,),
        reasons={Unread.BLANK: (1,)},
        recognised=(2,),
        quotations=(Quotation(1, 7, "Die Gebühr steigt", is_moved=True),),
        remarks=(Remark(Doubt.DATE, "Mai 2027", "Im Mai 2027 wird entschieden.", 42, "Juni", 9),),
        n_claims=2,
        n_held=1,
        spots={1: Spot(Place.ROWS, "Haushalt", 1, 40, "Plan.xlsx", is_hidden=True)},
        is_cut=True,
    )
    assert Summary.from_record(json.loads(json.dumps(summary.as_record()))) == summary
