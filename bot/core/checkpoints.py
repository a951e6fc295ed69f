"""What a long job has finished, kept piece by piece, so that a new worker goes on from there.

A piece is named by its job (or by what it is about) and by what was asked: another wish or a new
version of the prompt never finds an old piece. Kept a day unless told otherwise: long enough to go
on, shorter than the file itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from bot.core.ids import Scope
from bot.core.ports import Json, ModelRequest, Record, Store

_KEPT_S: Final = 86_400


class Checkpoints:
    """The finished pieces of one job, or of all jobs about the same thing."""

    def __init__(self, store: Store, scope: Scope, job_id: str, *, kept_s: int = _KEPT_S) -> None:
        self._store = store
        self._scope = scope
        self._job_id = job_id
        self._kept_s = kept_s

    async def read(self, key: str) -> Json | None:
        """Return a finished piece, or None."""
        return await self._store.read(self._scope, Record.PIECES, self._name(key))

    async def write(self, key: str, value: Mapping[str, object]) -> None:
        """Keep a finished piece."""
        name = self._name(key)
        await self._store.write(self._scope, Record.PIECES, value, name, ttl_s=self._kept_s)

    async def erase(self, key: str) -> None:
        """Forget a piece that is no longer needed."""
        await self._store.erase(self._scope, Record.PIECES, self._name(key))

    def _name(self, key: str) -> str:
        return f"{self._job_id}.{key}"


def key_of(request: ModelRequest) -> str:
    """Return a name for what a request asks: the same for the same text, wish and prompt."""
    return digest_of(request.purpose, *(message.content for message in request.messages))


def digest_of(*texts: str) -> str:
    """Return a short name for texts; other texts, or the same cut otherwise, get another."""
    digest = hashlib.blake2b(digest_size=12)
    for text in texts:
        data = text.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
