"""Changes that a person makes to a draft: one point, a new one, or the head of the minutes.

A person's word counts: marks about what they changed are settled by it, and nothing that they
settled before comes back with the next check.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bot.meetings.checking import check
from bot.meetings.kinds import Kind
from bot.meetings.minutes import (
    Action,
    Attendee,
    Deadline,
    Decision,
    Draft,
    Item,
    Mark,
    MeetingFacts,
    OpenPoint,
    Outcome,
    Point,
    Presence,
    Statement,
    Votes,
    text_of,
)
from bot.transcripts.transcript import Transcript

_LONGEST: Final = 4_000
_LONGEST_NAME: Final = 120
_MOST_VOTES: Final = 10_000
_GERMAN_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_OUTCOMES: Final = {one.value: one for one in Outcome}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands in the form of a point; votes and dates as they were typed."""

    text: str
    who: str = ""
    until: str = ""
    yes: str = ""
    no: str = ""
    abstained: str = ""
    outcome: str = ""


def entry_of(point: Point) -> Entry:
    """Return the form of a point as it is now."""
    if isinstance(point, Action):
        until = point.due.day.isoformat() if point.due.day else point.due.spoken
        return Entry(text=point.what, who=point.who, until=until)
    if isinstance(point, Decision):
        yes, no, abstained = ("" if n is None else str(n) for n in point.votes.numbers)
        return Entry(
            text=point.text, yes=yes, no=no, abstained=abstained, outcome=point.outcome.value
        )
    return Entry(text=text_of(point))


def edited(point: Point, entry: Entry) -> Point:
    """Return the point as a person wants it."""
    text = _line(entry.text) or text_of(point)
    if isinstance(point, Action):
        return _task(point, entry, text)
    if isinstance(point, Decision):
        return _decision(point, entry, text)
    if isinstance(point, Statement):
        return replace(point, text=text)
    return replace(point, text=text)


def added(draft: Draft, item_id: str, kind: str, entry: Entry, numbers: tuple[int, ...]) -> Draft:
    """Return the draft with a new point in an item (the last one if there is none of that id)."""
    text = _line(entry.text)
    items = draft.items or (Item(id="i1", title=""),)
    target = next((one for one in items if one.id == item_id), items[-1])
    ident = _free(draft, {"decision": "d", "action": "a", "open": "o"}.get(kind, "s"))
    if kind == "decision":
        decision = _decision(Decision(id=ident, text=text, utterances=numbers), entry, text)
        grown = replace(target, decisions=(*target.decisions, decision))
    elif kind == "action":
        action = _task(Action(id=ident, what=text, utterances=numbers), entry, text)
        grown = replace(target, actions=(*target.actions, action))
    elif kind == "open":
        point = OpenPoint(id=ident, text=text, utterances=numbers)
        grown = replace(target, open_points=(*target.open_points, point))
    else:
        statement = Statement(id=ident, text=text, utterances=numbers)
        grown = replace(target, statements=(*target.statements, statement))
    return replace(draft, items=tuple(grown if one.id == target.id else one for one in items))


def quoted(draft: Draft, transcript: Transcript, number: int) -> Draft:
    """Return the draft with an utterance word for word, in the item that it belongs to."""
    said = transcript.utterances[number - 1]
    items = draft.items or (Item(id="i1", title=""),)
    home = next((run.item for run in draft.coverage.runs if run.first <= number <= run.last), "")
    target = next((one for one in items if one.id == home), items[-1])
    taken = Statement(
        id=_free(draft, "s"),
        text=said.text,
        utterances=(number,),
        speaker=said.speaker,
        is_verbatim=True,
    )
    grown = replace(target, statements=(*target.statements, taken))
    return replace(draft, items=tuple(grown if one.id == target.id else one for one in items))


def with_facts(draft: Draft, facts: MeetingFacts, present: str, excused: str) -> Draft:
    """Return the draft with another head; names are parted by commas or lines."""
    kept = [
        one for one in draft.attendance if one.presence not in {Presence.PRESENT, Presence.EXCUSED}
    ]
    before = {one.name: one for one in draft.attendance}
    here = _people(present, Presence.PRESENT, before)
    away = _people(excused, Presence.EXCUSED, before)
    return replace(draft, facts=facts, attendance=(*here, *away, *kept))


def rechecked(
    draft: Draft,
    transcript: Transcript | None,
    kind: Kind,
    *,
    law: str = "",
    touched: Iterable[str] = (),
    settled: Iterable[str] = (),
) -> Draft:
    """Return the draft with its marks made anew where the transcript is still there.

    ``touched`` are points that a person has just written, ``settled`` marks just decided.
    """
    decided, mine = set(settled), set(touched)
    known = {_key(one) for one in draft.marks if one.is_settled or one.id in decided}
    checked = draft if transcript is None else check(draft, transcript, kind, law)
    marks = tuple(
        replace(one, is_settled=True)
        if one.is_settled or _key(one) in known or (one.point and one.point in mine)
        else one
        for one in checked.marks
        if not one.point or checked.point(one.point) is not None
    )
    return replace(checked, marks=marks)


def day_in(text: str) -> dt.date | None:
    """Return the day that somebody typed: ``2026-12-15`` or ``15.12.2026``; else None."""
    plain = text.strip()
    try:
        if match := _GERMAN_DAY.fullmatch(plain):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        return dt.date.fromisoformat(plain)
    except ValueError:
        return None


def _task(point: Action, entry: Entry, text: str) -> Action:
    due = _due(entry.until, point.due)
    return replace(point, what=text, who=_line(entry.who)[:_LONGEST_NAME], due=due)


def _decision(point: Decision, entry: Entry, text: str) -> Decision:
    outcome = _OUTCOMES.get(entry.outcome, point.outcome)
    return replace(point, text=text, outcome=outcome, votes=_votes(entry, point.votes))


def _key(mark: Mark) -> tuple[str, str, str, int | None]:
    return mark.point, mark.doubt.value, mark.words, None if mark.point else mark.utterance


def _due(text: str, before: Deadline) -> Deadline:
    plain = _line(text)[:_LONGEST_NAME]
    day = day_in(plain)
    if not plain:
        return Deadline()
    if day is not None:
        return before if day == before.day and not before.is_ambiguous else Deadline(day=day)
    return before if plain == before.spoken else Deadline(spoken=plain)


def _votes(entry: Entry, before: Votes) -> Votes:
    yes, no, abstained = _count(entry.yes), _count(entry.no), _count(entry.abstained)
    unanimous = before.is_unanimous and not no
    return Votes(yes=yes, no=no, abstained=abstained, is_unanimous=unanimous)


def _count(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isdecimal() and int(plain) < _MOST_VOTES else None


def _people(text: str, presence: Presence, before: dict[str, Attendee]) -> list[Attendee]:
    names = [" ".join(name.split())[:_LONGEST_NAME] for name in re.split(r"[,;\n]", text)]
    return [
        replace(before.get(name, Attendee(name=name)), presence=presence)
        for name in dict.fromkeys(filter(None, names))
    ]


def _free(draft: Draft, letter: str) -> str:
    taken = {point.id for _, point in draft.points()}
    number = len(taken) + 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
