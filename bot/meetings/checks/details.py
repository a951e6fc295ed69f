"""The details of a sentence: its words, figures, dates and names.

Each is looked up in the utterances that the point names and their direct neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from bot.evidence.figures import Figure, Unit, find_figures
from bot.evidence.folding import squash
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.checks.words import count_found, stems
from bot.meetings.minutes import Doubt
from bot.meetings.people import Person, is_nobody

LEAST_FOUND: Final = 0.2
LEAST_OF_A_DECISION: Final = 0.3
_ENOUGH: Final = 2
_HOUR: Final = 60
_A_DAY: Final = 24
_CENTURY: Final = 2000
_SAYS_YEAR: Final = re.compile(r"\b(?:jahre?s?|vorjahr\w*|heuer|year)\b", re.IGNORECASE)
_ONE: Final = re.compile(r"\b(?:ein(?:e[rnms]?|s)?|erste[rnms]?|one|first)\b", re.IGNORECASE)
_FIRST: Final = Decimal(1)


def support(
    text: str,
    numbers: Sequence[int],
    hearing: Hearing,
    tally: Tally,
    context: Sequence[int] = (),
    least: float = LEAST_FOUND,
) -> Iterator[Finding]:
    """Yield a finding when the utterances share too little with the sentence.

    What was said as a figure or date counts like a word: „von 36.500 auf 48.000 €“ is support.
    ``context`` are utterances of the same item: a task may name what they speak of, but not live
    by them alone. What was said in another language is no support and no doubt.
    """
    near = hearing.around(numbers)
    if numbers and hearing.is_foreign(text, numbers):
        return
    wanted = stems(text)
    there = frozenset(word for n in near for word in hearing.stems(n))
    wider = frozenset(word for n in context for word in hearing.stems(n)) if context else there
    borne = Tally()
    borne.checked, borne.held = len(wanted), count_found(wanted, there | wider)
    for look in (figures, dates):
        for _ in look(text, numbers, hearing, borne):
            pass
    is_near = not context or not wanted or count_found(wanted, there) > 0
    share = least if borne.held < _ENOUGH else LEAST_FOUND
    is_held = bool(numbers) and is_near and borne.held >= share * borne.checked
    if not tally.count(is_held=is_held):
        yield Finding(Doubt.UNSUPPORTED, text, *hearing.nearest(text))


def figures(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield each figure of the sentence that was not said there."""
    taken = [(date.start, date.end) for date in hearing.dates_in(text)]
    taken += hearing.roster.numbered_names(text)
    near = hearing.around(numbers)
    said = [figure for n in near for figure in hearing.figures(n)]
    heard = hearing.text(near)
    for figure in find_figures(text, taken):
        is_held = any(equal(figure, other) for other in said) or _is_code_in(figure, heard)
        is_held = is_held or _is_year(figure, heard, hearing)
        if not tally.count(is_held=is_held or _is_one(figure, heard)):
            yield Finding(Doubt.FIGURE, figure.words, *_most_like(figure, text, numbers, hearing))


def dates(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield each date of the sentence that was not said there, in whatever words."""
    said = [date for n in hearing.around(numbers) for date in hearing.dates(n)]
    for date in hearing.dates_in(text):
        is_vague = not date.days and not date.months
        is_held = is_vague or any(date.fits(other) for other in said)
        if not tally.count(is_held=is_held):
            yield Finding(Doubt.DATE, date.words, *hearing.nearest(text, numbers))


def names(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield each person the sentence names who neither spoke nor was named there.

    Having spoken is not enough where somebody else was named whom the sentence leaves out.
    """
    near = hearing.text(hearing.around(numbers))
    named = hearing.roster.named_in(text)
    left_out = _left_out(named, hearing.text(numbers), hearing)
    speakers = {one.speaker for n in numbers if (one := hearing.get(n)) and one.speaker}
    for written, person in named:
        if is_nobody(written):
            continue
        is_held = _is_written(written, near)
        if person is not None and not is_held and not left_out:
            is_held = person.name in speakers or hearing.roster.mentions(near, person)
        if not tally.count(is_held=is_held):
            yield Finding(Doubt.NAME, written, *hearing.nearest(written, numbers))


def _left_out(named: Sequence[tuple[str, Person | None]], heard: str, hearing: Hearing) -> bool:
    """Tell whether „Frau Peters“ was said there and the sentence names somebody else only."""
    mine = {squash(written.split()[-1]) for written, _ in named}
    strangers = [name for name, person in hearing.roster.named_in(heard) if person is None]
    return any(squash(name.split()[-1]) not in mine for name in strangers)


def equal(figure: Figure, other: Figure) -> bool:
    """Tell whether two figures are one, a bare „neun“ and 9 Uhr among them."""
    if Unit.TIME in {figure.unit, other.unit} and Unit.NONE in {figure.unit, other.unit}:
        return _is_hour(figure, other) or _is_hour(other, figure)
    if _is_year_of(figure, other) or _is_year_of(other, figure):
        return True
    if not {*figure.values} & {*other.values}:
        return False
    if Unit.CODE in {figure.unit, other.unit}:
        return squash(figure.words) == squash(other.words)
    return figure.unit == other.unit or Unit.NONE in {figure.unit, other.unit}


def _is_year(figure: Figure, heard: str, hearing: Hearing) -> bool:
    """„in diesem Jahr“ is said for 2026, „nächstes Jahr“ for the one after."""
    if hearing.anchor is None or not _SAYS_YEAR.search(heard):
        return False
    return figure.words in {str(hearing.anchor.year + n) for n in (-1, 0, 1)}


def _is_year_of(year: Figure, short: Figure) -> bool:
    """„siebenundzwanzig“ is said for 2027."""
    is_year = _CENTURY + 20 <= year.value < _CENTURY + 50 and year.words.isdigit()
    return is_year and not short.words.isdigit() and short.value == year.value - _CENTURY


def _is_hour(time: Figure, bare: Figure) -> bool:
    """„um neun“ is 9 Uhr, or in the evening 21 Uhr."""
    if time.unit is not Unit.TIME or not 0 < bare.value <= _A_DAY:
        return False
    hours = {bare.value * _HOUR, (bare.value + _A_DAY // 2) * _HOUR}
    return bool(hours & {*time.values})


def _is_code_in(figure: Figure, heard: str) -> bool:
    return figure.unit is Unit.CODE and squash(figure.words) in squash(heard)


def _is_one(figure: Figure, heard: str) -> bool:
    """„Vertrag 1“ was said as „Vertrag eins“, „ein“ is an article and no figure."""
    return figure.value == _FIRST and bool(_ONE.search(heard))


def _is_written(name: str, heard: str) -> bool:
    parts = [part for part in name.split() if part]
    there = squash(heard)
    return any(squash(part) in there for part in parts[-1:])


def _most_like(
    figure: Figure, text: str, numbers: Sequence[int], hearing: Hearing
) -> tuple[int | None, str]:
    """Return the sentence that says another number of the same thing, else the nearest."""
    for one in hearing.sentences(numbers):
        if figure.noun and figure.noun.lower() in one.text.lower() and find_figures(one.text, ()):
            return one.number, one.text
    return hearing.nearest(text, numbers)
