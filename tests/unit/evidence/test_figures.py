"""Figures in words and digits are values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.evidence.figures import Unit, find_figures
from bot.evidence.numerals import of_digits, of_word


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("drei", "3"),
        ("dreiundzwanzig", "23"),
        ("einundvierzig", "41"),
        ("hundertzwanzigtausend", "120000"),
        ("zweihundertfünf", "205"),
        ("anderthalb", "1.5"),
        ("zweieinhalb", "2.5"),
        ("zweite", "2"),
        ("dritten", "3"),
        ("siebzehnten", "17"),
        ("dreimal", "3"),
        ("vierköpfige", "4"),
        ("twenty-three", "23"),
        ("sixth", "6"),
    ],
)
def test_number_words_are_numbers(word: str, value: str) -> None:
    assert of_word(word) == Decimal(value)


@pytest.mark.parametrize("word", ["ein", "eine", "einfach", "einmal", "Verein", "Zweifel", "dreht"])
def test_other_words_are_none(word: str) -> None:
    assert of_word(word) is None


@pytest.mark.parametrize(
    ("written", "language", "values"),
    [
        ("1.234,56", "de", ["1234.56"]),
        ("1,234.56", "en", ["1234.56"]),
        ("1 234,56", "de", ["1234.56"]),
        ("11.412", "de", ["11412", "11.412"]),
        ("11,412", "en", ["11412", "11.412"]),
        ("3.000", "de", ["3000"]),
        ("1.2.3", "de", []),
    ],
)
def test_digits_are_read_in_both_languages(written: str, language: str, values: list[str]) -> None:
    assert list(of_digits(written, language)) == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("6,3 Mio. €", "6300000", Unit.EURO),
        ("6.300.000 Euro", "6300000", Unit.EURO),
        ("350 TEUR", "350000", Unit.EURO),
        ("EUR 1.234,56", "1234.56", Unit.EURO),
        ("12,-- €", "12", Unit.EURO),
        ("anderthalb Millionen Euro", "1500000", Unit.EURO),
        ("ein Dutzend", "12", Unit.NONE),
        ("495 vom Hundert", "495", Unit.NONE),
        ("fünf Prozent", "5", Unit.PERCENT),
        ("drei Viertel", "75", Unit.PERCENT),
        ("ein halbes Jahr", "6", Unit.NONE),
        ("14 Uhr 30", "870", Unit.TIME),
        ("halb drei", "150", Unit.TIME),
        ("2:30 p.m.", "870", Unit.TIME),
    ],
)
def test_one_figure_has_one_value_in_all_forms(text: str, value: str, unit: Unit) -> None:
    figure = find_figures(text)[0]
    assert (figure.value, figure.unit) == (Decimal(value), unit)


def test_a_range_of_hours_is_two_times() -> None:
    assert [int(figure.value) for figure in find_figures("8 bis 12 Uhr")] == [480, 720]


def test_digits_within_words_are_codes() -> None:
    codes = [figure.words for figure in find_figures("Bus B12, Entgelt 9b, A13")]
    assert sorted(codes) == ["9b", "A13", "B12"]
