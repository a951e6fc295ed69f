"""Negation in spoken and written German: by a word of its own, or by the verb."""

from __future__ import annotations

import re
from typing import Final

from bot.meetings.spoken import standard

NEGATION: Final = re.compile(
    r"\b(?:nicht|nichts|nie|niemals|niemand|kein(?:e[rnms]?)?|keinesfalls|weder|not|no|never"
    r"|don'?t|doesn'?t|won'?t)\b",
    re.IGNORECASE,
)
_NEGATIVE: Final = re.compile(
    r"\b(?:abgelehnt|lehn(?:t|e|en)\b.{0,80}\bab|ablehn\w*|verzicht\w*|entfäll\w*|entfallen|raus"
    r"|ausgeschlossen"
    r"|scheidet\b.{0,80}\baus|ausgeschieden|gestrichen|verweiger\w*|zurückgewiesen|abgesehen"
    r"|abstand"
    r"|verworfen|dagegen|falsch\w*|fehlerhaft\w*|ungültig\w*|fehl(?:t|en)|weg|untersag\w*"
    r"|unterbleibt|rejected|refus\w*)\b",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(r"\s*(?:an)?statt\b", re.IGNORECASE)


def is_negated(text: str) -> bool:
    """Tell whether a sentence says that something is not so, by a negation or by its verb."""
    return denies(text) or bool(_NEGATIVE.search(standard(text)) or _INSTEAD.match(text))


def turning_words(text: str) -> list[str]:
    """Return the words that turn a sentence round without a negation (abgelehnt, entfällt)."""
    return [match[0] for match in _NEGATIVE.finditer(standard(text))]


def denies(text: str) -> bool:
    """Tell whether a sentence has a negation of its own (nicht, kein, nie)."""
    return bool(NEGATION.search(standard(text)))


def denials(text: str) -> int:
    """Return how many negations a sentence has; two make a statement again."""
    return len(NEGATION.findall(standard(text)))
