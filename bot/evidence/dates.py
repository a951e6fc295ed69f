"""Dates in a text, German and English, also partial ones: „15.12.2026“, „Dezember 2026“, „2026“.

A date that names less matches one that names more, if they agree in what both name. A weekday
must fall on its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.evidence.folding import stretches, within

_MONTHS: Final = {
    "jan": 1, "jän": 1, "feb": 2, "mär": 3, "mrz": 3, "mar": 3, "apr": 4, "mai": 5, "may": 5,
    "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_MONTH: Final = (
    r"(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|January|February|March|May|June|July|October|December"
    r"|Jan\.|Feb\.|Mär\.|Mrz\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Okt\.|Nov\.|Dez\."
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?!\w)"
)
_WEEKDAYS: Final = {
    "mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_DAYS: Final = (
    "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonnabend", "Sonntag",
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_DAY: Final = f"(?:{'|'.join(_DAYS)})"
_YEAR: Final = r"(?:19|20)\d{2}(?!\d)"
_NUMERIC: Final = re.compile(
    r"(?<![\d.,])(?:(?P<first>[0-3]?\d)\.?\s?(?:[-–/]|bis|und)\s?)?(?P<d>[0-3]?\d)\.\s?(?P<m>[01]?\d)\."
    rf"(?:\s?(?P<y>{_YEAR}|\d{{2}}(?!\d|[.,]\d)))?(?!\d)"
)
_ISO: Final = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?!\d)")
_SLASHED: Final = re.compile(
    r"(?<![\d/])(?P<d>[0-3]?\d)/(?P<m>[01]?\d)/(?P<y>(?:19|20)\d{2})(?!\d)"
)
_WRITTEN: Final = re.compile(
    r"(?<![\d.,])(?P<before>(?:[0-3]?\d(?:\.|st|nd|rd|th)?\s?(?:,|und|bis|oder|and|to|or|[-–/])\s?){0,5})"
    rf"(?P<d>[0-3]?\d)(?:\.|st|nd|rd|th)?\s?(?:of\s)?(?P<m>{_MONTH})(?:,?\s(?P<y>{_YEAR}))?"
)
_MONTH_FIRST: Final = re.compile(
    rf"(?<!\w)(?P<m>{_MONTH})\s(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?![\d.,:]\d|\d)(?:,?\s(?P<y>{_YEAR}))?"
)
_MONTH_YEAR: Final = re.compile(rf"(?<!\w)(?P<m>{_MONTH})\s(?P<y>{_YEAR})")
_MONTH_ALONE: Final = re.compile(
    r"(?<!\w)(?:[Ii]m|[Aa]b|[Ss]eit|[Bb]is|[Aa]nfang|[Mm]itte|[Ee]nde|[Zz]um|[Vv]on|[Vv]om|[Ff]ür|[Gg]egen|[Mm]onat|in|for|of|since|until|by"
    rf"|from|early|late|mid|und|and|through|to)[\s-](?P<m>{_MONTH})"
)
_YEARS: Final = re.compile(
    r"(?<![\d.,/§-])(?P<y>(?:19|20)\d{2})(?:(?P<by>[/–-])(?P<y2>(?:19|20)?\d{2})(?![\d/]))?"
    r"(?![.,:]?\d|\s?(?:€|EUR|Euro|%|Prozent|m²|qm|km|Quadrat|Einwohn|Stück|Plätze|Personen))"
)
_WEEKDAY: Final = re.compile(
    rf"(?<!\w)(?P<w>{_DAY})s?(?!\w)(?:,?\s(?:(?:den|dem|der|the)\s)?(?=[0-3]?\d\.|[0-3]?\d\s?{_MONTH}|{_MONTH}))?,?\s?"
)
# What each must have: cheap to look for, and rare.
_MONTH_HINT: Final = re.compile(
    r"Jan|Jän|Feb|Mär|Mrz|Mar|Apr|Mai|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dez|Dec"
)
_DAY_HINT: Final = re.compile(r"(?:tag|woch|abend|day)")
_SHAPES: Final = (
    (re.compile(r"\d-\d\d-\d"), (_ISO,)),
    (re.compile(r"\d/\d{1,2}/\d"), (_SLASHED,)),
    (re.compile(r"\d\.\s?\d{1,2}\."), (_NUMERIC,)),
    (_MONTH_HINT, (_WRITTEN, _MONTH_FIRST, _MONTH_YEAR, _MONTH_ALONE)),
)
_YEAR_HINT: Final = re.compile(r"(?:19|20)\d\d")
_CENTURY: Final = 100
_TURN: Final = 70  # two digits below this are of our century


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is named; ``weekday`` 0 is Monday."""

    start: int
    end: int
    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def agrees(self, other: Day) -> bool:
        """Return whether both can be the same, and the other names what this one names.

        A year may be missing in the other: „am 15. Dezember“ is often all a text says.
        """
        if self.day is not None and self.day != other.day:
            return False
        if self.month is not None and self.month != other.month:
            return False
        if self.year is None:
            return True
        if self.month is None:
            return self.year == other.year
        return other.year is None or self.year == other.year


def find_dates(text: str) -> list[Day]:
    """Return all dates of a text in order; „3. bis 5. Mai“ gives two."""
    mask = bytearray(len(text))
    found: list[Day] = []
    for start, end, days in _all(text):
        if not any(mask[start:end]):
            mask[start:end] = b"\1" * (end - start)
            found += days
    return sorted(found, key=lambda day: day.start)


def names_of_month(month: int) -> list[str]:
    """Return the letters with which its name begins, one of which is in every form of it."""
    return [letters.capitalize() for letters, number in _MONTHS.items() if number == month]


def names_of_weekday(weekday: int) -> list[str]:
    """Return the names of a weekday, German and English."""
    return [name for name in _DAYS if _weekday(name) == weekday]


def is_possible(day: Day) -> bool:
    """Return whether the calendar has this date and its weekday is right, as far as is known."""
    if day.month is None or day.day is None:
        return True
    try:
        known = date(day.year or 2024, day.month, day.day)
    except ValueError:
        return False
    return day.weekday is None or day.year is None or known.weekday() == day.weekday


def _all(text: str) -> Iterator[tuple[int, int, list[Day]]]:
    """Yield places with their dates, those that name most first."""
    days = stretches(text, _DAY_HINT)
    weekdays = [(m.start(), m.end(), m["w"]) for m in within(_WEEKDAY, text, days)]
    ends = {end: (start, name) for start, end, name in weekdays}
    for hint, patterns in _SHAPES:
        fields = stretches(text, hint)
        for match in (match for pattern in patterns for match in within(pattern, text, fields)):
            weekday_start, name = ends.get(match.start(), (match.start(), ""))
            named = _days(match, weekday_start, name)
            if named:
                yield named[0].start, match.end(), named
    for match in within(_YEARS, text, stretches(text, _YEAR_HINT)):
        yield match.start(), match.end(), _years(match)
    for start, _, name in weekdays:
        end = start + len(name)
        yield start, end, [Day(start, end, name, weekday=_weekday(name))]


def _days(match: re.Match[str], start: int, weekday: str) -> list[Day]:
    named = match.groupdict()
    month = _month(named["m"])
    if month is None:
        return []
    year = _year(named.get("y"))
    if not named.get("d"):
        begin = start if weekday else match.start("m")
        words = match.string[begin : match.end()]
        return [Day(begin, match.end(), words, year, month)]
    words = match.string[start : match.end()].strip()
    earlier = re.findall(r"\d+", named.get("before") or named.get("first") or "")
    numbers = [int(number) for number in (*earlier, named["d"])]
    return [
        Day(
            start,
            match.end(),
            words,
            year,
            month,
            number,
            _weekday(weekday) if weekday and len(numbers) == 1 else None,
        )
        for number in numbers
    ]


def _years(match: re.Match[str]) -> list[Day]:
    first = int(match["y"])
    days = [Day(match.start(), match.end(), match[0], first)]
    if match["y2"]:
        second = int(match["y2"])
        second += first // _CENTURY * _CENTURY if second < _CENTURY else 0
        days.append(Day(match.start(), match.end(), match[0], second))
    return days


def _month(written: str) -> int | None:
    if written.isdigit():
        return int(written) if 1 <= int(written) <= len(set(_MONTHS.values())) else None
    return _MONTHS.get(written.lower()[:3])


def _year(written: str | None) -> int | None:
    if not written:
        return None
    year = int(written)
    if year >= _CENTURY:
        return year
    return year + (2000 if year < _TURN else 1900)


def _weekday(name: str) -> int | None:
    lowered = name.lower()
    if lowered == "sonnabend":
        return _WEEKDAYS["sa"]
    english = _WEEKDAYS.get(lowered[:3]) if lowered.endswith("day") else None
    return _WEEKDAYS.get(lowered[:2]) if english is None else english
