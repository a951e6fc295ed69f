"""One answer of the model, from the first line to the buttons under it.

Used by free prompting, templates and the buttons alike. What is shown has passed the link guard;
what is remembered is what was shown. An answer is remembered before its final message is sent:
after a crash in between it is sent again, not asked again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from bot.answering.kept import answer_id
from bot.answering.service import AnsweringService, Reply
from bot.answering.shown import Rewriting, ShownAnswer
from bot.core.errors import (
    AnswerFiltered,
    AssistantError,
    FilterMissing,
    ModelCutOff,
    StateUnavailable,
    StoppedByPerson,
    TeamsUnavailable,
)
from bot.core.turn import Answer, AnswerStream, Card, Later, Payload, Turn
from cards.answer import Ending, answer_card
from dialogs.retry import RetryDialog

ASK_AGAIN: Final = "prompt.again"
"""The task that asks a question once more."""
CONDENSE: Final = "memory.condense"
"""The task that summarises older turns, beside the conversation."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answer is to; ``opening`` stands above it, ``seen`` is what the person gave.

    ``rewritten`` takes out what no model may write, before anything of it is shown.
    """

    question: str
    reply: Reply
    opening: str = ""
    seen: str = ""
    rewritten: Rewriting | None = None


class AnswerFlow:
    """Streams a reply into the chat and remembers it."""

    def __init__(self, answering: AnsweringService, retry: RetryDialog, *, is_demo: bool) -> None:
        self._answering = answering
        self._retry = retry
        self._is_demo = is_demo

    async def run(self, turn: Turn, asked: Asked) -> None:
        """Show the answer as it comes; every ending of the model has its own."""
        stream = turn.chat.answer()
        if turn.attempt > 1 and await self._send_again(turn, asked, stream):
            return
        await stream.inform(turn.texts("answer.reading"))
        seen = asked.seen or asked.question
        guard = ShownAnswer(
            seen, removed=turn.texts("answer.link_removed"), rewritten=asked.rewritten
        )
        ending = Ending.COMPLETE
        try:
            await stream.pour(_opened(asked.opening, asked.reply.pieces), guard)
        except (ModelCutOff, AnswerFiltered) as error:
            if not asked.reply.text:
                await self._fail(turn, asked, stream, error)
                return
            ending = Ending.CUT_OFF if isinstance(error, ModelCutOff) else Ending.FILTERED
        except (StateUnavailable, TeamsUnavailable):
            raise
        except AssistantError as error:
            await self._fail(turn, asked, stream, error)
            return
        if asked.reply.is_cut:
            ending = Ending.LENGTH
        await self._finish(turn, asked, stream, guard, ending)

    async def _finish(
        self, turn: Turn, asked: Asked, stream: AnswerStream, guard: ShownAnswer, ending: Ending
    ) -> None:
        text = guard(asked.opening + asked.reply.text, final=True)
        if not text.strip():
            text = turn.texts("answer.empty")
        if asked.reply.left_out:
            text += "\n\n" + turn.texts.count("answer.left_out", asked.reply.left_out)
        await self._answering.remember(
            turn.scope,
            turn_id=turn.id,
            person=turn.person.id,
            question=asked.question,
            answer=text.removeprefix(asked.opening),
            incomplete=ending is not Ending.COMPLETE,
            written=guard.written(asked.reply.text),
        )
        try:
            await stream.finish(Answer(text, self._card(turn, ending)))
        except StoppedByPerson:  # they saw the beginning at most, and did not want it
            await self._answering.forget_turn(turn.scope, turn.id)
            raise
        if self._answering.wants_condensing(asked.reply, asked.question):
            await turn.later(Later(Payload(CONDENSE), job=CONDENSE))

    def _card(self, turn: Turn, ending: Ending) -> Card:
        return answer_card(answer_id(turn.id), turn.texts, ending=ending, is_demo=self._is_demo)

    async def _send_again(self, turn: Turn, asked: Asked, stream: AnswerStream) -> bool:
        """Send what an earlier attempt had finished but perhaps not delivered."""
        kept = await self._answering.recall(turn.scope, answer_id(turn.id), agency=turn.agency)
        if kept is None:
            return False
        await asked.reply.pieces.aclose()
        ending = Ending.CUT_OFF if kept.incomplete else Ending.COMPLETE
        await stream.finish(Answer(asked.opening + kept.answer, self._card(turn, ending)))
        return True

    async def _fail(
        self, turn: Turn, asked: Asked, stream: AnswerStream, error: AssistantError
    ) -> None:
        """End the stream with the error's card, and the turn with Told."""
        again = Later(Payload(ASK_AGAIN, {"question": asked.question}))
        card, told = await self._retry.offer(turn, error, answer_id(turn.id), again)
        withheld = asked.reply.text and isinstance(error, FilterMissing)
        # The card's title says why; the message's own line is what a preview shows.
        line = turn.texts("answer.withheld" if withheld else "answer.failed")
        await stream.finish(Answer(line, card, by_ai=False))
        raise told


async def _opened(opening: str, pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Put the opening line before the model's first piece, not before it has begun."""
    async for piece in pieces:
        if opening:
            yield opening
            opening = ""
        yield piece
