"""Free prompting: a question and its conversation go to the model, the answer comes in pieces.

Says nothing to anybody: dialogs show the pieces and choose the words. Errors of the model pass
unchanged; what had come before one is in `Reply.text`. Summarising older turns is a call of its
own (`condense`), made after an answer was sent, so that it delays no first word.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.agency.profile import Agency
from bot.answering.kept import Basis, KeptAnswer, KeptAnswers, answer_id
from bot.answering.memory import Memory, Rules
from bot.answering.past import Exchange, Past, estimate_tokens
from bot.core.clock import Clock
from bot.core.errors import ContextTooLong, QuestionTooLong
from bot.core.ids import ConversationId, PersonId, Scope
from bot.core.ports import (
    ChatModel,
    Finish,
    Message,
    ModelRequest,
    Piece,
    Record,
    Store,
    Usage,
)
from bot.core.prompts import PromptLibrary
from bot.core.texts import Texts

_log = logging.getLogger(__name__)

_FACTOR_BEYOND_BUDGET: Final = 3  # how far the past may grow while it can't be summarised
_BYTES_PER_TOKEN_AT_BEST: Final = 6  # no text of ours is denser: beyond it there is no point
_FRESH: Final = 0.8  # "again" shall come out differently
_SOBER: Final = 0.2


class Action(StrEnum):
    """What a button under an answer asks for."""

    AGAIN = "again"
    SHORTER = "shorter"
    FORMAL = "formal"
    PLAIN = "plain"


class MessageWork(StrEnum):
    """What can be done with a message from its menu."""

    SUMMARISE = "summarise"
    ANSWER = "answer"
    SIMPLIFY = "simplify"
    TRANSLATE = "translate"


@dataclass(frozen=True, slots=True)
class MessageTask:
    """One of these; ``language`` is the name of the language to translate into."""

    kind: MessageWork
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Plea:
    """What is asked, before the past is added."""

    scope: Scope
    system: str
    question: str
    rules: Rules
    purpose: str
    temperature: float = _SOBER
    with_past: bool = True
    skip: str = ""  # id of an answer that the model shall not see as past


@dataclass(slots=True)
class Reply:
    """One answer on its way: pour ``pieces``, then read how it ended.

    ``text`` is all that came so far, also after ModelCutOff. ``finish`` is LENGTH when the model
    stopped at its limit, None when it did not come to an end. ``left_out`` counts earlier
    exchanges that did not fit and could not be summarised: the dialog says so.
    """

    pieces: AsyncGenerator[str, None] = field(init=False)
    text: str = ""
    finish: Finish | None = None
    usage: Usage | None = None
    left_out: int = 0
    past_tokens: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether the answer ends at its length limit."""
        return self.finish is Finish.LENGTH


class AnsweringService:
    """Asks the model on behalf of a person and remembers the conversation."""

    def __init__(
        self,
        model: ChatModel,
        store: Store,
        clock: Clock,
        *,
        budget_tokens: int = 8_000,
        answer_tokens: int = 4_000,
    ) -> None:
        """Give past turns at most ``budget_tokens`` and an answer at most ``answer_tokens``."""
        self._model = model
        self._clock = clock
        self._prompts = PromptLibrary("bot.answering")
        self._memory = Memory(model, store, clock, self._prompts, budget_tokens)
        self._kept = KeptAnswers(store, clock)
        self._store = store
        self._answer_tokens = min(answer_tokens, model.context_tokens // 4)

    def ask(
        self,
        scope: Scope,
        question: str,
        *,
        agency: Agency,
        texts: Texts,
        purpose: str = "answer",
        with_past: bool = True,
    ) -> Reply:
        """Begin an answer; the model is called when the first piece is taken.

        Taking pieces raises the model's errors, StateUnavailable, and QuestionTooLong when the
        question alone is too long. ``with_past=False`` asks it out of context (templates).
        """
        return self._begin(
            _Plea(
                scope=scope,
                system=self._system(agency, texts),
                question=question,
                rules=_rules(agency, texts),
                purpose=purpose,
                with_past=with_past,
            )
        )

    def act(
        self, scope: Scope, kept: KeptAnswer, action: Action, *, agency: Agency, texts: Texts
    ) -> Reply:
        """Begin another version of a kept answer, to be poured like any other."""
        again = action is Action.AGAIN
        question = self._prompts.fill(
            f"{action}.{texts.language}", question=kept.question, answer=kept.answer
        )
        return self._begin(
            _Plea(
                scope=scope,
                system=self._system(agency, texts),
                question=question,
                rules=_rules(agency, texts),
                purpose=action.value,
                temperature=_FRESH if again else _SOBER,
                with_past=again,
                skip=kept.id,
            )
        )

    def work_on(
        self, scope: Scope, task: MessageTask, message: str, *, agency: Agency, texts: Texts
    ) -> Reply:
        """Begin what somebody asked for in a message's menu; out of context, remembered nowhere."""
        inputs = {"message": message}
        if task.kind is MessageWork.TRANSLATE:
            inputs["language"] = task.language
        name = f"menu_{task.kind}"
        return self._begin(
            _Plea(
                scope=scope,
                system=self._system(agency, texts),
                question=self._prompts.fill(f"{name}.{texts.language}", **inputs),
                rules=_rules(agency, texts),
                purpose=name,
                with_past=False,
            )
        )

    async def remember(
        self,
        scope: Scope,
        *,
        turn_id: str,
        person: PersonId,
        question: str,
        answer: str,
        incomplete: bool = False,
        written: str = "",
        basis: Basis | None = None,
    ) -> str:
        """Remember an exchange and keep its answer for the buttons; returns the answer's id.

        May be called again for the same turn: the later answer counts. ``written`` is the answer
        with the headings and tables that Teams can't show, for files; ``basis`` what it rests on.
        """
        now = self._clock.now()
        name = answer_id(turn_id)
        await self._memory.add(scope, Exchange(turn_id, person, now, question, answer, incomplete))
        kept = KeptAnswer(name, question, answer, person, now, incomplete, written, basis)
        await self._kept.keep(scope, kept)
        if not scope.owner:
            await self._note_place(scope, person)
        return name

    async def _note_place(self, scope: Scope, person: PersonId) -> None:
        """Note in the person's own space, and in a thread's channel, what is remembered here."""
        place, name = {"conversation": scope.conversation}, answer_id(scope.conversation)
        own = Scope(scope.tenant, ConversationId(""), person)
        await self._store.write(own, Record.PLACES, place, name)
        channel, is_thread, _ = scope.conversation.partition(";")
        if is_thread:
            whole = Scope(scope.tenant, ConversationId(channel), PersonId(""))
            await self._store.write(whole, Record.PLACES, place, name)

    def wants_condensing(self, reply: Reply, question: str) -> bool:
        """Tell whether the memory is over its budget once this exchange is remembered."""
        new = estimate_tokens(question) + estimate_tokens(reply.text)
        return reply.past_tokens + new > self._memory.budget_tokens

    async def condense(self, scope: Scope, *, agency: Agency, texts: Texts) -> None:
        """Summarise older exchanges if they are over the budget; never raises the model's errors.

        It may take a model call: to be done beside the conversation, which goes on meanwhile.
        """
        await self._memory.condense(scope, _rules(agency, texts))

    async def recall(self, scope: Scope, name: str, *, agency: Agency) -> KeptAnswer | None:
        """Return the answer a button belongs to, or None when it is no longer kept."""
        return await self._kept.find(scope, name, agency.retention_s)

    async def forget(self, scope: Scope) -> None:
        """Forget the conversation: exchanges, summaries and kept answers."""
        await self._memory.forget(scope)
        await self._kept.forget(scope)

    async def forget_turn(self, scope: Scope, turn_id: str) -> None:
        """Forget one exchange: the person has deleted their message."""
        await self._memory.forget_turn(scope, turn_id)
        await self._kept.forget_turn(scope, turn_id)

    async def forget_person(self, scope: Scope, person: PersonId) -> None:
        """Forget what one person asked in a conversation of several."""
        await self._memory.forget_person(scope, person)
        await self._kept.forget_person(scope, person)

    def _begin(self, plea: _Plea) -> Reply:
        reply = Reply()
        reply.pieces = self._pieces(plea, reply)
        return reply

    async def _pieces(self, plea: _Plea, reply: Reply) -> AsyncGenerator[str, None]:
        self._refuse_the_hopeless(plea)
        for ask_with in (self._whole_past, self._summarised_past, self._no_past):
            messages = await ask_with(plea, reply)
            request = ModelRequest(messages, plea.purpose, self._answer_tokens, plea.temperature)
            try:
                async with _closed_at_the_end(self._model.stream(request)) as stream:
                    async for piece in stream:
                        reply.finish = piece.finish or reply.finish
                        reply.usage = piece.usage or reply.usage
                        if piece.text:
                            reply.text += piece.text
                            yield piece.text
            except ContextTooLong:
                _log.info("context too long", extra={"messages": len(messages)})
                continue
            return
        raise self._too_long(plea)

    async def _whole_past(self, plea: _Plea, reply: Reply) -> Sequence[Message]:
        past = await self._past(plea)
        return self._messages(plea, reply, past)

    async def _summarised_past(self, plea: _Plea, reply: Reply) -> Sequence[Message]:
        if plea.with_past:
            await self._memory.condense(plea.scope, plea.rules, everything=True)
        past = await self._past(plea)
        # What could not be summarised is left out, and the reply counts it.
        messages = self._messages(plea, reply, Past(parts=past.parts))
        reply.left_out = len(past.exchanges)
        return messages

    async def _no_past(self, plea: _Plea, reply: Reply) -> Sequence[Message]:
        past = await self._past(plea)
        messages = self._messages(plea, reply, Past())
        reply.left_out = len(past.exchanges) + len(past.parts)
        return messages

    async def _past(self, plea: _Plea) -> Past:
        if not plea.with_past:
            return Past()
        past = await self._memory.past(plea.scope, plea.rules)
        shown = tuple(e for e in past.exchanges if answer_id(e.turn_id) != plea.skip)
        return Past(shown, past.parts)

    def _messages(self, plea: _Plea, reply: Reply, past: Past) -> Sequence[Message]:
        system = plea.system
        if past.parts:
            summary = self._prompts.fill(f"past.{plea.rules.language}", summary=past.summary)
            system = f"{system}\n\n{summary}"
        taken = estimate_tokens(system) + estimate_tokens(plea.question) + self._answer_tokens
        room = min(
            self._model.context_tokens - taken, self._memory.budget_tokens * _FACTOR_BEYOND_BUDGET
        )
        exchanges = past.newest(room)
        reply.left_out = len(past.exchanges) - len(exchanges)
        reply.past_tokens = past.tokens
        earlier = [message for exchange in exchanges for message in exchange.messages()]
        return [Message("system", system), *earlier, Message("user", plea.question)]

    def _system(self, agency: Agency, texts: Texts) -> str:
        return self._prompts.fill(
            f"system.{texts.language}", agency=agency.name, today=texts.date(self._clock.now())
        )

    def _refuse_the_hopeless(self, plea: _Plea) -> None:
        """Spare a call that cannot succeed; some servers would cut the question silently."""
        size = len(plea.question.encode("utf-8", "replace"))
        if size > self._model.context_tokens * _BYTES_PER_TOKEN_AT_BEST:
            raise self._too_long(plea)

    def _too_long(self, plea: _Plea) -> QuestionTooLong:
        """Name a length that does fit: our careful estimate, and less than what just failed."""
        room = self._model.context_tokens - estimate_tokens(plea.system) - self._answer_tokens
        fits = min(max(room, 100) * 3, len(plea.question) * 4 // 5)
        digits = 10 ** max(0, len(str(fits)) - 2)
        return QuestionTooLong(max_chars=fits // digits * digits)


def _rules(agency: Agency, texts: Texts) -> Rules:
    return Rules(agency.retention_s, texts.language)


@asynccontextmanager
async def _closed_at_the_end(stream: AsyncIterator[Piece]) -> AsyncIterator[AsyncIterator[Piece]]:
    """Close the model's stream however the loop over it ends: that is what cancels the call."""
    try:
        yield stream
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()
