"""Runs work: one item of a lane at a time and in order, many lanes at once.

Five things go on in a worker: it reads signals, runs the lanes they name, keeps its holds alive
with one heartbeat for all of them, takes over what dead workers left, and looks what is due by
now. It knows no Redis; that is bot.state.lanes. An item whose worker dies is run again: at least
once, never two at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, TypeAlias

from bot.core.clock import Clock
from bot.core.errors import StateUnavailable
from bot.core.lanes import Beat, Head, Hold, LaneLost, Lanes, Signal
from bot.core.ports import Json, Lane

_log = logging.getLogger(__name__)

_READ_AT_ONCE: Final = 16
_HAND_OVER_S: Final = 5.0
_LONGEST_PAUSE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Timings:
    """How often and how long, in seconds; tests make these short.

    ``idle`` must exceed ``lease`` plus ``fresh``: who takes over a dead worker's signal then finds
    its lease ended. A takeover thus comes within ``idle`` + ``reclaim`` of the last heartbeat.
    """

    wait: float = 4.0
    beat: float = 0.9
    fresh: float = 2.5
    lease: float = 8.0
    idle: float = 11.0
    reclaim: float = 2.0
    sweep: float = 30.0
    due: float = 5.0
    pause: float = 1.0
    attempts: int = 5


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One item to run; ``exhausted``: tried as often as it may be, so only say that and end."""

    id: str
    lane: Lane
    body: Json
    attempt: int
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Control:
    """What a handler watches: whether somebody pressed stop, and whether its lane was lost."""

    stop_requested: asyncio.Event = field(default_factory=asyncio.Event)
    lost: asyncio.Event = field(default_factory=asyncio.Event)


Handler: TypeAlias = Callable[[WorkItem, Control], Awaitable[None]]


class _End(Enum):
    """How a run of a handler ended."""

    DONE = auto()
    AGAIN = auto()
    LOST = auto()
    HANDED_OVER = auto()


@dataclass(slots=True)
class _Run:
    """A lane in work; ``task`` is set while it may be interrupted."""

    hold: Hold
    tag: str = ""
    control: Control = field(default_factory=Control)
    task: asyncio.Task[None] | None = None
    interrupted: _End | None = None

    def heed(self, beat: Beat) -> None:
        """Do what a heartbeat says."""
        if beat is Beat.STOP:
            self.control.stop_requested.set()
        if beat is Beat.LOST:
            self.control.lost.set()
            self.interrupt(_End.LOST)

    def interrupt(self, end: _End) -> None:
        """Cancel the handler, if it is running."""
        if self.task and not self.interrupted:
            self.interrupted = end
            self.task.cancel()


class Worker:
    """A process's worker. ``run`` works until ``drain`` has ended it."""

    def __init__(
        self,
        lanes: Lanes,
        handle: Handler,
        clock: Clock,
        *,
        parallel: int = 200,
        timings: Timings | None = None,
    ) -> None:
        self._lanes = lanes
        self._handle = handle
        self._clock = clock
        self._parallel = parallel
        self._timings = timings or Timings()
        self._name = secrets.token_hex(8)
        self._runs: dict[str, _Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._expected = 0
        self._room = asyncio.Event()
        self._feeders: list[asyncio.Task[None]] = []
        self._heart: asyncio.Task[None] | None = None
        self._fresh_at = -self._timings.fresh
        self._draining = False

    @property
    def running(self) -> int:
        """How many lanes are in work."""
        return len(self._runs)

    @property
    def name(self) -> str:
        """Its name, under which it holds lanes."""
        return self._name

    @property
    def lease_s(self) -> float:
        """For how long a lane is held at a time."""
        return self._timings.lease

    @property
    def has_room(self) -> bool:
        """Whether it would begin another lane at once."""
        return self._heart is not None and not self._draining and self._spare > 0

    @property
    def _spare(self) -> int:
        """How many lanes more it may take on; what is being asked for counts as taken."""
        return self._parallel - self.running - self._expected

    @contextlib.contextmanager
    def expecting(self, count: int) -> Iterator[None]:
        """Keep room for so many lanes while a block asks for them."""
        self._expected += count
        try:
            yield
        finally:
            self._expected -= count
            self._room.set()

    async def run(self) -> None:
        """Work until drained; anything else that ends it is a defect and is raised."""
        if self._draining:
            return
        async with asyncio.TaskGroup() as group:
            steps = (self._read, self._reclaim, self._sweep, self._fall_due)
            self._feeders = [group.create_task(self._repeat(step)) for step in steps]
            self._heart = group.create_task(self._repeat(self._beat))

    async def drain(self, timeout_s: float) -> None:
        """Read no more, let handlers finish within the time, leave the rest to others at once."""
        self._draining = True
        for feeder in self._feeders:
            feeder.cancel()
        await self._wait_for_runs(timeout_s)
        for run in list(self._runs.values()):
            run.interrupt(_End.HANDED_OVER)
        await self._wait_for_runs(_HAND_OVER_S)
        if self._feeders:  # what a late read still brings is passed on as well
            await asyncio.wait(self._feeders, timeout=self._timings.wait + _HAND_OVER_S)
        with contextlib.suppress(StateUnavailable):
            await self._lanes.leave(self._name)
        if self._heart:
            self._heart.cancel()

    async def _wait_for_runs(self, timeout_s: float) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_s)

    # --- what goes on all the time ---------------------------------------------------------------

    async def _repeat(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do something for ever; while Redis is away, try again in a while.

        Who feeds looks whether it is over as well: a cancellation that arrives while a connection
        is being made can get lost in there.
        """
        is_down = False
        while step == self._beat or not self._draining:
            try:
                await step()
                is_down = False
            except StateUnavailable:
                if not is_down:
                    _log.warning("Work pauses: Redis does not answer")
                is_down = True
                await self._clock.sleep(self._timings.pause)

    async def _read(self) -> None:
        if self._spare <= 0:
            self._room.clear()
            await self._room.wait()
            return
        count = min(self._spare, _READ_AT_ONCE)
        with self.expecting(count):
            for signal in await self._lanes.wait(self._name, count, self._timings.wait):
                self._begin(signal)

    async def _reclaim(self) -> None:
        await self._clock.sleep(self._timings.reclaim)
        room = self._parallel - self.running  # a read that waits must not keep orphans waiting
        if room <= 0:
            return
        for signal in await self._lanes.orphans(self._name, room, self._timings.idle):
            self._begin(signal)

    async def _sweep(self) -> None:
        await self._clock.sleep(self._timings.sweep)
        await self._lanes.sweep()

    async def _fall_due(self) -> None:
        await self._clock.sleep(self._timings.due)
        await self._lanes.fall_due(self._clock.now())

    async def _beat(self) -> None:
        await self._clock.sleep(self._timings.beat)
        held = [(run, run.tag) for run in self._runs.values() if run.tag]
        if not held:
            return
        now = self._clock.monotonic()
        fresh = now - self._fresh_at >= self._timings.fresh
        pairs = [(run.hold, tag) for run, tag in held]
        beats = await self._lanes.beat(pairs, self._timings.lease, fresh=fresh)
        if fresh:
            self._fresh_at = now
        for (run, tag), beat in zip(held, beats, strict=True):
            if run.tag == tag:  # else the lane has gone on to its next item meanwhile
                run.heed(beat)

    # --- a lane ----------------------------------------------------------------------------------

    def _begin(self, signal: Signal) -> None:
        """Run a lane; a signal that comes while we drain is passed on by ``leave``."""
        if not self._draining and signal.id not in self._runs:
            self.run_lane(signal)

    def run_lane(self, signal: Signal, head: Head | None = None) -> None:
        """Run a lane whose signal is ours; with ``head`` we hold it already and have begun that."""
        run = self._runs[signal.id] = _Run(Hold(signal, self._name))
        task = asyncio.get_running_loop().create_task(self._run_lane(run, head))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_lane(self, run: _Run, head: Head | None) -> None:
        try:
            head = head or await self._lanes.take(run.hold, self._timings.lease)
            while head:
                head = await self._run_item(run, head)
        except StateUnavailable:
            _log.warning("A lane is left to be taken over: Redis does not answer")
        except LaneLost:
            _log.warning("A lane was lost while its item ran")
        finally:
            del self._runs[run.hold.signal.id]
            self._room.set()

    async def _run_item(self, run: _Run, head: Head) -> Head | None:
        """Run one item; return the lane's next one, if it is ours to run."""
        run.tag, run.control = head.tag, Control()
        last = self._timings.attempts + 1  # the one that only says so
        if head.attempt > last:
            _log.error("Work was dropped after its last attempt", extra={"item": head.tag})
            end = _End.DONE
        elif self._draining:
            end = _End.HANDED_OVER
        else:
            item = WorkItem(head.id, head.lane, head.body, head.attempt, head.attempt == last)
            end = await self._run_handler(run, item)
        if end is _End.LOST:
            raise LaneLost
        if end is _End.HANDED_OVER:
            await self._lanes.give_back(run.hold)
            return None
        if end is _End.AGAIN:
            return await self._lanes.take(run.hold, self._timings.lease)
        return await self._finish(run)

    async def _finish(self, run: _Run) -> Head | None:
        """Drop the finished item; that must succeed, or it would run again."""
        lease = self._timings.lease
        while True:
            try:
                return await self._lanes.done(run.hold, run.tag, lease, last=self._draining)
            except StateUnavailable:
                await self._clock.sleep(self._timings.pause)

    async def _run_handler(self, run: _Run, item: WorkItem) -> _End:
        """Call the handler, and after a failure of Redis wait; both may be interrupted."""
        task = run.task = asyncio.current_task()
        try:
            end = await self._call(item, run.control)
            if end is _End.AGAIN:
                pause = self._timings.pause * 2.0 ** (item.attempt - 1)
                await self._clock.sleep(min(pause, _LONGEST_PAUSE_S))
        except asyncio.CancelledError:
            if task is None or run.interrupted is None:
                raise
            task.uncancel()
            return run.interrupted
        else:
            return end
        finally:
            run.task = None

    async def _call(self, item: WorkItem, control: Control) -> _End:
        try:
            await self._handle(item, control)
        except StateUnavailable:
            _log.warning("Work is put off: Redis does not answer", extra={"attempt": item.attempt})
            return _End.AGAIN
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task and task.cancelling():
                raise
            return _End.AGAIN  # something inside gave up, not we
        except Exception as error:  # noqa: BLE001  # a handler's defect must not end the worker
            _log.error(  # a traceback could quote what a person wrote
                "A handler failed", extra={"error": type(error).__name__, "attempt": item.attempt}
            )
        return _End.DONE
