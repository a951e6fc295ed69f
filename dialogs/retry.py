"""*Noch einmal* under an error: does again what failed, without anything being typed again.

What is to be done is kept beside the error, encrypted, as the task that does it.
"""

from __future__ import annotations

from bot.core.clock import Clock
from bot.core.errors import AssistantError, CardOutdated, Told
from bot.core.ids import new_reference
from bot.core.ports import Record, Store
from bot.core.turn import Card, Later, Payload, Turn
from cards.actions import TurnRetry
from cards.error import error_card
from cards.receipt import retry_receipt
from dialogs.pressed import pressed


class RetryDialog:
    """Keeps failed work and starts it again."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def offer(
        self, turn: Turn, error: AssistantError, name: str, later: Later
    ) -> tuple[Card, Told]:
        """Keep what *Noch einmal* shall do; return the error's card, and how the turn then ends."""
        record = {"verb": later.payload.verb, "data": dict(later.payload.data), "job": later.job}
        await self._store.write(turn.scope, Record.KEPT, record, name)
        told = Told(error, new_reference())
        card = error_card(
            error,
            turn.texts,
            turn.agency,
            turn_id=name,
            reference=told.reference,
            at=self._clock.now(),
        )
        return card, told

    async def press(self, turn: Turn) -> Card | None:
        """Start again what failed, once; the card becomes the line that says so."""
        action = pressed(turn, TurnRetry)
        kept = await self._store.read(turn.scope, Record.KEPT, action.id)
        if kept is None:
            raise CardOutdated
        data = kept.get("data")
        payload = Payload(str(kept.get("verb", "")), data if isinstance(data, dict) else {})
        await turn.later(Later(payload, job=str(kept.get("job", "")), id=f"{turn.id}:retry"))
        await self._store.erase(turn.scope, Record.KEPT, action.id)
        return retry_receipt(turn.texts, self._clock.now())
