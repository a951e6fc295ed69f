"""Asking a source lazily gives the same answers as having read every fact of it."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.facts import Facts, Stock, facts_of
from bot.evidence.folding import WORD, origins, readable, squash, squashed_and_words
from bot.evidence.passages import Passage, Passages

TEXTS = [
    "Die Kosten steigen auf 6,3 Mio. € (Vorjahr: 5.871.400 Euro), rund 12 345 678 bis 2029/30.",
    "Am Montag, den 15.12.2026, ab 14:30 Uhr; die Frist endet am 3. bis 5. Mai, spätestens 7.1.27.",
    "Nach §§ 3 bis 8 BauGB und Art. 6 Abs. 1 lit. b DSGVO gilt § 34a Abs. 2 Satz 1 GO.",
    "Zweihundertdreiundzwanzig Plätze, drei Dutzend Bänke, zwei Drittel, um halb drei, B12 und 9b.",
    "In TEUR: Straßen 1.250 | Schulen 83.400 | Bäder 0,5; TEUR 17 Tsd. und 5'000'000 Franken.",
    "Twenty-three members met on 4 March 2025 at 3.30 pm; a quarter of 11,412, half past six.",
    "Dreizehn Personen, tausend-drei Stühle, Version 1.2.3.4, vierzig-drei, l’acht und zwei_drei.",
    "Sonntag war der 1. März; § 5 S. 2024 steht im Verzeichnis, § 12 345 678 nicht.",
    "Das halbe Jahr 2026 kostet anderthalb Millionen und 100 000,50 EUR; siebzehnte Sitzung.",
]
PIECES = st.sampled_from([piece for text in TEXTS for piece in text.split(" ")])
PAGES = st.lists(st.lists(PIECES, max_size=12).map(" ".join), min_size=1, max_size=6)


def eager(texts: list[str]) -> Stock:
    stock = Stock()
    for text in texts:
        stock.add(readable(text))
    return stock


def lazy(texts: list[str]) -> Passages:
    return Passages([Passage(number, text) for number, text in enumerate(texts, 1)])


def asked(facts: Facts, random: Random) -> Facts:
    """Return facts with others like them."""
    figures = [
        replace(figure, values=(value,), is_about=random.random() < 0.4, scale=Decimal(scale))
        for figure in facts.figures
        for scale in (1, 1000)
        for value in (
            figure.value,
            figure.value + 1,
            figure.value * 1_000,
            figure.value / 10,
            figure.value * Decimal("1.03"),
        )
    ]
    days = [
        replace(day, **changed)
        for day in facts.dates
        for changed in ({}, {"year": None}, {"year": 2026}, {"day": 3})
        if day.weekday is None or changed.get("year", 0) is not None
        if day.month is not None or "day" not in changed  # no text names a day of no month
    ]
    weekday = [replace(day, year=None, month=None, day=None, weekday=6) for day in facts.dates]
    norms = [
        replace(norm, number=number) for norm in facts.norms for number in (norm.number, "5", "34a")
    ]
    return Facts(tuple(figures) + facts.figures, (*days, *weekday), tuple(norms))


def differing(texts: list[str], questions: Facts) -> list[object]:
    source, stock = lazy(texts).stock, eager(texts)
    named = [day for day in questions.dates if day != replace(day, year=None, month=None, day=None)]
    return [
        *(one for one in questions.figures if source.has_figure(one) != stock.has_figure(one)),
        *(one for one in named if source.has_day(one) != stock.has_day(one)),
        *(one for one in questions.norms if source.has_norm(one) != stock.has_norm(one)),
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_each_fact_of_any_text_is_judged_as_by_reading_everything(text: str) -> None:
    questions = asked(facts_of(text), Random(1))  # noqa: S311  # nothing secret
    assert differing(TEXTS, questions) == []
    assert differing([other for other in TEXTS if other != text], questions) == []


@settings(max_examples=60, deadline=None)
@given(PAGES, PAGES, st.integers(0, 1_000))
def test_mixed_up_texts_are_judged_alike(pages: list[str], others: list[str], seed: int) -> None:
    questions = asked(facts_of(readable(" ".join(others))), Random(seed))  # noqa: S311  # likewise
    assert differing(pages, questions) == []


def test_only_passages_that_may_have_a_fact_are_read() -> None:
    source = lazy([*TEXTS, *(f"Auf Blatt {number} steht nichts." for number in range(100, 200))])
    figure = facts_of("Es kostet 6,3 Mio. Euro.").figures[0]
    assert source.stock.has_figure(figure)
    assert source.stock.n_read <= 2


@given(st.text(max_size=80) | st.lists(PIECES, max_size=9).map("-\n".join))
def test_words_and_letters_are_those_that_were_found_apart(text: str) -> None:
    squashed, words = squashed_and_words(readable(text))
    assert squashed == squash(text)
    assert words == {word.lower() for word in WORD.findall(readable(text))}
    assert len(origins(text)) == len(squashed)


@pytest.mark.parametrize("unit", ["1", "1.", "234 ", "1'", "twenty-", "§§ 1 bis ", "14:30 "])
def test_no_source_makes_the_index_slow(unit: str) -> None:
    started = time.process_time()
    lazy([unit * 20_000])
    assert time.process_time() - started < 5  # a tenth of a second; what is quadratic takes minutes
