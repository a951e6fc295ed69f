"""A second look by a model at what code can't judge: whether a passage bears a statement out.

Builds the request and reads the answer; the call is the feature's. An answer can only add doubts,
never take one away: what code marked stays marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.core.ports import Message, ModelRequest
from bot.core.prompts import PromptLibrary
from bot.evidence import cues
from bot.evidence.findings import Backed
from bot.evidence.folding import readable

PURPOSE: Final = "evidence.second_look"
_TOKENS_PER_PAIR: Final = 12
_SPARE_TOKENS: Final = 100
_AT_ONCE: Final = 20  # statements: about a page of summary, in one call
_LONGEST: Final = 600  # characters of a statement or passage
_LINE: Final = re.compile(
    r"^[\s*\-•(\[]{0,8}(\d{1,3})[\])]?\s{0,4}[:.)–-]\s{0,4}\**(ja|nein|unklar|yes|no|unclear)\b",
    re.IGNORECASE | re.MULTILINE,
)
_RISKY: Final = (cues.NEGATION, cues.DECIDED, cues.PENDING, cues.CAN, cues.MUST, cues.ALL)
_DOUBTED: Final = frozenset({"nein", "no"})


def chosen(backed: Sequence[Backed], at_most: int) -> list[Backed]:
    """Return the statements that most need a second look: denials, decisions, duties, limits."""
    risky = sorted(backed, key=lambda one: not _is_risky(f"{one.claim} {one.passage}".lower()))
    return risky[: min(_AT_ONCE, at_most)]


def _is_risky(text: str) -> bool:
    return any(cue.search(text) for cue in _RISKY)


def request(pairs: Sequence[Backed], prompts: PromptLibrary, language: str = "de") -> ModelRequest:
    """Return the request about some statements.

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
