"""What a transcript itself says was decided, counted or taken on, before any model is asked.

Goes through the sentences once and gathers neighbours into one resolution: the question, the
counts, the result. A new vote, or another result some way off, begins the next. Looks back at
other meetings, conditions and proposals begin none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.evidence.sentences import sentences
from bot.meetings.accord import asks_consent, consents
from bot.meetings.cues import DECISIVE, Block, Cue, agrees, block, cues
from bot.meetings.dates import heard_dates
from bot.meetings.minutes import Votes
from bot.meetings.negation import denies
from bot.meetings.spoken import standard
from bot.meetings.votes import Column, Count, asked_column, bare_count, corrects, has_count
from bot.transcripts.transcript import Utterance

_NEAR: Final = 2  # utterances between a vote's question and its result
_ANSWER_WITHIN: Final = 2
# „22. Gegenstimmen?“ is a count and a question, no ordinal number.
_BARE_COUNT: Final = re.compile(
    r"(?<=\d\.)\s+(?=(?:Gegen|Enthalt|Dagegen|Dafür|Damit|Somit|Wer|Danke|Das|Ja|Nein))"
)
_MOTION: Final = re.compile(r"\bbeschlie(?:ß|ss)(?:en|t)\b", re.IGNORECASE)


# „Wir lehnen das ab“ is how a group will vote, unless the chair says it.
_STANCE: Final = re.compile(
    r"\b(?:wir|ich) (?:lehn|stimm|trag|unterstütz|verwerf)\w*|\b(?:lehn|stimm|trag|unterstütz)\w* "
    r"(?:wir|ich)\b",
    re.IGNORECASE,
)


_PLAIN_YES: Final = re.compile(r"(?:ja|klar|gern|natürlich|in ordnung|geht klar)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and who said it."""

    number: int
    speaker: str
    text: str

    @property
    def plain(self) -> str:
        """The sentence in standard German."""
        return standard(self.text)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A matter that was brought to an end between two utterances; ``quote`` is its result.

    ``is_formal``: said in so many words; what was only agreed to when asked is not.
    """

    first: int
    last: int
    cues: frozenset[Cue]
    count: Count
    utterance: int
    quote: str
    is_vote: bool
    is_formal: bool = True
    speaker: str = ""

    @property
    def votes(self) -> Votes:
        """The count that was heard."""
        return self.count.votes


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task that somebody took on, or that a body gave."""

    utterance: int
    quote: str


@dataclass(slots=True)
class _Open:
    """A resolution that is being gathered."""

    first: int
    last: int
    count: Count = field(default_factory=Count)
    cues: set[Cue] = field(default_factory=set)
    proposed: set[Cue] = field(default_factory=set)
    utterance: int = 0
    quote: str = ""
    is_vote: bool = False
    is_motion: bool = False
    has_result: bool = False
    is_formal: bool = True
    speaker: str = ""

    def closed(self) -> Resolution | None:
        if not (self.has_result or self.count.has_numbers or self.is_vote):
            return None
        found = self.cues or set()
        if found <= {Cue.DECIDED, Cue.CONFIRMED}:
            found |= self.proposed
        return Resolution(
            self.first, self.last, frozenset(found), self.count,
            self.utterance or self.last, self.quote, self.is_vote, self.is_formal, self.speaker,
        )  # fmt: skip


def said(utterances: Iterable[Utterance]) -> Iterator[Said]:
    """Yield every sentence with its utterance."""
    for utterance in utterances:
        for part in _BARE_COUNT.split(utterance.text):
            for span in sentences(part):
                yield Said(utterance.number, utterance.speaker, span.text)


def resolutions(sentences_said: Iterable[Said]) -> list[Resolution]:
    """Return every decision and vote that can be heard, in order."""
    gathered = _Gathering()
    for one in sentences_said:
        gathered.take(one)
    gathered.close()
    chairs = {one.speaker for one in gathered.found if one.is_vote and one.speaker}
    return [one for one in gathered.found if not _is_stance(one, chairs)]


def _is_stance(one: Resolution, chairs: set[str]) -> bool:
    """Tell how a member will vote from what was decided, in meetings whose chair holds votes."""
    if one.is_vote or not chairs or one.speaker in chairs:
        return False
    return bool(_STANCE.search(one.quote))


def assignments(utterances: Sequence[Utterance], anchor: dt.date | None) -> list[Assignment]:
    """Return tasks that cannot be misheard: formally given, or taken on with a deadline."""
    found: list[Assignment] = []
    day = anchor or dt.date(2000, 1, 3)  # any day does: only whether there is a deadline counts
    for index, utterance in enumerate(utterances):
        for span in sentences(utterance.text):
            given = "beauftragt" in span.text.lower() and Cue.TASK in cues(span.text)
            taken = not given and agrees(span.text) and _is_promise(span.text, utterances, index)
            if not (given or taken) or block(span.text) is not None:
                continue
            if given or _has_deadline(span.text, utterance, day):
                found.append(Assignment(utterance.number, span.text))
                break
    return found


def _has_deadline(promise: str, utterance: Utterance, day: dt.date) -> bool:
    """Tell whether a promise or what follows it in one breath names a day."""
    behind = utterance.text.partition(promise)[2]
    told = (span.text for span in sentences(behind) if block(span.text) is None)
    dates = (date for text in (promise, *told) for date in heard_dates(text, day))
    return any(date.words.lower() != "heute" for date in dates)


def _is_promise(sentence: str, utterances: Sequence[Utterance], index: int) -> bool:
    """Tell „Mach ich, bis Freitag“ from a bare „Ja“ to something that was no task."""
    if Cue.PROMISE in cues(sentence):
        return True
    if not _PLAIN_YES.match(standard(sentence)):
        return False
    before = utterances[max(0, index - _ANSWER_WITHIN) : index]
    return any(Cue.TASK in cues(span.text) for one in before for span in sentences(one.text))


class _Gathering:
    """Goes through the sentences; ``found`` is what came out."""

    def __init__(self) -> None:
        self.found: list[Resolution] = []
        self._open: _Open | None = None
        self._proposed: tuple[int, set[Cue]] = (0, set())
        self._before: Said | None = None
        self._asked: tuple[Said, ...] | None = None

    def take(self, one: Said) -> None:
        reason = block(one.text)
        found = cues(one.text)
        asks = Cue.VOTE_ASKED in found and (one.text.endswith("?") or not denies(one.text))
        self._consent(one)
        if reason in {Block.LOOK_BACK, Block.CONDITION} and not asks:
            return
        if reason is Block.VAGUE:
            self._propose(one, found & DECISIVE)
            return
        decided = set(found & DECISIVE) if reason is None else set()
        if Cue.NEXT_ITEM in found and not (asks or decided):
            self.close()
        elif asks:
            self._ask(one)
        elif decided or has_count(one.plain):
            self._result(one, decided)
        elif self._asked_before(one) or (
            self._open and self._is_open_for(one) and self._open.count.hear(one.plain)
        ):
            self._answer(one)
        if asks and decided and has_count(one.plain):
            self._result(one, decided)
        self._before = one

    def _answer(self, one: Said) -> None:
        if self._open is not None:
            self._open.last = one.number
            self._note(one)

    def _asked_before(self, one: Said) -> bool:
        """Tell a bare number right behind a question that no formula marked as a vote."""
        asked = self._before
        if asked is None or (self._open is not None and self._open.count.asked is not None):
            return False
        if not asked.text.rstrip().endswith("?") or asked_column(asked.plain) is None:
            return False
        if bare_count(one.plain) is None or one.number - asked.number > 1:
            return False
        self._ask(asked)
        return self._open is not None and self._open.count.hear(one.plain)

    def _consent(self, one: Said) -> None:
        """Take in a question for consent, or what answers it."""
        asked = self._asked
        if asked is not None:
            agreed = consents(asked[-1].text, one.text)
            if agreed:
                self._settle(asked, one)
            if agreed is not None or one.number > asked[-1].number:
                self._asked = None  # what answers stands first in what is said next
        if one.text.rstrip().endswith("?") and asks_consent(one.text):
            before = self._before
            is_near = before is not None and before.number == one.number
            self._asked = (before, one) if before is not None and is_near else (one,)

    def _settle(self, asked: tuple[Said, ...], answer: Said) -> None:
        """Count what everybody agreed to as decided, unless a formula has settled it already."""
        if self._open is not None and asked[-1].number - self._open.last <= _NEAR:
            return
        self.close()
        proposed = {cue for one in asked for cue in cues(one.text) & DECISIVE}
        self._open = _Open(
            asked[0].number, answer.number, cues={Cue.DECIDED, *proposed},
            utterance=asked[0].number, quote=asked[0].text, has_result=True, is_formal=False,
            speaker=asked[0].speaker,
        )  # fmt: skip

    def close(self) -> None:
        resolution = self._open.closed() if self._open else None
        if resolution is not None:
            self.found.append(resolution)
        self._open = None

    def _is_open_for(self, one: Said) -> bool:
        """Tell whether a bare number can still belong to the vote."""
        if self._open is None or one.number - self._open.last > _NEAR:
            return False
        return one.number == self._open.last or not self._open.cues & DECISIVE

    def _propose(self, one: Said, found: frozenset[Cue]) -> None:
        if found:
            self._proposed = (one.number, set(found))

    def _ask(self, one: Said) -> None:
        current = self._open
        if current is not None and current.is_motion:
            current.cues.clear()  # „Der Rat beschließt, …“ was the wording put to the vote
        if current is not None and (
            one.number - current.last > _NEAR
            or bool(current.cues & DECISIVE)
            or (current.count.has_numbers and asked_column(one.plain) is Column.YES)
        ):
            self.close()
        if self._open is None:
            self._open = self._begun(one)
        self._open.is_vote = True
        self._open.last = one.number
        self._open.count.hear(one.plain)

    def _result(self, one: Said, decided: set[Cue]) -> None:
        current = self._open
        if current is not None and self._belongs_elsewhere(current, one, decided):
            self.close()
        if self._open is None:
            self._open = self._begun(one)
        self._open.last = one.number
        self._open.cues |= decided
        self._open.is_motion = not self._open.is_vote and bool(_MOTION.search(one.text))
        self._open.has_result = True
        self._open.is_formal = True
        self._open.is_vote |= has_count(one.plain)
        self._open.count.hear(one.plain)
        self._note(one)

    def _begun(self, one: Said) -> _Open:
        number, proposed = self._proposed
        begun = _Open(
            one.number, one.number, utterance=one.number, quote=one.text, speaker=one.speaker
        )
        if one.number - number <= 1:
            begun.proposed = proposed
        return begun

    def _note(self, one: Said) -> None:
        if self._open is not None:
            self._open.utterance, self._open.quote = one.number, one.text

    @staticmethod
    def _belongs_elsewhere(current: _Open, one: Said, decided: set[Cue]) -> bool:
        if one.number - current.last > _NEAR:
            return True
        if corrects(one.plain):
            return False
        has_ended = bool(current.cues & DECISIVE) and one.number != current.last
        return has_ended and (bool(decided) or has_count(one.plain))
