"""A second look by a model at what code can't judge: whether a passage bears a statement out.

Builds the request and reads the answer; the call is the feature's. An answer can only add doubts,
never take one away: what code marked stays marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.ports import Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.evidence.folding import readable

PURPOSE: Final = "evidence.second_look"
_TOKENS_PER_PAIR: Final = 12
_SPARE_TOKENS: Final = 100
_LONGEST: Final = 1_200  # characters of a statement or passage
_LINE: Final = re.compile(
    r"^[\s*\-•(\[]{0,8}(\d{1,3})[\])]?\s{0,4}[:.)–-]\s{0,4}\**(ja|nein|unklar|yes|no|unclear)\b",
    re.IGNORECASE | re.MULTILINE,
)
_DOUBTED: Final = frozenset({"nein", "no"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement and the sentences it rests on."""

    claim: str
    passage: str


def request(pairs: Sequence[Pair], prompts: PromptLibrary, language: str = "de") -> ModelRequest:
    """Return the request about some pairs; ask for about twenty at a time.

    ``prompts`` is the library of bot.evidence.
    """
    labels = ("Statement", "Passage") if language == "en" else ("Aussage", "Textstelle")
    written = "\n\n".join(
        f"{number}.\n{labels[0]}: {_short(pair.claim)}\n{labels[1]}: {_short(pair.passage)}"
        for number, pair in enumerate(pairs, 1)
    )
    prompt = f"second_look.{'en' if language == 'en' else 'de'}"
    return ModelRequest(
        messages=[Message("user", prompts.fill(prompt, pairs=written))],
        purpose=PURPOSE,
        max_tokens=_SPARE_TOKENS + _TOKENS_PER_PAIR * len(pairs),
        temperature=0.0,
    )


def doubted(answer: str, n_pairs: int) -> frozenset[int]:
    """Return the indexes (from 0) of the pairs that the model says no to.

    Lines that are no verdict are passed over; of two verdicts on one pair the doubting one counts.
    """
    return frozenset(
        int(number) - 1
        for number, verdict in _LINE.findall(answer)
        if verdict.lower() in _DOUBTED and 1 <= int(number) <= n_pairs
    )


def _short(text: str) -> str:
    line = readable(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"
