"""What has changed between two versions of a template, as people compare them.

Fields are compared by their name, the instruction line by line; unchanged lines are left out but
for one on either side.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.library.field import Field
from bot.library.template import Template

_PARTS: Final = (
    "title",
    "category",
    "description",
    "audience",
    "keywords",
    "hint",
    "language",
    "tone",
    "next",
    "check",
)


class Part(StrEnum):
    """Which part of a template a change is in; each has a text key of its own."""

    TITLE = "title"
    CATEGORY = "category"
    DESCRIPTION = "description"
    AUDIENCE = "audience"
    KEYWORDS = "keywords"
    HINT = "hint"
    LANGUAGE = "language"
    TONE = "tone"
    NEXT = "next"
    CHECK = "check"
    FIELD = "field"
    EXAMPLE = "example"
    INSTRUCTION = "instruction"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``before`` is empty for what is new, ``after`` for what is gone."""

    part: Part
    name: str
    before: str
    after: str


def changes(old: Template, new: Template) -> list[Change]:
    """Return all changes, in the order of a template's parts."""
    return [*_plain(old, new), *_fields(old, new), *_example(old, new), *_instruction(old, new)]


def _plain(old: Template, new: Template) -> Iterator[Change]:
    for name in _PARTS:
        before, after = _shown(getattr(old, name)), _shown(getattr(new, name))
        if before != after:
            yield Change(Part(name), "", before, after)


def _fields(old: Template, new: Template) -> Iterator[Change]:
    before = {one.name: one for one in old.fields}
    after = {one.name: one for one in new.fields}
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name), after.get(name)
        if was != now:
            label = (now or was).label if (now or was) else name  # type: ignore[union-attr]  # one is there
            yield Change(Part.FIELD, label, _field(was), _field(now))


def _example(old: Template, new: Template) -> Iterator[Change]:
    before = old.example.result if old.example else ""
    after = new.example.result if new.example else ""
    if before != after:
        yield Change(Part.EXAMPLE, "", before, after)


def _instruction(old: Template, new: Template) -> Iterator[Change]:
    before, after = old.instruction.splitlines(), new.instruction.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag != "equal":
            yield Change(Part.INSTRUCTION, "", "\n".join(before[a1:a2]), "\n".join(after[b1:b2]))


def _field(one: Field | None) -> str:
    if one is None:
        return ""
    values = one.model_dump(mode="json", exclude={"name"}, exclude_defaults=True)
    return ", ".join(f"{key}: {_shown(value)}" for key, value in values.items())


def _shown(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return str(value)
