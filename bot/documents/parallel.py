"""Several calls at once, with a stop button and without throwing finished work away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

from bot.core.errors import StoppedByPerson

_LOOK_EVERY_S: Final = 0.2  # how soon a press on stop is noticed while all calls are waiting

T = TypeVar("T")


async def in_parallel(
    jobs: Sequence[Callable[[], Coroutine[Any, Any, T]]],
    at_once: int,
    stopping: Callable[[], bool],
) -> list[T]:
    """Run all jobs and return their results in order.

    Once one fails no other begins, those that run are waited for (each keeps its result itself),
    and then the first failure is raised. Stop or cancellation ends the running ones at once;
    stop raises StoppedByPerson.
    """
    waiting = list(enumerate(jobs))[::-1]
    running: dict[asyncio.Task[T], int] = {}
    results: dict[int, T] = {}
    failure: BaseException | None = None
    try:
        while running or (waiting and failure is None):
            if stopping():
                raise StoppedByPerson
            while waiting and len(running) < at_once and failure is None:
                index, job = waiting.pop()
                running[asyncio.create_task(job())] = index
            done, _ = await asyncio.wait(
                running, timeout=_LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                index = running.pop(task)
                error = task.exception()
                if error is None:
                    results[index] = task.result()
                failure = failure or error
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    if failure is not None:
        raise failure
    return [results[index] for index in sorted(results)]
