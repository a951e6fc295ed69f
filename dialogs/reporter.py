"""Tells how far long work is, in the card that it began with: at most every five seconds."""

from __future__ import annotations

from typing import Final

from bot.core.clock import Clock
from bot.core.ids import MessageId
from bot.core.turn import Turn
from bot.documents.document import Facts
from bot.documents.summary import Step
from cards.progress import progress_card

_EVERY_S: Final = 5.0


class Reporter:
    """Shows the progress of one job; ``done`` is how much of it is finished."""

    def __init__(self, turn: Turn, job: str, message: MessageId, clock: Clock) -> None:
        self.done = 0
        self.facts: Facts | None = None
        self._turn = turn
        self._job = job
        self._message = message
        self._clock = clock
        self._last = clock.monotonic()

    async def report(self, done: int, _total: int, step: Step) -> None:
        """Update the card, unless that was done just now."""
        self.done = done
        now = self._clock.monotonic()
        if not self._message or self.facts is None or now - self._last < _EVERY_S:
            return
        self._last = now
        card = progress_card(self.facts, step, done, self._job, self._turn.texts)
        await self._turn.chat.update(self._message, card)
