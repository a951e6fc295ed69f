"""The Store on Redis: encrypted records, each with an end of its own.

Every record is a key with its own lifetime, found through an index per kind: writing one never
prolongs another. A person's conversations are listed in the person's own space, so that deletion
finds them; a mark beside the records says that this was done within the last hour.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from hashlib import sha1
from typing import Final

from bot.core.errors import StateUnavailable
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Json, Record
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands, script

_WRITE: Final = script("write")
_APPEND: Final = script("append")
_READ_ALL: Final = script("read_all")
_TALLY: Final = script("tally")
_DROP_FIRST: Final = script("drop_first")
_FORGET: Final = script("forget")
_SPACES: Final = "spaces"
_MS: Final = 1_000
_SLICE: Final = 100  # records opened in one go, some 3 ms
_NOT_LISTED: Final = 0
_OTHER: Final = -1
_MOST_STEPS: Final = 50


class RedisStore:
    """What features know as Store; ``retention_s`` tells a tenant's retention."""

    def __init__(
        self, commands: Commands, cipher: Cipher, retention_s: Callable[[TenantId], int]
    ) -> None:
        self._redis = commands
        self._cipher = cipher
        self._retention_s = retention_s

    async def read(self, scope: Scope, kind: Record, name: str = "") -> Json | None:
        """Return one record, or None."""
        leaf = keys.record_leaf(scope, kind, name)
        key = keys.record(keys.record_index(scope, kind), leaf)
        return self._open(await self._redis.run("GET", key), scope, kind, leaf)

    async def read_all(self, scope: Scope, kind: Record) -> dict[str, Json]:
        """Return all records of a kind by name."""
        return await self._named(scope, kind)

    async def write(
        self, scope: Scope, kind: Record, value: Json, name: str = "", *, ttl_s: int | None = None
    ) -> None:
        """Keep one record; ``ttl_s`` shortens its lifetime."""
        if await self._write(scope, kind, value, name, ttl_s) == _NOT_LISTED:
            await self._list(scope)

    async def add(self, scope: Scope, kind: Record, value: Json, name: str) -> bool:
        """Keep a record unless there is one of that name."""
        outcome = await self._write(scope, kind, value, name, before="none")
        if outcome == _NOT_LISTED:
            await self._list(scope)
        return outcome != _OTHER

    async def change(
        self, scope: Scope, kind: Record, name: str, step: Callable[[Json], Json]
    ) -> Json | None:
        """Replace a record by what ``step`` makes of it; None where there is none."""
        leaf = keys.record_leaf(scope, kind, name)
        key = keys.record(keys.record_index(scope, kind), leaf)
        for _ in range(_MOST_STEPS):
            sealed = await self._redis.run("GET", key)
            value = self._open(sealed, scope, kind, leaf)
            if value is None:
                return None
            changed = step(value)
            before = sha1(sealed, usedforsecurity=False).hexdigest()
            if await self._write(scope, kind, changed, name, before=before) != _OTHER:
                return changed
        raise StateUnavailable

    async def erase(self, scope: Scope, kind: Record, name: str | None = None) -> None:
        """Forget one record, or with no name all of the kind."""
        await self._erase(scope, kind, name)

    async def append(self, scope: Scope, kind: Record, value: Json) -> None:
        """Add to a list."""
        sealed = self._seal({"v": value}, scope, kind, "")
        lifetime = keys.retained(kind, self._retention_s(scope.tenant))
        index = keys.record_index(scope, kind)
        names = [index, keys.indexed(scope)]
        if not await self._redis.call(_APPEND, names, sealed, lifetime * _MS):
            await self._list(scope)

    async def items(self, scope: Scope, kind: Record) -> list[Json]:
        """Return a list in order; what doesn't decrypt is left out."""
        found = await self._redis.call(_READ_ALL, [keys.record_index(scope, kind)])
        opened = (self._open(value, scope, kind, "") for value in found[1::2])
        return [value for value in opened if value is not None]

    async def drop_first(self, scope: Scope, kind: Record, count: int) -> None:
        """Forget the oldest ``count`` items of a list."""
        await self._redis.call(_DROP_FIRST, [keys.record_index(scope, kind)], count)

    async def tally(self, scope: Scope, kind: Record, name: str) -> int:
        """Count one, and return how many there are now."""
        leaf, index = keys.record_leaf(scope, kind, name), keys.record_index(scope, kind)
        lifetime = keys.retained(kind, self._retention_s(scope.tenant))
        names = [index, keys.record(index, leaf)]
        return int(await self._redis.call(_TALLY, names, leaf, lifetime * _MS))

    async def tallied(self, scope: Scope, kind: Record, name: str) -> int:
        """Return how many were counted."""
        key = keys.record(keys.record_index(scope, kind), keys.record_leaf(scope, kind, name))
        return int(await self._redis.run("GET", key) or 0)

    async def forget(self, scope: Scope, *, but: Collection[Record] = ()) -> None:
        """Delete all records of the scope's conversation, or of a person's own space.

        The list of conversations goes first: then a text written meanwhile is listed anew.
        """
        if scope.conversation and scope.owner:
            await self._erase(_own(scope), _SPACES, scope.conversation)
        await self._redis.call(_FORGET, [*keys.everything(scope, but), keys.indexed(scope)])

    async def conversations(self, tenant: TenantId, owner: PersonId) -> list[Scope]:
        """Return the scopes of all conversations in which texts of this person are kept."""
        own = Scope(tenant, ConversationId(""), owner)
        return [
            Scope(tenant, ConversationId(name), owner) for name in await self._named(own, _SPACES)
        ]

    async def _named(self, scope: Scope, kind: str) -> dict[str, Json]:
        records: dict[str, Json] = {}
        async for leaf, sealed in self._sealed(keys.record_index(scope, kind)):
            record = self._cipher.open(sealed, *scope_parts(scope), kind, leaf)
            if record is not None:
                records[str(record["n"])] = record["v"]  # type: ignore[assignment]  # as written
        return records

    async def _sealed(self, index: str) -> AsyncIterator[tuple[str, bytes]]:
        """Yield all records of an index; very many in slices, between which others have a turn."""
        found = await self._redis.call(_READ_ALL, [index], _SLICE)
        leaves, values = [leaf.decode() for leaf in found[::2]], found[1::2]
        for start in range(0, len(leaves), _SLICE):
            some = leaves[start : start + _SLICE]
            if len(leaves) > _SLICE:
                values = await self._redis.run("MGET", *(keys.record(index, leaf) for leaf in some))
            for leaf, sealed in zip(some, values, strict=True):
                if sealed is not None:
                    yield leaf, sealed

    async def _write(
        self,
        scope: Scope,
        kind: str,
        value: Json,
        name: str,
        ttl_s: int | None = None,
        *,
        before: str = "",
    ) -> int:
        leaf = keys.record_leaf(scope, kind, name)
        index = keys.record_index(scope, kind)
        sealed = self._seal({"n": name, "v": value}, scope, kind, leaf)
        lifetime = keys.retained(kind, self._retention_s(scope.tenant), ttl_s)
        names = [index, keys.record(index, leaf), keys.indexed(scope)]
        told = (leaf, sealed, lifetime * _MS, before)
        return int(await self._redis.call(_WRITE, names, *told))

    async def _erase(self, scope: Scope, kind: str, name: str | None) -> None:
        index = keys.record_index(scope, kind)
        if name is None:
            await self._redis.call(_FORGET, [index])
            return
        leaf = keys.record_leaf(scope, kind, name)
        await self._redis.run("UNLINK", keys.record(index, leaf))
        await self._redis.run("ZREM", index, leaf)

    async def _list(self, scope: Scope) -> None:
        """Enter a conversation in its owner's list; at most once an hour, and after a forget."""
        if not (scope.conversation and scope.owner):
            return
        await self._write(_own(scope), _SPACES, {}, scope.conversation)
        await self._redis.run("SET", keys.indexed(scope), "1", "EX", keys.INDEX_MARGIN_S)

    def _seal(self, value: Json, scope: Scope, kind: str, leaf: str) -> bytes:
        return self._cipher.seal(value, *scope_parts(scope), kind, leaf)

    def _open(self, sealed: bytes | None, scope: Scope, kind: str, leaf: str) -> Json | None:
        record = None
        if sealed is not None:
            record = self._cipher.open(sealed, *scope_parts(scope), kind, leaf)
        return None if record is None else record["v"]  # type: ignore[return-value]  # as written


def scope_parts(scope: Scope) -> tuple[str, str, str]:
    """Return what a record's encryption is bound to, first of all."""
    return scope.tenant, scope.conversation, scope.owner


def _own(scope: Scope) -> Scope:
    return Scope(scope.tenant, ConversationId(""), scope.owner)
