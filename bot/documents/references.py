"""Page references in a model's text: only pages that were read may stay.

Says nothing about whether the page says what is claimed; that needs a quotation to look up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

_WORDS: Final = (
    r"(?:S|Seiten?|Abschn|Abschnitte?|Folien?|Tab|Beitr|Teile?"
    r"|pp?|pages?|sec|sections?|slides?|cues?|parts?)\.?"
)
_REFERENCE: Final = re.compile(
    rf"\[\s*({_WORDS}(?=[\s\d?])[^\[\]\n]{{0,120}})\](?!\()", re.IGNORECASE
)
_BETWEEN: Final = re.compile(r"[,;/&+]|\bund\b|\band\b|\bsowie\b")
_RANGE: Final = re.compile(
    rf"\s*(?:{_WORDS}\s*)?(\d{{1,6}})(?:\s*(?:[-–—‑]|bis|to)\s*(?:{_WORDS}\s*)?(\d{{1,6}}))?"
    r"(?:\s*ff?\.?)?\s*",
    re.IGNORECASE,
)
_LONGEST_RANGE: Final = 2_000


def checked(text: str, label: str, read: AbstractSet[int]) -> tuple[str, int]:
    """Return the text with all references written alike, and how many were unknown.

    What was not read is dropped from a list of pages; a reference left with nothing becomes
    ``[S. ?]``.
    """
    unknown = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal unknown
        ranges, missing = _known(match[1], read)
        unknown += missing
        return f"[{label} {', '.join(ranges) or '?'}]"

    return _REFERENCE.sub(replaced, text), unknown


def _known(inner: str, read: AbstractSet[int]) -> tuple[list[str], int]:
    """Return the ranges that were read, as they are written, and whether any was not."""
    kept: list[str] = []
    missing = 0
    for first, last in _ranges(inner):
        there = first in read and last in read and first <= last < first + _LONGEST_RANGE
        if there:
            kept.append(f"{first}" if first == last else f"{first}–{last}")
        else:
            missing = 1
    return list(dict.fromkeys(kept)), missing if kept else 1


def _ranges(inner: str) -> Iterator[tuple[int, int]]:
    """Yield the pages named; „Absatz 2“ or „Nr. 4“ beside them is no page."""
    for part in _BETWEEN.split(inner):
        if match := _RANGE.fullmatch(part):
            first = int(match[1])
            yield first, int(match[2]) if match[2] else first
