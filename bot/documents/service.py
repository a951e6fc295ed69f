"""Files of a conversation: read once, kept encrypted for a week at most, forgotten on request.

The text lies in slices, so that no single record is large; an index per conversation holds the
facts. Bytes are never kept: what is needed later is the text.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from bot.core.clock import Clock
from bot.core.errors import FileExpired
from bot.core.ids import Scope, new_id
from bot.core.ports import Json, Record, Store
from bot.documents.document import Document, Facts, Kind, Place, Unit
from bot.documents.extract import Extract

LONGEST_KEPT_S: Final = 7 * 86_400
_SLICE_CHARS: Final = 150_000
_INDEX: Final = "index"
_FIELDS: Final = tuple(field.name for field in fields(Facts))


class Extracting(Protocol):
    """What reads bytes: bot.documents.extract, or something faster in tests."""

    async def extract(self, data: bytes, *, max_pages: int) -> Extract:
        """Return all units of a file, or raise one of the File* errors."""
        ...


class DocumentService:
    """Reads, keeps, finds and forgets files, each bound to a scope."""

    def __init__(self, store: Store, clock: Clock, extractor: Extracting) -> None:
        self._store = store
        self._clock = clock
        self._extractor = extractor

    async def keep(
        self, scope: Scope, name: str, data: bytes, *, max_pages: int, retention_s: int
    ) -> Document:
        """Read a file and keep its text; the same bytes in the same scope are read only once.

        Raises the File* errors of `Extractor.extract`, and StateUnavailable.
        """
        digest = await asyncio.to_thread(_digest, data)
        known = await self._known(scope, name, digest, max_pages)
        if known is not None:
            return known
        extract = await self._extractor.extract(data, max_pages=max_pages)
        ttl_s = min(LONGEST_KEPT_S, retention_s)
        now = self._clock.now()
        document = Document(
            id=new_id(),
            name=name,
            kind=extract.kind,
            place=extract.place,
            n_units=len(extract.units),
            unreadable=tuple(unit.number for unit in extract.units if not unit.is_readable),
            n_chars=sum(len(unit.text) for unit in extract.units),
            size=len(data),
            created=now,
            expires=now + timedelta(seconds=ttl_s),
            digest=digest,
            units=extract.units,
        )
        await self._write(scope, document, ttl_s)
        return document

    async def kept(self, scope: Scope) -> list[Facts]:
        """Return the facts of all files that are still there, newest first."""
        index = await self._store.read(scope, Record.FILES, _INDEX) or {}
        files = [_facts(file_id, value) for file_id, value in index.items()]
        now = self._clock.now()
        alive = [facts for facts in files if facts.expires > now]
        return sorted(alive, key=lambda facts: facts.created, reverse=True)

    async def facts(self, scope: Scope, document_id: str) -> Facts:
        """Return what a card needs to know of a file; raises FileExpired."""
        for facts in await self.kept(scope):
            if facts.id == document_id:
                return facts
        raise FileExpired

    async def load(self, scope: Scope, document_id: str) -> Document:
        """Return a file with its text; raises FileExpired when any of it is gone."""
        facts = await self.facts(scope, document_id)
        texts: dict[int, list[str]] = {}
        n_chars, number = 0, 0
        while n_chars < facts.n_chars:
            record = await self._store.read(scope, Record.FILES, _slice_name(document_id, number))
            if record is None:
                raise FileExpired
            for unit, text in _parts_of(record):
                texts.setdefault(unit, []).append(text)
                n_chars += len(text)
            number += 1
        unreadable = frozenset(facts.unreadable)
        units = tuple(
            Unit(n, "".join(texts.get(n, ())), n not in unreadable)
            for n in range(1, facts.n_units + 1)
        )
        return Document(**_values(facts), units=units)

    async def forget(self, scope: Scope, document_id: str) -> None:
        """Delete a file's text and its entry; nothing happens when it is gone already."""
        known = [facts for facts in await self.kept(scope) if facts.id == document_id]
        for facts in known:
            for number in range(facts.n_chars // _SLICE_CHARS + 1):
                await self._store.erase(scope, Record.FILES, _slice_name(facts.id, number))
        await self._index(scope, without=document_id)

    async def _known(self, scope: Scope, name: str, digest: str, max_pages: int) -> Document | None:
        """Return a file of the same bytes under the name it has now, if all of it is there."""
        for facts in await self.kept(scope):
            if facts.digest == digest and facts.n_units <= max_pages:
                with contextlib.suppress(FileExpired):
                    document = replace(await self.load(scope, facts.id), name=name)
                    await self._index(scope, document)
                    return document
                await self.forget(scope, facts.id)
        return None

    async def _write(self, scope: Scope, document: Document, ttl_s: int) -> None:
        for number, parts in enumerate(_slices(document)):
            name = _slice_name(document.id, number)
            await self._store.write(scope, Record.FILES, {"parts": parts}, name, ttl_s=ttl_s)
        await self._index(scope, document)

    async def _index(self, scope: Scope, add: Facts | None = None, *, without: str = "") -> None:
        """Write the index anew: only what is alive, so that it ends with its last file."""
        gone = add.id if add else without
        files = [facts for facts in await self.kept(scope) if facts.id != gone]
        files += [add] if add else []
        if not files:
            await self._store.erase(scope, Record.FILES, _INDEX)
            return
        left = max(facts.expires for facts in files) - self._clock.now()
        value = {facts.id: _record(facts) for facts in files}
        ttl_s = max(1, round(left.total_seconds()))
        await self._store.write(scope, Record.FILES, value, _INDEX, ttl_s=ttl_s)


def _digest(data: bytes) -> str:
    """Name the bytes; 25 MB take 25 ms, in which hashlib lets other threads run."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _slice_name(document_id: str, number: int) -> str:
    return f"{document_id}.{number}"


def _slices(document: Document) -> Iterator[list[tuple[int, str]]]:
    """Yield the text in slices of exactly _SLICE_CHARS (the last may be shorter)."""
    held: list[tuple[int, str]] = []
    room = _SLICE_CHARS
    for unit in document.units:
        text = unit.text
        while text:
            held.append((unit.number, text[:room]))
            text, room = text[room:], room - min(room, len(text))
            if room == 0:
                yield held
                held, room = [], _SLICE_CHARS
    if held:
        yield held


def _parts_of(record: Json) -> Iterator[tuple[int, str]]:
    parts = record["parts"]
    if not isinstance(parts, list):
        raise FileExpired
    for number, text in parts:
        yield int(number), str(text)


def _values(facts: Facts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in _FIELDS}


def _record(facts: Facts) -> dict[str, object]:
    values = {name: value for name, value in _values(facts).items() if name != "id"}
    values |= {"created": facts.created.isoformat(), "expires": facts.expires.isoformat()}
    return values


def _facts(file_id: str, value: object) -> Facts:
    if not isinstance(value, Mapping):
        raise FileExpired
    return Facts(
        id=file_id,
        name=str(value["name"]),
        kind=Kind(value["kind"]),
        place=Place(value["place"]),
        n_units=int(value["n_units"]),
        unreadable=tuple(int(number) for number in value["unreadable"]),
        n_chars=int(value["n_chars"]),
        size=int(value["size"]),
        created=datetime.fromisoformat(value["created"]),
        expires=datetime.fromisoformat(value["expires"]),
        digest=str(value["digest"]),
    )
