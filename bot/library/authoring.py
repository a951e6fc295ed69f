"""Making templates: drafts from a person's entries, versions, copies, deletion with a way back.

Rights are asked before anything is written. A draft is checked as a file would be; what is wrong
is named, and nothing is kept of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from bot.core.errors import TemplateGone
from bot.core.ids import ConversationId
from bot.library.bookcase import Bookcase
from bot.library.diff import Change, changes
from bot.library.field import Field, FieldType, clean
from bot.library.ground_rules import Tone
from bot.library.instruction import InstructionInvalid
from bot.library.instruction import parse as parse_instruction
from bot.library.rights import Viewer
from bot.library.shelf import Entry, Kept, personal_shelf
from bot.library.shelves import Shelves
from bot.library.template import Category, Template, TemplateInvalid, fault_of, made

_LONGEST_TITLE: Final = 60
_LONGEST_LINE: Final = 120
_LINE_END: Final = re.compile(r"[.!?:]\s|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a person has entered. Fields may be left out: places without one get a text field.

    ``audience`` and ``example`` (the result that it shows) are None where no form has asked.
    """

    title: str
    description: str
    category: Category
    language: str
    instruction: str
    tone: Tone = Tone.FACTUAL
    fields: tuple[Field, ...] = ()
    audience: str | None = None
    example: str | None = None
    note: str = ""


class Authoring:
    """Creates, changes and deletes templates for people."""

    def __init__(self, bookcase: Bookcase, shelves: Shelves) -> None:
        self._bookcase = bookcase
        self._shelves = shelves

    async def create(
        self, viewer: Viewer, draft: Draft, circle: ConversationId | None = None
    ) -> Kept:
        """Put a new template on the person's own shelf, or on that of a team of theirs.

        Raises TemplateInvalid naming what is wrong, and TemplateGone where they are no member.
        """
        shelf = viewer.team(circle) if circle else personal_shelf(viewer.tenant, viewer.person)
        return await self._shelves.put(shelf, made_of(draft), viewer.person, draft.note)

    async def edit(self, viewer: Viewer, template_id: str, base: int, draft: Draft) -> Kept:
        """Keep a new version; raises TemplateInvalid, TemplateChanged and TemplateGone."""
        kept = await self._editable(viewer, template_id)
        made = made_of(draft, kept.template)
        return await self._shelves.replace(kept.shelf, made, base, viewer.person, draft.note)

    async def copy(self, viewer: Viewer, template_id: str, language: str) -> Kept:
        """Put a copy on the person's own shelf, of whatever they may see."""
        found = await self._bookcase.find(viewer, template_id, language)
        shelf = personal_shelf(viewer.tenant, viewer.person)
        origin = found.template.id
        return await self._shelves.put(shelf, found.template, viewer.person, origin=origin)

    async def share(self, viewer: Viewer, template_id: str, circle: ConversationId) -> Kept:
        """Put a copy on a team's shelf; the person's own stays theirs."""
        kept = await self._bookcase.kept(viewer, template_id)
        team, origin = viewer.team(circle), kept.entry.origin
        return await self._shelves.put(team, kept.template, viewer.person, origin=origin)

    async def restore(self, viewer: Viewer, template_id: str, number: int, base: int) -> Kept:
        """Make an earlier version the current one, as a new version."""
        kept = await self._editable(viewer, template_id)
        earlier = await self._shelves.version(kept.shelf, template_id, number)
        return await self._shelves.replace(kept.shelf, earlier, base, viewer.person)

    async def differences(
        self, viewer: Viewer, template_id: str, old: int, new: int
    ) -> Sequence[Change]:
        """Return what changed between two versions of a template that the person may see."""
        kept = await self._bookcase.kept(viewer, template_id)
        before = await self._shelves.version(kept.shelf, template_id, old)
        after = await self._shelves.version(kept.shelf, template_id, new)
        return changes(before, after)

    async def delete(self, viewer: Viewer, template_id: str) -> Entry:
        """Take a template away; `undo` brings it back for half a minute."""
        kept = await self._bookcase.kept(viewer, template_id)
        if not viewer.may_remove(kept):
            raise TemplateGone
        return await self._shelves.delete(kept.shelf, template_id)

    async def undo(self, viewer: Viewer, template_id: str) -> Kept:
        """Bring back what was deleted just now; raises TemplateGone when it is too late."""
        kept = await self.deleted(viewer, template_id)
        if not viewer.may_remove(kept):
            raise TemplateGone
        return await self._shelves.put_back(kept)

    async def deleted(self, viewer: Viewer, template_id: str) -> Kept:
        """Return what was deleted just now from one of the person's shelves, or TemplateGone."""
        for shelf in viewer.shelves():
            if (kept := await self._shelves.deleted(shelf, template_id)) is not None:
                return kept
        raise TemplateGone

    async def _editable(self, viewer: Viewer, template_id: str) -> Kept:
        kept = await self._bookcase.kept(viewer, template_id)
        if not viewer.may_edit(kept):
            raise TemplateGone
        return kept


def made_of(draft: Draft, base: Template | None = None) -> Template:
    """Return the template that a draft describes; raises TemplateInvalid naming what is wrong.

    ``base``: whatever the form doesn't show (keywords, language, an example's entries) stays as
    it was there.
    """
    instruction = draft.instruction.strip()
    fields, instruction = _completed(draft, base, instruction)
    kept = base.model_dump() if base else {"id": "draft", "version": 1, "language": draft.language}
    if draft.audience is not None:
        kept["audience"] = _line(draft.audience)
    template = made(
        {
            **kept,
            "title": _line(draft.title)[:_LONGEST_TITLE],
            "description": _line(draft.description)[:_LONGEST_LINE],
            "category": draft.category,
            "tone": draft.tone,
            "fields": fields,
            "example": None,
            "instruction": instruction,
        }
    )
    example = _example(draft, base, template)
    return made({**template.model_dump(), "example": example}) if example else template


def suggested(text: str, category: Category, language: str) -> Draft:
    """Return a draft to begin with, made from a question or a message."""
    line = " ".join(_LINE_END.split(text.strip(), maxsplit=1)[0].split())
    title = line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1].rstrip()}…"
    return Draft(
        title=title,
        description=line[:_LONGEST_LINE],
        category=category,
        language=language,
        instruction=text.strip().replace("{{", "( (").replace("}}", ") )"),
    )


def _example(draft: Draft, base: Template | None, template: Template) -> dict[str, object]:
    """Return the example's result with those entries of the earlier one that still fit."""
    earlier = base.example if base else None
    told = earlier.result if draft.example is None and earlier else draft.example or ""
    result = clean(told)
    entries = earlier.values if earlier else {}
    values = {one.name: entries[one.name] for one in template.fields if one.name in entries}
    if not result:
        return {}
    return {"values": {} if template.problems(values) else values, "result": result}


def _completed(
    draft: Draft, base: Template | None, instruction: str
) -> tuple[tuple[Field, ...], str]:
    """Give every place its field; an instruction without places takes what a person adds.

    A field of the draft without a place is left in, so that it is named as wrong; one of the
    earlier version goes with its place.
    """
    if not instruction:
        raise TemplateInvalid("instruction", "is empty")
    try:
        names = parse_instruction(instruction).names
    except InstructionInvalid as error:
        raise TemplateInvalid("instruction", str(error), error) from error
    earlier = base.fields if base and not draft.fields else ()
    fields = [*draft.fields, *(one for one in earlier if one.name in names)]
    known = _names(fields)
    in_order = sorted(names - known, key=instruction.find)
    fields += [_field(name) for name in in_order]
    if not fields:
        fields = [Field(name="angaben", type=FieldType.LONG, label="Angaben")]
        instruction += "\n{{#angaben}}\n\n{{angaben}}\n{{/angaben}}"
    return tuple(fields), instruction


def _field(name: str) -> Field:
    """Return the field of a place that has none; raises TemplateInvalid for an impossible name."""
    try:
        return Field(name=name, type=FieldType.LONG, label=_label(name))
    except ValidationError as error:
        raise TemplateInvalid("fields", f"{name}: {error}", fault_of(error)) from error


def _names(fields: Sequence[Field]) -> set[str]:
    return {one.name for one in fields}


def _line(text: str) -> str:
    return " ".join(text.split())


def _label(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
