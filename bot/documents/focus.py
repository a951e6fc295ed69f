"""Which files a conversation is asking about, and what was asked last: for an hour at most.

So that „Und bis wann?“ is looked up where the question before it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.ids import Scope
from bot.core.ports import Record, Store

_PINNED_S: Final = 3_600
_NOTED_S: Final = 1_800


@dataclass(frozen=True, slots=True)
class Focus:
    """The files asked about; ``is_pinned``: somebody said so with a button."""

    documents: tuple[str, ...]
    question: str = ""
    is_pinned: bool = False


class FocusKeeper:
    """Keeps one focus for each conversation."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, scope: Scope) -> Focus | None:
        """Return the focus, if there is one."""
        record = await self._store.read(scope, Record.FOCUS)
        documents = record.get("documents") if record else None
        if record is None or not isinstance(documents, list):
            return None
        pinned = record.get("pinned") is True
        return Focus(tuple(map(str, documents)), str(record.get("question", "")), pinned)

    async def pin(self, scope: Scope, documents: Sequence[str]) -> None:
        """Make these files what the next questions are about."""
        await self._write(scope, documents, "", _PINNED_S, is_pinned=True)

    async def note(self, scope: Scope, documents: Sequence[str], question: str) -> None:
        """Note that a question was asked about these files; what was pinned stays so."""
        before = await self.read(scope)
        pinned = before is not None and before.is_pinned and before.documents == tuple(documents)
        lasting = _PINNED_S if pinned else _NOTED_S
        await self._write(scope, documents, question, lasting, is_pinned=pinned)

    async def clear(self, scope: Scope) -> None:
        """Ask about no files any more."""
        await self._store.erase(scope, Record.FOCUS)

    async def _write(
        self, scope: Scope, documents: Sequence[str], question: str, ttl_s: int, *, is_pinned: bool
    ) -> None:
        record = {"documents": list(documents), "question": question, "pinned": is_pinned}
        await self._store.write(scope, Record.FOCUS, record, ttl_s=ttl_s)
