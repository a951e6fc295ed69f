"""Answers kept for the buttons under them: question and answer by id, the last twenty.

The id follows from the turn, so that a turn run twice keeps one answer and its card stays valid.
An id alone opens nothing: records are bound to their conversation, and dialogs check the owner.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.core.clock import Clock
from bot.core.ids import PersonId, Scope
from bot.core.ports import Json, Record, Store

_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Source:
    """What ``[number]`` in an answer rests on: where it stands, and the words that stand there.

    ``name`` is the file's, ``place`` what people call the place, ``unit`` its number.
    """

    number: int
    unit: int
    name: str
    place: str
    quote: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words of an answer that somebody should check, and the sentence that says why."""

    words: str
    told: str
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer from files rests on: their ids, and a line that names them for people.

    ``is_nothing``: the files don't say it, which is the answer.
    """

    files: tuple[str, ...]
    line: str
    sources: tuple[Source, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    is_nothing: bool = False

    def to_json(self) -> Json:
        """Return what `from_json` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Basis:
        """Rebuild a kept basis."""
        return cls(
            tuple(data["files"]),
            str(data["line"]),
            tuple(Source(**one) for one in data["sources"]),
            tuple(Doubt(**one) for one in data["doubts"]),
            data["is_nothing"] is True,
        )


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer whose buttons can still be pressed. ``owner`` asked for it.

    ``written`` is the same answer with the headings and tables that Teams can't show. ``basis``: it
    was answered from files.
    """

    id: str
    question: str
    answer: str
    owner: PersonId
    created: datetime
    incomplete: bool = False
    written: str = ""
    basis: Basis | None = None


def answer_id(turn_id: str) -> str:
    """Return the id under which the answer of a turn is kept; the card may carry it beforehand."""
    return hashlib.blake2b(turn_id.encode(), digest_size=10).hexdigest()


class KeptAnswers:
    """Keeps, finds and forgets answers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, scope: Scope, kept: KeptAnswer) -> None:
        """Keep an answer and forget the oldest beyond twenty."""
        await self._store.write(scope, Record.ANSWERS, _to_json(kept), kept.id)
        stored = await self._store.read_all(scope, Record.ANSWERS)
        newest_first = sorted(stored, key=lambda name: str(stored[name]["created"]), reverse=True)
        for name in newest_first[_KEPT:]:
            await self._store.erase(scope, Record.ANSWERS, name)

    async def find(self, scope: Scope, name: str, retention_s: int) -> KeptAnswer | None:
        """Return an answer, or None when it is unknown or older than the retention."""
        data = await self._store.read(scope, Record.ANSWERS, name)
        if data is None:
            return None
        kept = _from_json(name, data)
        if kept.created < self._clock.now() - timedelta(seconds=retention_s):
            await self._store.erase(scope, Record.ANSWERS, name)
            return None
        return kept

    async def forget(self, scope: Scope) -> None:
        """Forget all answers of a conversation."""
        await self._store.erase(scope, Record.ANSWERS)

    async def forget_turn(self, scope: Scope, turn_id: str) -> None:
        """Forget the answer of one turn."""
        await self._store.erase(scope, Record.ANSWERS, answer_id(turn_id))

    async def forget_person(self, scope: Scope, person: PersonId) -> None:
        """Forget the answers that one person asked for."""
        for name, data in (await self._store.read_all(scope, Record.ANSWERS)).items():
            if data["owner"] == person:
                await self._store.erase(scope, Record.ANSWERS, name)


def _to_json(kept: KeptAnswer) -> Json:
    return {
        "question": kept.question,
        "answer": kept.answer,
        "owner": kept.owner,
        "created": kept.created.isoformat(),
        "incomplete": kept.incomplete,
        "written": kept.written,
        "basis": kept.basis.to_json() if kept.basis else None,
    }


def _from_json(name: str, data: Json) -> KeptAnswer:
    basis = data.get("basis")
    return KeptAnswer(
        id=name,
        question=str(data["question"]),
        answer=str(data["answer"]),
        owner=PersonId(str(data["owner"])),
        created=datetime.fromisoformat(str(data["created"])),
        incomplete=bool(data["incomplete"]),
        written=str(data.get("written", "")),
        basis=Basis.from_json(basis) if isinstance(basis, Mapping) else None,
    )
