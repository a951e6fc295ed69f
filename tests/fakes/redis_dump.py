"""Everything a Redis holds, as somebody would find it who got hold of a backup."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis


async def dump(redis: Redis) -> bytes:
    """Return all keys and values, uncompressed, as bytes."""
    client: Any = redis
    readers = {
        b"zset": lambda key: client.zrange(key, 0, -1),
        b"list": lambda key: client.lrange(key, 0, -1),
        b"stream": client.xrange,
        b"hash": client.hgetall,
        b"string": client.get,
    }
    parts: list[str] = []
    async for key in client.scan_iter():
        kind = await client.type(key)
        if kind in readers:  # else it has ended since it was listed
            parts += [repr(key), repr(await readers[kind](key))]
    return "\n".join(parts).encode()
