"""What was said in a meeting, utterance by utterance; the numbers are what everything cites."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The forms in which people have a transcript.

    TEAMS is the text of Teams' Word file or of its transcript pane. LINES have a name or a time in
    front of each. NOTES have neither, and need not be a transcript at all.
    """

    VTT = "vtt"
    SRT = "srt"
    TEAMS = "teams"
    LINES = "lines"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said without another speaking in between; numbers begin with 1.

    ``speaker`` is empty where the transcript doesn't say. ``begin_s`` and ``end_s`` are seconds
    from the start; None where it doesn't say.
    """

    number: int
    speaker: str
    begin_s: float | None
    end_s: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole transcript; without utterances if there was no word in it."""

    kind: Kind
    utterances: tuple[Utterance, ...]

    @property
    def has_speakers(self) -> bool:
        """Whether anybody is named; Teams can be set to name nobody."""
        return any(utterance.speaker for utterance in self.utterances)

    @property
    def has_times(self) -> bool:
        """Whether it says when things were said."""
        return any(utterance.begin_s is not None for utterance in self.utterances)

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names, each once, in the order of their first words."""
        names = (utterance.speaker for utterance in self.utterances if utterance.speaker)
        return tuple(dict.fromkeys(names))
