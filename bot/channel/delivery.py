"""Which messages of a turn were already sent, so that a turn run twice sends none twice.

The record is read only when a turn is taken over after a crash. Between a send and its note lies
one round trip to Redis: a crash exactly there can repeat a plain message, never a streamed one,
because Teams refuses a second final of the same stream.
"""

from __future__ import annotations

from bot.core.ids import Scope
from bot.core.ports import Record, Store

STREAM = "stream"
PLACEHOLDER = "placeholder"


class Delivery:
    """The sent messages of one work item, by step."""

    def __init__(self, store: Store, scope: Scope, item_id: str) -> None:
        self._store = store
        self._scope = scope
        self._item_id = item_id
        self._steps: dict[str, str] = {}

    async def recall(self) -> None:
        """Read what an earlier attempt has noted."""
        kept = await self._store.read(self._scope, Record.DELIVERY, self._item_id)
        self._steps = {str(k): str(v) for k, v in (kept or {}).items()}

    def sent(self, step: str) -> str:
        """Return the id of the message sent in this step, or an empty string."""
        return self._steps.get(step, "")

    async def note(self, step: str, message_id: str) -> None:
        """Record a message as sent."""
        self._steps[step] = message_id
        await self._store.write(self._scope, Record.DELIVERY, dict(self._steps), self._item_id)
