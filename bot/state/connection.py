"""Clients for Redis, from an address.

Understands redis://, rediss://, unix://, redis+sentinel://h1:26379,h2/name and
redis+cluster://h1,h2. Commands give up after a second. Whoever waits inside Redis (XREADGROUP)
needs a client of its own (``blocking``): on an ordinary one, redis-py would take the waiting for
a fault. RESP2 is meant: RESP3 adds a handshake and maintenance messages that nobody here reads.
"""

from __future__ import annotations

import ssl
from typing import Final, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import ConstantBackoff
from redis.cluster import ClusterNode
from redis.exceptions import ConnectionError as RedisConnectionError

from bot.core.errors import ConfigurationError

AnyRedis: TypeAlias = "Redis | RedisCluster"

_COMMAND_TIMEOUT_S: Final = 1.0
_BLOCKING_TIMEOUT_S: Final = 6.0  # above every BLOCK (4 s), yet a half-open connection ends
_POOL: Final = 16
_RETRY_PAUSE_S: Final = 0.05
_CLUSTER_RETRIES: Final = 3
_SETTING: Final = "REDIS_URL"


class _SentinelPool(SentinelConnectionPool, BlockingConnectionPool):
    """Waits for a free connection like the ordinary pool, and closes its sentinels' clients too."""

    async def aclose(self) -> None:
        """Close everything; redis-py would leave the connections to the sentinels open."""
        await super().aclose()
        for client in self.sentinel_manager.sentinels:
            await client.aclose()


def connect(url: str, *, blocking: bool) -> AnyRedis:
    """Make a client; nothing is sent yet. Raises ConfigurationError for an unknown address."""
    try:
        return _client(url, blocking=blocking)
    except ValueError:  # its words would quote the address, and with it the password
        raise ConfigurationError(_SETTING, "is an address that can't be read") from None


def _client(url: str, *, blocking: bool) -> AnyRedis:
    parts = urlsplit(url)
    if parts.scheme == "redis+sentinel":
        return _sentinel(parts, blocking=blocking)
    if parts.scheme == "redis+cluster":
        return _cluster(parts, blocking=blocking)
    if parts.scheme in ("redis", "rediss", "unix"):
        pool = BlockingConnectionPool.from_url(
            url, max_connections=_POOL, timeout=_COMMAND_TIMEOUT_S, **_options(blocking=blocking)
        )
        return Redis.from_pool(pool)
    raise ConfigurationError(_SETTING, "has an unknown scheme")


def _options(*, blocking: bool) -> dict[str, object]:
    """Say how long to wait, and that only a broken connection is worth a second try.

    A timeout is not: the command may have been carried out, and the person waits.
    """
    retry = Retry(ConstantBackoff(_RETRY_PAUSE_S), 1, supported_errors=(RedisConnectionError,))
    return {
        "socket_timeout": _BLOCKING_TIMEOUT_S if blocking else _COMMAND_TIMEOUT_S,
        "socket_connect_timeout": _COMMAND_TIMEOUT_S,
        "protocol": 2,
        "retry": retry,
    }


def _sentinel(parts: SplitResult, *, blocking: bool) -> Redis:
    name, _, database = parts.path.strip("/").partition("/")
    if not name:
        raise ConfigurationError(_SETTING, "names no master: redis+sentinel://host,host/name")
    options = _options(blocking=blocking)
    sentinel = Sentinel(  # type: ignore[no-untyped-call]  # redis-py leaves this one untyped
        _hosts(parts, 26379),
        sentinel_kwargs={**_options(blocking=False), **_tls(parts)},
        db=int(database or 0),
        **_login(parts),
        **_tls(parts),
        **options,
    )
    client: Redis = sentinel.master_for(
        name,
        connection_pool_class=_SentinelPool,
        max_connections=_POOL,
        timeout=_COMMAND_TIMEOUT_S,
    )
    return client


def _cluster(parts: SplitResult, *, blocking: bool) -> RedisCluster:
    nodes = [
        ClusterNode(host, port)  # type: ignore[no-untyped-call]  # redis-py leaves this untyped
        for host, port in _hosts(parts, 6379)
    ]
    options = _options(blocking=blocking)
    options["retry"] = Retry(ConstantBackoff(_RETRY_PAUSE_S), _CLUSTER_RETRIES)
    return RedisCluster(startup_nodes=nodes, **_login(parts), **_tls(parts), **options)  # type: ignore[arg-type]


def _hosts(parts: SplitResult, default_port: int) -> list[tuple[str, int]]:
    """Read ``h1:1,h2`` (urlsplit's own host and port know only one)."""
    hosts = []
    for entry in parts.netloc.rpartition("@")[2].split(","):
        host, _, port = entry.strip().rpartition(":") if ":" in entry else (entry.strip(), "", "")
        if not host or (port and not port.isdecimal()):
            raise ConfigurationError(_SETTING, "names a host that cannot be read")
        hosts.append((host, int(port or default_port)))
    return hosts


def _login(parts: SplitResult) -> dict[str, str]:
    user, colon, password = parts.netloc.rpartition("@")[0].partition(":")
    login = {"username": unquote(user), "password": unquote(password) if colon else ""}
    return {name: value for name, value in login.items() if value}


def _tls(parts: SplitResult) -> dict[str, object]:
    """Switch TLS on with ``?tls=1``; redis-py checks certificates and host names by default."""
    if "tls=1" not in parts.query.split("&"):
        return {}
    return {"ssl": True, "ssl_min_version": ssl.TLSVersion.TLSv1_2}
