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

ASPECTS: Final = (
    "label",
    "type",
    "help",
    "placeholder",
    "choices",
    "default",
    "required",
    "minimum",
    "maximum",
)
"""What can change of a field; each has ``template.aspect.<name>``."""


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
    """One change. ``before`` is empty for what is new, ``after`` for what is gone.

    Of a field that is new or gone its type stands there; else ``aspect`` is what changed of it.
    """

    part: Part
    name: str
    before: str
    after: str
    aspect: str = ""


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
        if was and now:
            yield from _aspects(was, now)
        elif one := now or was:
            kind = one.type.value
            yield Change(Part.FIELD, one.label, kind if was else "", kind if now else "")


def _aspects(was: Field, now: Field) -> Iterator[Change]:
    for aspect in ASPECTS:
        before, after = _shown(getattr(was, aspect)), _shown(getattr(now, aspect))
        if before != after:
            yield Change(Part.FIELD, was.label, before, after, aspect)


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


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(str(one) for one in value)
        case _:
            return str(value)
