"""Our own share of a turn: the time its task really ran on the event loop, waits not counted."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Generator
from typing import Any, TypeVar

_T = TypeVar("_T")


class Stopwatch:
    """Sums the seconds that an awaitable spends running."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def run(self, awaitable: Awaitable[_T]) -> _T:
        """Await something and time its steps."""
        return await _Timed(awaitable, self)


class _Timed(Awaitable[_T]):
    def __init__(self, awaitable: Awaitable[_T], watch: Stopwatch) -> None:
        self._awaitable = awaitable
        self._watch = watch

    def __await__(self) -> Generator[Any, Any, _T]:
        steps = self._awaitable.__await__()
        given: Any = None
        failure: BaseException | None = None
        while True:
            began = time.perf_counter()
            try:
                waited_for = steps.send(given) if failure is None else steps.throw(failure)
            except StopIteration as done:
                result: _T = done.value
                return result
            finally:
                self._watch.seconds += time.perf_counter() - began
            given, failure = None, None
            try:
                given = yield waited_for
            except GeneratorExit:
                steps.close()
                raise
            except BaseException as error:  # noqa: BLE001  # handed on into the steps, as await does
                failure = error
