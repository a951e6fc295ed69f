"""The figures that the check of minutes is held to; `make bench ARGS=minutes` prints them."""

from __future__ import annotations

import pytest

from tests.minutes import council
from tests.minutes.accuracy import measured, table
from tests.minutes.meetings import meetings


def test_planted_faults_are_marked_and_clean_minutes_are_not() -> None:
    result = measured(meetings())
    told = table(result)
    assert result.planted.total() >= 300, told
    assert result.recall >= 0.95, told
    assert result.false_alarms <= 0.03, told
    for kind, planted in result.planted.items():
        if planted >= 40:
            assert result.found[kind] / planted >= 0.8, f"{kind}\n{told}"


@pytest.mark.real_documents
@pytest.mark.skipif(not council.FOLDER.is_dir(), reason="the folder shared/data is missing")
def test_every_vote_of_three_councils_is_found_when_the_model_omits_it() -> None:
    found = council.measured(council.councils())
    told = council.table(found)
    assert sum(one.n_votes for one in found) == 129, told
    for one in found:
        assert one.n_audible_found == one.n_audible, told
        assert one.n_announced_found == one.n_votes, told
        assert one.n_counts_right == one.n_votes, told
        assert one.n_other_marks <= 20, told
