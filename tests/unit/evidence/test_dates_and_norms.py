"""Dates and paragraphs are compared by what they name."""

from __future__ import annotations

import pytest

from bot.evidence.dates import find_dates, is_possible
from bot.evidence.norms import find_norms


@pytest.mark.parametrize(
    "written",
    [
        "15.12.2026",
        "15. Dezember 2026",
        "am Dienstag, den 15. Dezember 2026",
        "2026-12-15",
        "15/12/2026",
        "15 December 2026",
        "December 15, 2026",
        "15.12.26",
    ],
)
def test_a_date_is_the_same_in_every_form(written: str) -> None:
    day = find_dates(f"Termin: {written}.")[0]
    assert (day.year, day.month, day.day) == (2026, 12, 15)
    assert is_possible(day)


def test_ranges_name_both_days() -> None:
    for written in ("3. bis 5. Mai 2027", "3.–5.5.2027", "3. und 5. Mai 2027"):
        assert [(d.month, d.day) for d in find_dates(written)] == [(5, 3), (5, 5)]


def test_less_agrees_with_more_and_not_the_other_way_round() -> None:
    full, month, year = (find_dates(t)[0] for t in ("15.12.2026", "Dezember 2026", "2026"))
    assert month.agrees(full)
    assert year.agrees(full)
    assert not full.agrees(month)
    assert full.agrees(find_dates("15. Dezember")[0])


@pytest.mark.parametrize("written", ["31.02.2026", "Mittwoch, 15. Dezember 2026"])
def test_a_date_that_the_calendar_lacks_is_impossible(written: str) -> None:
    assert not is_possible(find_dates(written)[0])


def test_two_years_of_school_are_two_dates() -> None:
    assert [d.year for d in find_dates("im Schuljahr 2027/28")] == [2027, 2028]


@pytest.mark.parametrize(
    ("written", "numbers", "law"),
    [
        ("§§ 4 und 5 BauGB", ["4", "5"], "baugb"),
        ("§§ 3 bis 5 KVG LSA", ["3", "4", "5"], "kvg lsa"),
        ("Paragraf 4 des Baugesetzbuches", ["4"], "baugb"),
        ("§ 9a BauGB", ["9a"], "baugb"),
        ("§ 7 SGB II", ["7"], "sgb ii"),
        ("Art. 6 Abs. 1 lit. e DSGVO", ["6"], "dsgvo"),
        ("§ 5 der Hauptsatzung", ["5"], "hauptsatzung"),
    ],
)
def test_paragraphs_are_read_with_their_law(written: str, numbers: list[str], law: str) -> None:
    norms = find_norms(f"Nach {written} gilt das.")
    assert [norm.number for norm in norms] == numbers
    assert {norm.law for norm in norms} == {law}


def test_a_paragraph_agrees_with_one_that_names_more() -> None:
    short, long, other, book = (
        find_norms(t)[0]
        for t in ("§ 34 BauGB", "§ 34 Abs. 1 Satz 2 BauGB", "§ 34 Absatz 2 BauGB", "§ 34 BauNVO")
    )
    assert short.agrees(long)
    assert not long.agrees(short)
    assert not other.agrees(long)
    assert not book.agrees(short)
