"""Versions of minutes, what changed between two of them, and the way back.

A version is never changed: each edit, each accepted objection and each restoring makes a new one.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from bot.meetings.minutes import Attendee, Deadline, Draft, Item, Point, Votes, text_of

_WORD: Final = re.compile(r"\s+|[^\s]+")
_HEAD: Final = ("number", "title", "part")


class How(StrEnum):
    """What happened to a point, or to some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One state of the minutes: who made it, when, and why (``edit``, ``restored 2``, …)."""

    number: int
    draft: Draft
    author: str
    at: datetime
    why: str = ""

    def as_record(self) -> dict[str, object]:
        """Return plain JSON values."""
        record: dict[str, object] = _VERSION.dump_python(self, mode="json")
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Version:
        """Rebuild a kept version."""
        return _VERSION.validate_python(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; ``point`` is a point's or item's id, or the name of a fact of the meeting."""

    point: str
    how: How
    field: str = ""
    before: str = ""
    after: str = ""
    item: str = ""


def next_version(
    before: Version | None, draft: Draft, *, author: str, at: datetime, why: str = ""
) -> Version:
    """Return the version that follows; the draft gets its number."""
    number = before.number + 1 if before else 1
    numbered = replace(draft, version=number)
    return Version(number=number, draft=numbered, author=author, at=at, why=why)


def restored(latest: Version, earlier: Version, *, author: str, at: datetime) -> Version:
    """Return a new version that says what an earlier one said."""
    return next_version(
        latest, earlier.draft, author=author, at=at, why=f"restored {earlier.number}"
    )


def changes(before: Draft, after: Draft) -> tuple[Change, ...]:
    """Return every difference that a reader of the minutes would see, in reading order."""
    return (*_facts(before, after), *_attendance(before, after), *_items(before, after))


def words(before: str, after: str) -> tuple[tuple[How, str], ...]:
    """Return two texts as one, each stretch of words the same, added or removed."""
    mine, theirs = _WORD.findall(before), _WORD.findall(after)
    found: list[tuple[How, str]] = []
    matcher = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append((How.SAME, "".join(mine[a:b])))
            continue
        if a < b:
            found.append((How.REMOVED, "".join(mine[a:b])))
        if c < d:
            found.append((How.ADDED, "".join(theirs[c:d])))
    return tuple(found)


def _facts(before: Draft, after: Draft) -> Iterator[Change]:
    for one in fields(before.facts):
        old, new = getattr(before.facts, one.name), getattr(after.facts, one.name)
        if old != new:
            yield _changed("facts", one.name, old, new)


def _attendance(before: Draft, after: Draft) -> Iterator[Change]:
    old = {one.name: one for one in before.attendance}
    new = {one.name: one for one in after.attendance}
    for name in dict.fromkeys((*old, *new)):
        mine, theirs = old.get(name), new.get(name)
        if mine is None or theirs is None:
            how = How.ADDED if mine is None else How.REMOVED
            yield Change(point="attendance", how=how, before=_shown(mine), after=_shown(theirs))
        elif (mine.presence, mine.function) != (theirs.presence, theirs.function):
            yield _changed("attendance", name, mine, theirs)


def _items(before: Draft, after: Draft) -> Iterator[Change]:
    old = {item.id: item for item in before.items}
    new = {item.id: item for item in after.items}
    for item_id in dict.fromkeys((*new, *old)):
        mine, theirs = old.get(item_id), new.get(item_id)
        if mine is not None and theirs is not None:
            for name in _HEAD:
                if getattr(mine, name) != getattr(theirs, name):
                    yield _changed(item_id, name, getattr(mine, name), getattr(theirs, name))
        else:
            yield Change(
                point=item_id,
                how=How.ADDED if mine is None else How.REMOVED,
                field="title",
                before=mine.title if mine else "",
                after=theirs.title if theirs else "",
                item=item_id,
            )
        yield from _points(item_id, mine, theirs)


def _points(item_id: str, before: Item | None, after: Item | None) -> Iterator[Change]:
    old = {point.id: point for point in before.points} if before else {}
    new = {point.id: point for point in after.points} if after else {}
    for point_id in dict.fromkeys((*new, *old)):
        mine, theirs = old.get(point_id), new.get(point_id)
        if mine is None or theirs is None:
            how = How.ADDED if mine is None else How.REMOVED
            yield Change(
                point=point_id, how=how, item=item_id, before=_shown(mine), after=_shown(theirs)
            )
            continue
        for one in fields(mine):
            left, right = getattr(mine, one.name), getattr(theirs, one.name, None)
            if left != right and one.name != "utterances":
                yield replace(_changed(point_id, one.name, left, right), item=item_id)


def _changed(point: str, name: str, before: object, after: object) -> Change:
    return Change(
        point=point, how=How.CHANGED, field=name, before=_shown(before), after=_shown(after)
    )


def _shown(value: object) -> str:
    """Return a value as a reader's eye compares it."""
    if value is None or value is False:
        return ""
    if isinstance(value, Votes):
        counts = "/".join("?" if n is None else str(n) for n in value.numbers)
        return f"{counts} !" if value.is_unanimous else counts
    if isinstance(value, Deadline):
        day = value.day.isoformat() if value.day else ""
        return f"{day} „{value.spoken}“".strip() if value.spoken else day
    if isinstance(value, Attendee):
        return " · ".join(filter(None, (value.name, value.function, value.presence.value)))
    if isinstance(value, Point):
        return text_of(value)
    return str(value)


_VERSION: Final = TypeAdapter(Version)
