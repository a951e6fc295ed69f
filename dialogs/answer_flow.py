"""One answer of the model, from the first line to the buttons under it.

Used by free prompting, templates and the buttons alike. What is shown has passed the link guard;
what is remembered is what was shown. An answer is remembered before its final message is sent:
after a crash in between it is sent again, not asked again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final, Protocol

from bot.answering.kept import Basis, answer_id
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
from bot.core.texts import Texts
from bot.core.turn import Answer, AnswerStream, Citation, Later, Payload, Turn
from cards.answer import Ending, answer_card
from cards.draft import Notes
from cards.escaping import shortened, unlinked
from dialogs.retry import RetryDialog

ASK_AGAIN: Final = "prompt.again"
"""The task that asks a question once more."""
CONDENSE: Final = "memory.condense"
"""The task that summarises older turns, beside the conversation."""
_LONGEST_QUOTE: Final = 120  # of the 160 letters that Teams takes, with the place


@dataclass(frozen=True, slots=True)
class Grounded:
    """An answer from files after it was checked: its text with [1] for the first of its sources."""

    text: str
    basis: Basis


class Drafted(Protocol):
    """An answer made with a template, as `dialogs.drafting` prepares it."""

    def pieces(self, reply: Reply, stream: AnswerStream) -> AsyncGenerator[str, None]:
        """Yield what is to be shown of a reply; its text is then what was shown."""
        ...

    def notes(self, text: str) -> Notes:
        """Return what the card under the answer says about it."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What the answer is to; ``opening`` stands above it, ``seen`` is what the person gave.

    ``rewritten`` takes out what no model may write, before anything of it is shown. ``check``
    looks at the whole text of an answer from files; ``again`` is what *Noch einmal* does after a
    failure, if not to ask the question once more. ``draft``: a template asked.
    """

    question: str
    reply: Reply
    opening: str = ""
    seen: str = ""
    rewritten: Rewriting | None = None
    check: Callable[[str], Awaitable[Grounded]] | None = None
    again: Later | None = None
    draft: Drafted | None = None


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
            draft = asked.draft
            pieces = draft.pieces(asked.reply, stream) if draft else asked.reply.pieces
            await stream.pour(_opened(asked.opening, pieces), guard)
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
        grounded = await asked.check(asked.reply.text) if asked.check else None
        basis = grounded.basis if grounded else None
        if grounded is not None:
            asked, guard = self._as_checked(turn, asked, grounded)
        written = grounded.text if grounded else asked.reply.text
        text = guard(asked.opening + written, final=True)
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
            written=guard.written(written),
            basis=basis,
        )
        try:
            await stream.finish(self._answer(turn, asked, text, ending, basis))
        except StoppedByPerson:  # they saw the beginning at most, and did not want it
            await self._answering.forget_turn(turn.scope, turn.id)
            raise
        if self._answering.wants_condensing(asked.reply, asked.question):
            await turn.later(Later(Payload(CONDENSE), job=CONDENSE))

    @staticmethod
    def _as_checked(turn: Turn, asked: Asked, grounded: Grounded) -> tuple[Asked, ShownAnswer]:
        """Return what is shown of a checked text: without its opening where nothing was found."""
        guard = ShownAnswer(asked.seen or asked.question, removed=turn.texts("answer.link_removed"))
        opening = "" if grounded.basis.is_nothing else asked.opening
        return replace(asked, opening=opening), guard

    def _answer(
        self, turn: Turn, asked: Asked, text: str, ending: Ending, basis: Basis | None
    ) -> Answer:
        name, demo = answer_id(turn.id), self._is_demo
        notes = asked.draft.notes(text.removeprefix(asked.opening)) if asked.draft else None
        card = answer_card(name, turn.texts, ending=ending, is_demo=demo, basis=basis, notes=notes)
        return Answer(text, card, _citations(text, basis, turn.texts))

    async def _send_again(self, turn: Turn, asked: Asked, stream: AnswerStream) -> bool:
        """Send what an earlier attempt had finished but perhaps not delivered."""
        kept = await self._answering.recall(turn.scope, answer_id(turn.id), agency=turn.agency)
        if kept is None:
            return False
        await asked.reply.pieces.aclose()
        ending = Ending.CUT_OFF if kept.incomplete else Ending.COMPLETE
        opening = "" if kept.basis and kept.basis.is_nothing else asked.opening
        await stream.finish(self._answer(turn, asked, opening + kept.answer, ending, kept.basis))
        return True

    async def _fail(
        self, turn: Turn, asked: Asked, stream: AnswerStream, error: AssistantError
    ) -> None:
        """End the stream with the error's card, and the turn with Told."""
        again = asked.again or Later(Payload(ASK_AGAIN, {"question": asked.question}))
        card, told = await self._retry.offer(turn, error, answer_id(turn.id), again)
        withheld = asked.reply.text and isinstance(error, FilterMissing)
        # The card's title says why; the message's own line is what a preview shows.
        line = turn.texts("answer.withheld" if withheld else "answer.failed")
        await stream.finish(Answer(line, card, by_ai=False))
        raise told


def _citations(text: str, basis: Basis | None, texts: Texts) -> list[Citation]:
    """Return the sources whose number stands in the text, as Teams shows them."""
    sources = basis.sources if basis else ()
    return [
        Citation(
            one.number,
            unlinked(one.name),
            unlinked(texts("question.citation", place=one.place, quote=_shown(one.quote))),
        )
        for one in sources
        if f"[{one.number}]" in text
    ]


def _shown(quote: str) -> str:
    return shortened(" ".join(quote.split()), _LONGEST_QUOTE)


async def _opened(opening: str, pieces: AsyncGenerator[str, None]) -> AsyncIterator[str]:
    """Put the opening line before the model's first piece, not before it has begun."""
    async with aclosing(pieces):  # a stop ends the model's call at once
        async for piece in pieces:
            if opening:
                yield opening
                opening = ""
            yield piece
