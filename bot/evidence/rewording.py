"""Whether a statement that is nearly word for word changes a word that bears on its meaning.

Long sentences hold several duties and quantities, so that comparing them as wholes finds little;
where a statement copies one, the words that differ are looked at one by one.
"""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz.distance import Levenshtein

from bot.evidence import cues
from bot.evidence.folding import readable
from bot.evidence.near_misses import differences

_TOKEN: Final = re.compile(r"[^\W_]+")
_NEARLY: Final = 0.7  # of the words that are the same, in order
_CLAUSE: Final = 2  # words
_LONGEST: Final = 120  # words
_BEARING: Final = (
    ("not", cues.NEGATION),
    ("can", cues.CAN),
    ("must", cues.MUST),
    ("pending", cues.PENDING),
    ("all", cues.ALL),
    ("some", cues.SOME),
    ("least", cues.AT_LEAST),
    ("most", cues.AT_MOST),
    ("earliest", cues.EARLIEST),
    ("latest", cues.LATEST),
    ("more", re.compile(r"(?:mehr|more)\Z")),
    ("less", re.compile(r"(?:weniger|less|fewer)\Z")),
)


def is_altered(claim: str, stands: str) -> bool:
    """Return whether a statement is a copy in which a bearing word was put in, out or changed."""
    ours = _TOKEN.findall(readable(claim).lower())[:_LONGEST]
    theirs = _TOKEN.findall(readable(stands).lower())[:_LONGEST]
    if Levenshtein.normalized_similarity(ours, theirs) < _NEARLY:
        return False
    # What was only moved within the sentence is the same.
    ours_changed, theirs_changed = [], []
    for (start, end), (first, last) in differences(ours, theirs):
        is_at_an_end = first == 0 or last == len(theirs)
        if start == end and is_at_an_end and last - first >= _CLAUSE:
            continue  # the statement leaves out how the sentence begins or goes on
        ours_changed += ours[start:end]
        theirs_changed += theirs[first:last]
    return _bearing(ours_changed) != _bearing(theirs_changed)


def _bearing(words: list[str]) -> set[str]:
    return {
        kind for word in words for kind, pattern in _BEARING if pattern.fullmatch(word) is not None
    }
