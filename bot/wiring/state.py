"""Opens Redis and everything kept in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.agency.profile import Agencies
from bot.core.clock import Clock
from bot.core.errors import StateUnavailable
from bot.core.ids import TenantId
from bot.core.settings import Settings
from bot.state.budgets import SendBudget
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import connect
from bot.state.counter import RedisCounter
from bot.state.embedded import embedded_valkey, local_data_key
from bot.state.lanes import RedisLanes
from bot.state.queue import RedisWorkQueue
from bot.state.store import RedisStore

_LOCAL: Final = Path(".local")
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class State:
    """Everything kept in Redis."""

    store: RedisStore
    queue: RedisWorkQueue
    counter: RedisCounter
    lanes: RedisLanes
    budget: SendBudget
    answers: Callable[[], Awaitable[bool]]


async def open_state(
    settings: Settings, agencies: Agencies, clock: Clock, stack: AsyncExitStack
) -> State:
    """Connect to Redis; a local run without one brings its own, and its own key."""
    url = settings.redis_url.value
    if not url:
        url = await stack.enter_async_context(embedded_valkey(_LOCAL / "valkey"))
    cipher = Cipher(settings.data_keys or (local_data_key(_LOCAL),))
    redis, reader = connect(url, blocking=False), connect(url, blocking=True)
    stack.push_async_callback(redis.aclose)
    stack.push_async_callback(reader.aclose)

    def retention_s(tenant: TenantId) -> int:
        agency = agencies.of(tenant)
        return agency.retention_s if agency else _DAY_S

    # One for all: what different parts ask in the same moment leaves in one write.
    commands = Commands(redis)
    stack.push_async_callback(commands.close)

    async def answers() -> bool:
        try:
            await commands.run("PING")
        except StateUnavailable:
            return False
        return True

    return State(
        store=RedisStore(commands, cipher, retention_s),
        queue=RedisWorkQueue(commands, cipher, retention_s),
        counter=RedisCounter(commands, clock),
        lanes=RedisLanes(commands, reader, cipher),
        budget=SendBudget(commands, clock),
        answers=answers,
    )
