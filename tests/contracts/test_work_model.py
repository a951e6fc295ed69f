"""Lanes against a model: whatever workers do, items run in order and none is lost.

Workers read, finish, crash and come back from the dead in any order. A lease's end is brought
about by deleting it, the only step that would need real time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.core.lanes import Beat, Head, Hold, LaneLost
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import connect
from bot.state.lanes import RedisLanes
from bot.state.queue import RedisWorkQueue
from tests.fakes.work_bench import KEY, lane

_LANES = ("eins", "zwei", "drei")
_WORKERS = ("a", "b", "c")
_LEASE_S = 60.0


@dataclass
class _Held:
    """A lane as one worker sees it."""

    hold: Hold
    name: str
    head: Head


@dataclass
class _World:
    """What must be true, told without Redis."""

    waiting: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _LANES})
    seen: set[tuple[str, str]] = field(default_factory=set)
    held: dict[str, _Held] = field(default_factory=dict)
    dead: list[_Held] = field(default_factory=list)


class Work(RuleBasedStateMachine):
    """Puts, takes, finishes, crashes."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = connect(self.url, blocking=False)
        self.reader = connect(self.url, blocking=True)
        cipher = Cipher([KEY])
        self.queue = RedisWorkQueue(Commands(self.redis), cipher, lambda _tenant: 86_400)
        self.lanes = RedisLanes(Commands(self.redis), self.reader, cipher, forgotten_s=0)
        self.world = _World()
        self.runner.run(self._start())

    async def _start(self) -> None:
        await self.redis.flushall()
        await self.lanes.wait("a", 1, 0)

    def teardown(self) -> None:
        """Let one last worker finish everything, and look for leftovers."""
        self.runner.run(self._finish_everything())
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        await self.redis.aclose()
        await self.reader.aclose()

    @rule(name=st.sampled_from(_LANES), number=st.integers(0, 12))
    def put(self, name: str, number: int) -> None:
        """Put an item, which is new exactly once a lane."""
        item = f"m{number}"
        is_new = self.runner.run(self.queue.put(lane(name), item, {"n": number}))
        self._was_put(name, item, is_new=is_new)

    @rule(
        name=st.sampled_from(_LANES),
        number=st.integers(0, 12),
        worker=st.sampled_from(_WORKERS),
    )
    def place(self, name: str, number: int, worker: str) -> None:
        """Let a worker put an item and begin at once what may be begun."""
        self.runner.run(self._place(name, f"m{number}", worker))

    async def _place(self, name: str, item: str, worker: str) -> None:
        is_free = name not in self.world.held and not self.world.waiting[name]
        signals = await self.redis.execute_command("XLEN", keys.SIGNALS)
        placed = await self.queue.place(lane(name), item, {"n": item}, worker, _LEASE_S)
        self._was_put(name, item, is_new=placed.is_new)
        if placed.is_new and is_free and not signals:
            assert placed.head is not None
        if placed.signal is not None:
            hold = Hold(placed.signal, worker)
            head = placed.head or await self.lanes.take(hold, _LEASE_S)
            self._begun(hold, _name_of(hold), head)

    def _was_put(self, name: str, item: str, *, is_new: bool) -> None:
        assert is_new == ((name, item) not in self.world.seen)
        if is_new:
            self.world.seen.add((name, item))
            self.world.waiting[name].append(item)

    @rule(worker=st.sampled_from(_WORKERS))
    def read(self, worker: str) -> None:
        """Let a worker take a new signal."""
        self.runner.run(self._serve(worker, orphans=False))

    @rule(worker=st.sampled_from(_WORKERS))
    def reclaim(self, worker: str) -> None:
        """Let a worker look after signals that others took, dead or alive."""
        self.runner.run(self._serve(worker, orphans=True))

    async def _serve(self, worker: str, *, orphans: bool) -> int:
        if orphans:
            signals = await self.lanes.orphans(worker, 5, 0)
        else:
            signals = await self.lanes.wait(worker, 1, 0)
        for signal in signals:
            hold = Hold(signal, worker)
            if any(held.hold == hold for held in self.world.held.values()):
                continue  # the worker's own, still running
            self._begun(hold, _name_of(hold), await self.lanes.take(hold, _LEASE_S))
        return len(signals)

    def _begun(self, hold: Hold, name: str, head: Head | None) -> None:
        """Only a free lane is begun, and with its first item."""
        if head is None:
            return
        assert name not in self.world.held
        assert head.lane == lane(name)
        assert head.id == self.world.waiting[name][0]
        self.world.held[name] = _Held(hold, name, head)

    @precondition(lambda self: self.world.held)
    @rule(data=st.data(), last=st.booleans())
    def finish(self, data: st.DataObject, last: bool) -> None:  # noqa: FBT001  # hypothesis fills it
        """Finish an item; the next one follows, if the worker wants it."""
        held = self.world.held.pop(data.draw(st.sampled_from(sorted(self.world.held))))
        self.runner.run(self._done(held, last=last))

    async def _done(self, held: _Held, *, last: bool) -> None:
        assert self.world.waiting[held.name].pop(0) == held.head.id
        head = await self.lanes.done(held.hold, held.head.tag, _LEASE_S, last=last)
        assert (head is None) == (last or not self.world.waiting[held.name])
        self._begun(held.hold, held.name, head)

    @precondition(lambda self: self.world.held)
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        """Let a worker die; after a while its lease ends."""
        held = self.world.held.pop(data.draw(st.sampled_from(sorted(self.world.held))))
        self.world.dead.append(held)
        self.runner.run(self._end_lease(held))

    async def _end_lease(self, held: _Held) -> None:
        lease = keys.lane_key("lease", held.hold.signal.lane)
        await self.redis.execute_command("DEL", lease)

    @precondition(lambda self: self.world.held)
    @rule(data=st.data())
    def hand_over(self, data: st.DataObject) -> None:
        """Shut a worker down, which leaves its item to others."""
        held = self.world.held.pop(data.draw(st.sampled_from(sorted(self.world.held))))
        self.runner.run(self.lanes.give_back(held.hold))

    @precondition(lambda self: any(held.name in self.world.held for held in self.world.dead))
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        """Wake one thought dead, which must leave its lane to its new holder."""
        late = [held for held in self.world.dead if held.name in self.world.held]
        held = data.draw(st.sampled_from(late))
        if held.hold == self.world.held[held.name].hold:
            return  # the same worker, which took the lane once more
        found = self.runner.run(self.lanes.beat([(held.hold, held.head.tag)], _LEASE_S, fresh=True))
        assert found == [Beat.LOST]
        try:
            self.runner.run(self.lanes.done(held.hold, held.head.tag, _LEASE_S, last=False))
        except LaneLost:
            return
        raise AssertionError("somebody else's lane was finished")

    @precondition(lambda self: any(held.name not in self.world.held for held in self.world.dead))
    @rule(data=st.data())
    def finish_late(self, data: st.DataObject) -> None:
        """Wake one thought dead whose lane nobody took: it may finish its item, and only that."""
        late = [held for held in self.world.dead if held.name not in self.world.held]
        held = data.draw(st.sampled_from(late))
        waiting = self.world.waiting[held.name]
        if waiting[:1] == [held.head.id]:
            waiting.pop(0)
        self.runner.run(self.lanes.done(held.hold, held.head.tag, _LEASE_S, last=True))

    @invariant()
    def every_lane_holds_what_the_model_says(self) -> None:
        """Nothing is lost and nothing comes twice."""
        for name in _LANES:
            key = keys.lane_key("lane", keys.lane_ref(lane(name)))
            tags = [keys.item_tag(item).encode() for item in self.world.waiting[name]]
            found = self.runner.run(self.redis.execute_command("LRANGE", key, 0, -1))
            assert [item[: keys.ITEM_TAG_BYTES] for item in found] == tags

    async def _finish_everything(self) -> None:
        for _ in range(200):
            while self.world.held:
                await self._done(self.world.held.popitem()[1], last=False)
            if not any(self.world.waiting.values()):
                break
            await self._serve("a", orphans=False)
            await self._serve("b", orphans=True)
        assert not any(self.world.waiting.values())
        while await self._serve("a", orphans=False) or await self._serve("b", orphans=True):
            pass
        assert await self.redis.execute_command("XLEN", keys.SIGNALS) == 0


def _name_of(hold: Hold) -> str:
    return next(name for name in _LANES if keys.lane_ref(lane(name)) == hold.signal.lane)


def test_items_run_in_order_and_none_is_lost(valkey_url: str) -> None:
    Work.url = valkey_url
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
