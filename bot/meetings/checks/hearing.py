"""A transcript made ready for looking things up: sentences, figures, dates, names, resolutions.

Made once per draft. Looking something up goes from the utterances that a point names to their
neighbours, never farther: what was said elsewhere bears out nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bot.evidence.figures import Figure, find_figures
from bot.evidence.passages import Passage, Passages
from bot.meetings.checks.words import stems
from bot.meetings.dates import Heard, heard_dates
from bot.meetings.heard import (
    Assignment,
    Resolution,
    Said,
    assignments,
    resolutions,
    said,
)
from bot.meetings.minutes import Doubt
from bot.meetings.people import Roster
from bot.meetings.spoken_numbers import in_figures, meant_before, with_years
from bot.meetings.votes import number_of
from bot.transcripts.transcript import Transcript, Utterance

_PRESENT: Final = re.compile(
    r"\b(?:(?P<word>\w+) )?(?:(?P<first>\w+) )?(?:von \w+ )?(?P<last>\w+ )?"
    r"(?:(?:rats|ausschuss|gremien)?mitglieder|stimmberechtigte|anwesende)\w*",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"(?i)\b(?:the|and|of|is|are|to|for|with|this|by|we|will|i'll|on|at|it|you|that|have)\b"
)
_GERMAN: Final = re.compile(
    r"(?i)\b(?:der|die|das|und|ist|sind|den|dem|ein|eine|zu|mit|wir|ich|nicht|auf|für|von|es"
    r"|sie|im)\b"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt about a point, with the passage that comes nearest."""

    doubt: Doubt
    words: str = ""
    utterance: int | None = None
    quote: str = ""


@dataclass(slots=True)
class Tally:
    """How many details were looked up, and how many of them were found."""

    checked: int = 0
    held: int = 0

    def count(self, *, is_held: bool) -> bool:
        """Count one detail and hand the answer on."""
        self.checked += 1
        self.held += is_held
        return is_held


class Hearing:
    """What was said, by utterance."""

    def __init__(
        self,
        transcript: Transcript,
        names: Iterable[str],
        anchor: dt.date | None,
        next_meeting: dt.date | None = None,
    ) -> None:
        self.utterances = transcript.utterances
        self.anchor = anchor
        self.next_meeting = next_meeting
        self.has_speakers = transcript.has_speakers
        self.roster = Roster((*transcript.speakers, *names))
        self._by_number = {one.number: one for one in transcript.utterances}
        self._said: dict[int, tuple[Said, ...]] = {}
        self._figures: dict[int, list[Figure]] = {}
        self._dates: dict[int, list[Heard]] = {}
        self._dates_in: dict[str, list[Heard]] = {}
        self._stems: dict[int, frozenset[str]] = {}

    @cached_property
    def resolutions(self) -> tuple[Resolution, ...]:
        """Everything that was decided or voted on."""
        return tuple(resolutions(said(self.utterances)))

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every task that was plainly given or taken on."""
        return tuple(assignments(self.utterances, self.anchor))

    @cached_property
    def moderator(self) -> str:
        """Who leads the meeting: whoever speaks most often, without names everybody alike."""
        spoken = Counter(one.speaker for one in self.utterances)
        return max(spoken, key=lambda one: spoken[one], default="")

    @cached_property
    def passages(self) -> Passages:
        """The utterances as passages, for the nearest one."""
        return Passages([Passage(one.number, one.text) for one in self.utterances])

    @cached_property
    def n_present(self) -> int | None:
        """How many have a vote, if it was said."""
        from_words = (
            _present(match) for one in self.utterances for match in _PRESENT.finditer(one.text)
        )
        return next((number for number in from_words if number), None)

    @cached_property
    def _weekday_anchor(self) -> dt.date:
        return self.anchor or dt.date(2000, 1, 3)

    def get(self, number: int) -> Utterance | None:
        """Return an utterance."""
        return self._by_number.get(number)

    def known(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return those numbers that the transcript has, in order."""
        return tuple(sorted({number for number in numbers if number in self._by_number}))

    def around(self, numbers: Sequence[int], before: int = 1, after: int = 1) -> tuple[int, ...]:
        """Return the utterances and their neighbours."""
        wider = {n + k for n in numbers for k in range(-before, after + 1)}
        return self.known(wider)

    def said(self, number: int) -> tuple[Said, ...]:
        """Return the sentences of an utterance."""
        if number not in self._said:
            utterance = self.get(number)
            self._said[number] = tuple(said([utterance])) if utterance else ()
        return self._said[number]

    def sentences(self, numbers: Iterable[int]) -> list[Said]:
        """Return the sentences of some utterances, in order."""
        return [one for number in numbers for one in self.said(number)]

    def text(self, numbers: Iterable[int]) -> str:
        """Return what some utterances say, one a line."""
        return "\n".join(one.text for n in numbers if (one := self.get(n)))

    def figures(self, number: int) -> list[Figure]:
        """Return the figures of an utterance, dates excluded."""
        if number not in self._figures:
            utterance = self.get(number)
            text = in_figures(with_years(utterance.text)) if utterance else ""
            taken = [(date.start, date.end) for date in self.dates_in(text)]
            found = find_figures(text, taken)
            places = [(one.start, one.end) for one in found]
            self._figures[number] = [one for one in found if meant_before(text, one.end, places)]
        return self._figures[number]

    def dates(self, number: int) -> list[Heard]:
        """Return the dates of an utterance."""
        if number not in self._dates:
            utterance = self.get(number)
            text = with_years(utterance.text) if utterance else ""
            found = self.dates_in(text)
            places = [(one.start, one.end) for one in found]
            self._dates[number] = [one for one in found if meant_before(text, one.end, places)]
        return self._dates[number]

    def dates_in(self, text: str) -> list[Heard]:
        """Return the dates of any text, resolved like those of the meeting."""
        if text not in self._dates_in:
            self._dates_in[text] = heard_dates(text, self._weekday_anchor, self.next_meeting)
        return self._dates_in[text]

    def stems(self, number: int) -> frozenset[str]:
        """Return the meaningful words of an utterance and its speaker's name."""
        if number not in self._stems:
            utterance = self.get(number)
            text = f"{utterance.speaker} {utterance.text}" if utterance else ""
            self._stems[number] = stems(text)
        return self._stems[number]

    def is_foreign(self, text: str, numbers: Iterable[int]) -> bool:
        """Tell whether some utterances are in English and the text is not, or the reverse."""
        said = self.text(numbers)
        return _is_english(said) is not None and _is_english(said) is (not _is_english(text))

    def nearest(self, text: str, within: Sequence[int] = ()) -> tuple[int | None, str]:
        """Return the sentence most like a text: of the utterances given, else of all."""
        place = self.passages.nearest(text, within or None) or self.passages.nearest(text)
        if place is not None:
            return place.number, place.quote
        first = next(iter(self.sentences(within)), None)
        return (first.number, first.text) if first else (None, "")


def _is_english(text: str) -> bool | None:
    """Tell English from German by the commonest words; None where there are too few."""
    english, german = len(_ENGLISH.findall(text)), len(_GERMAN.findall(text))
    if english == german:
        return None if english + german else False
    return english > german


def _present(match: re.Match[str]) -> int | None:
    """Return the number in front of „Mitglieder“; in „neun von elf“ the first."""
    words = (match[name] for name in ("word", "first", "last"))
    numbers = (number_of(word.strip()) for word in words if word)
    return next((number for number in numbers if number is not None and number > 1), None)
