"""Figures that a statement worked out from those it cites: differences, sums, shares, table cells.

They stand nowhere, and are right all the same: „sank um 1,4 Mio. Euro“ for „von 52,7 auf 51,3“.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Final

from bot.evidence.facts import Facts, facts_of, near, scales_in
from bot.evidence.figures import Figure, Unit
from bot.evidence.folding import readable
from bot.evidence.periods import is_within

_MOST: Final = 8  # figures: with more, nearly any number can be worked out
_LONGEST: Final = 1_000  # characters
_BEHIND: Final = 40  # characters in which a word that says how it was worked out may stand
_DIFFERS_BY: Final = re.compile(
    r"(?:(?<!\w)(?:um|by)|(?:differenz|unterschied|abstand|überschreitung|unterschreitung|rückgang"
    r"|anstieg|zuwachs|zunahme|abnahme|plus|minus|difference|increase|decrease|rise|fall)\w*"
    r"(?: \w+){0,2}? (?:von|beträgt|of|is))(?: \w+)?\s?\Z"
)
_MORE_OR_LESS: Final = re.compile(
    r"\s?(?:\w+ )?(?:mehr|weniger|höher|niedriger|zusätzlich|länger|kürzer|unter|über"
    r"|more|fewer|less|higher|lower|above|below)(?!\w)"
)
_ALTOGETHER: Final = re.compile(
    r"(?<!\w)(?:insgesamt|zusammen|summe|gesamt\w*|total|altogether|together|overall)(?!\w)"
)
_OF: Final = re.compile(r"\s?(?:von|der|aus|of)(?: den| the| insgesamt)?\s?\Z")
_WHOLE: Final = Decimal(100)
# How many of the first the second is.
_TIMES: Final = (
    ("minut", "stund", Decimal(60)), ("stund", "tag", Decimal(24)), ("tag", "woch", Decimal(7)),
    ("monat", "jahr", Decimal(12)), ("monat", "quartal", Decimal(3)),
    ("minute", "hour", Decimal(60)), ("hour", "day", Decimal(24)), ("day", "week", Decimal(7)),
    ("month", "year", Decimal(12)),
)  # fmt: skip
_ONE: Final = re.compile(r"(?<!\w)(?:eine[mnrs]?|ein|one|a)\s(\w+)")


def without_derived(facts: Facts, claim: str, sentences: Sequence[str], around: str) -> Facts:
    """Return a statement's facts without the figures that follow from what it cites.

    ``around`` is the text that the sentences stand in: it says what a table is scaled by.
    """
    there = readable(" ".join(sentences))
    if not (facts.figures or facts.dates) or not there or len(there) > _LONGEST:
        return facts
    cited = [figure for figure in facts_of(there).figures if figure.unit is not Unit.CODE]
    if len(cited) > _MOST:
        return facts
    scales = {1, *scales_in(around)}
    cells = {value * scale for scale in scales for one in cited for value in one.values}
    cells |= {
        abs(a.value - b.value) * n for a in cited for b in cited if a is not b for n in scales
    }
    is_row = " | " in there
    spans = [(figure.value, figure.noun) for figure in cited]
    spans += [(Decimal(1), match[1]) for match in _ONE.finditer(there)]
    kept = [
        figure
        for figure in facts.figures
        if not (is_row and figure.value in cells)
        and not any(_is_part_in_words(one, figure) for one in cited)
        and figure.value not in _in_other_units(figure.noun, spans)
        and not any(_is(value, figure) for value in _worked_out(figure, facts, claim, cited))
    ]
    dates = tuple(day for day in facts.dates if not is_within(day, there))
    return replace(facts, figures=tuple(kept), dates=dates)


def _is_part_in_words(cited: Figure, figure: Figure) -> bool:
    """Return whether 33 percent stand there as a third."""
    both_percent = cited.unit is figure.unit is Unit.PERCENT
    return both_percent and cited.is_about and abs(cited.value - figure.value) < 1


def _in_other_units(noun: str, spans: Sequence[tuple[Decimal, str]]) -> set[Decimal]:
    """Return how many minutes, days or months some spans of time are, as the noun says."""
    found = set()
    for value, other in spans:
        for small, large, times in _TIMES:
            if noun.lower().startswith(small) and other.lower().startswith(large):
                found.add(value * times)
            elif noun.lower().startswith(large) and other.lower().startswith(small):
                found.add(value / times)
    return found


def _worked_out(
    figure: Figure, facts: Facts, claim: str, cited: Sequence[Figure]
) -> Iterator[Decimal]:
    """Yield the values that a figure may have by what stands around it."""
    lowered = claim.lower()
    before, behind = lowered[: figure.start], lowered[figure.end : figure.end + _BEHIND]
    is_difference = _DIFFERS_BY.search(before) or _MORE_OR_LESS.match(behind)
    is_sum = _ALTOGETHER.search(lowered)
    for one, other in permutations(cited, 2):
        a, b = one.value, other.value
        if figure.unit is Unit.PERCENT:
            yield from _shares(a, b, is_difference=bool(is_difference))
        elif one.unit is Unit.PERCENT and other.unit is figure.unit:
            yield a * b / _WHOLE
        elif one.unit is not other.unit and Unit.NONE not in {one.unit, other.unit}:
            continue
        elif is_difference or _is_part_of(figure, other, facts, claim):
            yield abs(a - b)
        elif is_sum:
            yield a + b
    if is_sum:
        yield sum((one.value for one in cited if one.unit is figure.unit), Decimal(0))


def _shares(a: Decimal, b: Decimal, *, is_difference: bool) -> Iterator[Decimal]:
    """Yield how many percent one figure is of a greater one, and by how many it differs."""
    if 0 < a < b:
        yield a * _WHOLE / b
    if is_difference and b:
        yield abs(a - b) * _WHOLE / b


def _is_part_of(figure: Figure, whole: Figure, facts: Facts, claim: str) -> bool:
    """Return whether it says „sieben von neun“ of a whole that is cited, for „zwei nicht“."""
    following = next((one for one in facts.figures if one.start >= figure.end), None)
    return (
        following is not None
        and following.value == whole.value
        and _OF.match(claim, figure.end, following.start) is not None
    )


def _is(value: Decimal, figure: Figure) -> bool:
    if figure.unit is Unit.PERCENT:
        return abs(value - figure.value) <= figure.step / 2
    low, high = near(figure)
    is_rounded = figure.is_about or figure.is_scaled
    return low <= value <= high if is_rounded else value in figure.values
