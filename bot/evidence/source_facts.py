"""The figures, dates and paragraphs of a whole source, read only where they may stand.

Answers as bot.evidence.facts.Stock would with everything taken in: a passage is read when
something asked for may be in it, and then kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from bot.evidence.dates import Day, names_of_month, names_of_weekday
from bot.evidence.facts import Stock, near, scales_in, tabled
from bot.evidence.figures import Figure, Unit
from bot.evidence.norms import Norm, has_a_range, leading_number
from bot.evidence.traces import Traces

_CENTURY: Final = 100


class SourceFacts:
    """All facts of a source, to be asked one by one; passages count from 0."""

    def __init__(self) -> None:
        self._traces = Traces()
        self._stocks: dict[int, Stock] = {}
        self._scales: set[int] = set()
        self._with_ranges: set[int] | None = None

    def add(self, text: str, words: set[str], new: set[str]) -> None:
        """Take in the next passage, as people read it, all words in it, and the ``new`` ones."""
        self._traces.add(text, words, new)
        self._scales |= scales_in(text)

    def made(self) -> None:
        """Say that this was the last passage: questions are for later."""
        self._traces.made()

    @property
    def n_read(self) -> int:
        """How many passages were read so far."""
        return len(self._stocks)

    def at(self, position: int) -> Stock:
        """Return the facts of one passage."""
        stock = self._stocks.get(position)
        if stock is None:
            stock = self._stocks[position] = Stock()
            stock.add(self._traces.texts[position])
        return stock

    def has_figure(self, figure: Figure) -> bool:
        """Return whether the source has a figure, in this form, another, or before rounding."""
        return any(
            self._any(positions, lambda stock: stock.has_figure(figure, self._scales))
            for positions in self._with_figure(figure)
        )

    def has_day(self, day: Day) -> bool:
        """Return whether the source has a date that names at least as much."""
        return any(
            self._any(positions, lambda stock: stock.has_day(day))
            for positions in self._with_day(day)
        )

    def has_weekday_with(self, day: Day) -> bool:
        """Return whether the source itself names this weekday with this date, day and month."""
        return any(
            self._any(positions, lambda stock: stock.has_weekday_with(day))
            for positions in self._with_day(day)
        )

    def has_norm(self, norm: Norm) -> bool:
        """Return whether the source names a paragraph."""
        return any(
            self._any(positions, lambda stock: stock.has_norm(norm))
            for positions in self._with_norm(norm)
        )

    def _any(self, positions: Iterable[int], has: Callable[[Stock], bool]) -> bool:
        """Ask the passages, those first that were read already."""
        ordered = sorted(positions, key=lambda position: (position not in self._stocks, position))
        return any(has(self.at(position)) for position in ordered)

    # --- where to look: the likeliest first, everything at the latest ---------------------------

    def _with_figure(self, figure: Figure) -> Iterator[set[int]]:
        if figure.unit is Unit.CODE:
            yield self._traces.with_code(figure.words)
            return
        for value in figure.values:
            yield self._traces.with_value(value)
        if figure.unit is Unit.TIME:
            return
        if figure.unit is Unit.NONE and figure.value == figure.value.to_integral_value():
            yield from self._with_year(int(figure.value))
        for value in tabled(figure, self._scales):
            yield self._traces.with_value(value)
        if figure.is_about or figure.is_scaled:
            yield self._traces.with_value_between(*near(figure))

    def _with_year(self, year: int) -> Iterator[set[int]]:
        """Yield the passages with a year, in full or as „12.5.26“ and „2025/26“ have it."""
        yield self._traces.with_numbers([year])
        yield self._traces.with_numbers([year % _CENTURY])

    def _with_day(self, day: Day) -> Iterator[set[int]]:
        if day.month is not None:
            named = self._traces.with_one_of(names_of_month(day.month))
            in_digits = self._traces.with_numbers([day.month])
            same_day = None if day.day is None else self._traces.with_numbers([day.day])
            for positions in (named, in_digits):
                yield positions if same_day is None else positions & same_day
        elif day.day is not None:
            yield self._traces.with_numbers([day.day])
        elif day.year is not None:
            yield self._traces.with_value(Decimal(day.year))
            yield from self._with_year(day.year)
        elif day.weekday is not None:
            yield self._traces.with_one_of(names_of_weekday(day.weekday))
            yield set(range(len(self._traces.texts)))  # any date may fall on it

    def _with_norm(self, norm: Norm) -> Iterator[set[int]]:
        yield self._traces.with_numbers([leading_number(norm)])
        if self._with_ranges is None:
            texts = enumerate(self._traces.texts)
            self._with_ranges = {position for position, text in texts if has_a_range(text)}
        yield self._with_ranges
