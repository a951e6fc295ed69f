"""Work that waits for its time: once, over any number of workers, and gone when it is forgotten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from bot.core.ids import TenantId
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.lanes import RedisLanes
from bot.state.queue import RedisWorkQueue
from bot.work import Control, WorkItem
from tests.fakes.redis_dump import dump
from tests.fakes.work_bench import KEY, Bench, Log, lane, until

NOW = datetime.now(UTC)
SOON = timedelta(seconds=0.15)
WEEK = timedelta(days=7)


@pytest.fixture
def bench(redis: Redis, valkey_url: str) -> Bench:
    return Bench(redis, valkey_url)


def lanes(redis: Redis) -> RedisLanes:
    return RedisLanes(Commands(redis), redis, Cipher([KEY]))


async def test_an_item_waits_for_its_time_and_arrives_as_it_was_put(bench: Bench) -> None:
    items: list[WorkItem] = []

    async def handle(item: WorkItem, _control: Control) -> None:
        items.append(item)

    due = datetime.now(UTC) + SOON
    async with bench.worker(handle):
        await bench.queue.put_at(lane("c", "job-1"), "m1", {"text": "Grüße"}, due)
        await until(lambda: bool(items))
        assert datetime.now(UTC) >= due
    body = {"text": "Grüße"}
    assert items == [WorkItem("m1", lane("c", "job-1"), body, attempt=1, exhausted=False)]


async def test_what_is_due_runs_once_however_many_look(bench: Bench) -> None:
    log = Log(0.01)
    names = [f"m{n}" for n in range(10)]
    due = datetime.now(UTC) + SOON
    for name in names:
        await bench.queue.put_at(lane(name), name, {}, due)
    async with bench.worker(log), bench.worker(log), bench.worker(log):
        await until(lambda: len(log.ran) == 10)
        await asyncio.sleep(0.2)
    assert sorted(log.ran) == sorted(names)


async def test_what_was_due_while_nobody_worked_runs_when_somebody_does(bench: Bench) -> None:
    log = Log()
    await bench.queue.put_at(lane(), "m", {}, NOW - WEEK)
    async with bench.worker(log):
        await until(lambda: log.ran == ["m"])


async def test_the_same_item_put_again_has_its_new_time(bench: Bench, redis: Redis) -> None:
    await bench.queue.put_at(lane(), "m", {"n": 1}, NOW + WEEK)
    await bench.queue.put_at(lane(), "m", {"n": 2}, NOW + 2 * WEEK)
    some = lanes(redis)
    assert await some.fall_due(NOW + WEEK) == 0
    assert await some.fall_due(NOW + 2 * WEEK) == 1
    assert await some.fall_due(NOW + 2 * WEEK) == 0


async def test_an_item_that_ran_already_does_not_run_at_its_time(bench: Bench) -> None:
    log = Log()
    await bench.queue.put_at(lane(), "m", {}, datetime.now(UTC) + SOON)
    await bench.queue.put(lane(), "m", {})
    async with bench.worker(log):
        await until(lambda: log.ran == ["m"])
        await asyncio.sleep(0.3)
    assert log.ran == ["m"]


async def test_a_cleared_lane_forgets_what_waits_for_its_time(bench: Bench, redis: Redis) -> None:
    for where in (lane(), lane("eins", "job"), lane("eins", "jot"), lane("zwei")):
        await bench.queue.put_at(where, "m", {"text": "kanarie"}, NOW + WEEK)
    await bench.queue.clear(lane("eins", "job"))
    assert len(await redis.keys("*:later:*")) == 3
    await bench.queue.clear(lane("eins"))
    assert len(await redis.keys("*:later:*")) == 1
    assert await lanes(redis).fall_due(NOW + WEEK) == 1
    assert not await redis.exists(keys.DUE)


async def test_it_is_unreadable_and_ends_with_the_retention(redis: Redis) -> None:
    queue = RedisWorkQueue(Commands(redis), Cipher([KEY]), lambda _tenant: 3 * keys.DAY)
    await queue.put_at(lane("c", "job"), "kanarie-id", {"text": "kanarie"}, NOW + WEEK)
    found = await dump(redis)
    for word in ("kanarie", TenantId("tenant-nord"), "job-"):
        assert word.encode() not in found
    async for key in redis.scan_iter():
        assert keys.kind_of(key.decode()) in {"later", "due"}
        assert 0 < await redis.ttl(key) < 3 * keys.DAY


async def test_what_nobody_fetches_ends_a_week_after_its_time(bench: Bench, redis: Redis) -> None:
    await bench.queue.put_at(lane(), "m", {}, NOW + timedelta(days=1))
    (key,) = await redis.keys("*:later:*")
    assert 7 * keys.DAY < await redis.ttl(key) <= 8 * keys.DAY + 1


async def test_moving_into_a_lane_shortens_nothing_that_waits_there(
    bench: Bench, redis: Redis
) -> None:
    await bench.queue.put(lane(), "first", {})
    waiting = keys.lane_key("lane", keys.lane_ref(lane()))
    before = await redis.ttl(waiting)
    await bench.queue.put_at(lane(), "m", {}, NOW - timedelta(days=9))
    await lanes(redis).fall_due(NOW)
    assert await redis.ttl(waiting) >= before - 1
    assert await redis.llen(waiting) == 2
