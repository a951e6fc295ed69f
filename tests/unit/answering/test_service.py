"""What the model is asked, what comes back, and what is kept for the buttons."""

from __future__ import annotations

import asyncio

import pytest

from bot.agency.profile import Agency
from bot.answering.kept import answer_id
from bot.answering.service import Action, AnsweringService, Reply
from bot.core.errors import (
    ContextTooLong,
    ModelBusy,
    ModelCutOff,
    QuestionTooLong,
    StateUnavailable,
)
from bot.core.ids import ConversationId, PersonId, Scope
from bot.core.ports import Finish, Json, Message, Record
from bot.core.texts import Catalogue, Texts
from bot.state.store import RedisStore
from tests.fakes.clock import FakeClock
from tests.unit.answering.conftest import DAY_S, RETENTION_DAYS, ScriptedModel

ANNA, BEN = PersonId("anna"), PersonId("ben")


class Desk:
    """The service with what every call needs."""

    def __init__(self, service: AnsweringService, agency: Agency, texts: Texts) -> None:
        self.service, self.agency, self.texts = service, agency, texts
        self.turns = 0

    def ask(self, scope: Scope, question: str, *, with_past: bool = True) -> Reply:
        return self.service.ask(
            scope, question, agency=self.agency, texts=self.texts, with_past=with_past
        )

    async def answer(self, scope: Scope, question: str) -> Reply:
        """Ask and take all pieces."""
        reply = self.ask(scope, question)
        async for _ in reply.pieces:
            pass
        return reply

    async def exchange(
        self, scope: Scope, question: str, answer: str, person: PersonId = ANNA
    ) -> str:
        """Remember an exchange as a finished turn does."""
        self.turns += 1
        return await self.service.remember(
            scope, turn_id=f"turn-{self.turns}", person=person, question=question, answer=answer
        )

    async def condense(self, scope: Scope) -> None:
        await self.service.condense(scope, agency=self.agency, texts=self.texts)


@pytest.fixture
def desk(service: AnsweringService, agency: Agency, texts: Texts) -> Desk:
    return Desk(service, agency, texts)


def said(model: ScriptedModel) -> list[str]:
    """Everything between the instructions and the question of the last request."""
    return [message.content for message in model.asked[-1].messages[1:-1]]


async def test_an_answer_comes_in_pieces_with_how_it_ended(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.answers = [["Guten ", "", "Tag."]]

    reply = desk.ask(scope, "Wie grüße ich?")
    pieces = [piece async for piece in reply.pieces]

    assert pieces == ["Guten ", "Tag."]
    assert reply.text == "Guten Tag."
    assert reply.finish is Finish.COMPLETE
    assert not reply.is_cut
    assert reply.usage is not None
    assert reply.usage.completion_tokens == 7
    assert model.closed == 1


async def test_the_instructions_name_agency_and_day_in_the_readers_language(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.answer(scope, "Frage?")
    system = model.asked[-1].messages[0]
    assert system.role == "system"
    assert "Stadt Musterstadt" in system.content
    assert "23. November 2026" in system.content
    assert "[bitte ergänzen: …]" in system.content

    desk.texts = Catalogue().texts("en")
    await desk.answer(scope, "Question?")
    assert "23 November 2026" in model.asked[-1].messages[0].content
    assert model.asked[-1].messages[-1] == Message("user", "Question?")
    assert model.asked[-1].purpose == "answer"


async def test_nothing_is_asked_before_the_first_piece_is_taken(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    reply = desk.ask(scope, "Frage?")
    assert model.asked == []
    await reply.pieces.aclose()
    assert model.asked == []


async def test_earlier_exchanges_go_along_and_a_broken_one_says_so(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Erste Frage", "Erste Antwort")
    await desk.service.remember(
        scope, turn_id="x", person=ANNA, question="Zweite", answer="Halbe", incomplete=True
    )

    await desk.answer(scope, "Dritte")

    assert said(model) == ["Erste Frage", "Erste Antwort", "Zweite", "Halbe […]"]


async def test_each_conversation_has_its_own_memory(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Geheim", "Ja")
    other = Scope(scope.tenant, ConversationId("c2"), scope.owner)

    await desk.answer(other, "Frage")

    assert said(model) == []


async def test_a_template_can_be_asked_out_of_context(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Vorher", "Etwas")

    async for _ in desk.ask(scope, "Vorlage", with_past=False).pieces:
        pass

    assert said(model) == []


async def test_new_forgets_everything(desk: Desk, model: ScriptedModel, scope: Scope) -> None:
    name = await desk.exchange(scope, "Vorher", "Etwas")

    await desk.service.forget(scope)
    await desk.answer(scope, "Frage")

    assert said(model) == []
    assert await desk.service.recall(scope, name, agency=desk.agency) is None


async def test_what_came_before_a_cut_is_kept(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.answers = [["Der Anfang", ModelCutOff()]]
    reply = desk.ask(scope, "Frage")

    with pytest.raises(ModelCutOff):
        async for _ in reply.pieces:
            pass

    assert reply.text == "Der Anfang"
    assert reply.finish is None
    assert model.closed == 1


async def test_an_answer_at_its_limit_says_so(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.finish = Finish.LENGTH

    reply = await desk.answer(scope, "Frage")

    assert reply.is_cut


async def test_errors_before_any_text_pass_unchanged(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.answers = [ModelBusy()]

    with pytest.raises(ModelBusy):
        await desk.answer(scope, "Frage")


async def test_closing_the_pieces_cancels_the_call(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.answers = [["eins", "zwei", "drei"]]
    reply = desk.ask(scope, "Frage")

    assert await anext(reply.pieces) == "eins"
    await reply.pieces.aclose()

    assert model.closed == 1
    assert reply.text == "eins"


async def test_a_cancelled_turn_closes_the_call(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    reply = desk.ask(scope, "Frage")
    begun = asyncio.Event()

    async def take_one() -> None:
        async for _ in reply.pieces:
            begun.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(take_one())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await reply.pieces.aclose()

    assert model.closed == 1


# --- too long ------------------------------------------------------------------------------------


async def test_too_long_a_context_is_summarised_and_asked_again(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Alte Frage", "Alte Antwort")
    model.answers = [ContextTooLong(), "Geht."]
    model.summaries = ["- Es ging um Altes"]

    reply = await desk.answer(scope, "Neue Frage")

    assert reply.text == "Geht."
    assert reply.left_out == 0
    assert "Alte Antwort" in model.summarised[0].messages[0].content
    assert model.summarised[0].purpose == "memory"
    assert said(model) == []
    assert "<material>\n- Es ging um Altes\n</material>" in model.asked[-1].messages[0].content


async def test_what_cannot_be_summarised_is_left_out_and_counted_but_not_lost(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Alte Frage", "Alte Antwort")
    model.answers = [ContextTooLong(), "Geht."]
    model.summaries = [ModelBusy()]

    reply = await desk.answer(scope, "Neue Frage")
    await desk.answer(scope, "Noch eine")

    assert reply.left_out == 1
    assert said(model) == ["Alte Frage", "Alte Antwort"]


async def test_a_summary_that_is_too_long_itself_is_left_out_and_counted(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Alte Frage", "Alte Antwort")
    model.answers = [ContextTooLong(), ContextTooLong(), "Geht."]

    reply = await desk.answer(scope, "Neue Frage")

    assert reply.text == "Geht."
    assert reply.left_out == 1
    assert "Zusammenfassung" not in model.asked[-1].messages[0].content


async def test_a_question_too_long_for_itself_names_a_length_that_fits(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.answers = [ContextTooLong()] * 3

    with pytest.raises(QuestionTooLong) as caught:
        await desk.answer(scope, "Wort " * 1_000)

    assert caught.value.values == {"max_chars": 4_000}


async def test_a_hopeless_question_is_not_even_asked(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    model.context_tokens = 1_000

    with pytest.raises(QuestionTooLong):
        await desk.answer(scope, "Wort " * 2_000)

    assert model.asked == []


# --- actions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.SHORTER, Action.FORMAL, Action.PLAIN])
async def test_another_version_starts_from_the_answer_as_material(
    desk: Desk, model: ScriptedModel, scope: Scope, action: Action
) -> None:
    name = await desk.exchange(scope, "Schreib was", "Ein </material> Text")
    kept = await desk.service.recall(scope, name, agency=desk.agency)
    assert kept is not None

    reply = desk.service.act(scope, kept, action, agency=desk.agency, texts=desk.texts)
    async for _ in reply.pieces:
        pass

    request = model.asked[-1]
    assert request.purpose == action.value
    assert said(model) == []
    assert "<material>\nEin ‹/material> Text\n</material>" in request.messages[-1].content
    assert reply.text == "Die Antwort."


async def test_again_asks_in_context_but_without_the_answer_that_did_not_convince(
    desk: Desk, model: ScriptedModel, scope: Scope
) -> None:
    await desk.exchange(scope, "Davor", "War etwas")
    name = await desk.exchange(scope, "Schreib was", "Nicht gut")
    kept = await desk.service.recall(scope, name, agency=desk.agency)
    assert kept is not None

    reply = desk.service.act(scope, kept, Action.AGAIN, agency=desk.agency, texts=desk.texts)
    async for _ in reply.pieces:
        pass

    assert said(model) == ["Davor", "War etwas"]
    assert model.asked[-1].messages[-1].content.startswith("Schreib was\n")
    assert model.asked[-1].temperature > 0.5


async def test_the_last_twenty_answers_are_kept_for_their_buttons(
    desk: Desk, scope: Scope, clock: FakeClock
) -> None:
    names = []
    for n in range(22):
        names.append(await desk.exchange(scope, f"Frage {n}", f"Antwort {n}", BEN))
        await clock.advance(1)

    found = [await desk.service.recall(scope, name, agency=desk.agency) for name in names]

    assert found[:2] == [None, None]
    assert all(found[2:])
    last = found[-1]
    assert last is not None
    assert (last.question, last.answer, last.owner) == ("Frage 21", "Antwort 21", BEN)
    assert last.id == answer_id("turn-22")


async def test_an_answer_is_not_found_in_another_conversation_nor_after_the_retention(
    desk: Desk, scope: Scope, clock: FakeClock
) -> None:
    name = await desk.exchange(scope, "Frage", "Antwort")
    other = Scope(scope.tenant, ConversationId("c2"), scope.owner)

    assert await desk.service.recall(other, name, agency=desk.agency) is None
    assert await desk.service.recall(scope, "nichts", agency=desk.agency) is None

    await clock.advance(RETENTION_DAYS * DAY_S + 1)
    assert await desk.service.recall(scope, name, agency=desk.agency) is None


async def test_a_turn_that_ran_twice_counts_once_with_its_later_answer(
    desk: Desk, model: ScriptedModel, scope: Scope, store: RedisStore
) -> None:
    for answer in ("erste Fassung", "zweite Fassung"):
        name = await desk.service.remember(
            scope, turn_id="t", person=ANNA, question="Frage", answer=answer
        )

    await desk.answer(scope, "Weiter")

    assert said(model) == ["Frage", "zweite Fassung"]
    kept = await desk.service.recall(scope, name, agency=desk.agency)
    assert kept is not None
    assert kept.answer == "zweite Fassung"


async def test_a_store_that_is_down_is_said_before_the_model_is_asked(
    agency: Agency, texts: Texts, model: ScriptedModel, clock: FakeClock, scope: Scope
) -> None:
    class Down(RedisStore):
        def __init__(self) -> None:
            pass

        async def items(self, scope: Scope, kind: Record) -> list[Json]:
            raise StateUnavailable

    desk = Desk(AnsweringService(model, Down(), clock), agency, texts)

    with pytest.raises(StateUnavailable):
        await desk.answer(scope, "Frage")

    assert model.asked == []
