"""Checks a draft against the transcript: pure code, no model, tens of milliseconds.

Every point is looked up where it says it was said; what the transcript has and the draft leaves
out is found too. Findings become marks: nothing is dropped, repaired or passed silently. A mark
that a person settled stays settled while its point and words stay the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.meetings.checks import actions, bound, decisions, details, omissions, polarity, required
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.kinds import Kind
from bot.meetings.minutes import (
    Action,
    Decision,
    Doubt,
    Draft,
    Item,
    Mark,
    OpenPoint,
    Outcome,
    Point,
    Statement,
    Use,
    text_of,
)
from bot.transcripts.transcript import Transcript

_Look = Callable[[str, Sequence[int], Hearing, Tally], Iterator[Finding]]
_DETAILS: tuple[_Look, ...] = (details.figures, details.dates, details.names)
_BOUND: tuple[_Look, ...] = (bound.figures, bound.dates, bound.names)


def check(draft: Draft, transcript: Transcript, kind: Kind | None = None, law: str = "") -> Draft:
    """Return the draft with its marks and with how many of its details were found.

    With a kind, fields that it or the named law requires are asked for too.
    """
    return check_against(hearing_of(draft, transcript), draft, kind, law)


def hearing_of(draft: Draft, transcript: Transcript) -> Hearing:
    """Make a transcript ready; drafts of the same meeting can share it."""
    facts = draft.facts
    names = [attendee.name for attendee in draft.attendance]
    return Hearing(transcript, names, facts.day, facts.next_meeting)


def check_against(hearing: Hearing, draft: Draft, kind: Kind | None = None, law: str = "") -> Draft:
    """Do what `check` does with a transcript that was made ready before."""
    tally = Tally()
    found: list[tuple[str, Finding]] = [
        (point.id, finding)
        for item, point in draft.points()
        for finding in _of_point(item, point, hearing, tally)
    ]
    found += [("", finding) for finding in omissions.omitted_resolutions(draft, hearing)]
    found += [("", finding) for finding in omissions.omitted_actions(draft, hearing)]
    found += [("", finding) for finding in _unread(draft)]
    if kind is not None:
        found += required.missing(draft, kind, law)
    marks = _marks(found, draft.marks)
    return replace(draft, marks=marks, n_checked=tally.checked, n_held=tally.held)


def _of_point(item: Item, point: Point, hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    if isinstance(point, Statement) and point.is_verbatim:
        return
    numbers = hearing.known(point.utterances)
    text = text_of(point)
    context: tuple[int, ...] = ()
    if isinstance(point, Action | OpenPoint):
        context = hearing.known(n for one in item.points for n in one.utterances)
    least = details.LEAST_OF_A_DECISION if isinstance(point, Decision) else details.LEAST_FOUND
    yield from details.support(text, numbers, hearing, tally, context, least)
    for look in _DETAILS:
        yield from look(text, numbers, hearing, tally)
    if not isinstance(point, Action):
        for look in _BOUND:
            yield from look(text, numbers, hearing, tally)
    if isinstance(point, Action):
        yield from actions.owned(point, hearing, tally)
        yield from actions.dated(point, hearing, tally)
    else:
        yield from _meaning(point, numbers, hearing, tally)


def _meaning(
    point: Statement | Decision | OpenPoint, numbers: Sequence[int], hearing: Hearing, tally: Tally
) -> Iterator[Finding]:
    """Yield what is said otherwise than it was: not decided, or the opposite."""
    if isinstance(point, Decision):
        yield from decisions.made(point, hearing, tally)
        yield from decisions.counted(point, hearing, tally)
    if not (isinstance(point, Decision) and point.outcome is Outcome.REJECTED):
        yield from polarity.polarity(point.text, numbers, hearing, tally)


def _unread(draft: Draft) -> Iterator[Finding]:
    for run in draft.coverage.runs:
        if run.use is Use.UNREAD:
            yield Finding(Doubt.UNREAD, f"{run.first}–{run.last}", run.first)


def _marks(found: Sequence[tuple[str, Finding]], before: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the findings numbered, one mark a point, doubt and words."""
    settled = {(mark.point, mark.doubt, mark.words) for mark in before if mark.is_settled}
    unique: dict[tuple[str, Doubt, str, int | None], Finding] = {}
    for point, finding in found:
        place = None if point else finding.utterance
        unique.setdefault((point, finding.doubt, finding.words, place), finding)
    return tuple(
        Mark(
            id=f"m{number}",
            doubt=doubt,
            point=point,
            words=words,
            utterance=finding.utterance,
            quote=finding.quote,
            is_settled=(point, doubt, words) in settled and bool(point),
        )
        for number, ((point, doubt, words, _), finding) in enumerate(unique.items(), start=1)
    )
