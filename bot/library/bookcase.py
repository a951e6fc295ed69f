"""The library as one person sees it: their own shelf, their teams', the agency's, and what ships.

Finds, lists and searches over all of them; a template is looked for on the person's own shelves
only, whatever id a card has sent.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.errors import TemplateGone
from bot.core.ids import AgencyId, ConversationId, Scope
from bot.core.ports import Record, Store
from bot.library.rights import Viewer
from bot.library.service import Library
from bot.library.shelf import Entry, Kept, Shelf, ShelfKind
from bot.library.shelves import Holdings, Shelves
from bot.library.template import Category, Template

_FAVOURITES: Final = "favourites"
_RECENT: Final = "recent"
_MOST_FAVOURITES: Final = 50
_MOST_RECENT: Final = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list; ``kind`` is None for what ships or lies in the agency's folder."""

    id: str
    title: str
    description: str
    category: Category
    kind: ShelfKind | None
    is_favourite: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A template ready to be filled; ``kept`` says where it stands, unless it ships."""

    template: Template
    kept: Kept | None = None


class Bookcase:
    """All templates of all people; each question names who is asking."""

    def __init__(
        self, libraries: Mapping[AgencyId, Library], shelves: Shelves, store: Store
    ) -> None:
        self._libraries = libraries
        self._shelves = shelves
        self._store = store

    def shipped(self, viewer: Viewer) -> Library:
        """Return what ships or lies in the agency's folder."""
        return self._libraries[viewer.agency.key]

    async def find(self, viewer: Viewer, template_id: str, language: str) -> Found:
        """Return a template in its current version; raises TemplateGone."""
        if shipped := self.shipped(viewer).get(template_id, language):
            return Found(shipped)
        kept = await self.kept(viewer, template_id)
        return Found(kept.template, kept)

    async def kept(self, viewer: Viewer, template_id: str) -> Kept:
        """Return a template that stands on one of the person's shelves; raises TemplateGone."""
        shelves = viewer.shelves()
        found = await asyncio.gather(*(self._shelves.find(one, template_id) for one in shelves))
        for kept in found:
            if kept is not None:
                return kept
        raise TemplateGone

    async def search(
        self, viewer: Viewer, query: str, language: str, limit: int = 15
    ) -> list[Listed]:
        """Return what fits a few words: one's own, the teams', then the agency's and shipped.

        Without words: favourites, then recently used ones, then the agency's starters.
        """
        favourites, recent = await self.favourites(viewer), await self.recent(viewer)
        hits: list[Listed] = []
        wanted = () if query.strip() else (*favourites, *recent)
        for shelf, entry in await self._fitting(viewer, query, wanted, limit):
            hits.append(_listed(entry, shelf, favourites))
        shipped = self.shipped(viewer).search(query, language, limit)
        hits += [_shipped(one, favourites) for one in shipped]
        if not query.strip():
            hits.sort(key=lambda one: (not one.is_favourite, _rank(one.id, recent)))
        else:
            hits.sort(key=lambda one: not one.is_favourite)
        return hits[:limit]

    async def categories(self, viewer: Viewer, language: str) -> list[tuple[Category, int]]:
        """Return the categories that hold something, in order, with how much."""
        counts = Counter(dict(self.shipped(viewer).categories(language)))
        for _, held in await self._held(viewer):
            counts.update(held.counts)
        return [(category, counts[category]) for category in Category if counts[category]]

    async def shelf(self, viewer: Viewer, kind: ShelfKind) -> list[Listed]:
        """Return what stands on the person's shelves of one kind, newest first."""
        favourites = await self.favourites(viewer)
        found = [one for one in await self._shelved(viewer) if one[0].kind is kind]
        found.sort(key=lambda one: one[1].heads[-1].at, reverse=True)
        return [_listed(entry, shelf, favourites) for shelf, entry in found]

    async def amounts(self, viewer: Viewer) -> dict[ShelfKind, int]:
        """Return how much stands on the person's shelves of each kind."""
        amounts: Counter[ShelfKind] = Counter()
        for shelf, held in await self._held(viewer):
            amounts[shelf.kind] += len(held.entries)
        return amounts

    async def fitting(
        self, viewer: Viewer, text: str, language: str, limit: int = 6
    ) -> list[Listed]:
        """Return what ships and fits a whole question, best first."""
        favourites = await self.favourites(viewer)
        found = self.shipped(viewer).fitting(text, language, limit)
        return [_shipped(one, favourites) for one in found]

    async def starters(self, viewer: Viewer, language: str) -> list[Listed]:
        """Return the person's favourites, and after them what the agency recommends."""
        favourites = await self.favourites(viewer)
        listed = [one for one in await self.search(viewer, "", language) if one.is_favourite]
        known = {one.id for one in listed}
        shipped = self.shipped(viewer).starters(language)
        return listed + [_shipped(one, favourites) for one in shipped if one.id not in known]

    async def on(self, shelf: Shelf) -> Sequence[Entry]:
        """Return what stands on one shelf, by title."""
        return (await self._shelves.holdings(shelf)).entries

    async def in_category(self, viewer: Viewer, category: Category, language: str) -> list[Listed]:
        """Return a category's templates by title, from all shelves."""
        favourites = await self.favourites(viewer)
        listed = [
            _listed(entry, shelf, favourites)
            for shelf, entry in await self._shelved(viewer)
            if entry.category is category
        ]
        shipped = self.shipped(viewer).in_category(category, language)
        listed += [_shipped(one, favourites) for one in shipped]
        return sorted(listed, key=lambda one: (not one.is_favourite, one.title.casefold()))

    # --- favourites and recently used ones -------------------------------------------------------

    async def favourites(self, viewer: Viewer) -> tuple[str, ...]:
        """Return the ids that the person has marked, newest first."""
        return await self._ids(viewer, _FAVOURITES)

    async def recent(self, viewer: Viewer) -> tuple[str, ...]:
        """Return the ids that the person has used, newest first."""
        return await self._ids(viewer, _RECENT)

    async def mark(self, viewer: Viewer, template_id: str, *, favourite: bool) -> None:
        """Mark a template as a favourite, or take the mark away."""
        others = [one for one in await self.favourites(viewer) if one != template_id]
        ids = [template_id, *others] if favourite else others
        await self._write(viewer, _FAVOURITES, ids[:_MOST_FAVOURITES])

    async def used(self, viewer: Viewer, found: Found) -> None:
        """Note a use: among the person's recent ones, and counted on its shelf."""
        template_id = found.template.id
        others = [one for one in await self.recent(viewer) if one != template_id]
        await self._write(viewer, _RECENT, [template_id, *others][:_MOST_RECENT])
        if found.kept is not None:
            await self._shelves.used(found.kept.shelf, template_id)

    async def _ids(self, viewer: Viewer, name: str) -> tuple[str, ...]:
        record = await self._store.read(_own(viewer), Record.FAVOURITES, name)
        ids = record.get("ids") if record else None
        return tuple(str(one) for one in ids) if isinstance(ids, list) else ()

    async def _write(self, viewer: Viewer, name: str, ids: Sequence[str]) -> None:
        await self._store.write(_own(viewer), Record.FAVOURITES, {"ids": list(ids)}, name)

    async def _fitting(
        self, viewer: Viewer, query: str, wanted: Sequence[str], limit: int
    ) -> list[tuple[Shelf, Entry]]:
        """Return what fits; without words those of the wanted ids, and the first by title."""
        found: list[tuple[Shelf, Entry]] = []
        for shelf, held in await self._held(viewer):
            hits = held.search(query, limit) if query.strip() else held.first(wanted, limit)
            found += [(shelf, entry) for entry in hits]
        return found

    async def _shelved(self, viewer: Viewer) -> list[tuple[Shelf, Entry]]:
        return [(one, entry) for one, held in await self._held(viewer) for entry in held.entries]

    async def _held(self, viewer: Viewer) -> list[tuple[Shelf, Holdings]]:
        shelves = viewer.shelves()
        holdings = await asyncio.gather(*(self._shelves.holdings(one) for one in shelves))
        return list(zip(shelves, holdings, strict=True))


def _own(viewer: Viewer) -> Scope:
    return Scope(viewer.tenant, ConversationId(""), viewer.person)


def _rank(template_id: str, recent: Sequence[str]) -> int:
    return recent.index(template_id) if template_id in recent else len(recent)


def _listed(entry: Entry, shelf: Shelf, favourites: Sequence[str]) -> Listed:
    is_favourite = entry.id in favourites
    return Listed(
        entry.id, entry.title, entry.description, entry.category, shelf.kind, is_favourite
    )


def _shipped(one: Template, favourites: Sequence[str]) -> Listed:
    is_favourite = one.id in favourites
    return Listed(one.id, one.title, one.description, one.category, None, is_favourite)
