"""Templates on shelves: kept, found, versioned, deleted; who may do so is asked elsewhere.

Every version is a record of its own that is only ever added: of two people who write version 7,
one gets a conflict. A stamp per shelf changes with each write; a process keeps what it has read of
a shelf until the stamp is another one, so that no turn reads a shelf whole.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeVar

from bot.core.clock import Clock
from bot.core.errors import TemplateChanged, TemplateGone
from bot.core.ids import PersonId, new_id
from bot.core.ports import Json, Record, Store
from bot.library.markdown import as_markdown
from bot.library.search import Entry as Words
from bot.library.search import Index
from bot.library.shelf import Entry, Head, Kept, Shelf, entry_from, entry_of
from bot.library.template import Category, Template, TemplateInvalid, parse

_T = TypeVar("_T")
UNDO_S: Final = 30
_GONE_AFTER_S: Final = 3_600
_MOST_CACHED: Final = 40_000  # entries, over all shelves
_LARGE: Final = 1_000  # entries; up to there a reading takes a moment only
_AT_ONCE: Final = 20
_BREATH_S: Final = 0.000_1
_RENEWED_EVERY: Final = 20  # uses
_STAMP: Final = "stamp"


@dataclass(frozen=True, slots=True)
class Holdings:
    """What stands on a shelf, by title, with its search index."""

    entries: tuple[Entry, ...]
    index: Index
    by_id: Mapping[str, Entry]
    counts: Mapping[Category, int]

    @property
    def is_large(self) -> bool:
        """Whether reading it anew takes so long that the last reading serves meanwhile."""
        return len(self.entries) > _LARGE

    def first(self, wanted: Sequence[str], limit: int) -> list[Entry]:
        """Return those of some ids that stand here, then the first by title."""
        entries = [self.by_id[one] for one in wanted if one in self.by_id]
        return list(dict.fromkeys([*entries, *self.entries[:limit]]))

    def search(self, query: str, limit: int) -> list[Entry]:
        """Return what fits a few words, best first."""
        return [self.entries[position] for position in self.index.search(query, limit)]


class Shelves:
    """All shelves of all tenants."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._read: OrderedDict[Shelf, tuple[str, Holdings]] = OrderedDict()
        self._reading: dict[Shelf, asyncio.Task[tuple[str, Holdings]]] = {}

    # --- reading ---------------------------------------------------------------------------------

    async def holdings(self, shelf: Shelf) -> Holdings:
        """Return what stands on a shelf; reads it anew only after it has changed.

        A large shelf is read beside the loop, and its last reading serves until that is done.
        """
        record = await self._store.read(shelf.scope, Record.SHELF, _STAMP)
        stamp = str(record["stamp"]) if record else ""
        known = self._read.get(shelf)
        if known is not None and known[0] == stamp:
            self._read.move_to_end(shelf)
            return known[1]
        reading = self._reading.get(shelf)
        if reading is None:
            reading = asyncio.create_task(self._read_anew(shelf, stamp))
            self._reading[shelf] = reading
            reading.add_done_callback(lambda _: self._reading.pop(shelf, None))
        if known is not None and known[1].is_large:
            reading.add_done_callback(_passed_over)
            return known[1]
        # Whoever gives up waiting does not stop it for the others.
        read_stamp, made = await asyncio.shield(reading)
        return made if read_stamp == stamp else await self.holdings(shelf)

    async def _read_anew(self, shelf: Shelf, stamp: str) -> tuple[str, Holdings]:
        found = await self._store.read_all(shelf.scope, Record.TEMPLATES) if stamp else {}
        if len(found) > _LARGE:
            made = await asyncio.to_thread(_holdings, found.values())
        else:
            made = _holdings(found.values())
        self._keep(shelf, stamp, made)
        return stamp, made

    async def find(self, shelf: Shelf, template_id: str) -> Kept | None:
        """Return a template in its current version; None when it is not there (any more)."""
        entry = await self._entry(shelf, template_id)
        if entry is None or entry.deleted is not None:
            return None
        template = await self._version(shelf, entry.id, entry.version)
        return Kept(shelf, entry, template) if template else None

    async def knows(self, shelf: Shelf, template_id: str) -> bool:
        """Tell whether a template stands there, or stood there until a moment ago."""
        return await self._entry(shelf, template_id) is not None

    async def deleted(self, shelf: Shelf, template_id: str) -> Kept | None:
        """Return a template that was deleted just now and can still be put back."""
        entry = await self._entry(shelf, template_id)
        limit = timedelta(seconds=UNDO_S)
        if entry is None or entry.deleted is None or self._clock.now() > entry.deleted + limit:
            return None
        template = await self._version(shelf, entry.id, entry.version)
        return Kept(shelf, entry, template) if template else None

    async def version(self, shelf: Shelf, template_id: str, number: int) -> Template:
        """Return an earlier version; raises TemplateGone."""
        template = await self._version(shelf, template_id, number)
        if template is None:
            raise TemplateGone
        return template

    # --- writing ---------------------------------------------------------------------------------

    async def put(
        self,
        shelf: Shelf,
        template: Template,
        author: PersonId,
        note: str = "",
        *,
        keep_id: bool = False,
        origin: str = "",
    ) -> Kept:
        """Put a template on a shelf, as its first version and under an id of its own.

        ``keep_id``: under the id and version that it has; nothing may stand there yet.
        ``origin``: the template it is a copy of.
        """
        mine = template
        if not keep_id:
            mine = template.model_copy(update={"id": f"t{secrets.token_hex(10)}", "version": 1})
        head = Head(mine.version, author, self._clock.now(), note)
        entry = replace(entry_of(mine, head), origin=origin)
        leaf = _leaf(mine.id, mine.version)
        await self._store.write(shelf.scope, Record.VERSIONS, _text(mine), leaf)
        await self._write(shelf, entry)
        return Kept(shelf, entry, mine)

    async def replace(
        self, shelf: Shelf, template: Template, base: int, author: PersonId, note: str = ""
    ) -> Kept:
        """Keep a new version made from version ``base``.

        Raises TemplateChanged when somebody else has written one meanwhile, and TemplateGone.
        """
        entry = await self._alive(shelf, template.id)
        number = base + 1
        mine = template.model_copy(update={"version": number})
        is_mine = entry.version == base and await self._store.add(
            shelf.scope, Record.VERSIONS, _text(mine), _leaf(mine.id, number)
        )
        if not is_mine:
            await self._catch_up(shelf, entry)
            raise TemplateChanged
        entry = entry.with_version(mine, Head(number, author, self._clock.now(), note))
        await self._write(shelf, entry)
        return Kept(shelf, entry, mine)

    async def delete(self, shelf: Shelf, template_id: str) -> Entry:
        """Take a template away; it can be put back for UNDO_S, and is gone within the hour."""
        entry = await self._alive(shelf, template_id)
        entry = replace(entry, deleted=self._clock.now())
        await self._write(shelf, entry, ttl_s=_GONE_AFTER_S)
        await self._rewrite_versions(shelf, entry, ttl_s=_GONE_AFTER_S)
        return entry

    async def put_back(self, kept: Kept) -> Kept:
        """Undo the deletion of what `deleted` has returned."""
        entry = replace(kept.entry, deleted=None)
        await self._rewrite_versions(kept.shelf, entry)
        await self._write(kept.shelf, entry)
        return replace(kept, entry=entry)

    async def renew(self, shelf: Shelf) -> None:
        """Have every process read a shelf anew."""
        await self._store.write(shelf.scope, Record.SHELF, {"stamp": new_id()}, _STAMP)

    async def used(self, shelf: Shelf, template_id: str) -> None:
        """Count one use, nobody's name with it, and let the template live on."""
        count = await self._store.tally(shelf.scope, Record.USES, template_id)
        if count % _RENEWED_EVERY == 0 and (entry := await self._entry(shelf, template_id)):
            await self._rewrite_versions(shelf, entry)
            await self._write(shelf, entry)

    async def uses(self, shelf: Shelf, template_id: str) -> int:
        """Return how often a template was used."""
        return await self._store.tallied(shelf.scope, Record.USES, template_id)

    # --- records ---------------------------------------------------------------------------------

    async def _entry(self, shelf: Shelf, template_id: str) -> Entry | None:
        record = await self._store.read(shelf.scope, Record.TEMPLATES, template_id)
        return entry_from(record) if record else None

    async def _alive(self, shelf: Shelf, template_id: str) -> Entry:
        entry = await self._entry(shelf, template_id)
        if entry is None or entry.deleted is not None:
            raise TemplateGone
        return entry

    async def _version(self, shelf: Shelf, template_id: str, number: int) -> Template | None:
        leaf = _leaf(template_id, number)
        record = await self._store.read(shelf.scope, Record.VERSIONS, leaf)
        try:
            return parse(str(record["text"])) if record else None
        except TemplateInvalid:  # a later release knows a field no more
            return None

    async def _write(self, shelf: Shelf, entry: Entry, *, ttl_s: int | None = None) -> None:
        record = entry.as_record()
        await self._store.write(shelf.scope, Record.TEMPLATES, record, entry.id, ttl_s=ttl_s)
        await self.renew(shelf)

    async def _rewrite_versions(
        self, shelf: Shelf, entry: Entry, *, ttl_s: int | None = None
    ) -> None:
        """Give every version a new lifetime."""
        for head in entry.heads:
            leaf = _leaf(entry.id, head.number)
            record = await self._store.read(shelf.scope, Record.VERSIONS, leaf)
            if record is not None:
                await self._store.write(shelf.scope, Record.VERSIONS, record, leaf, ttl_s=ttl_s)

    async def _catch_up(self, shelf: Shelf, entry: Entry) -> None:
        """Name a version whose writer died before naming it, or nobody could write again."""
        next_one = await self._version(shelf, entry.id, entry.version + 1)
        now = await self._entry(shelf, entry.id)
        if next_one is not None and now is not None and now.version == entry.version:
            head = Head(entry.version + 1, PersonId(""), self._clock.now())
            await self._write(shelf, entry.with_version(next_one, head))

    def _keep(self, shelf: Shelf, stamp: str, holdings: Holdings) -> None:
        self._read[shelf] = (stamp, holdings)
        self._read.move_to_end(shelf)
        while len(self._read) > 1 and self._size() > _MOST_CACHED:
            self._read.popitem(last=False)

    def _size(self) -> int:
        return sum(len(holdings.entries) + 1 for _, holdings in self._read.values())


def _leaf(template_id: str, number: int) -> str:
    return f"{template_id}@{number}"


def _text(template: Template) -> dict[str, object]:
    return {"text": as_markdown(template)}


def _holdings(records: Collection[Json]) -> Holdings:
    is_large = len(records) > _LARGE
    read = map(entry_from, _considerate(records) if is_large else records)
    entries = sorted(
        (entry for entry in read if entry.deleted is None),
        key=lambda entry: (entry.title.casefold(), entry.id),
    )
    index = Index(map(_words, _considerate(entries) if is_large else entries))
    counts = Counter(entry.category for entry in entries)
    return Holdings(tuple(entries), index, {entry.id: entry for entry in entries}, counts)


def _considerate(items: Iterable[_T]) -> Iterator[_T]:
    """Yield items in a thread that now and then lets the loop have its turn, not after 5 ms."""
    for number, item in enumerate(items):
        if number % _AT_ONCE == 0:
            time.sleep(_BREATH_S)
        yield item


def _passed_over(reading: asyncio.Task[tuple[str, Holdings]]) -> None:
    """Take a failed reading's error: the last one serves on, and the next search tries again."""
    if not reading.cancelled():
        reading.exception()


def _words(entry: Entry) -> Words:
    return Words(entry.title, (*entry.keywords, entry.audience), entry.description)
