"""The report: what is looked at, where findings stand, and what it counts."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.plain_language.report import Rule, count_words, parted, report

DRAFT = """**Das Sozial-Amt hat länger offen**

Der Antrag wird vom Amt geprüft.
- Sie müssen **nicht** kommen.
- [bitte ergänzen: Name der Straße, usw.]

Zu prüfen:
- Die Höhe der Miete wird nicht genannt.

KI-Entwurf – bitte prüfen."""


def test_a_finding_names_rule_words_sentence_and_line() -> None:
    (found,) = report(DRAFT).findings
    assert found.rule is Rule.PASSIVE
    assert found.words == "wird vom Amt geprüft"
    assert found.sentence == "Der Antrag wird vom Amt geprüft."
    assert found.line == 3


def test_points_to_check_and_the_notice_are_no_part_of_the_draft() -> None:
    body, tail = parted(DRAFT)
    assert "Miete" not in body
    assert tail.startswith("Zu prüfen:")
    assert parted("Ein Satz.") == ("Ein Satz.", "")


def test_sentences_are_counted_line_by_line() -> None:
    found = report("Das ist gut. Sie kommen.\nWir helfen Ihnen.")
    assert (found.n_sentences, found.n_words, found.longest) == (3, 8, 3)
    assert found.average == pytest.approx(8 / 3)


def test_a_date_is_one_word() -> None:
    assert count_words("Das gilt ab Montag, dem 4. Januar 2027.") == 4
    assert count_words("Das gilt ab 4.1.2027.") == 4


def test_a_negation_in_bold_is_meant_to_be_there() -> None:
    assert not report("Das Amt ist **nicht** offen.").findings
    (found,) = report("Das Amt ist nicht offen.").findings
    assert found.rule.is_hint
    assert not report("Das Amt ist nicht offen.").breaches


def test_an_empty_text_has_no_average() -> None:
    assert report("").average == 0
    assert report("---\n\n**").findings == ()


@given(st.text(max_size=400))
def test_any_text_can_be_looked_over(text: str) -> None:
    report(text)


@pytest.mark.parametrize(
    "part", ["wird ge", "a", "1.", "A der ", "ist zu ", "a@a.", "**a", "[bitte ", ", ", "str."]
)
def test_a_hostile_text_costs_no_more_than_its_length(part: str) -> None:
    begin = time.process_time()
    report(part * (60_000 // len(part)))
    assert time.process_time() - begin < 5
