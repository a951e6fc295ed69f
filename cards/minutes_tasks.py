"""The tasks of minutes: all of them for their keepers, to be sent, and to each owner their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.meetings.minutes import Action, Draft
from bot.meetings.wording import due_of
from cards import elements as el
from cards.action import FIELD_PREFIX
from cards.escaping import escaped, shortened
from cards.minutes_actions import MinutesHandOut
from cards.minutes_round import PEOPLE

MOST_OWNERS: Final = 20
NOBODY: Final = "–"  # no id of anybody
_LONGEST: Final = 300
_LARGEST: Final = 16_000  # bytes of the list; leaves room for the form below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Somebody with tasks, under the name in the minutes; ``known`` is whom we take that for."""

    name: str
    n_tasks: int
    known: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What can be sent to owners: tasks of that version of the minutes."""

    id: str
    version: int
    owners: Sequence[Owner]
    has_closed: bool = False


def tasks_card(
    draft: Draft, texts: Texts, *, handing: Handing | None = None, note: str = ""
) -> Card:
    """Make the card of all tasks, by person; ``handing`` lets the keeper send them."""
    by_name: dict[str, list[Action]] = {}
    for _, point in draft.points():
        if isinstance(point, Action):
            by_name.setdefault(point.who, []).append(point)
    title = texts("minutes.tasks.title")
    return el.card(
        el.sub(escaped(draft.facts.title), spacing="none"),
        el.head(title, spacing="none"),
        *([el.quiet(el.text(escaped(note), spacing="none"))] if note else []),
        *(_listed(by_name, texts) or [el.text(texts("minutes.tasks.none"))]),
        actions=[_form(handing, texts)] if handing and handing.owners else [],
        language=texts.language,
        speak=title,
    )


def own_tasks_card(
    draft: Draft, tasks: Sequence[Action], approver: str, label: str, texts: Texts
) -> Card:
    """Make the card with which somebody gets their tasks of approved minutes."""
    title, facts = texts("minutes.own_tasks"), draft.facts
    when = f", {texts.date(facts.day)}" if facts.day else ""
    return el.card(
        el.sub(escaped(f"{facts.title}{when}".strip(", ")), spacing="none"),
        el.head(title, spacing="none"),
        *_fitting([_line(task, texts) for task in tasks]),
        el.sub(
            " ".join(
                (
                    texts("minutes.own_tasks.version", label=escaped(label)),
                    texts("minutes.approved.by", name=escaped(approver)),
                )
            )
        ),
        language=texts.language,
        speak=title,
    )


def _listed(by_name: Mapping[str, Sequence[Action]], texts: Texts) -> list[el.Block]:
    blocks: list[el.Block] = []
    for name, tasks in by_name.items():
        blocks.append(el.section(escaped(name or texts("minutes.nobody"))))
        blocks += [_line(task, texts) for task in tasks]
    return _fitting(blocks)


def _line(task: Action, texts: Texts) -> el.Block:
    due, what = due_of(task.due, texts), shortened(task.what, _LONGEST)
    line = f"{what} – {due}" if due else what
    return el.text(escaped(line), spacing="small")


def _fitting(blocks: list[el.Block]) -> list[el.Block]:
    while el.size_of(*blocks) > _LARGEST:
        blocks.pop()
    return blocks


def _form(handing: Handing, texts: Texts) -> el.Button:
    """Ask for each owner who that is; whoever we know is filled in."""
    told = [texts("minutes.hand_out.text")]
    if handing.has_closed:
        told.append(texts("minutes.hand_out.closed"))
    inputs = [
        el.input_choice(
            f"{FIELD_PREFIX}o{number}",
            texts.count("minutes.hand_out.owner", one.n_tasks, name=one.name),
            [*([one.known] if one.known else []), (texts("minutes.hand_out.nobody"), NOBODY)],
            placeholder=texts("minutes.hand_out.search"),
            value=one.known[1] if one.known else NOBODY,
            dataset=PEOPLE,
        )
        for number, one in enumerate(handing.owners[:MOST_OWNERS], start=1)
    ]
    action = MinutesHandOut(handing.id, handing.version)
    return el.show_card(
        texts("minutes.hand_out"),
        *(el.text(sentence, spacing="small") for sentence in told),
        *inputs,
        actions=[el.execute(texts("minutes.send"), action, inputs=True)],
        tooltip=texts("minutes.hand_out.tooltip"),
    )
