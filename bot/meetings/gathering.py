"""The lines of several pieces, gathered by agenda item: what belongs together, each thing once.

With an agenda its numbers decide; without one the model says which topics are the same, and what
it forgets stays on its own. Lines that overlapping pieces both wrote are one point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

from bot.evidence.folding import folded
from bot.meetings.agenda import AgendaItem, find
from bot.meetings.answer import Answer, Line, numbers, text_in
from bot.meetings.minutes import Part
from bot.meetings.windows import Window

_SAME: Final = 88.0
_SAME_NEARBY: Final = 60.0
_SAME_TITLE: Final = 90.0
_NEARBY: Final = 30  # utterances: pieces overlap by a few
_LONGEST_TITLE: Final = 200
_POINTS: Final = ("statement", "decision", "action", "open")
_TEXTS: Final = {"statement": "text", "decision": "text", "action": "what", "open": "text"}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one piece of the transcript gave; ``unread`` are the numbers nobody read."""

    window: Window
    answer: Answer
    unread: tuple[int, ...] = ()
    is_refused: bool = False


@dataclass(slots=True)
class Topic:
    """An item on its way into the draft."""

    title: str
    number: str = ""
    part: Part = Part.PUBLIC
    is_planned: bool = False
    lines: list[tuple[Line, tuple[int, ...]]] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The first utterance it rests on."""
        return min((n for _, found in self.lines for n in found), default=1_000_000)


UseLine = tuple[str, Topic | None, tuple[int, ...]]
"""What became of some utterances: the model's word for it, their item, their numbers."""


class Gathering:
    """Goes through the pieces and gathers their lines by item."""

    def __init__(self, agenda: tuple[AgendaItem, ...], known: range) -> None:
        self._agenda = agenda
        self._known = known
        self._planned = {
            item: Topic(item.title, item.number, item.part, is_planned=True) for item in agenda
        }
        self._found: dict[tuple[int, str], Topic] = {}
        self.uses: list[UseLine] = []

    @property
    def titles(self) -> list[str]:
        """The topics that no agenda knows, as each piece named them, in order."""
        return [topic.title for topic in self._unplanned()]

    def take(self, index: int, answer: Answer) -> None:
        """Take the lines of one piece in."""
        for line in answer.of("item"):
            self._topic(index, line)
        for line in answer.lines:
            found = numbers(line.get("from"), self._known)
            kind = line.get("type")
            if kind in _POINTS and text_in(line, _TEXTS[str(kind)]):
                self._topic(index, line).lines.append((line, found))
            elif kind == "use":
                is_item = text_in(line, "as") == "item"
                topic = self._topic(index, line) if is_item else None
                self.uses.append((text_in(line, "as"), topic, found))

    def merge_alike(self) -> None:
        """Put topics of neighbouring pieces together that have nearly the same title."""
        for topic in self._unplanned():
            earlier = next((one for one in self._unplanned() if _is_same(one, topic)), topic)
            if earlier is not topic:
                self._join(earlier, topic)

    def merge(self, groups: Sequence[tuple[str, Sequence[int]]]) -> None:
        """Put topics together by their numbers in ``titles``; a number counts once."""
        topics = self._unplanned()
        seen: set[int] = set()
        for title, members in groups:
            chosen = [n for n in dict.fromkeys(members) if 0 < n <= len(topics) and n not in seen]
            seen.update(chosen)
            if chosen:
                first = topics[chosen[0] - 1]
                first.title = title[:_LONGEST_TITLE] or first.title
                for number in chosen[1:]:
                    self._join(first, topics[number - 1])

    def topics(self) -> list[Topic]:
        """Return the agenda's items that were spoken of, in order; then the others, as they came.

        Looks for what stands twice: call it once, when all is gathered.
        """
        planned = [topic for topic in self._planned.values() if topic.lines or self._is_used(topic)]
        others = sorted((t for t in self._unplanned() if t.lines), key=lambda topic: topic.first)
        for topic in (*planned, *others):
            topic.lines = _once(topic.lines)
        return [*planned, *others]

    def _is_used(self, topic: Topic) -> bool:
        return any(used is topic and found for _, used, found in self.uses)

    def _unplanned(self) -> list[Topic]:
        unique = {id(topic): topic for topic in self._found.values() if not topic.is_planned}
        return list(unique.values())

    def _topic(self, index: int, line: Line) -> Topic:
        number = text_in(line, "top", 20) or "?"
        title = text_in(line, "title", _LONGEST_TITLE)
        key = index, number.casefold()
        if key not in self._found:
            planned = find(self._agenda, number, title) if self._agenda else None
            topic = self._planned[planned] if planned else Topic(title)
            self._found[key] = topic
        topic = self._found[key]
        if title and not topic.title:
            topic.title = title
        if text_in(line, "part") == Part.CLOSED.value and not topic.is_planned:
            topic.part = Part.CLOSED
        return topic

    def _join(self, first: Topic, other: Topic) -> None:
        first.lines += other.lines
        first.part = Part.CLOSED if Part.CLOSED in {first.part, other.part} else first.part
        self._found = {key: first if one is other else one for key, one in self._found.items()}
        self.uses = [(use, first if one is other else one, found) for use, one, found in self.uses]


def groups_of(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    """Return the groups that an outline names."""
    return [
        (text_in(line, "title"), numbers(line.get("of"), range(1, 10_000)))
        for line in answer.of("group")
    ]


def _is_same(earlier: Topic, topic: Topic) -> bool:
    if not topic.title or not earlier.title:
        return earlier is topic
    return fuzz.ratio(folded(earlier.title), folded(topic.title)) >= _SAME_TITLE


def _once(
    lines: Sequence[tuple[Line, tuple[int, ...]]],
) -> list[tuple[Line, tuple[int, ...]]]:
    """Return the lines without those that say the same again; their utterances are joined."""
    kept: list[_Said] = []
    for line, found in lines:
        said = _Said.of(line, found)
        same = next((one for one in kept if one.is_the_same(said)), None)
        if same is None:
            kept.append(said)
        else:
            same.line = max((same.line, line), key=_n_filled)
            same.found = tuple(sorted({*same.found, *found}))
    return [(one.line, one.found) for one in kept]


@dataclass(slots=True)
class _Said:
    """A line made ready for comparing it with others."""

    line: Line
    found: tuple[int, ...]
    kind: str
    text: str
    figures: frozenset[str]

    @classmethod
    def of(cls, line: Line, found: tuple[int, ...]) -> _Said:
        kind = str(line.get("type"))
        text = folded(text_in(line, _TEXTS[kind]))
        figures = frozenset(word for word in text.split() if any(c.isdigit() for c in word))
        return cls(line, found, kind, text, figures)

    def is_the_same(self, other: _Said) -> bool:
        """Tell whether pieces that overlap both wrote it; far apart things may be said twice."""
        if self.kind != other.kind or self.figures != other.figures:
            return False
        if self.found and other.found and abs(self.found[0] - other.found[0]) > _NEARBY:
            return False
        if self.kind == "action" and _differ(self.line, other.line, "who"):
            return False
        shares = bool({*self.found} & {*other.found}) and self.kind != "statement"
        wanted = _SAME_NEARBY if shares else _SAME
        return fuzz.token_sort_ratio(self.text, other.text, score_cutoff=wanted) > 0


def _differ(line: Line, other: Line, key: str) -> bool:
    mine, theirs = text_in(line, key), text_in(other, key)
    return bool(mine and theirs and mine != theirs)


def _n_filled(line: Line) -> int:
    return sum(value not in (None, "", False, []) for value in line.values())


def persons(pieces: Sequence[Piece], known: range) -> Iterator[tuple[Line, tuple[int, ...]]]:
    """Yield who was said to be present, excused or absent."""
    for piece in pieces:
        for line in piece.answer.of("person"):
            if text_in(line, "name"):
                yield line, numbers(line.get("from"), known)


def said_of_meeting(pieces: Sequence[Piece]) -> Mapping[str, str]:
    """Return place, begin, end, chair and keeper as far as a piece heard them; the end is last."""
    found: dict[str, str] = {}
    for piece in pieces:
        for line in piece.answer.of("meeting"):
            for key in ("place", "begin", "chair", "keeper", "end"):
                value = text_in(line, key, _LONGEST_TITLE)
                if value and (key == "end" or key not in found):
                    found[key] = value
    return found
