"""A real store for the tests of this folder."""

from __future__ import annotations

import os

import pytest
from redis.asyncio import Redis

from bot.core.ports import Store
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.store import RedisStore


@pytest.fixture
def store(redis: Redis) -> Store:
    """Give a store on an empty Valkey with a key of its own."""
    return RedisStore(Commands(redis), Cipher([os.urandom(32)]), lambda _tenant: 30 * 86_400)
