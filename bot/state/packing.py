"""Connections that write commands with hiredis, as redis-py's synchronous ones do.

redis-py's asynchronous connections only read with it; packing in Python was the largest part of
what a command costs.
"""

from __future__ import annotations

from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Connection, SSLConnection
from redis.asyncio.connection import UnixDomainSocketConnection, parse_url
from redis.connection import HiredisRespSerializer


class _Packed:
    """Packs a command in one call."""

    _serializer = HiredisRespSerializer()

    def pack_command(self, *args: Any) -> list[bytes]:  # noqa: ANN401  # the base class's signature
        packed: list[bytes] = self._serializer.pack(*args)
        return packed


class PackedConnection(_Packed, Connection):
    """A connection over TCP."""


class PackedSSLConnection(_Packed, SSLConnection):
    """A connection over TLS."""


class PackedSocketConnection(_Packed, UnixDomainSocketConnection):
    """A connection over a Unix socket."""


_PACKED: Final = {
    SSLConnection: PackedSSLConnection,
    UnixDomainSocketConnection: PackedSocketConnection,
}


def packed_pool(url: str, **options: Any) -> BlockingConnectionPool:  # noqa: ANN401  # redis-py's
    """Make a pool for an address; raises ValueError for one that can't be read."""
    parsed: dict[str, Any] = dict(parse_url(url))
    kind = _PACKED.get(parsed.pop("connection_class", Connection), PackedConnection)
    return BlockingConnectionPool(connection_class=kind, **{**options, **parsed})
