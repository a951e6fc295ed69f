"""Budgets for sending: Teams' limits, kept over all processes."""

from __future__ import annotations

import asyncio
import time

import pytest
from redis.asyncio import Redis

from bot.core.ids import ConversationId, TenantId
from bot.state import keys
from bot.state.budgets import SendBudget
from bot.state.commands import Commands
from bot.state.connection import connect
from tests.fakes.clock import FakeClock

_TENANT = TenantId("tenant-nord")
_CHAT = ConversationId("gespräch")


@pytest.fixture
def budget(redis: Redis, clock: FakeClock) -> SendBudget:
    return SendBudget(Commands(redis), clock)


async def _allowed(budget: SendBudget, count: int, *, final: bool) -> int:
    takes = [await budget.take(_TENANT, _CHAT, final=final) for _ in range(count)]
    return takes.count(0.0)


async def test_a_conversation_gets_seven_messages_a_second(budget: SendBudget) -> None:
    assert await _allowed(budget, 12, final=True) == 7


async def test_updates_leave_room_for_finals(budget: SendBudget) -> None:
    assert await _allowed(budget, 12, final=False) == 5
    assert await _allowed(budget, 12, final=True) == 2


async def test_the_wait_that_is_named_is_long_enough(budget: SendBudget) -> None:
    await _allowed(budget, 7, final=True)
    wait = await budget.take(_TENANT, _CHAT, final=True)
    assert 0.5 < wait <= 1
    await asyncio.sleep(wait)
    assert await budget.take(_TENANT, _CHAT, final=True) == 0


async def test_a_tenant_gets_forty_messages_a_second(budget: SendBudget) -> None:
    chats = [ConversationId(f"c{n}") for n in range(60)]
    takes = await asyncio.gather(*(budget.take(_TENANT, c, final=True) for c in chats))
    assert takes.count(0.0) == 40
    assert await budget.take(TenantId("tenant-süd"), _CHAT, final=True) == 0


async def _send_before(redis: Redis, count: int, seconds_ago: float) -> None:
    """Pretend that messages were sent a while ago, evenly within a second."""
    thread = keys.budgets(_TENANT, _CHAT)[1]
    start = int((time.time() - seconds_ago) * 1e6)
    await redis.zadd(thread, {str(start + n * 500): start + n * 500 for n in range(count)})


async def test_the_limits_of_thirty_seconds_and_of_an_hour_hold(
    budget: SendBudget, redis: Redis
) -> None:
    await _send_before(redis, 60, 20)
    assert 9 < await budget.take(_TENANT, _CHAT, final=True) <= 10.1
    await redis.flushall()
    await _send_before(redis, 1_800, 3_000)
    assert 599 < await budget.take(_TENANT, _CHAT, final=True) <= 601
    await redis.flushall()
    await _send_before(redis, 1_799, 3_000)
    assert await budget.take(_TENANT, _CHAT, final=True) == 0


async def test_budgets_end_by_themselves_and_name_nobody(budget: SendBudget, redis: Redis) -> None:
    await budget.take(_TENANT, _CHAT, final=True)
    found = [key async for key in redis.scan_iter()]
    assert len(found) == 2
    for key in found:
        declared = keys.KINDS[keys.kind_of(key.decode())].seconds or 0
        assert 0 < await redis.ttl(key) <= declared
        assert b"nord" not in key


async def test_without_redis_everything_may_leave_with_one_warning_a_minute(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect("redis://127.0.0.1:1", blocking=False)
    budget = SendBudget(Commands(client), clock)
    for _ in range(3):
        assert await budget.take(_TENANT, _CHAT, final=False) == 0
    await clock.advance(61)
    assert await budget.take(_TENANT, _CHAT, final=False) == 0
    assert caplog.text.count("Sending without budgets") == 2
    await client.aclose()
