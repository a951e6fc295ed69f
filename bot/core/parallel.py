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
    waiting = list(jobs)[::-1]
    tasks: list[asyncio.Task[T]] = []
    try:
        while True:
            if stopping():
                raise StoppedByPerson
            failure = _failure(tasks)
            running = [task for task in tasks if not task.done()]
            while waiting and len(running) < at_once and failure is None:
                running.append(asyncio.create_task(waiting.pop()()))
                tasks.append(running[-1])
            if not running:
                break
            await asyncio.wait(running, timeout=_LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if failure is not None:
        raise failure
    return [task.result() for task in tasks]


def _failure(tasks: Sequence[asyncio.Task[T]]) -> BaseException | None:
    """Return the first failure; a stop noticed within a job is raised at once."""
    errors = [task.exception() for task in tasks if task.done()]
    for error in errors:
        if isinstance(error, StoppedByPerson):
            raise error
    return next((error for error in errors if error is not None), None)
