"""A clock that only moves when a test says so."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

_START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
_TURNS = 5  # loop turns granted to whoever was woken, so that it comes to its next wait


class FakeClock:
    """Time as a port, moved by hand; ``sleep`` wakes up when ``advance`` passes its end."""

    def __init__(self, start: datetime = _START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper = (self._elapsed + seconds, asyncio.Event())
        self._sleepers.append(sleeper)
        try:
            await sleeper[1].wait()
        finally:
            self._sleepers = [other for other in self._sleepers if other is not sleeper]

    @property
    def sleepers(self) -> int:
        """How many tasks wait for this clock."""
        return len(self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let time pass, waking every sleeper at its own moment and in order."""
        end = self._elapsed + seconds
        while due := [moment for moment, event in self._sleepers if not event.is_set()]:
            moment = min(due)
            if moment > end:
                break
            self._elapsed = max(self._elapsed, moment)
            for when, event in self._sleepers:
                if when <= self._elapsed:
                    event.set()
            await self._settle()
        self._elapsed = end
        await self._settle()

    async def _settle(self) -> None:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
