"""Keeps results, so that a button can turn them into a file later: by id, until the retention.

A record opens only in the conversation it was kept in. In groups everybody may have the file of
what everybody read; who asked for it is kept so that their part can be deleted.
"""

from __future__ import annotations

import hashlib
from typing import Final

from bot.core.clock import Clock
from bot.core.ids import PersonId, Scope
from bot.core.ports import Record, Store
from bot.export.report import Report

_KEPT: Final = 20


def result_id(work_id: str) -> str:
    """Return the id for the result of a turn or job: run twice, it keeps one result."""
    return hashlib.blake2b(work_id.encode(), digest_size=10, person=b"result").hexdigest()


class KeptResults:
    """Keeps, finds and forgets results: the last twenty of a conversation."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, scope: Scope, report: Report, *, name: str, owner: PersonId) -> None:
        """Keep a result under the id that its card's button carries (see `result_id`)."""
        record = {
            "report": report.model_dump_json(),
            "owner": owner,
            "created": self._clock.now().isoformat(),
        }
        await self._store.write(scope, Record.RESULTS, record, name)
        stored = await self._store.read_all(scope, Record.RESULTS)
        newest_first = sorted(stored, key=lambda one: str(stored[one]["created"]), reverse=True)
        for old in newest_first[_KEPT:]:
            await self._store.erase(scope, Record.RESULTS, old)

    async def load(self, scope: Scope, name: str) -> Report | None:
        """Return a result, or None when it is not kept (any more)."""
        record = await self._store.read(scope, Record.RESULTS, name)
        return None if record is None else Report.model_validate_json(str(record["report"]))

    async def forget(self, scope: Scope) -> None:
        """Forget all results of a conversation."""
        await self._store.erase(scope, Record.RESULTS)

    async def forget_person(self, scope: Scope, person: PersonId) -> None:
        """Forget the results that one person asked for."""
        for name, record in (await self._store.read_all(scope, Record.RESULTS)).items():
            if record["owner"] == person:
                await self._store.erase(scope, Record.RESULTS, name)
