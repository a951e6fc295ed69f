"""Plants faults in clean minutes, one at a time, and tells what the check must then mark.

Half of the faults were thought of by hand (the traps in the files), half follow from rules.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from bot.meetings.minutes import (
    Action,
    Decision,
    Doubt,
    Draft,
    Point,
    Statement,
    Votes,
    text_of,
)
from tests.minutes.meetings import Meeting, Trap, item_of

_SUPPORT: Final = {Doubt.UNSUPPORTED, Doubt.NOT_DECIDED, Doubt.OPPOSITE}
_VOTES: Final = {
    Doubt.VOTES,
    Doubt.VOTES_MERGED,
    Doubt.VOTES_CONTRADICT,
    Doubt.VOTES_TOO_MANY,
    Doubt.OMITTED_VOTE,
}
_DATES: Final = {Doubt.DATE, Doubt.DATE_UNCLEAR}
EXPECTED: Final[dict[str, set[Doubt]]] = {
    "wrong owner": {Doubt.OWNER, Doubt.OWNER_UNCONFIRMED, Doubt.NAME, Doubt.UNSUPPORTED},
    "wrong date": _DATES,
    "wrong number": {Doubt.FIGURE},
    "wrong name": {Doubt.NAME, *_SUPPORT},
    "wrong vote": _VOTES,
    "merged votes": _VOTES,
    "omitted vote": {Doubt.OMITTED_VOTE},
    "negation lost": {Doubt.OPPOSITE, Doubt.NOT_DECIDED},
    "negation added": {Doubt.OPPOSITE},
    "invented decision": {*_SUPPORT, Doubt.FIGURE, Doubt.VOTES, Doubt.VOTES_TOO_MANY},
    "invented statement": {*_SUPPORT, Doubt.FIGURE, Doubt.NAME, *_DATES},
    "invented task": {*_SUPPORT, Doubt.OWNER, Doubt.OWNER_UNCONFIRMED, *_DATES},
    "omitted decision": {Doubt.OMITTED_DECISION, Doubt.OMITTED_VOTE},
}
_LENDERS: Final = 3  # other meetings whose decisions are pinned on this one
_TRAPS: Final = {
    "invented": "invented decision",
    "lost": "negation lost",
    "owner": "wrong owner",
    "merged": "merged votes",
    "votes": "wrong vote",
}
_NUMBER: Final = re.compile(
    r"(?<![\w.,])\d{2,}(?:\.\d{3})*(?:,\d+)?(?=\s(?!\w*\.?\s?20\d\d|[A-Z]\w+ 20)[\w€])"
)
_MONTHS: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
    "November", "Dezember",
)  # fmt: skip
_WRITTEN_DAY: Final = re.compile(rf"(\d{{1,2}})\. ({'|'.join(_MONTHS)})")
_NUMERIC_DAY: Final = re.compile(r"(\d\d)\.(\d\d)\.(20\d\d)")
_TITLED: Final = re.compile(r"\b(Herrn?|Frau) (?:Dr\. )?(?:Ute )?([A-ZÄÖÜÇ]\w+)")
_NEGATED: Final = re.compile(r"\bnicht (?:mehr )?|\bkein(e[nrms]?)?\b")
_VERB: Final = re.compile(r"\b(wird|werden|ist|sind|findet|zieht|stimmt|beträgt|dauert|trägt) ")


@dataclass(frozen=True)
class Fault:
    """A draft with one fault; ``point`` is where it is, empty for what was left out."""

    meeting: Meeting
    kind: str
    draft: Draft
    point: str
    utterances: tuple[int, ...]
    told: str


def planted(meeting: Meeting, others: list[Meeting]) -> Iterator[Fault]:
    """Yield every fault for a meeting; ``others`` lend decisions that were never made here."""
    for trap in meeting.traps:
        yield _added(meeting, _kind(trap), trap.point)
    for _, point in meeting.draft.points():
        for kind, changed in _changes(meeting, point):
            yield _changed(meeting, kind, point, changed)
        if isinstance(point, Decision):
            without = meeting.draft.replacing(point.id, None)
            yield Fault(meeting, "omitted decision", without, "", point.utterances, text_of(point))
    yield from _borrowed(meeting, others)


def _kind(trap: Trap) -> str:
    if trap.kind == "invented" and not isinstance(trap.point, Decision):
        return "invented task" if isinstance(trap.point, Action) else "invented statement"
    return _TRAPS[trap.kind]


def _changes(meeting: Meeting, point: Point) -> Iterator[tuple[str, Point]]:
    if isinstance(point, Action):
        yield from _of_action(meeting, point)
        return
    kinds = {
        "wrong number": _other_numbers(point.text),
        "wrong date": _other_days(point.text),
        "wrong name": _other_names(meeting, point.text),
        "negation lost": _without_negation(point),
        "negation added": _with_negation(point),
    }
    for kind, texts in kinds.items():
        for text in texts:
            yield kind, replace(point, text=text)
    if isinstance(point, Decision):
        yield from _of_votes(meeting, point)


def _without_negation(point: Point) -> Iterator[str]:
    text = text_of(point)
    lost = _NEGATED.sub(_positive, text, count=1)
    if isinstance(point, Statement | Decision) and lost != text:
        yield lost


def _positive(match: re.Match[str]) -> str:
    return f"ein{match[1] or ''}" if match[0].startswith("kein") else ""


def _with_negation(point: Point) -> Iterator[str]:
    text = text_of(point)
    verb = _VERB.search(text)
    if isinstance(point, Statement) and verb and not _NEGATED.search(text):
        yield f"{text[: verb.end()]}nicht {text[verb.end() :]}"


def _of_action(meeting: Meeting, point: Action) -> Iterator[tuple[str, Point]]:
    names = [one.name for one in meeting.draft.attendance]
    is_shared = [name for name in names if name.split()[-1] == point.who.split()[-1]]
    for name in [name for name in names if name != point.who and name not in is_shared[:1]][:2]:
        yield "wrong owner", replace(point, who=name)
    day = point.due.day
    if day is None:
        return
    for days in (7, -1):
        yield "wrong date", replace(point, due=replace(point.due, day=day + dt.timedelta(days)))
    other = day + dt.timedelta(10)
    spoken = f"bis zum {other.day}. {_MONTHS[other.month - 1]}"
    yield "wrong date", replace(point, due=replace(point.due, spoken=spoken, day=other))


def _of_votes(meeting: Meeting, point: Decision) -> Iterator[tuple[str, Point]]:
    votes = point.votes
    if not votes.is_known:
        if point.outcome in {"agreed", "postponed", "noted"}:
            yield "wrong vote", replace(point, votes=Votes(is_unanimous=True))
        return
    yield "omitted vote", replace(point, votes=Votes())
    for changed in _other_counts(votes):
        yield "wrong vote", replace(point, votes=changed)
    for _, other in meeting.draft.points():
        if isinstance(other, Decision) and other.id != point.id:
            yield from _merged(point, other)


def _other_counts(votes: Votes) -> Iterator[Votes]:
    for column, number in zip(("yes", "no", "abstained"), votes.numbers, strict=True):
        others = {4} if number is None else {number + 1, max(0, number - 1)} - {number}
        for other in others:
            yield _counting(votes, column, other)
    if votes.yes is not None and votes.no is not None and votes.yes != votes.no:
        yield replace(votes, yes=votes.no, no=votes.yes)
    yield replace(votes, yes=90)


def _counting(votes: Votes, column: str, number: int) -> Votes:
    if column == "yes":
        return replace(votes, yes=number)
    return replace(votes, no=number) if column == "no" else replace(votes, abstained=number)


def _merged(point: Decision, other: Decision) -> Iterator[tuple[str, Point]]:
    if other.votes.yes is None or other.votes == point.votes:
        return
    both = tuple(sorted({*point.utterances, *other.utterances}))
    yield "merged votes", replace(point, votes=replace(other.votes, is_unanimous=False))
    if point.votes.yes is not None:
        sums = [
            None if mine is None and theirs is None else (mine or 0) + (theirs or 0)
            for mine, theirs in zip(point.votes.numbers, other.votes.numbers, strict=True)
        ]
        summed = Votes(yes=sums[0], no=sums[1], abstained=sums[2])
        yield "merged votes", replace(point, votes=summed, utterances=both)


def _borrowed(meeting: Meeting, others: list[Meeting]) -> Iterator[Fault]:
    last = len(meeting.transcript.utterances)
    for index, other in enumerate(others[:_LENDERS]):
        decisions = [p for _, p in other.draft.points() if isinstance(p, Decision)][:2]
        for turn, decision in enumerate(decisions):
            first = (7 * index + 11 * turn) % (last - 1) + 1
            strange = replace(decision, id=f"b{index}{turn}", utterances=(first, first + 1))
            yield _added(meeting, "invented decision", strange)


def _other_numbers(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        digits = match[0]
        if len(digits) == 4 and digits.startswith("20"):  # a year
            continue
        swapped = digits[1] + digits[0] + digits[2:] if digits[1:2].isdigit() else f"9{digits}"
        if swapped != digits and not swapped.startswith("0"):
            yield text[: match.start()] + swapped + text[match.end() :]
        bumped = digits[:-1] + str((int(digits[-1]) + 3) % 10)
        yield text[: match.start()] + bumped + text[match.end() :]


def _other_days(text: str) -> Iterator[str]:
    for match in _WRITTEN_DAY.finditer(text):
        day = int(match[1]) % 27 + 2
        yield text[: match.start()] + f"{day}. {match[2]}" + text[match.end() :]
        month = _MONTHS[(_MONTHS.index(match[2]) + 1) % 12]
        yield text[: match.start()] + f"{match[1]}. {month}" + text[match.end() :]
    for match in _NUMERIC_DAY.finditer(text):
        yield (
            text[: match.start()]
            + f"{match[1]}.{match[2]}.{int(match[3]) + 1}"
            + text[match.end() :]
        )


def _other_names(meeting: Meeting, text: str) -> Iterator[str]:
    surnames = [one.name.split()[-1] for one in meeting.draft.attendance]
    for match in _TITLED.finditer(text):
        for other in [name for name in surnames if name != match[2]][:2]:
            yield text[: match.start(2)] + other + text[match.end(2) :]


def _added(meeting: Meeting, kind: str, point: Point) -> Fault:
    item = item_of("added", "", [point])
    draft = replace(meeting.draft, items=(*meeting.draft.items, item))
    return Fault(meeting, kind, draft, point.id, point.utterances, text_of(point))


def _changed(meeting: Meeting, kind: str, point: Point, changed: Point) -> Fault:
    draft = meeting.draft.replacing(point.id, changed)
    told = f"{text_of(changed)} {getattr(changed, 'votes', '')}{getattr(changed, 'who', '')}"
    return Fault(meeting, kind, draft, point.id, changed.utterances, told)
