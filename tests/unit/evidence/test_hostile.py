"""No text makes checking fail, and none makes it slow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evidence.checking import check
from bot.evidence.passages import Passage, Passages

SOURCE = Passages(
    [
        Passage(1, "Der Rat beschließt am 15. Dezember 2026 mit 21 zu 12 Stimmen."),
        Passage(2, "Nach § 4 Abs. 2 BauGB sind 1.500 Euro fällig. Frau Weber fragt, ob das gilt."),
    ]
)
PIECES = st.sampled_from(
    ["[S. 1: „", "“]", "[1]", "\n\nBelege:\n", "[", "]", "(S. 2", ")", "§§ 3 bis ", "1.", "12 Uhr ",
     "Frau ", "Weber", "…", "-\n", "\x00", "\ufffe", "İ", "𝟙²", "halb ", "Dezember ", " nicht ",
     "99999999999999999999", "0,0", "**", "- ", "„“", "31.02.2026", "zweieinhalb Millionen Euro",
     "\u202e", "\r\n", "\t"]
)  # fmt: skip
HOSTILE = [
    " ", "\n", ". ", "[", "[1 ", "[S. 1: „", '(S. 1: "', "„“", "1 ", "1.", "§§ 1 und ", "-\n",
    "Frau Aa ", "Aa-", "reg", "1. und ", "1 Uhr ", "schlägt ", "nicht, ", "zweiund", "Belege:\n",
    "[1] S. 1: „a“\n", "Straße", "1 Mio ", "… ",
]  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
@settings(max_examples=120, deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    checked = check(text, SOURCE)
    assert all(1 <= citation.number <= 2 for citation in checked.citations)
    assert all(0 <= mark.at <= len(checked.text) for mark in checked.marks)
    check("Der Rat beschließt [S. 1: „15. Dezember 2026“].", Passages([Passage(1, text)]))


@pytest.mark.parametrize("unit", HOSTILE, ids=repr)
def test_no_text_makes_it_slow(unit: str) -> None:
    """Six thousand characters of the worst kind; what is cubic would take an hour."""
    text = (unit * 6_000)[:6_000]
    started = time.process_time()
    check(text, SOURCE)
    check(f"Der Rat beschließt [S. 1: „{text[:900]}“].", Passages([Passage(1, text)]))
    assert time.process_time() - started < 8


def test_nothing_is_checked_against_nothing() -> None:
    checked = check("Der Rat beschließt [S. 1: „Ja, so ist das eben“].", Passages([]))
    assert [mark.number for mark in checked.marks] == [0] * len(checked.marks)
    assert checked.n_held == 0
