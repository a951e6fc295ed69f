"""Documents made ready for searching, kept in memory for the next question about them.

Cutting and indexing 450 pages takes a second or two of a thread. A document comes here only after
it was loaded from the store with its owner's rights, so what was deleted or has expired is not
found again; what nobody asks about for some minutes is let go.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from bot.core.clock import Clock
from bot.core.ids import Scope
from bot.documents.document import Document
from bot.documents.searching import Searchable

_MOST_BYTES: Final = 128 * 1024 * 1024
_BYTES_A_LETTER: Final = 12  # measured: 22.5 MB for two million letters
_IDLE_S: Final = 600.0

_Key = tuple[Scope, str, str]


@dataclass(slots=True)
class _Kept:
    searchable: Searchable
    size: int
    used: float


class KeptIndexes:
    """The documents asked about last, those longest ago let go first.

    One belongs to a scope (tenant, conversation, person) and to the files' ids and contents: the
    same file of somebody else is another one.
    """

    def __init__(self, clock: Clock, *, most_bytes: int = _MOST_BYTES) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._sweep: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._kept)

    async def of(self, scope: Scope, document: Document) -> Searchable:
        """Return a document ready for searching, as it was made before if it was."""
        key = (scope, document.id, document.digest)
        self._let_go_idle()
        kept = self._kept.get(key)
        if kept is None:
            searchable = await asyncio.to_thread(Searchable, document)
            kept = _Kept(searchable, document.n_chars * _BYTES_A_LETTER, 0.0)
        kept.used = self._clock.monotonic()
        if kept.size <= self._most_bytes:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            self._make_room()
            self._come_back()
        return kept.searchable

    def _come_back(self) -> None:
        """Look again when something may be idle, also if nobody asks anything any more."""
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_IDLE_S + 1, self._swept)

    def _swept(self) -> None:
        self._sweep = None
        self._let_go_idle()
        if self._kept:
            self._come_back()

    def _let_go_idle(self) -> None:
        oldest = self._clock.monotonic() - _IDLE_S
        for key in [key for key, kept in self._kept.items() if kept.used < oldest]:
            del self._kept[key]

    def _make_room(self) -> None:
        while sum(kept.size for kept in self._kept.values()) > self._most_bytes:
            self._kept.popitem(last=False)
