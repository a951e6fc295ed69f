"""Files of a conversation: read once, kept encrypted for a week at most, forgotten on request.

The text lies in slices, so that no single record is large; an index per conversation holds the
facts. Bytes are never kept: what is needed later is the text.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.core.clock import Clock
from bot.core.errors import FileExpired, FileSetFull
from bot.core.ids import Scope, new_id
from bot.core.ports import Json, Record, Store
from bot.documents.document import NOWHERE, Document, Facts, Spot, Unit, Unread
from bot.documents.extract import MOST_RECOGNISED, Extract
from bot.documents.recognition import Progress
from bot.documents.records import facts_from, record_of, spots_from, spots_record, values_of

LONGEST_KEPT_S: Final = 7 * 86_400
MOST_FILES: Final = 10
"""How many files make a set unless the agency allows fewer."""

_SLICE_CHARS: Final = 150_000
_INDEX: Final = "index"


class Extracting(Protocol):
    """What reads bytes: bot.documents.extract, or something faster in tests."""

    async def extract(
        self,
        data: bytes,
        *,
        max_pages: int,
        ocr_pages: int = MOST_RECOGNISED,
        progress: Progress | None = None,
    ) -> Extract:
        """Return all units of a file, or raise one of the File* errors."""
        ...


class DocumentService:
    """Reads, keeps, finds and forgets files, each bound to a scope.

    The files of a scope are one set: so many of them, with so many pages in all.
    """

    def __init__(self, store: Store, clock: Clock, extractor: Extracting) -> None:
        self._store = store
        self._clock = clock
        self._extractor = extractor

    async def keep(
        self,
        scope: Scope,
        name: str,
        data: bytes,
        *,
        max_pages: int,
        retention_s: int,
        max_files: int = MOST_FILES,
        ocr_pages: int = MOST_RECOGNISED,
        progress: Progress | None = None,
    ) -> Document:
        """Read a file and add its text to the set; the same bytes are read only once.

        ``max_pages`` and ``max_files`` are for the whole set, ``ocr_pages`` for this file;
        ``progress`` is told of pictures of pages. Raises the File* errors of
        `Extractor.extract`, FileSetFull where the set has no room, and StateUnavailable.
        """
        digest = await asyncio.to_thread(_digest, data)
        known = await self._known(scope, name, digest, max_pages)
        if known is not None:
            return known
        others = await self.kept(scope)
        full = FileSetFull(max_files=max_files, max_pages=max_pages)
        if len(others) >= max_files:
            raise full
        extract = await self._extractor.extract(
            data, max_pages=max_pages, ocr_pages=ocr_pages, progress=progress
        )
        if sum(facts.n_units for facts in others) + len(extract.units) > max_pages:
            raise full
        ttl_s = min(LONGEST_KEPT_S, retention_s)
        document = _document(extract, name, len(data), digest, self._clock.now(), ttl_s)
        await self._write(scope, document, ttl_s)
        return document

    async def kept(self, scope: Scope) -> list[Facts]:
        """Return the facts of all files that are still there, newest first."""
        index = await self._store.read(scope, Record.FILES, _INDEX) or {}
        files = [facts_from(file_id, value) for file_id, value in index.items()]
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
        spots = await self._spots(scope, facts)
        return Document(**values_of(facts), units=tuple(_units(facts, texts, spots)))

    async def forget(self, scope: Scope, document_id: str) -> None:
        """Delete a file's text and its entry; nothing happens when it is gone already."""
        known = [facts for facts in await self.kept(scope) if facts.id == document_id]
        for facts in known:
            for number in range(facts.n_chars // _SLICE_CHARS + 1):
                await self._store.erase(scope, Record.FILES, _slice_name(facts.id, number))
            await self._store.erase(scope, Record.FILES, _spots_name(facts.id))
        await self._index(scope, without=document_id)

    async def forget_all(self, scope: Scope) -> None:
        """Delete all files of a scope and what was noted of them, so that a new set can begin."""
        files = await self.kept(scope)
        for facts in files:
            await self.forget(scope, facts.id)
        if files:
            await self._store.erase(scope, Record.PIECES)
        await self._store.erase(scope, Record.FOCUS)

    async def _spots(self, scope: Scope, facts: Facts) -> dict[int, Spot]:
        if not facts.has_spots:
            return {}
        record = await self._store.read(scope, Record.FILES, _spots_name(facts.id))
        if record is None:
            raise FileExpired
        return spots_from(record)

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
        if document.has_spots:
            spots, name = spots_record(document.units), _spots_name(document.id)
            await self._store.write(scope, Record.FILES, spots, name, ttl_s=ttl_s)
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
        value = {facts.id: record_of(facts) for facts in files}
        ttl_s = max(1, round(left.total_seconds()))
        await self._store.write(scope, Record.FILES, value, _INDEX, ttl_s=ttl_s)


def _digest(data: bytes) -> str:
    """Name the bytes; 25 MB take 25 ms, in which hashlib lets other threads run."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _slice_name(document_id: str, number: int) -> str:
    return f"{document_id}.{number}"


def _spots_name(document_id: str) -> str:
    return f"{document_id}.spots"


def _document(
    extract: Extract, name: str, size: int, digest: str, now: datetime, ttl_s: int
) -> Document:
    """Return what was read as a document of its own, with the facts that cards need."""
    units = extract.units
    reasons: dict[Unread, tuple[int, ...]] = {}
    for unit in units:
        if unit.why is not None:
            reasons[unit.why] = (*reasons.get(unit.why, ()), unit.number)
    return Document(
        id=new_id(),
        name=name,
        kind=extract.kind,
        place=extract.place,
        n_units=len(units),
        unreadable=tuple(unit.number for unit in units if not unit.is_readable),
        n_chars=sum(len(unit.text) for unit in units),
        size=size,
        created=now,
        expires=now + timedelta(seconds=ttl_s),
        digest=digest,
        reasons=reasons,
        recognised=tuple(unit.number for unit in units if unit.is_recognised),
        has_macros=extract.has_macros,
        has_spots=any(unit.spot != NOWHERE for unit in units),
        units=units,
    )


def _units(
    facts: Facts, texts: Mapping[int, list[str]], spots: Mapping[int, Spot]
) -> Iterator[Unit]:
    unreadable, recognised = frozenset(facts.unreadable), frozenset(facts.recognised)
    why = {number: reason for reason, numbers in facts.reasons.items() for number in numbers}
    for n in range(1, facts.n_units + 1):
        yield Unit(
            n,
            "".join(texts.get(n, ())),
            n not in unreadable,
            spots.get(n, NOWHERE),
            n in recognised,
            why.get(n),
        )


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
