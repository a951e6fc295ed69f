"""Revising: three rounds at most, the best version kept, and the model's faults survived."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.core.errors import ModelBusy
from bot.core.ports import Completion, Finish, ModelRequest, Piece
from bot.library.plain_language.report import Rule
from bot.library.plain_language.service import PlainLanguageService
from bot.library.plain_language.survival import Kind

SOURCE = "Die Anträge werden bis zum 3. Mai 2027 geprüft."
DRAFT = "Der Antrag wird geprüft.\nDas dauert bis zum 3. Mai 2027."
GOOD = "Wir prüfen den Antrag.\nDas dauert bis zum 3. Mai 2027."
UNDER = "\n\nZu prüfen:\n- Wer prüft?\n\nKI-Entwurf – bitte prüfen."


class Scripted:
    """A model that gives its answers one after the other, then is busy."""

    def __init__(self, *answers: str, finish: Finish = Finish.COMPLETE, demo: bool = False) -> None:
        self.is_demo = demo
        self.context_tokens = 32_000
        self.asked: list[ModelRequest] = []
        self._answers = list(answers)
        self._finish = finish

    def stream(self, request: ModelRequest) -> AsyncIterator[Piece]:
        raise NotImplementedError

    async def complete(self, request: ModelRequest) -> Completion:
        self.asked.append(request)
        if not self._answers:
            raise ModelBusy
        return Completion(self._answers.pop(0), self._finish)


async def test_a_clean_draft_is_asked_about_nobody() -> None:
    model = Scripted()
    revised = await PlainLanguageService(model).revise(SOURCE, GOOD + UNDER)
    assert revised.is_clean
    assert revised.rounds == 0
    assert revised.text == GOOD + UNDER
    assert not model.asked


async def test_a_draft_is_revised_by_what_was_found() -> None:
    model = Scripted(f"```\n{GOOD}\n\nKI-Entwurf – bitte prüfen.\n```")
    rounds: list[int] = []

    async def progress(number: int) -> None:
        rounds.append(number)

    revised = await PlainLanguageService(model).revise(SOURCE, DRAFT + UNDER, progress=progress)
    assert revised.text == GOOD + UNDER
    assert (revised.rounds, rounds, revised.is_clean) == (1, [1], True)
    asked = model.asked[0].messages[0].content
    assert "Passiv („wird geprüft“)" in asked
    assert SOURCE in asked
    assert "Wer prüft?" not in asked


async def test_after_three_rounds_the_best_version_is_kept_with_what_is_open() -> None:
    worse = DRAFT.replace("3. Mai", "4. Mai")
    revised = await PlainLanguageService(Scripted(worse, DRAFT, worse)).revise(SOURCE, DRAFT)
    assert revised.rounds == 3
    assert revised.text == DRAFT
    assert [one.rule for one in revised.report.breaches] == [Rule.PASSIVE]
    assert revised.lost == ()


async def test_a_revision_that_loses_a_date_is_worse_than_a_passive() -> None:
    lossy = "Wir prüfen den Antrag.\nDas dauert bis zum Mai."
    revised = await PlainLanguageService(Scripted(lossy)).revise(SOURCE, DRAFT)
    assert revised.text == DRAFT
    assert not revised.whole


async def test_what_a_draft_has_lost_is_named_to_the_model() -> None:
    model = Scripted(GOOD)
    revised = await PlainLanguageService(model).revise(SOURCE, "Wir prüfen den Antrag.")
    assert revised.is_clean
    assert "Es fehlt: Datum „3. Mai 2027“" in model.asked[0].messages[0].content


async def test_an_empty_or_cut_revision_is_not_taken() -> None:
    assert (await PlainLanguageService(Scripted("", "", "")).revise(SOURCE, DRAFT)).text == DRAFT
    cut = Scripted(GOOD, finish=Finish.LENGTH)
    revised = await PlainLanguageService(cut).revise(SOURCE, DRAFT)
    assert (revised.text, revised.whole) == (DRAFT, False)


async def test_a_busy_model_leaves_the_draft_and_says_so() -> None:
    revised = await PlainLanguageService(Scripted()).revise(SOURCE, DRAFT)
    assert (revised.text, revised.rounds, revised.whole) == (DRAFT, 0, False)
    assert revised.report.breaches


async def test_the_demo_only_reports() -> None:
    revised = await PlainLanguageService(Scripted(GOOD, demo=True)).revise(SOURCE, DRAFT)
    assert (revised.text, revised.rounds) == (DRAFT, 0)
    assert revised.report.breaches


async def test_without_a_source_only_the_rules_are_looked_at() -> None:
    revised = await PlainLanguageService(Scripted()).revise("", "Das kostet 20 Euro.")
    assert revised.is_clean
    assert {one.kind for one in revised.lost} == set[Kind]()
