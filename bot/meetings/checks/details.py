"""The details of a sentence: its words, figures, dates, names and whether it is negated.

Each is looked up in the utterances that the point names and their direct neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from bot.evidence.figures import Figure, Unit, find_figures
from bot.evidence.folding import squash
from bot.meetings.checks.hearing import Finding, Hearing, Tally, count_found, is_found, stems
from bot.meetings.cues import Block, block, denies, is_negated
from bot.meetings.heard import Said
from bot.meetings.minutes import Doubt
from bot.meetings.people import Person, is_nobody

_LEAST_FOUND: Final = 0.5
_ALIKE: Final = 0.5
_NEARLY: Final = 0.7
_CLEARLY: Final = 0.15
_FEWEST: Final = 2
_CLAUSE: Final = re.compile(r"[,;:!?]\s+|(?<!\d)\.\s+|\s+(?:und|aber|sondern|but|and)\s+|[.!?]$")
_ANSWER: Final = re.compile(r"(ja|nein|yes|no|doch)\b", re.IGNORECASE)
_POINTING: Final = re.compile(r"\b(?:das|es|dies|davon|dazu|die|den|ihn)\b", re.IGNORECASE)
_ONE: Final = re.compile(r"\b(?:ein(?:e[rnms]?|s)?|erste[rnms]?|one|first)\b", re.IGNORECASE)
_FIRST: Final = Decimal(1)


def support(
    text: str,
    numbers: Sequence[int],
    hearing: Hearing,
    tally: Tally,
    context: Sequence[int] = (),
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
    is_held = bool(numbers) and is_near and borne.held >= _LEAST_FOUND * borne.checked
    if not tally.count(is_held=is_held):
        yield Finding(Doubt.UNSUPPORTED, text, *hearing.nearest(text))


def figures(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield each figure of the sentence that was not said there."""
    taken = [(date.start, date.end) for date in hearing.dates_in(text)]
    near = hearing.around(numbers)
    said = [figure for n in near for figure in hearing.figures(n)]
    heard = hearing.text(near)
    for figure in find_figures(text, taken):
        is_held = any(_equal(figure, other) for other in said) or _is_code_in(figure, heard)
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


def polarity(
    text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally
) -> Iterator[Finding]:
    """Yield a finding where a negation was lost or added, clause by clause."""
    heard = list(_asserted(numbers, hearing))
    for clause in clauses(text):
        contrary = _contrary(clause, [there for _, there in heard])
        if contrary is not None and not tally.count(is_held=not contrary):
            number, quote = next((one.number, one.text) for one, c in heard if c == contrary)
            yield Finding(Doubt.OPPOSITE, clause, number, quote)


def _asserted(numbers: Sequence[int], hearing: Hearing) -> Iterator[tuple[Said, str]]:
    """Yield the clauses that somebody stood by; a question counts by its „Ja“ or „Nein“."""
    said = hearing.sentences(numbers)
    for one, answer in zip_longest(said, said[1:]):
        if block(one.text) is not Block.QUESTION:
            yield from ((one, clause) for clause in clauses(one.text))
        elif answer is not None and (match := _ANSWER.match(answer.text)):
            said_no = match[1].lower().startswith(("n", "no"))
            for clause in clauses(one.text):
                yield one, f"{clause} nicht" if said_no else clause


def pointing_negation(
    text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally
) -> Iterator[Finding]:
    """Yield a finding where „Der Kollege will das nicht“ became a sentence without negation."""
    if is_negated(text):
        return
    for one in hearing.sentences(numbers):
        is_bare = len(stems(one.text) & stems(text)) == 0 and len(stems(one.text)) < 6  # noqa: PLR2004  says little itself
        for clause in clauses(one.text):
            points = denies(clause) and _POINTING.search(clause) and block(one.text) is None
            if points and is_bare:
                tally.count(is_held=False)
                yield Finding(Doubt.OPPOSITE, text, one.number, one.text)
                return


def clauses(text: str) -> list[str]:
    """Return the parts of a sentence that can be negated on their own."""
    return [part.strip() for part in _CLAUSE.split(text) if part and part.strip()]


def _contrary(clause: str, heard: Sequence[str]) -> str | None:
    """Return the clause that says the opposite, "" if one says the same, None if none is like.

    Only what shares the last meaningful word, in German mostly the verb, can be compared: „bleibt
    bestehen“ is not the opposite of „wird nicht gekündigt“.
    """
    wanted = stems(clause)
    scored = [(found, there) for there in heard if (found := _comparable(clause, wanted, there))]
    most = max((found for found, _ in scored), default=0)
    if not most:
        return None
    close = [there for found, there in scored if found >= most - _CLEARLY * len(wanted)]
    if any(_may_agree(clause, there) for there in close):
        return ""
    return next(there for found, there in scored if found == most)


def _comparable(clause: str, wanted: frozenset[str], there: str) -> int:
    """Return how many words two clauses share; 0 when that is too few or their verbs differ."""
    words = stems(there)
    found = count_found(wanted, words)
    if found < min(_FEWEST, len(wanted), len(words)) or not words:
        return 0
    is_within = count_found(words, wanted) == len(words)
    if found < _ALIKE * len(wanted) and not is_within:
        return 0
    # „dann lagern wir nicht aus“ is short, but all of it is in the clause
    is_close = is_within or (found > _FEWEST and found >= _NEARLY * len(wanted))
    return found if is_close or is_found(_last_word(clause), words) else 0


def _may_agree(clause: str, there: str) -> bool:
    """Verbs that negate by themselves (verzichten, entfallen) are compared with no one."""
    if denies(clause) == denies(there):
        return True
    return is_negated(clause) and is_negated(there)


def _last_word(clause: str) -> str:
    """Return the last word that carries meaning."""
    words = [one for word in reversed(clause.split()) if (one := stems(word))]
    return next(iter(words[0])) if words else ""


def _equal(figure: Figure, other: Figure) -> bool:
    if not {*figure.values} & {*other.values}:
        return False
    if Unit.CODE in {figure.unit, other.unit}:
        return squash(figure.words) == squash(other.words)
    return figure.unit == other.unit or Unit.NONE in {figure.unit, other.unit}


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
