"""Minutes as data: what a draft says of a meeting, and on which utterances each point rests.

Every point has an id that stays the same in all versions (``d2``, ``a5``): marks, objections and
changes name it. Votes are numbers that were said, or None; nothing here is ever computed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from pydantic import TypeAdapter


class Part(StrEnum):
    """Whether everybody may read it; a draft never mixes the two once it was split."""

    PUBLIC = "public"
    CLOSED = "closed"


class Presence(StrEnum):
    """How somebody took part, as far as it was said."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"
    GUEST = "guest"


class Outcome(StrEnum):
    """What became of a matter. Only bodies adopt and reject; working rounds agree."""

    AGREED = "agreed"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    RECOMMENDED = "recommended"
    NOTED = "noted"
    POSTPONED = "postponed"
    REFERRED = "referred"
    WITHDRAWN = "withdrawn"


class Use(StrEnum):
    """What became of an utterance."""

    ITEM = "item"
    PROCEDURE = "procedure"
    SMALL_TALK = "small_talk"
    LEFT_OUT = "left_out"  # „nicht ins Protokoll“
    UNASSIGNED = "unassigned"
    UNREAD = "unread"  # the model refused it, or its piece was not finished


class Doubt(StrEnum):
    """Why a point is marked „bitte prüfen“."""

    UNSUPPORTED = "unsupported"
    NOT_DECIDED = "not_decided"  # a question, a condition, a negation or a look back
    OPPOSITE = "opposite"  # negation lost or added, adopted for rejected
    OWNER = "owner"  # that person neither agreed nor was named
    OWNER_UNCONFIRMED = "owner_unconfirmed"  # was asked, did not answer
    OWNER_MISSING = "owner_missing"
    DATE = "date"
    DATE_UNCLEAR = "date_unclear"
    FIGURE = "figure"
    NAME = "name"
    VOTES = "votes"  # a count that was not said, or another one was
    VOTES_MERGED = "votes_merged"
    VOTES_CONTRADICT = "votes_contradict"  # unanimous beside a vote against
    VOTES_TOO_MANY = "votes_too_many"
    OMITTED_DECISION = "omitted_decision"
    OMITTED_VOTE = "omitted_vote"
    OMITTED_ACTION = "omitted_action"
    REQUIRED = "required"  # the kind or its law wants a field that is empty
    UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """What is known of the meeting. Times are written ``9:05``; empty means not said."""

    title: str = ""
    day: dt.date | None = None
    place: str = ""
    begin: str = ""
    end: str = ""
    chair: str = ""
    keeper: str = ""
    next_meeting: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person, or a role where names are missing; ``utterances`` is where it was heard."""

    name: str
    presence: Presence = Presence.PRESENT
    function: str = ""
    utterances: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """A count as it was said; None is unknown."""

    yes: int | None = None
    no: int | None = None
    abstained: int | None = None
    is_unanimous: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything at all was said of the count."""
        return self.is_unanimous or any(n is not None for n in self.numbers)

    @property
    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """For, against, abstained."""
        return self.yes, self.no, self.abstained


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Until when. ``spoken`` are the words; ``is_derived``: code resolved them to the date.

    Ambiguous words keep a question mark: then ``day`` is the earliest reading, or None.
    """

    spoken: str = ""
    day: dt.date | None = None
    is_derived: bool = False
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence or two on an item; in verbatim minutes one cleaned utterance and its speaker."""

    id: str
    text: str
    utterances: tuple[int, ...] = ()
    speaker: str = ""
    is_verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided; ``motion`` is the wording put to the vote, ``reference`` its paper."""

    id: str
    text: str
    utterances: tuple[int, ...] = ()
    outcome: Outcome = Outcome.AGREED
    votes: Votes = Votes()
    motion: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What is to be done; ``who`` is empty unless that person agreed or was named."""

    id: str
    what: str
    utterances: tuple[int, ...] = ()
    who: str = ""
    due: Deadline = Deadline()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """What stays open."""

    id: str
    text: str
    utterances: tuple[int, ...] = ()


Point = Statement | Decision | Action | OpenPoint
P = TypeVar("P", Statement, Decision, Action, OpenPoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An agenda item; ``number`` as the agenda writes it (``4.1``, ``Ö 3``)."""

    id: str
    title: str
    number: str = ""
    part: Part = Part.PUBLIC
    statements: tuple[Statement, ...] = ()
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    open_points: tuple[OpenPoint, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        """Everything it says, in the order of minutes."""
        return (*self.statements, *self.decisions, *self.actions, *self.open_points)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring utterances that share what became of them."""

    first: int
    last: int
    use: Use
    item: str = ""

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of every utterance; the runs leave no gap."""

    runs: tuple[Run, ...] = ()

    @property
    def total(self) -> int:
        """How many utterances the transcript has."""
        return sum(len(run) for run in self.runs)

    def count(self, use: Use) -> int:
        """Return how many utterances ended so."""
        return sum(len(run) for run in self.runs if run.use is use)

    def of(self, item: str) -> tuple[int, ...]:
        """Return the utterances that belong to an item."""
        return tuple(
            n for run in self.runs if run.item == item for n in range(run.first, run.last + 1)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A doubt of the program. ``point`` is empty for what the draft leaves out.

    ``words`` say what in the point is meant; ``utterance`` and ``quote`` are the nearest passage.
    """

    id: str
    doubt: Doubt
    point: str = ""
    words: str = ""
    utterance: int | None = None
    quote: str = ""
    is_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One version of minutes. ``n_checked`` of its details were looked up, ``n_held`` found."""

    kind: str
    language: str = "de"
    version: int = 1
    facts: MeetingFacts = MeetingFacts()
    attendance: tuple[Attendee, ...] = ()
    items: tuple[Item, ...] = ()
    coverage: Coverage = Coverage()
    marks: tuple[Mark, ...] = ()
    n_checked: int = 0
    n_held: int = 0
    is_without_names: bool = False

    @property
    def open_marks(self) -> tuple[Mark, ...]:
        """Marks that nobody has settled."""
        return tuple(mark for mark in self.marks if not mark.is_settled)

    def points(self) -> Iterator[tuple[Item, Point]]:
        """Yield every point with its item."""
        for item in self.items:
            for point in item.points:
                yield item, point

    def point(self, point_id: str) -> tuple[Item, Point] | None:
        """Return a point with its item, or None."""
        return next(((i, p) for i, p in self.points() if p.id == point_id), None)

    def replacing(self, point_id: str, changed: Point | None) -> Draft:
        """Return the draft with one point exchanged for another of its kind, or without it."""
        return replace(
            self,
            items=tuple(
                replace(
                    item,
                    statements=_put(item.statements, point_id, changed),
                    decisions=_put(item.decisions, point_id, changed),
                    actions=_put(item.actions, point_id, changed),
                    open_points=_put(item.open_points, point_id, changed),
                )
                for item in self.items
            ),
        )

    def as_record(self) -> dict[str, object]:
        """Return plain JSON values, the same for the same draft."""
        record: dict[str, object] = _DRAFT.dump_python(self, mode="json")
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Draft:
        """Rebuild a kept draft; raises ValueError for anything that `as_record` did not write."""
        return _DRAFT.validate_python(record)


def text_of(point: Point) -> str:
    """Return a point's main sentence."""
    return point.what if isinstance(point, Action) else point.text


def _put(points: tuple[P, ...], point_id: str, changed: Point | None) -> tuple[P, ...]:
    kept: list[P] = []
    for point in points:
        if point.id != point_id:
            kept.append(point)
        elif isinstance(changed, type(point)):
            kept.append(changed)
        elif changed is not None:
            raise TypeError("a point is exchanged for one of its kind")
    return tuple(kept)


_DRAFT: Final = TypeAdapter(Draft)
