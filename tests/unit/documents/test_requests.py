"""What the model is asked: every prompt exists for every wish, and fits the model."""

from __future__ import annotations

import pytest

from bot.core.prompts import PromptLibrary
from bot.documents.requests import Budget, Requests
from bot.documents.summary import Form, Length, Tongue, Wish

PROMPTS = PromptLibrary("bot.documents")


@pytest.mark.parametrize("length", Length)
@pytest.mark.parametrize("language", Tongue)
@pytest.mark.parametrize("focus", ["", "Eulenschutz"])
@pytest.mark.parametrize("form", Form)
def test_every_wish_has_its_prompts(
    length: Length, language: Tongue, focus: str, form: Form
) -> None:
    wish = Wish(length, language, focus, form)
    requests = Requests(PROMPTS, wish, Budget.of(128_000, length))
    asked = [requests.whole("T-1"), requests.note("T-1"), requests.merge("T-1")]
    for request in [*asked, requests.reduce("T-1")]:
        text = request.messages[-1].content
        assert "<material>\nT-1\n</material>" in text
        assert ("Eulenschutz" in text) == bool(focus)
        assert "{{" not in text
    assert {request.purpose for request in asked} == {
        "summary.whole",
        "summary.map",
        "summary.merge",
    }


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("length", Length)
def test_notes_serve_every_form_length_and_language(form: Form, length: Length) -> None:
    usual = Requests(PROMPTS, Wish(), Budget.of(128_000, Length.PAGE))
    other = Requests(PROMPTS, Wish(length, Tongue.ENGLISH, "", form), Budget.of(128_000, length))
    assert other.note("T-1") == usual.note("T-1")
    assert other.merge("T-1") == usual.merge("T-1")
    assert other.whole("T-1") != usual.whole("T-1")


def test_for_citizens_means_plain_german_but_leaves_english_english() -> None:
    def asked(language: Tongue) -> str:
        wish = Wish(language=language, form=Form.CITIZENS)
        return (
            Requests(PROMPTS, wish, Budget.of(128_000, wish.length)).whole("T").messages[1].content
        )

    assert "Einfacher Sprache" in asked(Tongue.GERMAN)
    assert "Einfacher Sprache" not in asked(Tongue.ENGLISH)


def test_every_german_prompt_has_an_english_twin_with_the_same_inputs() -> None:
    # Notes are asked for in German whatever the wish; plain language is German.
    ids = {name.rpartition(".")[0] for name in PROMPTS.ids} - {"plain", "map", "merge"}
    for name in ids:
        german, english = PROMPTS.get(f"{name}.de"), PROMPTS.get(f"{name}.en")
        assert (german.inputs, german.material, german.purpose) == (
            english.inputs,
            english.material,
            english.purpose,
        )


@pytest.mark.parametrize("context", [2_048, 4_096, 8_192, 32_000, 128_000, 1_000_000])
@pytest.mark.parametrize("length", Length)
def test_requests_and_answers_fit_every_context(context: int, length: Length) -> None:
    budget = Budget.of(context, length)
    prompt = min(1_400, context // 4)
    assert budget.whole + budget.answer + prompt <= context
    assert budget.chunk + budget.note + prompt <= context
    assert budget.notes + max(budget.answer, budget.merged) + prompt <= context
    assert min(budget.whole, budget.chunk, budget.notes) >= 400
