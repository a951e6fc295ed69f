"""Looking up what a statement cites: held, moved or missing.

A place without quotation is answered with the sentence there that is most like the statement,
or with one that the statement itself quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.evidence.findings import Verdict
from bot.evidence.folding import stem, words
from bot.evidence.passages import Passages, Place
from bot.evidence.references import Cited

_QUOTED: Final = re.compile(r"[„“”\"»«]([^„“”\"»«\n]{12,400})[“”\"«»]")
_LEAST_SHARED: Final = 0.5  # of a statement's words that a passage must have to be its evidence
_CONTENT: Final = 4  # letters of a word that says something
_LONGEST_RANGE: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One citation after it was looked up; ``place`` is None when it is MISSING."""

    verdict: Verdict
    quote: str
    place: Place | None = None
    is_chosen: bool = False


def look_up(cited: Cited, claim: str, passages: Passages) -> Found:
    """Return what became of a citation."""
    named = _named(cited, passages)
    if cited.quote:
        return _quoted(cited, cited.quote, named, passages)
    own = max(_QUOTED.findall(claim), key=len, default="")
    if own:
        found = _quoted(cited, own, named, passages)
        if found.place is not None:
            return found
    return _chosen(claim, named, passages)


def _quoted(cited: Cited, quote: str, named: list[int], passages: Passages) -> Found:
    place = passages.find(quote, named[0] if named else None)
    if place is None:
        return Found(Verdict.MISSING, quote)
    is_there = place.number in named or (not named and cited.number is None)
    return Found(Verdict.HELD if is_there else Verdict.MOVED, place.quote, place)


def _chosen(claim: str, named: list[int], passages: Passages) -> Found:
    place = passages.nearest(claim, named) if named else None
    if place is None or shared(claim, _around(place, passages)) < _LEAST_SHARED:
        return Found(Verdict.MISSING, "")
    return Found(Verdict.HELD, place.quote, place, is_chosen=True)


def _named(cited: Cited, passages: Passages) -> list[int]:
    """Return the numbers of the passages that a citation means, as far as they exist."""
    if cited.number is None:
        return []
    last = cited.number if cited.last is None else cited.last
    last = min(max(last, cited.number), cited.number + _LONGEST_RANGE)
    within = passages.of_source(cited.source) if cited.source else []
    if within and not any(number in within for number in range(cited.number, last + 1)):
        # Counted within its own source.
        return within[max(0, cited.number - 1) : last]
    return [n for n in range(cited.number, last + 1) if passages.get(n) is not None]


def _around(place: Place, passages: Passages) -> str:
    passage = passages.get(place.number)
    return passage.text if passage else place.quote


def shared(claim: str, text: str) -> float:
    """Return the share of a statement's telling words that a text has in some form."""
    wanted = {stem(word) for word in words(claim) if len(word) >= _CONTENT or word.isdigit()}
    if not wanted:
        return 1.0
    there = {stem(word) for word in words(text)}
    return len([word for word in wanted if word in there]) / len(wanted)
