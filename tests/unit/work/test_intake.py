"""Work that begins where it was put: the same promises as for work read from the stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from bot.core.clock import SystemClock
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import connect
from bot.state.lanes import RedisLanes
from bot.work import Control, Handler, Worker, WorkItem
from bot.work.intake import Intake
from tests.fakes.work_bench import FAST, KEY, Bench, Log, lane, until


@pytest.fixture
def bench(redis: Redis, valkey_url: str) -> Bench:
    return Bench(redis, valkey_url)


@asynccontextmanager
async def _intake(
    bench: Bench,
    handle: Handler,
    *,
    parallel: int = 50,  # more than are read at once
) -> AsyncIterator[tuple[Intake, Worker]]:
    """Run a worker that has worked once: the group that reads signals exists then."""
    async with bench.worker(handle, parallel=parallel) as worker:
        await bench.queue.put(lane("first"), "first", {})
        await until(bench.is_empty)
        await until(lambda: worker.running == 0)
        yield Intake(bench.queue, worker), worker


async def test_an_item_arrives_as_it_was_put(bench: Bench) -> None:
    items: list[WorkItem] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        items.append(item)

    async with _intake(bench, handle) as (intake, _):
        assert await intake.put(lane("c", "job-1"), "m1", {"text": "Grüße", "n": [1]})
        await until(lambda: len(items) == 2)
    body = {"text": "Grüße", "n": [1]}
    assert items[1] == WorkItem("m1", lane("c", "job-1"), body, attempt=1, exhausted=False)


async def test_it_is_held_here_as_soon_as_it_is_put(bench: Bench, redis: Redis) -> None:
    log = Log(0.1)
    async with _intake(bench, log) as (intake, worker):
        await intake.put(lane(), "m", {})
        assert worker.running == 1
        held = await redis.get(keys.lane_key("lease", keys.lane_ref(lane())))
        assert isinstance(held, bytes)
        assert held.decode().startswith(f"{worker.name}|")
        assert (await bench.queue.depth()).waiting == 0
        await until(lambda: "m" in log.ran)
        await until(bench.is_empty)
    assert log.begun.count("m") == 1


async def test_lanes_run_in_order_and_one_at_a_time_wherever_items_arrive(bench: Bench) -> None:
    log = Log(0.001)
    names = [f"m{n}" for n in range(30)]
    async with _intake(bench, log) as (one, _), _intake(bench, log) as (other, _):
        log.ran.clear()
        for n, name in enumerate(names):
            await (one, other, bench.queue)[n % 3].put(lane(), name, {})
        await until(lambda: len(log.ran) == 30)
        await until(bench.is_empty)
    assert log.ran == names
    assert log.most_at_once == 1


async def test_delivered_five_times_at_once_an_item_runs_once(bench: Bench) -> None:
    log = Log(0.02)
    async with _intake(bench, log) as (one, _), _intake(bench, log) as (other, _):
        puts = [intake.put(lane(), "m", {}) for intake in (one, other, one, other, one)]
        assert sorted(await asyncio.gather(*puts)) == [False] * 4 + [True]
        await until(bench.is_empty)
        assert not await one.put(lane(), "m", {})
        await until(bench.is_empty)
    assert log.begun.count("m") == 1


async def test_no_more_lanes_run_than_may_however_many_items_arrive(bench: Bench) -> None:
    log = Log(0.02)
    async with _intake(bench, log, parallel=40) as (intake, worker):
        log.most_at_once = 0
        puts = (intake.put(lane(f"c{n}"), f"m{n}", {}) for n in range(100))
        await asyncio.gather(*puts)
        assert worker.running > 0
        await until(lambda: len(log.ran) == 101)
        await until(bench.is_empty)
    assert log.most_at_once <= 40


async def test_without_room_an_item_waits_behind_what_waited_longer(bench: Bench) -> None:
    order: list[str] = []
    going_on = asyncio.Event()

    async def handle(item: WorkItem, _control: Control) -> None:
        order.append(item.id)
        if item.id == "long":
            await going_on.wait()

    async with _intake(bench, handle, parallel=1) as (intake, worker):
        await intake.put(lane("eins"), "long", {})
        await until(lambda: "long" in order)
        assert not worker.has_room
        await bench.queue.put(lane("zwei"), "old", {})
        await intake.put(lane("drei"), "new", {})
        assert worker.running == 1
        going_on.set()
        await until(lambda: len(order) == 4)
    assert order == ["first", "long", "old", "new"]


async def test_who_puts_an_item_takes_along_a_signal_that_waited_longer(bench: Bench) -> None:
    log = Log()
    async with _intake(bench, log):
        pass
    await bench.queue.put(lane("alt"), "old", {})
    placed = await bench.queue.place(lane("neu"), "new", {}, "somebody", 0.1)
    assert placed.is_new
    assert placed.signal is not None
    assert placed.signal.lane == keys.lane_ref(lane("alt"))
    assert placed.head is None
    async with bench.worker(log):
        await until(lambda: {"old", "new"} <= set(log.ran))
    assert (log.begun.count("old"), log.begun.count("new")) == (1, 1)


async def test_a_signal_of_another_lane_that_was_taken_along_is_run(bench: Bench) -> None:
    log = Log(0.01)
    async with _intake(bench, log) as (intake, worker):
        await until(lambda: worker.running == 0)
        for n in range(20):
            await asyncio.gather(
                bench.queue.put(lane(f"a{n}"), f"a{n}", {}), intake.put(lane(f"b{n}"), f"b{n}", {})
            )
        await until(lambda: len(log.ran) == 41)
        await until(bench.is_empty)
    assert sorted(log.begun) == sorted(log.ran)


async def test_who_dies_right_after_it_is_followed_by_another(bench: Bench) -> None:
    attempts: list[tuple[str, int]] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        attempts.append((item.id, item.attempt))

    async with _intake(bench, handle):
        pass
    placed = await bench.queue.place(lane(), "m", {}, "dies-now", FAST.lease)
    assert placed.head is not None
    async with bench.worker(handle):
        await until(lambda: ("m", 2) in attempts, within=FAST.idle + FAST.reclaim + 1)
        await until(bench.is_empty)


async def test_while_draining_an_item_is_stored_for_others(bench: Bench) -> None:
    log = Log()
    async with _intake(bench, log) as (intake, worker):
        await worker.drain(1)
        assert not worker.has_room
        assert await intake.put(lane(), "m", {})
        await asyncio.sleep(0.02)
        assert "m" not in log.begun
    async with bench.worker(log):
        await until(lambda: "m" in log.ran, within=0.5)


async def test_what_was_placed_while_a_drain_began_goes_to_others_at_once(bench: Bench) -> None:
    log = Log()
    async with _intake(bench, log) as (intake, worker):
        await until(lambda: worker.running == 0)
        putting = asyncio.create_task(intake.put(lane(), "m", {}))
        await asyncio.sleep(0)
        await worker.drain(1)
        assert await putting
        await until(lambda: worker.running == 0)
    assert "m" not in log.begun
    async with bench.worker(log):
        await until(lambda: "m" in log.ran, within=0.4)


async def test_before_its_worker_runs_an_item_is_stored(bench: Bench, valkey_url: str) -> None:
    log = Log()
    reader = connect(valkey_url, blocking=True)
    lanes = RedisLanes(Commands(bench.redis), reader, Cipher([KEY]))
    intake = Intake(bench.queue, Worker(lanes, log, SystemClock()))
    await intake.put(lane(), "m", {})
    assert (await bench.queue.depth()).waiting == 1
    await reader.aclose()


async def test_stop_and_clear_reach_what_began_here(bench: Bench) -> None:
    stopped: list[str] = []

    async def handle(item: WorkItem, control: Control) -> None:
        if item.id == "m":
            await control.stop_requested.wait()
            stopped.append(item.id)

    async with _intake(bench, handle) as (intake, _):
        await intake.put(lane(), "m", {})
        await intake.put(lane(), "never", {})
        await intake.clear(lane())
        await until(lambda: stopped == ["m"])
        await until(bench.is_empty)
        await intake.put(lane("zwei"), "m", {})
        assert await intake.stop(lane("zwei"))
        await until(lambda: stopped == ["m", "m"])
        assert not await intake.stop(lane("drei"))
