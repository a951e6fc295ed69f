"""Sentences: languages, an agency's wording, numbers and dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.core.texts import LANGUAGES, Catalogue, load

CATALOGUE = Catalogue()
DE, EN = CATALOGUE.texts("de"), CATALOGUE.texts("en")


def test_a_sentence_comes_in_the_language_asked_for() -> None:
    key = "answer.stopped"
    assert DE(key) == load("de")[key]
    assert EN(key) == load("en")[key]
    assert DE(key) != EN(key)


def test_an_unknown_language_is_german() -> None:
    assert CATALOGUE.texts("fr").language == "de"


def test_a_missing_key_raises() -> None:
    assert not DE.has("no.such.key")
    with pytest.raises(KeyError):
        DE("no.such.key")


def test_an_agency_words_sentences_its_own_way_and_nobody_elses() -> None:
    own = CATALOGUE.texts("de", {"answer.stopped": "Angehalten."})
    assert own("answer.stopped") == "Angehalten."
    assert own("answer.empty") == DE("answer.empty")
    assert DE("answer.stopped") == load("de")["answer.stopped"]


def test_singular_and_plural_have_their_own_sentence() -> None:
    key = "answer.left_out"
    assert DE.count(key, 1) != DE.count(key, 2)
    assert "1.234" in DE.count(key, 1234)
    assert "1,234" in EN.count(key, 1234)


def test_values_are_put_in_as_they_are() -> None:
    own = CATALOGUE.texts("de", {"answer.stopped": "Halt, {name}!"})
    assert own("answer.stopped", name="{name} %s {0}") == "Halt, {name} %s {0}!"


def test_numbers_and_sizes_are_written_as_people_write_them() -> None:
    assert (DE.number(9175), EN.number(9175)) == ("9.175", "9,175")
    assert DE.number(0.5) == "0,5"
    assert DE.size(0) == "1\u00a0KB"
    assert DE.size(2_200_000) == "2,1\u00a0MB"
    assert EN.size(2_200_000) == "2.1\u00a0MB"


def test_dates_and_times_stand_in_the_agencys_zone() -> None:
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # already the next day in Berlin
    assert DE.date(late) == "28. November 2026"
    assert EN.date(date(2026, 3, 1)) == "1 March 2026"
    assert DE.time(late) == "0:30 Uhr"
    assert EN.time(datetime(2026, 7, 1, 7, 14, tzinfo=UTC)) == "09:14"


def test_both_languages_have_the_same_keys() -> None:
    german, english = (load(language) for language in LANGUAGES)
    assert german.keys() == english.keys()
