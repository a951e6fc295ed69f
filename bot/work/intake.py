"""Puts work where it can begin at once: the door's queue.

What arrives at a process that has room is stored and begun in one step, without waiting for its
own signal. Everything else about it is as for work from elsewhere: held by a lease, taken over
when the process dies.
"""

from __future__ import annotations

from datetime import datetime

from bot.core.lanes import PlacingQueue
from bot.core.ports import Json, Lane
from bot.work.worker import Worker


class Intake:
    """A WorkQueue in front of a worker."""

    def __init__(self, queue: PlacingQueue, worker: Worker) -> None:
        self._queue = queue
        self._worker = worker

    async def put(self, lane: Lane, item_id: str, body: Json) -> bool:
        """Add an item, and run it here if its lane is free and nothing older waits."""
        worker = self._worker
        if not worker.has_room:
            return await self._queue.put(lane, item_id, body)
        with worker.expecting(1):
            placed = await self._queue.place(lane, item_id, body, worker.name, worker.lease_s)
            if placed.signal is not None:  # also while draining: it then goes to others at once
                worker.run_lane(placed.signal, placed.head)
        return placed.is_new

    async def put_at(self, lane: Lane, item_id: str, body: Json, due: datetime) -> None:
        """Add an item once it is due."""
        await self._queue.put_at(lane, item_id, body, due)

    async def stop(self, lane: Lane) -> bool:
        """Ask whatever runs in the lane to stop; False when nothing runs there."""
        return await self._queue.stop(lane)

    async def clear(self, lane: Lane) -> None:
        """Forget what waits in the lane and stop what runs."""
        await self._queue.clear(lane)
