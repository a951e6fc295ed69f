"""An agenda as people paste or upload it: numbers, titles, and where the closed part begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from bot.evidence.folding import folded
from bot.meetings.minutes import Part

_LINE: Final = re.compile(
    r"^\s*(?:[-*•–]\s+)?(?:(?:TOP|Tagesordnungspunkt|Punkt|Item)\s*)?"
    r"(?P<number>(?:[ÖON]\s?)?\d{1,3}(?:\.\d{1,3}){0,3}\.?[a-z]?)?[\s.):–-]*(?P<title>\S.*?)\s*$",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"nicht\s?-?\s?öffentlich|\bclosed (?:part|session)|vertraulicher teil", re.IGNORECASE
)
_PUBLIC: Final = re.compile(
    r"^\W*(?:[A-Z][.)]\s*)?öffentliche[rn]? (?:teil|sitzung)|^\W*public part", re.IGNORECASE
)
_HEADING: Final = re.compile(r"^\W*(?:tagesordnung|agenda)\W*$", re.IGNORECASE)
_LONGEST: Final = 200
_MOST: Final = 120
_ALIKE: Final = 80.0


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One point; ``number`` as it was written, without a full stop."""

    number: str
    title: str
    part: Part = Part.PUBLIC


def read_agenda(text: str) -> tuple[AgendaItem, ...]:
    """Return the points of a pasted agenda; lines without numbers are numbered on.

    A line that only announces the closed part divides; numbers such as ``N 2`` are closed too.
    """
    items: list[AgendaItem] = []
    part = Part.PUBLIC
    for line in text.splitlines():
        if not line.strip() or _HEADING.match(line):
            continue
        if _CLOSED.search(line) and not re.match(r"\s*(?:TOP\s*)?[ÖON]?\s?\d", line):
            part = Part.CLOSED
        elif _PUBLIC.search(line):
            part = Part.PUBLIC
        elif (match := _LINE.match(line)) and len(items) < _MOST:
            number = (match["number"] or str(len(items) + 1)).rstrip(".").strip()
            is_closed = part is Part.CLOSED or number.upper().startswith("N")
            title = match["title"][:_LONGEST]
            items.append(AgendaItem(number, title, Part.CLOSED if is_closed else Part.PUBLIC))
    return tuple(items)


def written(items: tuple[AgendaItem, ...]) -> str:
    """Return the agenda as the model gets it."""
    return "\n".join(f"{item.number}. {item.title}" for item in items)


def find(items: tuple[AgendaItem, ...], number: str, title: str) -> AgendaItem | None:
    """Return the point that a model means by its number, or by a title much like it."""
    wanted = _plain(number)
    by_number = next((item for item in items if wanted and _plain(item.number) == wanted), None)
    if by_number is not None:
        return by_number
    scored = [(fuzz.token_set_ratio(folded(title), folded(item.title)), item) for item in items]
    score, best = max(scored, key=lambda one: one[0], default=(0.0, None))
    return best if title.strip() and score >= _ALIKE else None


def _plain(number: str) -> str:
    return (
        re.sub(r"(?i)\b(?:top|tagesordnungspunkt|punkt|item)\b|[^\w.]", "", number)
        .strip(".")
        .lower()
    )
