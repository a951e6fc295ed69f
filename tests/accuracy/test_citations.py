"""The goals for citations: nearly every fault is found, and nearly nothing right is doubted."""

from __future__ import annotations

import pytest

from tests.accuracy.citations.cases import BY_WORDING, SETS
from tests.accuracy.citations.measure import Tally, measure, table


@pytest.fixture(scope="module")
def tally() -> Tally:
    return measure(SETS)


def test_the_set_is_large_enough(tally: Tally) -> None:
    assert sum(tally.planted[kind] for kind in BY_WORDING) >= 200
    assert sum(tally.planted.values()) - sum(tally.planted[kind] for kind in BY_WORDING) >= 90
    assert tally.n_clean >= 150


def test_faults_of_wording_are_found(tally: Tally) -> None:
    assert tally.recall(by_wording=True) >= 0.98, table(tally)
    assert tally.false_alarms <= 0.02, tally.doubted


def test_most_faults_of_meaning_are_found(tally: Tally) -> None:
    assert tally.recall(by_wording=False) >= 0.8, table(tally)
    assert tally.false_alarms_in_meaning <= 0.03, tally.doubted_in_meaning
