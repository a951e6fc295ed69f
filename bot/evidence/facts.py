"""What a source says in figures, dates, paragraphs and words, and whether a statement's are there.

Only presence is judged: a figure that stands anywhere in the source is no stranger. Whether it
belongs to the statement is bot/evidence/comparing.py's question.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from bot.evidence.dates import Day, find_dates
from bot.evidence.figures import Figure, Unit, find_figures
from bot.evidence.folding import stem
from bot.evidence.norms import Norm, find_norms, supported

_LEEWAY: Final = Decimal("0.06")  # by which „rund“ may be off, besides being rounded rightly
_SCALED_LEEWAY: Final = Decimal("0.02")  # likewise „6,3 Mio.“ without „rund“
_TELLING: Final = 3  # digits of a number in a table that can't be there by accident
_SCALES: Final = (
    (1_000, ("TEUR", "T€", "Tsd", "Tausend", "thousand")),
    (1_000_000, ("Mio", "Million", "million")),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The figures, dates and paragraphs of one stretch of text."""

    figures: tuple[Figure, ...]
    dates: tuple[Day, ...]
    norms: tuple[Norm, ...]


def facts_of(text: str, language: str = "de") -> Facts:
    """Return the facts of a text; a place is read as one kind only."""
    norms = find_norms(text)
    # Other signs of the same length keep all places.
    masked = _masked(text, {(norm.start, norm.end) for norm in norms}) if norms else text
    dates = find_dates(masked)
    taken = [(day.start, day.end) for day in dates]
    return Facts(tuple(find_figures(masked, taken, language)), tuple(dates), tuple(norms))


class Stock:
    """All facts of a source, to be asked one by one."""

    def __init__(self) -> None:
        self._units: defaultdict[Decimal, set[Unit]] = defaultdict(set)
        self._counted: set[tuple[Decimal, str]] = set()
        self._codes: set[str] = set()
        self._days: set[tuple[int | None, int | None, int | None, int | None]] = set()
        self._norms: defaultdict[str, list[Norm]] = defaultdict(list)
        self._sorted: list[Decimal] | None = None
        self._scales: set[int] = set()

    def add(self, text: str) -> None:
        """Take in a stretch of the source."""
        facts = facts_of(text)
        for figure in facts.figures:
            if figure.unit is Unit.CODE:
                self._codes.add(_code(figure.words))
            else:
                for value in figure.values:
                    self._units[value].add(figure.unit)
                    self._counted.add((value, stem(figure.noun)))
        for day in facts.dates:
            self._days.add((day.year, day.month, day.day, day.weekday))
        for norm in facts.norms:
            self._norms[norm.number].append(norm)
        self._scales |= scales_in(text)
        self._sorted = None

    def has_figure(self, figure: Figure, scales: AbstractSet[int] = frozenset()) -> bool:
        """Return whether the source has a figure, in this form, another, or before rounding.

        ``scales`` are those of tables whose heads stand elsewhere.
        """
        if figure.unit is Unit.CODE:
            return _code(figure.words) in self._codes
        if any(self._has(value, figure.unit) for value in figure.values):
            return True
        if figure.unit is Unit.TIME:
            return False
        if self._as_year(figure) or self._in_a_table(figure, scales):
            return True
        return (figure.is_about or figure.is_scaled) and self._has_near(figure)

    def has_counted(self, figure: Figure) -> bool:
        """Return whether the source has a number of just these: „drei Jahre“, not any three."""
        return any((value, stem(figure.noun)) in self._counted for value in figure.values)

    def has_day(self, day: Day) -> bool:
        """Return whether the source has a date that names at least as much."""
        if day.day is None and day.month is None and day.year is None:
            return self._has_weekday(day)
        if day.month is None and day.year is not None and self._units.get(Decimal(day.year)):
            return True
        return any(
            day.agrees(Day(0, 0, "", year, month, number, weekday))
            for year, month, number, weekday in self._days
        )

    def has_weekday_with(self, day: Day) -> bool:
        """Return whether the source itself names this weekday with this date."""
        return any(
            (month, number, weekday) == (day.month, day.day, day.weekday)
            for _, month, number, weekday in self._days
        )

    def has_norm(self, norm: Norm) -> bool:
        """Return whether the source names a paragraph."""
        return supported(norm, self._norms.get(norm.number, ()))

    def _has(self, value: Decimal, unit: Unit) -> bool:
        units = self._units.get(value)
        if not units:
            return False
        return unit is Unit.NONE or unit in units or (Unit.NONE in units and unit is not Unit.TIME)

    def _as_year(self, figure: Figure) -> bool:
        return figure.unit is Unit.NONE and any(year == figure.value for year, *_ in self._days)

    def _in_a_table(self, figure: Figure, scales: AbstractSet[int]) -> bool:
        """Return whether it stands in a table whose head says „in TEUR“."""
        return any(self._has(value, Unit.NONE) for value in tabled(figure, self._scales | scales))

    def _has_near(self, figure: Figure) -> bool:
        """Return whether a value of the source, rounded as this figure is, would be this figure."""
        if self._sorted is None:
            self._sorted = sorted(self._units)
        low, high = near(figure)
        first, last = bisect_left(self._sorted, low), bisect_right(self._sorted, high)
        return any(self._has(value, figure.unit) for value in self._sorted[first:last])

    def _has_weekday(self, day: Day) -> bool:
        return any(
            weekday == day.weekday or _falls_on(year, month, number, day.weekday)
            for year, month, number, weekday in self._days
        )


def scales_in(text: str) -> set[int]:
    """Return by what a text says that the numbers of a table are to be multiplied."""
    return {scale for scale, signs in _SCALES if any(sign in text for sign in signs)}


def tabled(figure: Figure, scales: Iterable[int]) -> Iterator[Decimal]:
    """Yield how a figure stands in tables that say „in TEUR“."""
    if len(str(figure.value).strip("0.")) >= _TELLING:
        yield from (figure.value / scale for scale in scales if figure.value >= scale)


def near(figure: Figure) -> tuple[Decimal, Decimal]:
    """Return from where to where values are this figure when they are rounded as it is."""
    leeway = (_LEEWAY if figure.is_about else _SCALED_LEEWAY) * figure.value
    reach = min(figure.step if figure.is_about else figure.step / 2, leeway)
    return figure.value - reach, figure.value + reach


def _falls_on(year: int | None, month: int | None, number: int | None, weekday: int | None) -> bool:
    if year is None or month is None or number is None:
        return False
    try:
        return date(year, month, number).weekday() == weekday
    except ValueError:
        return False


def _masked(text: str, places: Iterable[tuple[int, int]]) -> str:
    blank = list(text)
    for start, end in places:
        blank[start:end] = "\x00" * (end - start)
    return "".join(blank)


def _code(words: str) -> str:
    return "".join(words.split()).casefold()
