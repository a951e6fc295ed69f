"""What a draft leaves open: the gaps and doubts that the ground rules make the model mark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_GAP: Final = re.compile(
    r"\[\s?(?:bitte ergänzen|please (?:add|complete|fill in))\b", re.IGNORECASE
)
_DOUBT: Final = re.compile(r"\[\s?(?:bitte prüfen|please check)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many places a person must fill in, and how many to look at."""

    missing: int = 0
    doubtful: int = 0


def gaps_in(text: str) -> Gaps:
    """Count the marked places of an answer."""
    return Gaps(len(_GAP.findall(text)), len(_DOUBT.findall(text)))
