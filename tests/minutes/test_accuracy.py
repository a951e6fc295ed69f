"""The figures that the check of minutes is held to; `make bench ARGS=minutes` prints them."""

from __future__ import annotations

from tests.minutes.accuracy import measured, table
from tests.minutes.meetings import meetings


def test_planted_faults_are_marked_and_clean_minutes_are_not() -> None:
    result = measured(meetings())
    told = table(result)
    assert result.planted.total() >= 300, told
    assert result.recall >= 0.95, told
    assert result.false_alarms <= 0.03, told
    for kind, planted in result.planted.items():
        assert result.found[kind] / planted >= 0.9, f"{kind}\n{told}"
