"""The demo answers questions over files with sentences of theirs."""

from __future__ import annotations

import pytest

from bot.core.prompts import PromptLibrary
from bot.model.demo_answers import NOT_FOUND, answered, question_in
from bot.model.extract import sentences

TEXT = (
    "[S. 1]\nDer Antrag auf Wohngeld ist bis zum 15. Mai 2027 zu stellen. Er ist kostenfrei.\n\n"
    "[S. 2]\nZuständig ist das Amt für Soziales in der Gartenstraße. Das Amt öffnet um 9 Uhr."
)


@pytest.mark.parametrize(
    ("question", "told", "place"),
    [
        ("Bis wann ist der Antrag zu stellen?", "15. Mai 2027", "S. 1"),
        ("Welches Amt ist zuständig?", "Amt für Soziales", "S. 2"),
    ],
)
def test_the_sentence_with_most_of_the_question_is_quoted(
    question: str, told: str, place: str
) -> None:
    answer = answered(question, sentences(TEXT), "de")
    assert told in answer
    assert f"\n[1] {place}: „" in answer


def test_what_shares_no_words_is_not_found() -> None:
    assert answered("Wie hoch sind die Parkgebühren?", sentences(TEXT), "de") == NOT_FOUND
    assert answered("", [], "en") == NOT_FOUND


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_question_is_found_in_what_is_asked(language: str) -> None:
    asked = PromptLibrary("bot.documents").fill(
        f"question.{language}", extent="", question="Wer ist\nzuständig?", passages="Text."
    )
    assert question_in(asked) == "Wer ist\nzuständig?"
