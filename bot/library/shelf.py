"""Where a template belongs, and what lists know of it without its text.

The agency's shelf holds what its reviewers have released; a team's belongs to the members of a
Teams team or group chat; a personal one to one person. What ships with the assistant or lies in
the agency's folder is no shelf: it never changes while the process runs (bot/library/service.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.library.template import Category, Template

_NOBODY: Final = PersonId("")
_MOST_HEADS: Final = 100


class ShelfKind(StrEnum):
    """Whose templates stand there."""

    PERSONAL = "personal"
    TEAM = "team"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One shelf; ``scope`` is what its records are encrypted for."""

    kind: ShelfKind
    scope: Scope


def personal_shelf(tenant: TenantId, person: PersonId) -> Shelf:
    """Return a person's own shelf; it goes with the person's own records."""
    return Shelf(ShelfKind.PERSONAL, Scope(tenant, ConversationId(""), person))


def team_shelf(tenant: TenantId, circle: ConversationId) -> Shelf:
    """Return the shelf of a team or group chat.

    Not the chat's own space: deleting a conversation there deletes no templates.
    """
    return Shelf(ShelfKind.TEAM, Scope(tenant, ConversationId(f"library:{circle}"), _NOBODY))


def agency_shelf(agency: str) -> Shelf:
    """Return the shelf of an agency, which may have several tenants."""
    return Shelf(
        ShelfKind.AGENCY, Scope(TenantId(f"agency:{agency}"), ConversationId("library"), _NOBODY)
    )


@dataclass(frozen=True, slots=True)
class Head:
    """One version without its text."""

    number: int
    author: PersonId
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What lists, searches and rights need to know of a template. ``heads``: newest last."""

    id: str
    title: str
    category: Category
    language: str
    description: str
    keywords: tuple[str, ...]
    audience: str
    heads: tuple[Head, ...]
    deleted: datetime | None = None
    origin: str = ""
    """The template it was copied from, if any."""

    @property
    def version(self) -> int:
        """The number of the current version."""
        return self.heads[-1].number

    @property
    def author(self) -> PersonId:
        """Who put it there."""
        return self.heads[0].author

    def with_version(self, template: Template, head: Head) -> Entry:
        """Return the entry of a new version; of very many the first and the newest are named."""
        heads = (*self.heads, head)
        if len(heads) > _MOST_HEADS:
            heads = (heads[0], *heads[-_MOST_HEADS + 1 :])
        return replace(entry_of(template, head), heads=heads, origin=self.origin)

    def as_record(self) -> dict[str, object]:
        """Return what `entry_from` takes."""
        return {
            "id": self.id,
            "title": self.title,
            "category": self.category.value,
            "language": self.language,
            "description": self.description,
            "keywords": list(self.keywords),
            "audience": self.audience,
            "heads": [[h.number, h.author, h.at.isoformat(), h.note] for h in self.heads],
            "deleted": self.deleted.isoformat() if self.deleted else "",
            "origin": self.origin,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """A template as it stands on a shelf."""

    shelf: Shelf
    entry: Entry
    template: Template = field(repr=False)


def entry_of(template: Template, head: Head) -> Entry:
    """Return the entry of a template's first version."""
    return Entry(
        id=template.id,
        title=template.title,
        category=template.category,
        language=template.language,
        description=template.description,
        keywords=template.keywords,
        audience=template.audience,
        heads=(head,),
    )


def entry_from(record: Mapping[str, object]) -> Entry:
    """Rebuild an entry; raises KeyError, ValueError or TypeError for what is none."""
    heads, keywords, deleted = record["heads"], record["keywords"], str(record["deleted"])
    if not isinstance(heads, list) or not isinstance(keywords, list) or not heads:
        raise TypeError("an entry lists its versions")
    return Entry(
        id=str(record["id"]),
        title=str(record["title"]),
        category=Category(str(record["category"])),
        language=str(record["language"]),
        description=str(record["description"]),
        keywords=tuple(str(word) for word in keywords),
        audience=str(record["audience"]),
        heads=tuple(
            Head(int(number), PersonId(author), datetime.fromisoformat(at), str(note))
            for number, author, at, note in heads
        ),
        deleted=datetime.fromisoformat(deleted) if deleted else None,
        origin=str(record.get("origin", "")),
    )
