"""The draft, put together from what the pieces gave: points with ids, coverage, attendance.

Dates are resolved here, from the words that were said; a date that the model wrote by itself is
kept beside them and compared by the check. In verbatim minutes the wording comes from the
transcript, never from the model.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from typing import Final

from bot.meetings.answer import Line, count_in, text_in
from bot.meetings.cues import Cue, cues
from bot.meetings.dates import deadline
from bot.meetings.gathering import (
    Gathering,
    Piece,
    Topic,
    UseLine,
    persons,
    said_of_meeting,
)
from bot.meetings.heard import said
from bot.meetings.kinds import Kind
from bot.meetings.minutes import (
    Action,
    Attendee,
    Coverage,
    Deadline,
    Decision,
    Draft,
    Item,
    MeetingFacts,
    OpenPoint,
    Outcome,
    Part,
    Presence,
    Run,
    Statement,
    Use,
    Votes,
)
from bot.meetings.people import Roster, bare
from bot.transcripts.transcript import Transcript, Utterance

_FILLER: Final = re.compile(r"(?:,\s*)?\b(?:ä+h+m*|ö+h+m*|hm+|mhm+|uh+m*)\b[,.]?\s*", re.IGNORECASE)
_DOUBLED: Final = re.compile(r"\b(\w+)(?:,?\s+\1\b)+", re.IGNORECASE)
_KEEP_DOUBLED: Final = frozenset({"die", "das", "der", "sie", "sehr", "ja", "nein"})
_USES: Final = {use.value: use for use in Use}
_RANK: Final = (Use.UNREAD, Use.LEFT_OUT, Use.ITEM, Use.PROCEDURE, Use.SMALL_TALK)


@dataclass(slots=True)
class _Ids:
    """Hands out d1, d2, … for each kind of point."""

    last: dict[str, int] = field(default_factory=dict)

    def next(self, letter: str) -> str:
        self.last[letter] = self.last.get(letter, 0) + 1
        return f"{letter}{self.last[letter]}"


@dataclass(frozen=True, slots=True)
class Making:
    """What a draft is made for."""

    kind: Kind
    language: str
    facts: MeetingFacts
    people: tuple[Attendee, ...] = ()


def assemble(
    making: Making, transcript: Transcript, pieces: Sequence[Piece], gathering: Gathering
) -> Draft:
    """Return the draft, unchecked."""
    ids = _Ids()
    known = range(1, len(transcript.utterances) + 1)
    facts = _completed(making.facts, said_of_meeting(pieces))
    topics = gathering.topics()
    names = {id(topic): ids.next("i") for topic in topics}
    coverage = _coverage(transcript, pieces, gathering.uses, topics, names)
    items = [_item(names[id(topic)], topic, facts, ids) for topic in topics]
    if making.kind.verbatim:
        items = [_verbatim(item, transcript, coverage, ids) for item in items]
    if making.kind.parts:
        items = _parted(items, transcript)
    return Draft(
        kind=making.kind.id,
        language=making.language,
        facts=facts,
        attendance=_attendance(making.people, transcript, pieces, known),
        items=tuple(items),
        coverage=coverage,
        is_without_names=not transcript.has_speakers,
    )


def cleaned(text: str) -> str:
    """Return spoken words without hesitation and stammering; nothing else is touched."""
    plain = _FILLER.sub(lambda match: " " if match[0] else "", text)
    plain = _DOUBLED.sub(lambda m: m[0] if m[1].lower() in _KEEP_DOUBLED else m[1], plain)
    plain = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(plain.split()))
    return plain[:1].upper() + plain[1:]


# --- points --------------------------------------------------------------------------------------


def _item(item_id: str, topic: Topic, facts: MeetingFacts, ids: _Ids) -> Item:
    statements: list[Statement] = []
    decisions: list[Decision] = []
    actions: list[Action] = []
    opened: list[OpenPoint] = []
    for line, found in topic.lines:
        kind = line.get("type")
        if kind == "statement":
            statements.append(
                Statement(
                    id=ids.next("s"), text=text_in(line, "text"), utterances=found,
                    speaker=text_in(line, "speaker", 120),
                )
            )  # fmt: skip
        elif kind == "decision":
            decisions.append(_decision(ids.next("d"), line, found))
        elif kind == "action":
            actions.append(_action(ids.next("a"), line, found, facts))
        else:
            opened.append(OpenPoint(id=ids.next("o"), text=text_in(line, "text"), utterances=found))
    return Item(
        id=item_id,
        title=topic.title,
        number=topic.number,
        part=topic.part,
        statements=tuple(statements),
        decisions=tuple(decisions),
        actions=tuple(actions),
        open_points=tuple(opened),
    )


def _decision(point_id: str, line: Line, found: tuple[int, ...]) -> Decision:
    outcome = text_in(line, "outcome")
    is_known = outcome in {one.value for one in Outcome}
    return Decision(
        id=point_id,
        text=text_in(line, "text"),
        utterances=found,
        outcome=Outcome(outcome) if is_known else Outcome.AGREED,
        votes=Votes(
            yes=count_in(line, "yes"),
            no=count_in(line, "no"),
            abstained=count_in(line, "abstained"),
            is_unanimous=line.get("unanimous") is True,
        ),
        motion=text_in(line, "motion"),
        reference=text_in(line, "reference", 80),
    )


def _action(point_id: str, line: Line, found: tuple[int, ...], facts: MeetingFacts) -> Action:
    return Action(
        id=point_id,
        what=text_in(line, "what"),
        utterances=found,
        who=text_in(line, "who", 120),
        due=_deadline(text_in(line, "spoken", 120), text_in(line, "due", 40), facts),
    )


def _deadline(spoken: str, written: str, facts: MeetingFacts) -> Deadline:
    """Resolve the words; a date that the model wrote is kept, so that the check can compare."""
    try:
        own = dt.date.fromisoformat(written)
    except ValueError:
        own = None
    if facts.day is None or not spoken:
        return Deadline(spoken=spoken, day=own)
    due = deadline(spoken, facts.day, facts.next_meeting)
    return due if own is None else replace(due, day=own)


def _verbatim(item: Item, transcript: Transcript, coverage: Coverage, ids: _Ids) -> Item:
    wanted = set(coverage.of(item.id))
    statements = tuple(
        Statement(
            id=ids.next("s"),
            text=text,
            utterances=(one.number,),
            speaker=one.speaker,
            is_verbatim=True,
        )
        for one in transcript.utterances
        if one.number in wanted and (text := cleaned(one.text))
    )
    return replace(item, statements=statements)


def _parted(items: Sequence[Item], transcript: Transcript) -> list[Item]:
    """Close the items that were only spoken of after the public had left."""
    closed = next(
        (
            one.number
            for one in said(transcript.utterances)
            if Cue.CLOSED_PART in cues(one.text)
            and re.search(r"(?i)herstell|stelle|kommen|beginn", one.text)
        ),
        None,
    )
    if closed is None:
        return list(items)
    return [
        replace(item, part=Part.CLOSED)
        if item.points and all(n > closed for point in item.points for n in point.utterances)
        else item
        for item in items
    ]


# --- what became of each utterance ---------------------------------------------------------------


def _coverage(
    transcript: Transcript,
    pieces: Sequence[Piece],
    uses: Sequence[UseLine],
    topics: Sequence[Topic],
    names: Mapping[int, str],
) -> Coverage:
    """Return what became of each utterance; where pieces overlap the better use counts."""
    found: dict[int, tuple[Use, str]] = {}
    fates = chain(
        ((piece.unread, Use.UNREAD, "") for piece in pieces),
        _used(uses, topics, names),
        [(_off_record(transcript), Use.LEFT_OUT, "")],
    )
    for numbers, use, item in fates:
        for number in numbers:
            before = found.get(number)
            if before is None or _rank(use) < _rank(before[0]):
                found[number] = use, item
    return Coverage(tuple(_runs(transcript.utterances, found)))


def _used(
    uses: Sequence[UseLine], topics: Sequence[Topic], names: Mapping[int, str]
) -> Iterator[tuple[Iterable[int], Use, str]]:
    for topic in topics:
        for _, numbers in topic.lines:
            yield numbers, Use.ITEM, names[id(topic)]
    for word, used, numbers in uses:
        use = _USES.get(word, Use.UNASSIGNED)
        if use is not Use.ITEM:
            yield numbers, use, ""
        elif used is not None and id(used) in names:
            yield numbers, Use.ITEM, names[id(used)]


def _off_record(transcript: Transcript) -> list[int]:
    return [
        one.number
        for one in transcript.utterances
        if ("protokoll" in one.text.lower() or "record" in one.text.lower())
        and Cue.OFF_RECORD in cues(one.text)
    ]


def _runs(utterances: Sequence[Utterance], found: Mapping[int, tuple[Use, str]]) -> Iterator[Run]:
    def fate(one: Utterance) -> tuple[Use, str]:
        return found.get(one.number, (Use.UNASSIGNED, ""))

    for (use, item), run in groupby(utterances, key=fate):
        members = list(run)
        yield Run(members[0].number, members[-1].number, use, item)


def _rank(use: Use) -> int:
    return _RANK.index(use) if use in _RANK else len(_RANK)


# --- the meeting ---------------------------------------------------------------------------------


def _completed(facts: MeetingFacts, heard: Mapping[str, str]) -> MeetingFacts:
    """Add what was said where nobody gave it before."""
    return replace(
        facts,
        place=facts.place or heard.get("place", ""),
        begin=facts.begin or heard.get("begin", ""),
        end=facts.end or heard.get("end", ""),
        chair=facts.chair or heard.get("chair", ""),
        keeper=facts.keeper or heard.get("keeper", ""),
    )


def _attendance(
    given: Sequence[Attendee], transcript: Transcript, pieces: Sequence[Piece], known: range
) -> tuple[Attendee, ...]:
    """Return those given, those who spoke, and those who were named; said, never guessed."""
    first: dict[str, int] = {}
    for one in transcript.utterances:
        if one.speaker:
            first.setdefault(one.speaker, one.number)
    found = list(given)
    for name, number in first.items():
        if not Roster([one.name for one in found]).find(name):
            found.append(Attendee(name=bare_of_apps(name), utterances=(number,)))
    for line, numbers in persons(pieces, known):
        name = text_in(line, "name", 120)
        presence = text_in(line, "presence")
        if numbers and bare(name) and not Roster([one.name for one in found]).find(name):
            is_known = presence in {one.value for one in Presence}
            found.append(
                Attendee(
                    name=name,
                    presence=Presence(presence) if is_known else Presence.PRESENT,
                    function=text_in(line, "function", 120),
                    utterances=numbers,
                )
            )
    return tuple(found)


def bare_of_apps(name: str) -> str:
    """Return a name without what Teams adds in brackets: „(Extern)“, „(Gast)“."""
    return re.sub(
        r"\s*\((?:extern\w*|gast|guest|unverified|nicht überprüft)\)", "", name, flags=re.IGNORECASE
    )
