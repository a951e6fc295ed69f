"""Changing minutes: a point's form, what was said around it, all points, versions and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.meetings.editing import Entry
from bot.meetings.minutes import (
    Action,
    Decision,
    Draft,
    Item,
    OpenPoint,
    Outcome,
    Point,
    Presence,
)
from bot.meetings.versions import Change, How, Version
from bot.meetings.wording import line_of, place_of, title_of
from bot.transcripts.transcript import Utterance
from cards import elements as el
from cards.action import Action as Pressed
from cards.escaping import escaped, shortened
from cards.minutes_actions import (
    MinutesDiff,
    MinutesEdit,
    MinutesPoints,
    MinutesQuote,
    MinutesRestore,
    MinutesReview,
    MinutesSave,
    MinutesTake,
)

FACTS: Final = "facts"
"""The point that is the head of the minutes."""
_LONGEST: Final = 4_000
_LONGEST_LINE: Final = 300
_MOST_SAID: Final = 20
_MOST_CHANGES: Final = 25
_MOST_VERSIONS: Final = 8
_KINDS: Final = ("decision", "action", "statement", "open")
_BODY_BYTES: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A form. ``point`` is empty for something new, which ``mark`` asks for."""

    id: str
    base: int
    entry: Entry
    point: Point | None = None
    mark: str = ""
    items: Sequence[Item] = ()
    kind: str = "decision"
    item: str = ""
    quote: str = ""
    in_dialog: bool = False


def edit_card(editing: Editing, texts: Texts) -> Card:
    """Make the form of one point, or of a new one."""
    point = editing.point
    save = MinutesSave(editing.id, editing.base, point=point.id if point else "", mark=editing.mark)
    quoted = texts("minutes.quoted", words=shortened(editing.quote, _LONGEST_LINE))
    inputs: list[el.Block] = [] if point else _new(editing, texts)
    inputs.append(
        el.input_text(
            "text",
            texts("minutes.edit.text"),
            error=texts("minutes.edit.text.error"),
            value=editing.entry.text,
            long=True,
            max_length=_LONGEST,
        )
    )
    if point is None or isinstance(point, Action):
        inputs += _task(editing.entry, texts)
    if isinstance(point, Decision):
        inputs += _votes(editing.entry, texts)
    if point is not None:
        inputs.append(
            el.toggle("drop", texts("minutes.edit.drop"), texts("minutes.edit.drop.title"))
        )
    title = edit_title(editing, texts)
    return el.card(
        *([] if editing.in_dialog else [el.head(title, spacing="none")]),
        *([el.quiet(el.text(escaped(quoted), spacing="none"))] if editing.quote else []),
        *inputs,
        _save_row(editing.id, save, texts, in_dialog=editing.in_dialog),
        language=texts.language,
        speak=title,
    )


def edit_title(editing: Editing, texts: Texts) -> str:
    """Return the form's title."""
    return texts("minutes.edit.new" if editing.point is None else "minutes.edit.title")


def facts_card(dossier_id: str, draft: Draft, texts: Texts, *, in_dialog: bool) -> Card:
    """Make the form of the head: title, day, place, times, who was there."""
    facts = draft.facts
    values = {
        "title": facts.title,
        "place": facts.place,
        "begin": facts.begin,
        "end": facts.end,
        "chair": facts.chair,
        "keeper": facts.keeper,
    }
    inputs = [
        el.input_text(name, texts(f"minutes.field.{name}"), value=value, max_length=200)
        for name, value in values.items()
    ]
    day = facts.day.isoformat() if facts.day else ""
    inputs.insert(1, el.input_date("day", texts("minutes.field.day"), value=day))
    for name, presence in (("present", Presence.PRESENT), ("excused", Presence.EXCUSED)):
        people = ", ".join(one.name for one in draft.attendance if one.presence is presence)
        label = texts(f"minutes.field.{name}")
        inputs.append(el.input_text(name, label, value=people, long=True, max_length=_LONGEST))
    save = MinutesSave(dossier_id, draft.version, point=FACTS)
    title = texts("minutes.facts")
    return el.card(
        *([] if in_dialog else [el.head(title, spacing="none")]),
        *inputs,
        _save_row(dossier_id, save, texts, in_dialog=in_dialog),
        language=texts.language,
        speak=title,
    )


def _save_row(dossier_id: str, save: MinutesSave, texts: Texts, *, in_dialog: bool) -> el.Block:
    if in_dialog:
        return el.row_actions(el.submit(texts("minutes.save"), save, style="positive"))
    return el.row_actions(
        el.execute(texts("minutes.save"), save, style="positive", inputs=True),
        _back(dossier_id, texts),
    )


def _back(dossier_id: str, texts: Texts) -> el.Button:
    tooltip = texts("minutes.back.tooltip")
    return el.execute(texts("minutes.back"), MinutesReview(dossier_id), tooltip=tooltip)


def _new(editing: Editing, texts: Texts) -> list[el.Block]:
    kinds = [(texts(f"minutes.kind.{one}"), one) for one in _KINDS]
    items = [(shortened(title_of(one, texts), 80), one.id) for one in editing.items]
    chosen = el.input_choice("kind", texts("minutes.edit.kind"), kinds, value=editing.kind)
    if not items:
        return [chosen]
    home = editing.item or items[-1][1]
    return [chosen, el.input_choice("item", texts("minutes.edit.item"), items, value=home)]


def _task(entry: Entry, texts: Texts) -> list[el.Block]:
    return [
        el.input_text("who", texts("minutes.edit.who"), value=entry.who, max_length=120),
        el.input_text(
            "until",
            texts("minutes.edit.until"),
            value=entry.until,
            placeholder=texts("minutes.edit.until.example"),
            max_length=120,
        ),
    ]


def _votes(entry: Entry, texts: Texts) -> list[el.Block]:
    outcomes = [(texts(f"minutes.outcome.{one}"), one.value) for one in Outcome]
    counts = {"yes": entry.yes, "no": entry.no, "abstained": entry.abstained}
    return [
        el.input_choice("outcome", texts("minutes.result"), outcomes, value=entry.outcome),
        *(
            el.input_text(f"votes_{name}", texts(f"minutes.edit.{name}"), value=n, max_length=5)
            for name, n in counts.items()
        ),
    ]


# --- what was said -------------------------------------------------------------------------------


def context_card(
    dossier_id: str, said: Sequence[Utterance], number: int, texts: Texts, *, in_dialog: bool
) -> Card:
    """Make the card of what was said around an utterance; any of it can be taken over."""
    blocks: list[el.Block] = []
    for one in said[:_MOST_SAID]:
        place = el.sub(escaped(place_of(one, texts)), bold=True, spacing="small")
        words = el.text(escaped(shortened(one.text, 700)), spacing="none")
        blocks.append(el.quiet(place, words) if one.number == number else el.group(place, words))
    quote = MinutesQuote(dossier_id, number)
    button = el.submit if in_dialog else el.execute
    title = texts("minutes.context.title")
    return el.card(
        *([] if in_dialog else [el.head(title, spacing="none")]),
        el.sub(texts("minutes.context.text")),
        *blocks,
        el.row_actions(button(texts("minutes.quote"), quote)),
        language=texts.language,
        speak=title,
    )


# --- points --------------------------------------------------------------------------------------


def points_card(dossier_id: str, draft: Draft, item_id: str, texts: Texts) -> Card:
    """Make the list of one item's points; without an item, the list of items."""
    item = next((one for one in draft.items if one.id == item_id), None)
    title = title_of(item, texts) if item else texts("minutes.points.title")
    blocks: list[el.Block] = [el.head(escaped(title), spacing="none")]
    if item is None:
        head = el.tile(texts("minutes.facts"), "", MinutesEdit(dossier_id, FACTS))
        blocks += [el.text(texts("minutes.points.text")), head]
        rows = [_item_row(dossier_id, one, texts) for one in draft.items]
    else:
        rows = [_point_tile(dossier_id, one, texts) for one in item.points]
    total = len(rows)
    while el.size_of(*blocks, *rows) > _BODY_BYTES:
        rows.pop()
    blocks += rows
    if rest := total - len(rows):
        blocks.append(el.sub(texts.count("minutes.points.more", rest)))
    add = el.execute(texts("minutes.points.add"), MinutesEdit(dossier_id))
    return el.card(
        *blocks, actions=[_back(dossier_id, texts), add], language=texts.language, speak=title
    )


def _item_row(dossier_id: str, item: Item, texts: Texts) -> el.Block:
    title = shortened(title_of(item, texts), 90)
    return el.row(title, texts.number(len(item.points)), MinutesPoints(dossier_id, item.id))


def _point_tile(dossier_id: str, point: Point, texts: Texts) -> el.Block:
    kind = texts(f"minutes.kind.{_kind_of(point)}")
    return el.tile(kind, shortened(line_of(point, texts), 200), MinutesEdit(dossier_id, point.id))


def _kind_of(point: Point) -> str:
    if isinstance(point, Decision):
        return "decision"
    if isinstance(point, Action):
        return "action"
    if isinstance(point, OpenPoint):
        return "open"
    return "statement"


# --- versions ------------------------------------------------------------------------------------


def versions_card(
    dossier_id: str, versions: Sequence[Version], texts: Texts, *, is_frozen: bool
) -> Card:
    """Make the list of versions, newest first."""
    title = texts("minutes.versions.title")
    blocks: list[el.Block] = [el.head(title, spacing="none")]
    for one in versions[:_MOST_VERSIONS]:
        why, _, which = one.why.partition(" ")
        line = texts(f"minutes.version.{why or 'edit'}", number=which)
        at = f"{texts.date(one.at)}, {texts.time(one.at)}"
        told = texts("minutes.version", number=one.number, at=at, why=line)
        buttons = []
        if one.number > 1:
            compare = MinutesDiff(dossier_id, one.number)
            buttons.append(el.execute(texts("minutes.diff"), compare))
        if one is not versions[0] and not is_frozen:
            again = MinutesRestore(dossier_id, one.number)
            buttons.append(el.execute(texts("minutes.restore"), again))
        blocks.append(el.text(told, separator=True, spacing="medium"))
        if buttons:
            blocks.append(el.row_actions(*buttons, spacing="small"))
    return el.card(
        *blocks, actions=[_back(dossier_id, texts)], language=texts.language, speak=title
    )


def diff_card(
    dossier_id: str, changes: Sequence[Change], texts: Texts, *, asks: bool, note: str = ""
) -> Card:
    """Make the card of what changed; ``asks``: whether it shall be taken over."""
    title = texts("minutes.diff.ask" if asks else "minutes.diff.title")
    blocks: list[el.Block] = [el.head(title, spacing="none")]
    if note:
        blocks.append(el.text(escaped(note)))
    if not changes:
        blocks.append(el.text(texts("minutes.diff.none")))
    shown = [_change(one, texts) for one in changes[:_MOST_CHANGES]]
    while shown and el.size_of(*blocks, *shown) > _BODY_BYTES:
        shown.pop()
    blocks += shown
    if rest := len(changes) - len(shown):
        blocks.append(el.sub(texts.count("minutes.diff.more", rest)))
    back: Pressed = MinutesReview(dossier_id)
    take = el.execute(texts("minutes.take"), MinutesTake(dossier_id), style="positive")
    keep = el.execute(texts("minutes.leave" if asks else "minutes.back"), back)
    return el.card(
        *blocks,
        actions=[take, keep] if asks and changes else [keep],
        language=texts.language,
        speak=title,
        full_width=True,
    )


def _change(one: Change, texts: Texts) -> el.Block:
    lines = [el.sub(texts(f"minutes.change.{one.how}"), spacing="none", bold=True)]
    before, after = (escaped(shortened(words, 600)) for words in (one.before, one.after))
    pairs = []
    if one.how is not How.ADDED and before:
        pairs.append((texts("minutes.change.before"), before))
    if one.how is not How.REMOVED and after:
        pairs.append((texts("minutes.change.after"), after))
    return el.quiet(*lines, *([el.facts(*pairs)] if pairs else []))
