"""A transcript in pieces that fit the model, cut between utterances, with some overlap.

Tokens are estimated from above, as for documents: German needs at least three letters for one in
any tokenizer we know. Each utterance belongs to one piece; what stands before it comes along so
that an answer is not parted from its question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.transcripts.transcript import Utterance

_CHARS_PER_TOKEN: Final = 3
_OVERLAP: Final = 4
_OVERLAP_SHARE: Final = 0.15
_NUMBERED: Final = re.compile(r"\[(\s*\d{1,6}\s*)\]")
_LONGEST_NAME: Final = 80
_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Some utterances; the first ``n_before`` belong to the piece before and are only read."""

    utterances: tuple[Utterance, ...]
    n_before: int = 0

    @property
    def own(self) -> tuple[Utterance, ...]:
        """The utterances it has to account for."""
        return self.utterances[self.n_before :]

    @property
    def text(self) -> str:
        """The utterances as the model gets them, numbered by us and by nobody else."""
        return "\n".join(line(one) for one in self.utterances)

    def halves(self) -> tuple[Window, Window] | None:
        """Return two smaller pieces, or None when there is one utterance left."""
        own = self.own
        if len(own) < _LEAST:
            return None
        middle = len(own) // 2
        before = self.utterances[: self.n_before]
        return Window((*before, *own[:middle]), self.n_before), Window(own[middle:])


def windows(utterances: Sequence[Utterance], max_tokens: int) -> list[Window]:
    """Return the pieces, in order; every utterance is in exactly one piece's own."""
    pieces: list[list[Utterance]] = []
    size = 0
    for one in utterances:
        tokens = estimated_tokens(line(one))
        if not pieces or size + tokens > max_tokens * (1 - _OVERLAP_SHARE):
            pieces.append([])
            size = 0
        pieces[-1].append(one)
        size += tokens
    return [
        _with_overlap(piece, pieces[index - 1] if index else [], max_tokens)
        for index, piece in enumerate(pieces)
    ]


def line(utterance: Utterance) -> str:
    """Return one numbered line; nothing in a text or a name looks like our numbers."""
    text = _NUMBERED.sub(r"(\1)", " ".join(utterance.text.split()))
    name = _NUMBERED.sub(r"(\1)", " ".join(utterance.speaker.split())[:_LONGEST_NAME])
    return f"[{utterance.number}] {name}: {text}" if name else f"[{utterance.number}] {text}"


def estimated_tokens(text: str) -> int:
    """Return an upper bound for how many tokens a European text has."""
    return len(text) // _CHARS_PER_TOKEN + 1


def _with_overlap(piece: list[Utterance], before: list[Utterance], max_tokens: int) -> Window:
    room = int(max_tokens * _OVERLAP_SHARE)
    taken: list[Utterance] = []
    for one in reversed(before[-_OVERLAP:]):
        room -= estimated_tokens(line(one))
        if room < 0:
            break
        taken.insert(0, one)
    return Window((*taken, *piece), len(taken))
