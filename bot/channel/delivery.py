"""Which messages of a turn were already sent, so that a turn run twice sends none twice.

The record is read only when a turn is taken over after a crash. It is written a moment after the
send, unless the turn ends before: a finished turn is never run again. A crash in that moment can
repeat a plain message, never a streamed one: Teams refuses a second final of one stream.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from bot.core.errors import StateUnavailable
from bot.core.ids import PersonId, Scope
from bot.core.ports import Record, Store

_log: Final = logging.getLogger(__name__)
STREAM: Final = "stream"
PLACEHOLDER: Final = "placeholder"
_MOMENT_S: Final = 0.02


class Delivery:
    """The sent messages of one work item, by step; ids only, so it belongs to nobody."""

    def __init__(self, store: Store, scope: Scope, item_id: str) -> None:
        self._store = store
        self._scope = Scope(scope.tenant, scope.conversation, PersonId(""))
        self._item_id = item_id
        self._steps: dict[str, str] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    async def recall(self) -> None:
        """Read what an earlier attempt has noted."""
        kept = await self._store.read(self._scope, Record.DELIVERY, self._item_id)
        self._steps = {str(k): str(v) for k, v in (kept or {}).items()}

    def sent(self, step: str) -> str:
        """Return the id of the message sent in this step, or an empty string."""
        return self._steps.get(step, "")

    def note(self, step: str, message_id: str) -> None:
        """Record a message as sent."""
        self._steps[step] = message_id
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_MOMENT_S, self._begin)

    def forget_note(self) -> None:
        """Write no more: the turn has ended and will not be run again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def flush(self) -> None:
        """Write now: the turn will be run again."""
        if self._steps:
            self.forget_note()
            await self._write()

    def _begin(self) -> None:
        self._timer = None
        self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        steps = dict(self._steps)
        try:
            await self._store.write(self._scope, Record.DELIVERY, steps, self._item_id)
        except StateUnavailable:
            _log.warning("delivery not noted")
