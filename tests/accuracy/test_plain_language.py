"""The goals for the report on Leichte Sprache: what it says is right, and little is missed."""

from __future__ import annotations

import pytest

from bot.library.plain_language.report import Rule
from tests.accuracy.plain_language.measure import SETS, measure, table


def test_the_set_is_large_enough() -> None:
    tally = measure()
    assert tally.n_sentences >= 200
    assert all(tally.expected[rule] >= 5 for rule in Rule)


@pytest.mark.parametrize("name", SETS)
def test_what_the_report_says_is_right_and_little_is_missed(name: str) -> None:
    tally = measure([name])
    assert tally.precision >= 0.97, tally.wrong
    assert tally.recall >= 0.95, table(tally)
