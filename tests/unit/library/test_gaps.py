"""Gaps: what the ground rules make the model mark is counted."""

from __future__ import annotations

import pytest

from bot.library.gaps import Gaps, gaps_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alles da.", Gaps()),
        ("Frau [bitte ergänzen: Name], am [bitte ergänzen: Datum]", Gaps(missing=2)),
        ("[Bitte prüfen: Betrag] und [bitte ergänzen]", Gaps(missing=1, doubtful=1)),
        ("[please add: name] [please check: date]", Gaps(missing=1, doubtful=1)),
        ("[1] [Link](https://example.org) [Bittermann]", Gaps()),
    ],
)
def test_marked_places_are_counted(text: str, expected: Gaps) -> None:
    assert gaps_in(text) == expected
