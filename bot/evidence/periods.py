"""Parts of a year in a statement („Ende 2029“, „im dritten Quartal“), beside the dates it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.evidence.dates import Day

_YEAR: Final = r"\s(?:des\sJahres\s|of\s)?(?P<year>(?:19|20)\d{2})(?!\w|\.\d)"
_PERIOD: Final = re.compile(
    rf"(?<!\w)(?:(?P<part>Anfang|Mitte|Ende|Frühjahr|Sommer|Herbst|early|mid|late)(?=\s(?:des\sJ|of\s|[12]\d{{3}}))"
    rf"|(?P<n>ersten?[mnrs]?|zweite[mnrs]?|dritte[mnrs]?|vierte[mnrs]?|[1-4]\.|first|second|third|fourth)"
    rf"\s(?P<span>Quartals?|Halbjahre?s?|quarter|half))(?:{_YEAR})?"
)
# First and last month that nobody would object to.
_PARTS: Final = {
    "anfang": (1, 4), "mitte": (4, 9), "ende": (11, 12), "frühjahr": (2, 6), "sommer": (5, 9),
    "herbst": (8, 12), "early": (1, 4), "mid": (4, 9), "late": (9, 12),
}  # fmt: skip
_NUMBERS: Final = ("er", "zw", "dr", "vi"), ("fi", "se", "th", "fo"), ("1.", "2.", "3.", "4.")
_ENDS_OF_YEAR: Final = {(31, 12): "Ende|end of", (1, 1): "Anfang|Beginn|beginning of|start of"}
_QUARTER: Final = 3
_HALF: Final = 6


def misdated(claim: str, cited: Sequence[Day]) -> Iterator[str]:
    """Yield the parts of a year that none of the cited dates of that year is in."""
    for match in _PERIOD.finditer(claim):
        year = int(match["year"]) if match["year"] else None
        months = [
            day.month
            for day in cited
            if day.month is not None and (year is None or day.year in {year, None})
        ]
        first, last = _range(match)
        if months and not any(first <= month <= last for month in months):
            yield match[0]


def is_within(day: Day, text: str) -> bool:
    """Return whether a text names a part of a year that a month is in: September, 3rd quarter."""
    if day.month is None:
        return False
    if day.day is not None:
        ends = _ENDS_OF_YEAR.get((day.day, day.month))
        return bool(ends) and re.search(rf"(?:{ends})\s{day.year}(?!\d)", text) is not None
    for match in _PERIOD.finditer(text):
        first, last = _range(match)
        if first <= day.month <= last and (not match["year"] or int(match["year"]) == day.year):
            return True
    return False


def _range(match: re.Match[str]) -> tuple[int, int]:
    if match["part"]:
        return _PARTS[match["part"].lower()]
    begins = match["n"][:2].lower()
    number = next(names.index(begins) for names in _NUMBERS if begins in names)
    length = _QUARTER if match["span"].lower().startswith("qu") else _HALF
    return number * length + 1, (number + 1) * length
