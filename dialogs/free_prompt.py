"""Free prompting: a message that is no command and no button goes to the model."""

from __future__ import annotations

from bot.answering.service import Action, AnsweringService
from bot.core.errors import CardOutdated
from bot.core.turn import Card, Later, Payload, Turn
from cards.actions import AnswerAgain, AnswerFormal, AnswerPlain, AnswerShorten, parse
from dialogs.answer_flow import AnswerFlow, Asked
from dialogs.gate import Gate

VARIANT = "answer.variant"
_VARIANTS = {
    AnswerAgain: Action.AGAIN,
    AnswerShorten: Action.SHORTER,
    AnswerFormal: Action.FORMAL,
    AnswerPlain: Action.PLAIN,
}


class FreePromptDialog:
    """Answers questions, and makes other versions of answers."""

    def __init__(
        self,
        gate: Gate,
        answering: AnsweringService,
        flow: AnswerFlow,
    ) -> None:
        self._gate = gate
        self._answering = answering
        self._flow = flow

    async def ask(self, turn: Turn) -> Card | None:
        """Answer a message."""
        if await self._gate.admits(turn, turn.text):
            await self.answer(turn, turn.text)
        return None

    async def answer(self, turn: Turn, question: str, opening: str = "") -> None:
        """Answer a question that the gate has admitted, under an opening line if there is one."""
        reply = self._answering.ask(turn.scope, question, agency=turn.agency, texts=turn.texts)
        opening = f"{opening}\n\n" if opening else ""
        await self._flow.run(turn, Asked(question, reply, opening))

    # --- other versions --------------------------------------------------------------------------

    async def press_variant(self, turn: Turn) -> Card | None:
        """Start another version of an answer; the old one stays as it is."""
        action = parse(turn.payload.verb, turn.payload.data) if turn.payload else None
        if not isinstance(action, AnswerAgain | AnswerShorten | AnswerFormal | AnswerPlain):
            raise CardOutdated
        if await self._answering.recall(turn.scope, action.id, agency=turn.agency) is None:
            raise CardOutdated
        data = {"id": action.id, "action": _VARIANTS[type(action)].value}
        await turn.later(Later(Payload(VARIANT, data)))
        return None

    async def variant(self, turn: Turn) -> Card | None:
        """Write the other version."""
        data = turn.payload.data if turn.payload else {}
        kept = await self._answering.recall(turn.scope, str(data.get("id", "")), agency=turn.agency)
        if kept is None:
            raise CardOutdated
        action = Action(str(data.get("action", "")))
        if not await self._gate.admits(turn):
            return None
        reply = self._answering.act(turn.scope, kept, action, agency=turn.agency, texts=turn.texts)
        opening = turn.texts(f"answer.opening.{action.value}") + "\n\n"
        await self._flow.run(turn, Asked(kept.question, reply, opening))
        return None

    async def ask_again(self, turn: Turn) -> Card | None:
        """Ask once more what failed before."""
        question = str(turn.payload.data.get("question", "")) if turn.payload else ""
        if question and await self._gate.admits(turn, question):
            await self.answer(turn, question)
        return None

    async def condense(self, turn: Turn) -> Card | None:
        """Summarise older turns; nobody waits for it and nobody is told."""
        await self._answering.condense(turn.scope, agency=turn.agency, texts=turn.texts)
        return None
