"""A template by itself: where it stands, how it asks, and what this person may do with it.

Only buttons that will work are shown; the rights behind them are checked again when one is
pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.diff import Change, Part
from bot.library.ground_rules import GenderForm
from bot.library.shelf import Entry, Kept
from bot.library.template import Template
from cards import elements as el
from cards.escaping import escaped, shortened
from cards.library_actions import (
    LibraryHome,
    TemplateCopy,
    TemplateDelete,
    TemplateDiff,
    TemplateEdit,
    TemplateFavourite,
    TemplateFields,
    TemplateOpen,
    TemplatePage,
    TemplatePropose,
    TemplateRestore,
    TemplateShare,
    TemplateUndo,
    TemplateVersions,
)
from cards.markdown import model_blocks

_LONGEST: Final = 4_000
_LONGEST_CHANGE: Final = 600
_MOST_VERSIONS: Final = 10
_MOST_CHANGES: Final = 20
_MOST_BYTES: Final = 60_000
_FOLDED: Final = "instruction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What this person may do with a template, and how their client opens forms."""

    is_favourite: bool = False
    may_edit: bool = False
    may_remove: bool = False
    is_owner_unknown: bool = False  # nobody says whether they own the team whose template it is
    may_share: bool = False
    may_propose: bool = False
    can_dialog: bool = False
    gender: GenderForm = GenderForm.NEUTRAL
    uses: int = 0


def page_card(template: Template, kept: Kept | None, means: Means, texts: Texts) -> Card:
    """Make the page; ``kept`` is None for what ships or lies in the agency's folder."""
    where = texts(f"library.where.{kept.shelf.kind if kept else 'shipped'}")
    rows = [el.row_actions(*row, spacing="small") for row in _buttons(template, means, texts)]
    return el.card(
        el.sub(
            texts("template.place", where=where, category=texts(template.category.text_key)),
            spacing="none",
        ),
        el.head(escaped(template.title), spacing="none"),
        el.text(escaped(template.description)),
        el.facts(*_facts(template, kept, means, texts)),
        *([el.sub(texts("template.owner_unknown"))] if means.is_owner_unknown else []),
        *rows,
        el.row_actions(
            el.fold(texts("form.show"), _FOLDED, tooltip=texts("form.show.tooltip")),
            el.execute(texts("library.all"), LibraryHome()),
            spacing="small",
        ),
        _reading(template, means, texts),
        language=texts.language,
        speak=texts("template.speak", title=template.title, where=where),
        max_bytes=_MOST_BYTES,
    )


def versions_card(entry: Entry, names: dict[int, str], means: Means, texts: Texts) -> Card:
    """Make the list of versions, newest first; ``names`` are their authors, by number."""
    body: list[el.Block] = []
    for head in entry.heads[::-1][:_MOST_VERSIONS]:
        when = texts.date(head.at)
        who = names.get(head.number) or texts("template.version.somebody")
        line = texts(
            "template.version.line", number=texts.number(head.number), date=when, who=escaped(who)
        )
        body.append(el.text(line, spacing="medium"))
        if head.note:
            body.append(el.sub(escaped(head.note), spacing="none"))
        buttons = []
        if head.number > 1:
            buttons.append(el.execute(texts("template.diff"), TemplateDiff(entry.id, head.number)))
        if means.may_edit and head.number != entry.version:
            restore = TemplateRestore(entry.id, head.number, entry.version)
            buttons.append(el.execute(texts("template.restore"), restore))
        if buttons:
            body.append(el.row_actions(*buttons, spacing="small"))
    return el.card(
        el.head(texts("template.versions")),
        el.sub(escaped(entry.title)),
        *body,
        actions=[_back(entry.id, texts)],
        language=texts.language,
        speak=texts.count("template.versions.speak", len(entry.heads)),
    )


def changes_card(title: str, changes: Sequence[Change], texts: Texts, *back: el.Button) -> Card:
    """Make the comparison of two versions; each change names its part, what was and what is."""
    return el.card(
        el.head(texts("template.changes")),
        el.sub(escaped(title)),
        *change_blocks(changes, texts),
        actions=list(back),
        language=texts.language,
        speak=texts.count("template.changes.speak", len(changes)),
        max_bytes=_MOST_BYTES,
    )


def diff_card(entry: Entry, number: int, changes: Sequence[Change], texts: Texts) -> Card:
    """Make the comparison of a version with the one before it."""
    title = texts(
        "template.diff.title",
        title=entry.title,
        number=texts.number(number),
        before=texts.number(number - 1),
    )
    back = el.execute(texts("template.versions"), TemplateVersions(entry.id))
    return changes_card(title, changes, texts, back)


def change_blocks(changes: Sequence[Change], texts: Texts) -> list[el.Block]:
    """Return the changes as blocks: words say what is new and what is gone, not colours."""
    if not changes:
        return [el.text(texts("template.changes.none"))]
    blocks: list[el.Block] = []
    for change in changes[:_MOST_CHANGES]:
        lines = [el.text(escaped(_changed(change, texts)), bold=True, spacing="none")]
        for key, words in (("before", change.before), ("after", change.after)):
            if words:
                shown = escaped(shortened(_worded(change, words, texts), _LONGEST_CHANGE))
                lines.append(el.text(texts(f"template.change.{key}", words=shown), spacing="small"))
        blocks.append(el.quiet(*lines))
    if len(changes) > _MOST_CHANGES:
        more = len(changes) - _MOST_CHANGES
        blocks.append(el.sub(texts.count("template.changes.more", more)))
    return blocks


def _changed(change: Change, texts: Texts) -> str:
    part = texts(f"template.part.{change.part}")
    if not change.name:
        return part
    if not change.aspect:
        return texts("template.part.named", part=part, name=change.name)
    aspect = texts(f"template.aspect.{change.aspect}")
    return texts("template.part.aspect", part=part, name=change.name, aspect=aspect)


def _worded(change: Change, words: str, texts: Texts) -> str:
    """Return what stood or stands there, in the person's words where it is one of ours."""
    key = {
        (Part.CATEGORY, ""): f"library.category.{words}",
        (Part.TONE, ""): f"editor.tone.{words}",
        (Part.LANGUAGE, ""): f"menu.language.{words}",
        (Part.FIELD, ""): f"editor.type.{words}",
        (Part.FIELD, "type"): f"editor.type.{words}",
        (Part.FIELD, "required"): f"template.required.{words}",
    }.get((change.part, change.aspect), "")
    return texts(key) if texts.has(key) else words


def deleted_card(entry: Entry, texts: Texts) -> Card:
    """Make what the page becomes: gone, with half a minute to take it back."""
    line = texts("template.deleted", title=escaped(entry.title))
    return el.card(
        el.text(line),
        el.sub(texts("template.deleted.undo")),
        actions=[
            el.execute(texts("template.undo"), TemplateUndo(entry.id)),
            el.execute(texts("library.all"), LibraryHome()),
        ],
        language=texts.language,
        speak=texts("template.deleted", title=entry.title),
    )


def share_card(template: Template, names: Sequence[str], texts: Texts) -> Card:
    """Make the choice of a team; its number in the list is sent, never its address."""
    choices = [
        (name or texts("template.share.nameless", number=texts.number(number)), str(number))
        for number, name in enumerate(names, 1)
    ]
    return el.card(
        el.head(texts("template.share.title")),
        el.sub(escaped(template.title)),
        el.text(texts("template.share.text")),
        el.input_choice(
            "circle",
            texts("template.share.which"),
            choices,
            error=texts("template.share.error"),
            value="1",
            expanded=True,
        ),
        actions=[
            el.execute(
                texts("template.share"), TemplateShare(template.id), style="positive", inputs=True
            ),
            _back(template.id, texts),
        ],
        language=texts.language,
        speak=texts("template.share.title"),
    )


def _buttons(template: Template, means: Means, texts: Texts) -> list[list[el.Button]]:
    """Return the rows of buttons, at most two wide: first what everybody may do."""
    key = "off" if means.is_favourite else "on"
    rows = [
        [
            el.execute(texts("template.fill"), TemplateOpen(template.id), style="positive"),
            el.execute(
                texts(f"template.favourite.{key}"),
                TemplateFavourite(template.id, key),
                tooltip=texts(f"template.favourite.{key}.tooltip"),
            ),
        ]
    ]
    second = [el.execute(texts("template.copy"), TemplateCopy(template.id))]
    if means.may_edit:
        edit = el.dialog if means.can_dialog else el.execute
        rows.append(
            [
                edit(texts("template.edit"), TemplateEdit(template.id)),
                edit(texts("template.fields"), TemplateFields(template.id)),
            ]
        )
        second.append(el.execute(texts("template.versions"), TemplateVersions(template.id)))
    rows.append(second)
    third = []
    if means.may_share:
        third.append(el.execute(texts("template.share"), TemplateShare(template.id)))
    if means.may_propose:
        third.append(el.execute(texts("template.propose"), TemplatePropose(template.id)))
    if third:
        rows.append(third)
    if means.may_remove:
        delete = el.execute(
            texts("template.delete"),
            TemplateDelete(template.id),
            tooltip=texts("template.delete.tooltip"),
        )
        rows.append([delete])
    return rows


def _facts(
    template: Template, kept: Kept | None, means: Means, texts: Texts
) -> list[tuple[str, str]]:
    facts = [(texts("template.version"), texts.number(template.version))]
    if kept is not None:
        facts.append((texts("template.changed"), texts.date(kept.entry.heads[-1].at)))
    if means.uses:
        facts.append((texts("template.used"), texts.count("template.uses", means.uses)))
    if template.audience:
        facts.append((texts("template.audience"), escaped(template.audience)))
    return facts


def _reading(template: Template, means: Means, texts: Texts) -> el.Block:
    shown = template.for_reading()
    cut = [el.sub(texts("template.shortened"))] if len(shown) > _LONGEST else []
    example = template.example.result if template.example else ""
    result = [el.section(texts("template.example")), *model_blocks(example)] if example else []
    return el.quiet(
        el.section(texts("template.instruction"), spacing="none"),
        *model_blocks(shown[:_LONGEST]),
        *cut,
        *result,
        el.section(texts("template.rules")),
        *model_blocks(template.ground_rules(means.gender)),
        name=_FOLDED,
        visible=False,
    )


def _back(template_id: str, texts: Texts) -> el.Button:
    return el.execute(texts("template.back"), TemplatePage(template_id))
