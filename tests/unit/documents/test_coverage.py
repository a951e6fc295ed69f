"""The sentences about what was read."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core.clock import SystemClock
from bot.core.texts import Catalogue
from bot.documents.coverage import coverage_line, progress_line, size_line
from bot.documents.document import Place
from bot.documents.summary import Length, Summary, Tongue, Wish
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
        ({}, "48 von 48 Seiten gelesen."),
        ({"total_units": 1}, "1 von 1 Seite gelesen."),
        (
            {"unreadable": (17,)},
            "47 von 48 Seiten gelesen. Seite 17 enthält keinen lesbaren Text.",
        ),
        (
            {"unreadable": (17, 18)},
            "46 von 48 Seiten gelesen. Die Seiten 17 und 18 enthalten keinen lesbaren Text.",
        ),
        (
            {"unreadable": (2, 17, 18, 19, 40)},
            "43 von 48 Seiten gelesen. Die Seiten 2, 17–19 und 40 enthalten keinen lesbaren Text.",
        ),
        (
            {"total_units": 450, "unreadable": tuple(range(2, 400, 2))},
            (
                "251 von 450 Seiten gelesen."
                " 199 Seiten enthalten keinen lesbaren Text, zuerst Seite 2."
            ),
        ),
        (
            {"skipped": tuple(range(32, 49))},
            "31 von 48 Seiten gelesen. Die Seiten 32–48 sind nicht gelesen.",
        ),
        (
            {"refused": (5,)},
            (
                "47 von 48 Seiten gelesen. Seite 5 hat der Inhaltsfilter des Sprachmodells"
                " zurückgewiesen."
            ),
        ),
        (
            {"place": Place.SECTION, "unreadable": (3,), "is_cut": True},
            (
                "47 von 48 Abschnitten gelesen. Abschnitt 3 enthält keinen lesbaren Text."
                " Der Text endet an der Längengrenze des Sprachmodells."
            ),
        ),
        (
            {"n_unknown": 1},
            (
                "48 von 48 Seiten gelesen. Eine Fundstelle gibt es im Gelesenen nicht."
                " Sie ist mit „?“ markiert oder gestrichen."
            ),
        ),
    ],
)
def test_the_line_says_what_was_read_and_what_was_not(
    changes: dict[str, object], line: str
) -> None:
    assert coverage_line(replace(WHOLE, **changes), GERMAN) == line  # type: ignore[arg-type]  # a table


def test_the_line_has_an_english_version() -> None:
    summary = replace(WHOLE, unreadable=(17, 18))
    assert coverage_line(summary, ENGLISH) == (
        "46 of 48 pages read. Pages 17 and 18 hold no readable text."
    )


def test_a_file_is_described_by_its_pages_and_size() -> None:
    facts = replace(document(["a"] * 48, unreadable=frozenset({17})), size=2_200_000)
    assert size_line(facts, GERMAN) == "48 Seiten, 2,1\u00a0MB, Text auf 47 Seiten lesbar"
    assert size_line(document(["a"], place=Place.SECTION), GERMAN) == "1 Abschnitt, 1\u00a0KB"
    assert progress_line(facts, 31, GERMAN) == "31 von 48 Seiten"


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("reason", ["unreadable", "refused", "skipped"])
def test_every_sentence_exists_in_both_languages(place: Place, reason: str) -> None:
    for numbers in ((1,), (1, 2), tuple(range(1, 40, 2))):
        summary = replace(WHOLE, place=place, **{reason: numbers})  # type: ignore[arg-type]  # a table
        for language in (GERMAN, ENGLISH):
            assert "{" not in coverage_line(summary, language)


def test_a_kept_summary_comes_back_as_it_was() -> None:
    wish = Wish(Length.SHORT, Tongue.PLAIN, "Fristen")
    summary = replace(WHOLE, wish=wish, skipped=(3, 4), unreadable=(1,), n_unknown=2, is_cut=True)
    assert Summary.from_record(json.loads(json.dumps(summary.as_record()))) == summary
