"""A near miss is a quotation only when no figure, name or denial differs."""

from __future__ import annotations

import pytest

from bot.evidence.near_misses import is_the_same

STANDS = "Frau Müller vom Bauamt erläutert, dass 14 Stellplätze nicht zulässig sind."


@pytest.mark.parametrize(
    "quote",
    [
        "Frau Mueller vom Bauamt erläutert, dass 14 Stellplätze nicht zulässig sind",
        "Frau Müller vom Bauamt erläutert dass 14 Stellplatze nicht zulässig sind.",
        "Frau Müller vom Bauamt erläuterte, dass die 14 Stellplätze nicht zulässig sind",
        "Frau Müller vom Bau-Amt erläutert, dass 14 Stellplätze nicht zulässig sind",
    ],
)
def test_slips_of_writing_are_forgiven(quote: str) -> None:
    assert is_the_same(quote, STANDS)


@pytest.mark.parametrize(
    "quote",
    [
        "Frau Möller vom Bauamt erläutert, dass 14 Stellplätze nicht zulässig sind.",
        "Frau Müller vom Bauamt erläutert, dass 15 Stellplätze nicht zulässig sind.",
        "Frau Müller vom Bauamt erläutert, dass 14 Stellplätze zulässig sind.",
        "Frau Müller vom Bauamt erläutert, dass 14 Stellplätze nicht unzulässig sind.",
        "Frau Müller vom Bauamt erläutert, dass vierzehn Parkplätze nicht zulässig sind.",
        "Frau Müller vom Hauptamt erläutert, dass 14 Stellplätze nicht zulässig sind.",
        "",
    ],
)
def test_another_statement_is_not(quote: str) -> None:
    assert not is_the_same(quote, STANDS)
