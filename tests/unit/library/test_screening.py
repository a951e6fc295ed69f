"""Screening: rules with reasons, a model that may only add, and any nonsense it answers."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import ModelBusy
from bot.core.ports import Completion, ModelRequest, Piece
from bot.library.loader import shipped_templates
from bot.library.proposals import Hit
from bot.library.screening import Screening, read_answer
from bot.library.screening_personal import personal_data
from bot.library.screening_risks import risks
from bot.library.template import Template

CLEAN = next(one for one in shipped_templates() if one.id == "checkliste" and one.language == "de")
RISKY = CLEAN.model_copy(
    update={"instruction": "Vergleiche die Bewerbungen von Frau Kernbach und bilde eine Rangfolge."}
)


class Model:
    """A model with one answer, or none."""

    is_demo = False
    context_tokens = 32_000

    def __init__(self, answer: str | None) -> None:
        self._answer = answer
        self.asked: list[ModelRequest] = []

    def stream(self, request: ModelRequest) -> AsyncIterator[Piece]:
        raise NotImplementedError

    async def complete(self, request: ModelRequest) -> Completion:
        self.asked.append(request)
        if self._answer is None:
            raise ModelBusy
        return Completion(self._answer)


async def rules_hit(template: Template, answer: str | None) -> tuple[list[str], bool]:
    screened = await Screening(Model(answer)).screen(template)
    return [hit.rule for hit in screened.hits], screened.whole


async def test_rules_find_without_the_model() -> None:
    assert await rules_hit(RISKY, None) == (["personal_data", "recruiting"], False)


async def test_the_model_adds_but_never_takes_away() -> None:
    answer = 'Gern: {"hits": [{"rule": "staff", "words": "x"}, {"rule": "recruiting"}]} Ende'
    assert await rules_hit(RISKY, answer) == (["personal_data", "recruiting", "staff"], True)
    assert await rules_hit(RISKY, '{"hits": []}') == (["personal_data", "recruiting"], True)


async def test_a_clean_template_has_no_hits_and_is_shown_to_the_model_as_material() -> None:
    model = Model('{"hits": []}')
    screened = await Screening(model).screen(CLEAN)
    assert screened.hits == ()
    assert screened.whole
    assert model.asked[0].purpose == "screening"
    assert "<material>" in model.asked[0].messages[0].content


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "nein",
        "{",
        "[]",
        '{"hits": null}',
        '{"hits": [1, "x", {"rule": 5}, {"rule": "fremd"}]}',
        '{"hits": {"rule": "staff"}}',
        "{" * 5_000,
    ],
)
def test_nonsense_of_the_model_is_no_hit(answer: str) -> None:
    assert tuple(read_answer(answer)) == ()


def test_a_hit_of_the_model_is_marked_and_its_words_are_bounded() -> None:
    (hit,) = read_answer('{"hits": [{"rule": "staff", "words": "' + "lang " * 100 + '"}]}')
    assert hit.by_model
    assert len(hit.words) <= 120


def test_a_wrong_checksum_is_no_account_and_no_tax_number() -> None:
    assert not list(personal_data("DE89 3704 0044 0532 0130 01 und 86 095 742 718"))
    assert list(personal_data("DE89 3704 0044 0532 0130 00")) == [
        Hit("personal_data", "DE89 3704 0044 0532 0130 00")
    ]


def test_one_piece_is_named_once() -> None:
    assert len(list(personal_data("Frau Kernbach. Frau Kernbach! An Frau Kernbach"))) == 1


def test_a_place_for_an_entry_is_no_person() -> None:
    assert not list(personal_data("Sehr geehrte Frau {{name}}, Herr [Name der Person]"))


def test_a_forbidden_act_is_no_risk_but_a_question_with_not_is_one() -> None:
    assert not list(risks("Bewerte niemals die Bewerbungen."))
    assert [hit.rule for hit in risks("Entscheide, ob der Antrag bewilligt wird oder nicht.")] == [
        "benefits"
    ]


@given(st.text(max_size=300))
def test_any_text_can_be_screened(text: str) -> None:
    list(personal_data(text))
    list(risks(text))


@pytest.mark.parametrize(
    "part", ["wähle ", "schätze a ", "Frau ", "0 1", "A", "a@a.", "Az. ", "stufe"]
)
def test_a_hostile_text_costs_no_more_than_its_length(part: str) -> None:
    begin = time.process_time()
    text = part * (20_000 // len(part))
    list(personal_data(text))
    list(risks(text))
    assert time.process_time() - begin < 5
