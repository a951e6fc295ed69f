"""The goals for the screening's rules: the risky is found, and little that is clean held up."""

from __future__ import annotations

import pytest

from bot.library.loader import shipped_templates
from bot.library.screening import words_of
from bot.library.screening_risks import RISKS, risks
from tests.accuracy.screening.measure import SETS, measure, table


def test_the_set_is_large_enough() -> None:
    tally = measure()
    assert tally.risky.total() + tally.n_clean >= 120
    assert all(tally.risky[rule] >= 6 for rule in RISKS)


@pytest.mark.parametrize("name", SETS)
def test_risky_uses_are_found_and_clean_ones_left_alone(name: str) -> None:
    tally = measure(name)
    assert tally.recall >= 0.95, tally.missed
    assert tally.false_alarms <= 0.05, (tally.alarms, table(tally))


def test_of_the_shipped_templates_hardly_one_seems_risky() -> None:
    shipped = shipped_templates()
    assert sum(bool(list(risks(words_of(one)))) for one in shipped) <= len(shipped) * 0.05
