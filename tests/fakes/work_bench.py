"""A queue and as many workers as a test wants, on a real Valkey and at a quick pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.core.clock import SystemClock
from bot.core.ids import ConversationId, TenantId
from bot.core.ports import Lane
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import AnyRedis, connect
from bot.state.lanes import RedisLanes
from bot.state.queue import RedisWorkQueue
from bot.work import Control, Handler, Timings, Worker, WorkItem

KEY = bytes(range(32))
FAST = Timings(
    wait=0.2,
    beat=0.05,
    fresh=0.1,
    lease=0.4,
    idle=0.6,
    reclaim=0.1,
    sweep=0.1,
    due=0.05,
    pause=0.02,
)


def lane(name: str = "eins", job: str = "") -> Lane:
    """Name a lane of one tenant."""
    return Lane(TenantId("tenant-nord"), ConversationId(name), job)


class Bench:
    """Makes workers that end with the test."""

    def __init__(self, redis: AnyRedis, url: str) -> None:
        self.redis = redis
        self._url = url
        self.queue = RedisWorkQueue(Commands(redis), Cipher([KEY]), lambda _tenant: 30 * 86_400)

    @asynccontextmanager
    async def worker(
        self, handle: Handler, *, parallel: int = 50, timings: Timings = FAST
    ) -> AsyncIterator[Worker]:
        """Run a worker for the length of a block."""
        reader = connect(self._url, blocking=True)
        lanes = RedisLanes(Commands(self.redis), reader, Cipher([KEY]), forgotten_s=0.2)
        worker = Worker(lanes, handle, SystemClock(), parallel=parallel, timings=timings)
        running = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            await worker.drain(1)
            await running
            await reader.aclose()

    async def is_empty(self) -> bool:
        """Tell whether no signal is left."""
        return not await self.redis.execute_command("XLEN", keys.SIGNALS)


async def until(condition: Callable[[], bool | Awaitable[bool]], within: float = 5) -> None:
    """Wait for a condition; fail when it does not come true in time."""
    async with asyncio.timeout(within):
        while True:
            found = condition()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.005)


class Log:
    """A handler that remembers what it ran."""

    def __init__(self, seconds: float = 0) -> None:
        self.ran: list[str] = []
        self.begun: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self._seconds = seconds

    async def __call__(self, item: WorkItem, control: Control) -> None:
        self.begun.append(item.id)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self._seconds)
            self.ran.append(item.id)
        finally:
            self.at_once -= 1
