"""A worker in a process of its own, to be killed: python -m tests.fakes.work_process URL LIST.

It puts item m1 five times, runs what comes, notes in a Redis list what it began, and never ends an
item by itself.
"""

from __future__ import annotations

import asyncio
import sys

from bot.state.connection import connect
from bot.work import Control, WorkItem
from tests.fakes.work_bench import Bench, lane


async def main(url: str, notes: str) -> None:
    """Work until killed."""
    redis = connect(url, blocking=False)
    bench = Bench(redis, url)

    async def handle(item: WorkItem, _control: Control) -> None:
        await redis.execute_command("RPUSH", notes, item.id)
        await asyncio.sleep(600)

    async with bench.worker(handle):
        for _ in range(5):
            await bench.queue.put(lane(), "m1", {})
        await asyncio.sleep(600)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
