"""Which passages of a source may hold a number, a word or a time: an index that is cheap to make.

It never misses a passage and often names one too many: bot/evidence/source_facts.py then reads
the few that are named. Reading every figure of 450 pages takes over a second, this a tenth.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from itertools import chain, islice
from typing import Final

from bot.evidence.figures import begins_a_number, hyphenated, parts_of_a_whole, times_of_day
from bot.evidence.numerals import of_digits, of_word

_RUN: Final = re.compile(r"\d+")
_TOKEN: Final = re.compile(r"\d+(?:[.,’']\d+)*")
_GROUPED: Final = re.compile(r"\d{1,3}(?: \d{3}(?!\d))+(?:,\d{1,2}(?!\d))?")
_APOSTROPHE: Final = re.compile(r"['’]")
# By which a number is multiplied by the word behind it, or by TEUR before it.
_SCALES: Final = tuple(
    map(Decimal, (1, 12, 100, 1_000, 1_000_000, 1_000_000_000, 1_000_000_000_000))
)
_FIRST_GROUPS: Final = 8  # of a number, that may belong to a paragraph before it
_LAST_DIGITS: Final = 9  # of a run: more tell no passages apart
_NOTHING: Final[frozenset[int]] = frozenset()


class Traces:
    """The passages by the numbers in them, in digits and in words."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._tokens: defaultdict[str, list[int]] = defaultdict(list)
        self._number_words: dict[str, tuple[Decimal, ...]] = {}
        self._values: defaultdict[Decimal, set[int]] = defaultdict(set)
        self._numbers: defaultdict[int, set[int]] = defaultdict(set)
        self._sorted: list[Decimal] = []

    def add(self, text: str, words: set[str], new: set[str]) -> None:
        """Take in the next passage, as it is read, and the words in it: all, and the ``new``."""
        position = len(self.texts)
        self.texts.append(text)
        for token in _tokens(text):
            self._tokens[token].append(position)
        self._learn(new)
        for word in words.intersection(self._number_words):
            for value in self._number_words[word]:
                self._values[value].add(position)
        for figure in chain(times_of_day(text), parts_of_a_whole(text), hyphenated(text)):
            for value in figure.values:
                self._values[_rounded(value)].add(position)

    def made(self) -> None:
        """Say that this was the last passage."""
        for token, positions in self._tokens.items():
            for number in _runs(token):
                self._numbers[number].update(positions)
            for value in of_digits(token):
                self._values[_rounded(value)].update(positions)
        self._tokens.clear()
        self._sorted = sorted(self._values)

    def with_numbers(self, numbers: Iterable[int]) -> set[int]:
        """Return the passages in which all of these numbers stand in digits, whatever they mean."""
        found = [self._numbers.get(number, _NOTHING) for number in numbers]
        return set(found[0].intersection(*found[1:])) if found else set()

    def with_code(self, words: str) -> set[int]:
        """Return the passages with all digits of something like B12."""
        return self.with_numbers(_runs(words))

    def with_value(self, value: Decimal) -> set[int]:
        """Return the passages in which a number may have this value, scaled or not."""
        return set().union(
            *(self._values.get(_rounded(value / scale), _NOTHING) for scale in _SCALES)
        )

    def with_value_between(self, low: Decimal, high: Decimal) -> set[int]:
        """Return the passages in which a number may have a value from low to high."""
        found: set[int] = set()
        for scale in _SCALES:
            first = bisect_left(self._sorted, low / scale)
            last = bisect_right(self._sorted, high / scale)
            found.update(*(self._values[value] for value in self._sorted[first:last]))
        return found

    def with_one_of(self, words: Collection[str]) -> set[int]:
        """Return the passages in which one of these stretches of letters stands."""
        return {
            position
            for position, text in enumerate(self.texts)
            if any(word in text for word in words)
        }

    def _learn(self, new: set[str]) -> None:
        """Note the values of the number words among some words."""
        for word in new:
            lowered = word.lower()
            if not (begins_a_number(lowered) or "'" in word or "’" in word):
                continue
            values = map(of_word, _APOSTROPHE.split(lowered))
            if known := tuple(_rounded(value) for value in values if value is not None):
                self._number_words[word] = known


def _tokens(text: str) -> set[str]:
    """Return all that may be one number in digits, and what is left when its beginning isn't."""
    found = set(_TOKEN.findall(text))
    found.update(*map(_endings, _GROUPED.findall(text)))
    found.update(*(_endings(token) for token in found if "'" in token or "’" in token))
    return found


def _endings(token: str) -> list[str]:
    return [token[match.start() :] for match in islice(_RUN.finditer(token), _FIRST_GROUPS)]


def _runs(token: str) -> tuple[int, ...]:
    return tuple(int(run[-_LAST_DIGITS:]) for run in _RUN.findall(token))


def _rounded(value: Decimal) -> Decimal:
    """Return a number as precisely as calculating leaves it: figures are products."""
    return +value
