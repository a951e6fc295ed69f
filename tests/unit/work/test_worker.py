"""Work on a real Valkey: in order, once, and taken over when its worker dies."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.core.errors import StateUnavailable
from bot.state import keys
from bot.work import Control, Timings, WorkItem
from tests.fakes.redis_dump import dump
from tests.fakes.work_bench import Bench, Log, lane, until


@pytest.fixture
def bench(redis: Redis, valkey_url: str) -> Bench:
    return Bench(redis, valkey_url)


async def test_an_item_arrives_as_it_was_put(bench: Bench) -> None:
    items: list[WorkItem] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        items.append(item)

    async with bench.worker(handle):
        assert await bench.queue.put(lane("c", "job-1"), "m1", {"text": "Grüße", "n": [1]})
        await until(lambda: bool(items))
    body = {"text": "Grüße", "n": [1]}
    assert items == [WorkItem("m1", lane("c", "job-1"), body, attempt=1, exhausted=False)]


async def test_a_lane_runs_in_order_and_one_at_a_time(bench: Bench) -> None:
    log = Log(0.001)
    names = [f"m{n}" for n in range(30)]
    async with bench.worker(log), bench.worker(log):
        for name in names:
            await bench.queue.put(lane(), name, {})
        await until(lambda: len(log.ran) == 30)
    assert log.ran == names
    assert log.most_at_once == 1


async def test_lanes_run_in_parallel(bench: Bench) -> None:
    log = Log(0.1)
    async with bench.worker(log):
        for n in range(20):
            await bench.queue.put(lane(f"c{n}"), "m", {})
        await until(lambda: len(log.ran) == 20, within=1.5)
    assert log.most_at_once == 20


async def test_a_worker_takes_no_more_lanes_than_it_may(bench: Bench) -> None:
    log = Log(0.01)
    async with bench.worker(log, parallel=3):
        for n in range(20):
            await bench.queue.put(lane(f"c{n}"), f"m{n}", {})
        await until(lambda: len(log.ran) == 20)
    assert log.most_at_once == 3


async def test_delivered_five_times_an_item_runs_once(bench: Bench) -> None:
    log = Log(0.01)
    async with bench.worker(log):
        first = [await bench.queue.put(lane(), "m", {}) for _ in range(3)]
        await until(lambda: log.ran == ["m"])
        later = [await bench.queue.put(lane(), "m", {}) for _ in range(2)]
        await asyncio.sleep(0.05)
    assert first + later == [True, False, False, False, False]
    assert log.ran == ["m"]


async def test_the_same_id_in_another_lane_is_another_item(bench: Bench) -> None:
    assert await bench.queue.put(lane("a"), "m", {})
    assert await bench.queue.put(lane("b"), "m", {})
    assert await bench.queue.put(lane("a", "job"), "m", {})


async def test_work_put_before_any_worker_runs_later(bench: Bench) -> None:
    log = Log()
    for n in range(3):
        await bench.queue.put(lane(f"c{n}"), f"m{n}", {})
    assert (await bench.queue.depth()).waiting == 3
    async with bench.worker(log):
        await until(lambda: len(log.ran) == 3)
        await until(bench.is_empty)
    depth = await bench.queue.depth()
    assert (depth.waiting, depth.oldest_s) == (0, 0)


async def test_finished_work_leaves_only_digests_that_end(bench: Bench, redis: Redis) -> None:
    log = Log()
    async with bench.worker(log):
        await bench.queue.put(lane("c", "job"), "kanarie-id", {"text": "kanarie " * 500})
        found = await dump(redis)
        await until(lambda: len(log.ran) == 1)
        await until(bench.is_empty)
    found += await dump(redis)
    for word in ("kanarie", "tenant-nord", "job-"):
        assert word.encode() not in found
    async for key in redis.scan_iter():
        kind = keys.kind_of(key.decode())
        assert kind in {"seen", "jobs", "signals"}
        assert kind == "signals" or 0 < await redis.ttl(key) <= keys.DAY


async def test_a_handlers_defect_is_no_reason_to_run_again(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[str] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        begun.append(item.id)
        raise ValueError("kanarie")

    async with bench.worker(handle):
        await bench.queue.put(lane(), "m1", {})
        await bench.queue.put(lane(), "m2", {})
        await until(lambda: len(begun) == 2)
        await until(bench.is_empty)
    assert begun == ["m1", "m2"]
    assert "kanarie" not in caplog.text


async def test_work_that_finds_no_redis_is_tried_again_then_given_up(bench: Bench) -> None:
    attempts: list[tuple[int, bool]] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        if item.id == "m1":
            attempts.append((item.attempt, item.exhausted))
            if not item.exhausted:
                raise StateUnavailable

    log: list[str] = []
    async with bench.worker(handle):
        await bench.queue.put(lane(), "m1", {})
        await until(bench.is_empty)
        log.append("leer")
    assert attempts == [(1, False), (2, False), (3, False), (4, False), (5, False), (6, True)]


async def test_an_item_that_kills_every_worker_is_dropped_in_the_end(
    bench: Bench, redis: Redis
) -> None:
    log = Log()
    await bench.queue.put(lane(), "m1", {})
    await redis.set(keys.lane_key("tries", keys.lane_ref(lane())), 6)
    async with bench.worker(log):
        await bench.queue.put(lane(), "m2", {})
        await until(lambda: log.ran == ["m2"])


async def test_stop_reaches_the_running_handler_and_nothing_else(bench: Bench) -> None:
    stopped: list[str] = []

    async def handle(item: WorkItem, control: Control) -> None:
        if item.id == "m1":
            await control.stop_requested.wait()
        await asyncio.sleep(0.12)
        if control.stop_requested.is_set():
            stopped.append(item.id)

    assert not await bench.queue.stop(lane())
    async with bench.worker(handle) as worker:
        await bench.queue.put(lane(), "m1", {})
        await bench.queue.put(lane(), "m2", {})
        await until(lambda: worker.running == 1)
        await until(lambda: bench.queue.stop(lane()))
        await until(bench.is_empty)
    assert stopped == ["m1"]


async def test_clear_drops_what_waits_and_stops_what_runs(bench: Bench, redis: Redis) -> None:
    log: list[str] = []

    async def handle(item: WorkItem, control: Control) -> None:
        log.append(item.id)
        await control.stop_requested.wait()

    async with bench.worker(handle):
        await bench.queue.put(lane(), "m1", {})
        await bench.queue.put(lane("eins", "job"), "j1", {})
        await until(lambda: sorted(log) == ["j1", "m1"])
        await bench.queue.put(lane(), "m2", {"text": "wartet"})
        await bench.queue.clear(lane())
        assert not await bench.queue.put(lane(), "m2", {})
        await until(bench.is_empty)
    assert sorted(log) == ["j1", "m1"]
    ends = [await redis.ttl(key) async for key in redis.scan_iter("*:seen:*")]
    assert max(ends) <= 50


async def test_a_live_worker_keeps_what_takes_longer_than_its_lease(bench: Bench) -> None:
    log = Log(1.2)
    async with bench.worker(log), bench.worker(log):
        await bench.queue.put(lane(), "m", {})
        await until(lambda: log.ran == ["m"])
    assert log.begun == ["m"]


async def test_a_worker_that_was_too_slow_loses_its_lane_and_is_cancelled(bench: Bench) -> None:
    ended: list[str] = []

    async def handle(item: WorkItem, control: Control) -> None:
        try:
            await asyncio.sleep(3 if item.attempt == 1 else 0)
            ended.append(f"done {item.attempt}")
        except asyncio.CancelledError:
            ended.append(f"lost {control.lost.is_set()}")
            raise

    # The first one's heartbeat comes later than its lease lasts.
    slow = Timings(wait=0.2, beat=0.9, fresh=0.1, lease=0.2, idle=60, reclaim=60, pause=0.02)
    async with bench.worker(handle, timings=slow) as first:
        await bench.queue.put(lane(), "m", {})
        await until(lambda: first.running == 1)
        async with bench.worker(handle):
            await until(lambda: len(ended) == 2)
    assert ended == ["done 2", "lost True"]


async def test_draining_lets_handlers_finish_and_leaves_the_rest(bench: Bench) -> None:
    log = Log(0.15)
    async with bench.worker(log) as worker:
        await bench.queue.put(lane(), "m1", {})
        await bench.queue.put(lane(), "m2", {})
        await until(lambda: log.begun == ["m1"])
        await worker.drain(1)
        assert log.ran == ["m1"]
        await bench.queue.put(lane("zwei"), "m3", {})
        await asyncio.sleep(0.05)
    assert log.begun == ["m1"]
    async with bench.worker(log):
        await until(lambda: sorted(log.ran) == ["m1", "m2", "m3"], within=0.5)


async def test_what_does_not_finish_in_time_goes_to_others_at_once(bench: Bench) -> None:
    attempts: list[int] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        attempts.append(item.attempt)
        await asyncio.sleep(60 if len(attempts) == 1 else 0)

    async with bench.worker(handle) as worker:
        await bench.queue.put(lane(), "m", {})
        await until(lambda: len(attempts) == 1)
        await worker.drain(0.05)
        assert worker.running == 0
    async with bench.worker(handle):
        await until(lambda: len(attempts) == 2, within=0.3)
    assert attempts == [1, 1]


async def test_a_lane_whose_signal_was_lost_is_found(bench: Bench, redis: Redis) -> None:
    log = Log()
    await bench.queue.put(lane(), "m", {})
    await redis.delete(keys.SIGNALS)
    async with bench.worker(log):
        await until(lambda: log.ran == ["m"])


async def test_an_item_nobody_can_open_does_not_block_its_lane(bench: Bench, redis: Redis) -> None:
    log = Log()
    await bench.queue.put(lane(), "m1", {})
    key = keys.lane_key("lane", keys.lane_ref(lane()))
    await redis.lset(key, 0, f"{keys.item_tag('m1')}verdorben")
    await bench.queue.put(lane(), "m2", {})
    async with bench.worker(log):
        await until(lambda: log.ran == ["m2"])


async def test_an_item_moved_to_another_conversation_is_refused(bench: Bench, redis: Redis) -> None:
    log = Log()
    await bench.queue.put(lane("eins"), "m1", {})
    await bench.queue.put(lane("zwei"), "m2", {})
    one, two = (keys.lane_key("lane", keys.lane_ref(lane(n))) for n in ("eins", "zwei"))
    stolen: Any = await redis.lindex(one, 0)
    await redis.lset(two, 0, stolen)
    async with bench.worker(log):
        await until(bench.is_empty)
    assert log.ran == ["m1"]


def test_the_shipped_timings_take_over_within_fifteen_seconds() -> None:
    timings = Timings()
    assert timings.idle > timings.lease + timings.fresh
    assert timings.idle + timings.reclaim <= 15
    assert timings.beat <= 1
