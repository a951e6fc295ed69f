"""Dates as people say them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.dates import deadline, heard_dates

TUESDAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("bis Freitag", "2026-11-27"),
        ("noch diese Woche", "2026-11-27"),
        ("bis Ende nächster Woche", "2026-12-04"),
        ("zum Fünfzehnten", "2026-12-15"),
        ("bis zum 30.", "2026-11-30"),
        ("bis zum ersten Dritten", "2027-03-01"),
        ("heute in vierzehn Tagen", "2026-12-08"),
        ("in den nächsten drei Wochen", "2026-12-15"),
        ("in einem Monat", "2026-12-24"),
        ("bis Ende Januar", "2027-01-31"),
        ("Freitag nächster Woche", "2026-12-04"),
        ("nächste Woche Mittwoch", "2026-12-02"),
        ("übernächsten Dienstag", "2026-12-08"),
        ("Ende übernächster Woche", "2026-12-11"),
        ("bis Quartalsende", "2026-12-31"),
        ("bis Ende des ersten Quartals", "2027-03-31"),
        ("noch in diesem Jahr", "2026-12-31"),
        ("auf den Dreizehnten.", "2026-12-13"),
        ("in der nächsten Stunde", "2026-11-24"),
        ("by Thursday", "2026-11-26"),
        ("bis Monatsende", "2026-11-30"),
        ("Ende nächsten Monats", "2026-12-31"),
        ("bis zum Jahresende", "2026-12-31"),
        ("KW 49", "2026-12-04"),
        ("in der 2. Kalenderwoche", "2027-01-15"),
        ("übermorgen", "2026-11-26"),
        ("Freitag in einer Woche", "2026-12-04"),
        ("by tomorrow", "2026-11-25"),
        ("in two weeks", "2026-12-08"),
    ],
)
def test_relative_words_become_a_date_and_say_so(words: str, day: str) -> None:
    found = deadline(words, TUESDAY)
    assert (found.day, found.is_ambiguous) == (dt.date.fromisoformat(day), False)
    assert found.spoken == words


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("am 15. Dezember", "2026-12-15"),
        ("bis 03.04.", "2027-04-03"),
        ("fünfzehnter Dezember", "2026-12-15"),
        ("zum sechsten Dezember", "2026-12-06"),
        ("bis zum fünfzehnten Mai", "2027-05-15"),
        ("2027-01-05", "2027-01-05"),
        ("vom 27. April bis zum 29. Mai 2027", "2027-05-29"),
    ],
)
def test_a_date_that_was_said_is_not_derived(words: str, day: str) -> None:
    found = deadline(words, TUESDAY)
    assert (found.day, found.is_derived) == (dt.date.fromisoformat(day), False)


def test_next_friday_keeps_both_readings() -> None:
    [found] = heard_dates("bis nächsten Freitag", TUESDAY)
    assert found.days == (dt.date(2026, 11, 27), dt.date(2026, 12, 4))
    assert deadline("bis nächsten Freitag", TUESDAY).is_ambiguous


@pytest.mark.parametrize(
    "words",
    [
        "im Laufe der Woche",
        "zeitnah",
        "nach den Ferien",
        "so bald wie möglich",
        "nicht vor Juli",
        "gleich nachher",
    ],
)
def test_vague_words_stay_without_a_date(words: str) -> None:
    found = deadline(words, TUESDAY)
    assert (found.day, found.is_ambiguous, found.spoken) == (None, True, words)


def test_the_next_meeting_is_a_date_only_when_it_is_known() -> None:
    assert deadline("bis zur nächsten Sitzung", TUESDAY).day is None
    assert deadline("bis zur nächsten Sitzung", TUESDAY, dt.date(2026, 12, 8)).day == dt.date(
        2026, 12, 8
    )


@pytest.mark.parametrize(
    "words", ["Guten Morgen zusammen", "TOP 4.1", "3.200.000 Euro", "31.02.2026"]
)
def test_what_is_no_date_is_none(words: str) -> None:
    assert not [found for found in heard_dates(words, TUESDAY) if found.days]


def test_a_range_has_two_days() -> None:
    days = [found.days[0] for found in heard_dates("vom 8. bis 10. Mai", TUESDAY)]
    assert days == [dt.date(2027, 5, 8), dt.date(2027, 5, 10)]


@given(st.text(max_size=200), st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)))
def test_any_text_is_read_without_a_fault(text: str, day: dt.date) -> None:
    for found in heard_dates(text, day):
        assert 0 <= found.start < found.end <= len(text)
