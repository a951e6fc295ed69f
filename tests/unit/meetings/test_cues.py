"""What a spoken sentence does, and what keeps it from doing it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings import cues as phrases
from bot.meetings.cues import Block, Cue, agrees, block, cues, decides, has_reservation
from bot.meetings.heard import said
from bot.meetings.negation import is_negated
from tests.minutes.meetings import meetings


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Dann ist das so beschlossen.", Cue.DECIDED),
        ("Also, dann verbleiben wir so.", Cue.DECIDED),
        ("Damit wurde der Antrag mehrheitlich angenommen.", Cue.DECIDED),
        ("Dann geben wir die 17.500 Euro frei.", Cue.DECIDED),
        ("Der Haushalt ist mehrheitlich abgelehnt.", Cue.REJECTED),
        ("Das machen wir nicht.", Cue.REJECTED),
        ("Das vertagen wir auf den 17. März.", Cue.POSTPONED),
        ("Damit ist die Vorlage in den Finanzausschuss verwiesen.", Cue.REFERRED),
        ("Den Bericht nehmen wir zur Kenntnis.", Cue.NOTED),
        ("Dann ist der Antrag zurückgezogen.", Cue.WITHDRAWN),
        ("The motion is hereby adopted.", Cue.DECIDED),
    ],
)
def test_results_decide(sentence: str, cue: Cue) -> None:
    assert cue in decides(sentence)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Ist das so beschlossen?", Block.QUESTION),
        ("In der letzten Sitzung haben wir das so beschlossen.", Block.LOOK_BACK),
        ("Der Ausschuss hat den Antrag abgelehnt.", Block.LOOK_BACK),
        ("Wenn wir das so beschließen würden, wird es teuer.", Block.CONDITION),
        ("Wir könnten das Jugendamt mitnehmen.", Block.CONDITION),
        ("Ich schlage vor, dann machen wir das so.", Block.VAGUE),
        ("Das ist noch nicht beschlossen.", Block.NEGATION),
        ("Ich hab gehört, das ist so beschlossen.", Block.HEARSAY),
    ],
)
def test_questions_conditions_negations_and_looks_back_decide_nothing(
    sentence: str, why: Block
) -> None:
    assert block(sentence) is why
    assert not decides(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mach ich, bis Freitag.",
        "Ja klar.",
        "Ich schicke dem Amt die Daten.",
        "Das trage ich ein.",
        "Dann kann ich die Unterlagen liefern.",
        "Ich fordere die Akten an.",
    ],
)
def test_promises_agree(sentence: str) -> None:
    assert agrees(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ich kann das nicht übernehmen.",
        "Ja bitte, Frau Kaya, bis Donnerstag.",
        "Ich glaube, das passt.",
        "Ich würde das machen.",
        "Ich nehm das mal mit.",
        "Das könnte ich machen.",
        "Ich bin dafür.",
    ],
)
def test_what_is_no_promise_does_not_agree(sentence: str) -> None:
    assert not agrees(sentence)


def test_a_refusal_is_heard() -> None:
    assert Cue.REFUSAL in cues("Ich kann das nicht übernehmen, ich bin im Urlaub.")
    assert Cue.REFUSAL not in cues("Ja, das kann ich machen, aber nicht vor Juli.")


def test_a_reservation_is_no_block_but_is_heard() -> None:
    assert has_reservation("Das geben wir frei, vorbehaltlich der Deckung.")
    assert decides("Dann geben wir das frei, vorbehaltlich der Deckung.")


def test_verbs_can_negate_too() -> None:
    assert is_negated("Auf die Musik wird verzichtet.")
    assert not is_negated("Der Radweg wird gebaut.")


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    cues(text)
    block(text)
    agrees(text)


def test_a_sentence_that_a_pattern_matches_has_one_of_its_hints() -> None:
    sentences = [one.text for each in meetings() for one in said(each.transcript.utterances)]
    for sentence in sentences:
        for cue, pattern in phrases._CUES.items():
            has_hint = any(word in sentence.lower() for word in phrases._HINTS[cue])
            assert has_hint or not pattern.search(sentence), (cue, sentence)
