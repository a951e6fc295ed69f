"""How the worker asks for work: the port between bot.work, which runs it, and bot.state.

A lane holds items in order. A signal says that a lane may have work; it is a hint, and the lane
decides. Whoever holds a lane runs its items one after the other and keeps the hold alive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NewType, Protocol

from bot.core.ports import Json, Lane, WorkQueue

LaneRef = NewType("LaneRef", str)
"""A lane's opaque name."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A lane may have work."""

    id: str
    lane: LaneRef


@dataclass(frozen=True, slots=True)
class Hold:
    """A worker's claim on a lane, made on account of a signal."""

    signal: Signal
    worker: str


@dataclass(frozen=True, slots=True)
class Head:
    """The first item of a lane; ``tag`` is its opaque name, ``attempt`` counts from 1."""

    tag: str
    id: str
    lane: Lane
    body: Json
    attempt: int


class Beat(Enum):
    """What a heartbeat found."""

    LOST = 0
    HELD = 1
    STOP = 2


@dataclass(frozen=True, slots=True)
class Depth:
    """How many signals nobody has taken yet, and the age of the oldest."""

    waiting: int
    oldest_s: float


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of an item that was put by somebody with room to run it.

    ``signal`` is the one taken in the same step, perhaps of another lane that had waited longer;
    with ``head`` its lane is held and its item begun.
    """

    is_new: bool
    signal: Signal | None = None
    head: Head | None = None


class LaneLost(Exception):
    """Somebody else holds the lane now: whatever was done may be done again there."""


class PlacingQueue(WorkQueue, Protocol):
    """A queue that lets a worker put an item and begin it in one step."""

    async def place(
        self, lane: Lane, item_id: str, body: Json, worker: str, lease_s: float
    ) -> Placed:
        """Add an item like ``put``, and take the oldest signal: nearly always its own."""
        ...


class Lanes(Protocol):
    """The durable side of work. Everything raises StateUnavailable when Redis does not answer."""

    async def wait(self, worker: str, count: int, wait_s: float) -> list[Signal]:
        """Wait for new signals, for at most ``wait_s`` seconds."""
        ...

    async def orphans(self, worker: str, count: int, idle_s: float) -> list[Signal]:
        """Take over signals whose worker has not been heard of for ``idle_s`` seconds."""
        ...

    async def take(self, hold: Hold, lease_s: float) -> Head | None:
        """Hold the lane and begin its first item; None when there is nothing to do.

        Repeated by the holder, it counts another attempt.
        """
        ...

    async def done(self, hold: Hold, tag: str, lease_s: float, *, last: bool) -> Head | None:
        """Drop a finished item and begin the next; with ``last`` leave that one to others.

        Raises LaneLost.
        """
        ...

    async def give_back(self, hold: Hold) -> None:
        """Leave the unfinished item to others, at once and without counting the attempt."""
        ...

    async def beat(
        self, holds: Sequence[tuple[Hold, str]], lease_s: float, *, fresh: bool
    ) -> list[Beat]:
        """Prolong holds (each with its item's tag); ``fresh`` also keeps their signals ours."""
        ...

    async def fall_due(self, now: datetime) -> int:
        """Put what has waited for its time into its lanes; return how much of it was new there."""
        ...

    async def sweep(self) -> int:
        """Signal lanes that have work and no signal; return how many."""
        ...

    async def leave(self, worker: str) -> None:
        """Pass signals this worker took and did not run to others; it reads no more."""
        ...
