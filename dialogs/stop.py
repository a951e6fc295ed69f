"""``stopp``, ``neu``, and the stop button: ending what runs, forgetting what was said."""

from __future__ import annotations

from bot.answering.service import AnsweringService
from bot.core.errors import CardOutdated
from bot.core.ports import Lane, Record, Store, WorkQueue
from bot.core.turn import Card, Turn
from bot.documents.service import DocumentService
from cards.actions import WorkStop
from dialogs.pressed import pressed


class StopDialog:
    """Stops answers and long work of the conversation."""

    def __init__(
        self,
        queue: WorkQueue,
        store: Store,
        answering: AnsweringService,
        documents: DocumentService,
    ) -> None:
        self._queue = queue
        self._store = store
        self._answering = answering
        self._documents = documents

    async def stop(self, turn: Turn) -> Card | None:
        """Stop everything that runs here; the door has already stopped a running answer."""
        stopped = turn.payload is not None
        for job in await self._store.read_all(turn.scope, Record.JOBS):
            lane = Lane(turn.conversation.tenant, turn.conversation.id, job)
            stopped = await self._queue.stop(lane) or stopped
        await turn.chat.say(turn.texts("stop.done" if stopped else "stop.nothing"))
        return None

    async def press(self, turn: Turn) -> Card | None:
        """Stop the job whose card was pressed; the job itself updates the card."""
        action = pressed(turn, WorkStop)
        if await self._store.read(turn.scope, Record.JOBS, action.job) is None:
            raise CardOutdated
        lane = Lane(turn.conversation.tenant, turn.conversation.id, action.job)
        await self._queue.stop(lane)
        return None

    async def begin_anew(self, turn: Turn) -> Card | None:
        """Forget what was said and handed in here, so that files of another matter have room."""
        await self._answering.forget(turn.scope)
        await self._documents.forget_all(turn.scope)
        await turn.chat.say(turn.texts("new.done"))
        return None

    async def forget_message(self, turn: Turn) -> Card | None:
        """Forget the exchange whose question the person has deleted in Teams."""
        message = str(turn.payload.data.get("id", "")) if turn.payload else ""
        await self._answering.forget_turn(turn.scope, f"message:{message}")
        await self._store.erase(turn.scope, Record.FOCUS)  # it may have the same question
        return None
