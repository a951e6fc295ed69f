"""Whether a statement's figures, dates and paragraphs are those of the passage it cites.

A figure may stand somewhere in the source and still be the wrong one: when the cited sentence
has another of the same kind, and the cited passage doesn't have this one at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.evidence.dates import Day
from bot.evidence.facts import Facts, Stock, facts_of
from bot.evidence.figures import Figure, Unit
from bot.evidence.findings import Doubt
from bot.evidence.folding import readable, stem
from bot.evidence.norms import Norm
from bot.evidence.periods import misdated
from bot.evidence.strangers import Stranger

_MARKER: Final = re.compile(r"(?:\A|(?<=\s))\(\d{1,2}[a-z]?\)\s")  # „(2) Der Antrag …“
_SMALL: Final = 10
_LONGEST: Final = 3_000  # characters that are compared: no sentence is longer, some tables are


def mismatches(claim: str, facts: Facts, sentences: str, around: Sequence[Stock]) -> list[Stranger]:
    """Return what a statement says otherwise than the sentences it rests on.

    ``facts`` are the statement's, ``around`` are those of the whole passages it cites.
    """
    cited = facts_of(_MARKER.sub("", readable(sentences)[:_LONGEST]))
    own = Stock()
    own.add(claim)
    found = [
        *_figures(facts.figures, cited.figures, own, around),
        *_days(facts.dates, cited.dates, own, around),
        *_norms(facts.norms, cited.norms, own, around),
        *(Stranger(Doubt.DATE, words) for words in misdated(claim, cited.dates)),
    ]
    return list(dict.fromkeys(found))


def _figures(
    figures: Sequence[Figure], cited: Sequence[Figure], own: Stock, around: Sequence[Stock]
) -> Iterator[Stranger]:
    unmatched = [figure for figure in cited if not _is_said(figure, figures, own)]
    ours = [
        figure
        for figure in figures
        if not any(stock.has_figure(figure) for stock in around)
        or not (_is_counted(figure, around) or _has(cited, figure))
        or _replaces(figure, figures, cited)
    ]
    for figure in ours:
        rivals = [other for other in unmatched if _same_kind(figure, other)]
        alone = len(ours) == 1 and len([o for o in unmatched if o.unit is figure.unit]) == 1
        if any(_same_noun(figure, other) for other in rivals) or (rivals and alone):
            doubt = Doubt.AMOUNT if figure.unit is Unit.EURO else Doubt.FIGURE
            yield Stranger(doubt, figure.words.strip())


def _is_counted(figure: Figure, around: Sequence[Stock]) -> bool:
    """Return whether the passages count the same; only small numbers stand there by accident."""
    is_telling = figure.unit is not Unit.NONE or not figure.noun or figure.value > _SMALL
    return is_telling or any(stock.has_counted(figure) for stock in around)


def _has(cited: Sequence[Figure], figure: Figure) -> bool:
    stock = Stock()
    for other in cited:
        stock.add(other.words)
    return stock.has_figure(figure)


def _replaces(figure: Figure, figures: Sequence[Figure], cited: Sequence[Figure]) -> bool:
    """Return whether a statement has no other figure of its kind, and the cited text not this."""
    if figure.unit is Unit.CODE:
        return False
    alike = [other for other in figures if other.unit is figure.unit]
    if figure.unit is Unit.NONE:
        # „58 der 842“ for „von 842 … 71“: what they share says that they count the same.
        there = {other.value for other in cited if other.unit is Unit.NONE}
        alike = [other for other in alike if other.value not in there]
        if not 0 < len(alike) < len([other for other in figures if other.unit is Unit.NONE]):
            return False
    return alike == [figure] and not _has(cited, figure)


def _is_said(cited: Figure, figures: Sequence[Figure], own: Stock) -> bool:
    """Return whether the statement has a cited figure, perhaps rounded."""
    if own.has_figure(cited):
        return True
    stock = Stock()
    stock.add(cited.words)
    return any(stock.has_figure(figure) for figure in figures)


def _same_kind(figure: Figure, other: Figure) -> bool:
    return figure.unit is other.unit and figure.unit is not Unit.CODE


def _same_noun(figure: Figure, other: Figure) -> bool:
    if figure.unit is not Unit.NONE:
        return True
    return bool(figure.noun) and stem(figure.noun) == stem(other.noun)


def _days(
    days: Sequence[Day], cited: Sequence[Day], own: Stock, around: Sequence[Stock]
) -> Iterator[Stranger]:
    unmatched = [day for day in cited if not own.has_day(day) and not _is_vaguer(day, days)]
    exact = Stock()
    for other in cited:
        exact.add(other.words)
    for day in days:
        if exact.has_day(day) or (len(days) > 1 and any(stock.has_day(day) for stock in around)):
            continue
        if any(_names_as_much(other, day) for other in unmatched):
            yield Stranger(Doubt.DATE, day.words.strip(" ,"))


def _is_vaguer(cited: Day, days: Sequence[Day]) -> bool:
    """Return whether the statement names a cited date with less: „im Mai“ for the 3rd of May."""
    return any(day.agrees(cited) for day in days if day.weekday is None or day.month is not None)


def _names_as_much(other: Day, day: Day) -> bool:
    if day.month is None:
        return other.year is not None and day.year is not None
    return other.month is not None


def _norms(
    norms: Sequence[Norm], cited: Sequence[Norm], own: Stock, around: Sequence[Stock]
) -> Iterator[Stranger]:
    unmatched = [norm for norm in cited if not own.has_norm(norm)]
    for norm in norms:
        is_alone = len(norms) == 1 and len(unmatched) == len(cited)
        if unmatched and (is_alone or not any(stock.has_norm(norm) for stock in around)):
            yield Stranger(Doubt.PARAGRAPH, norm.words)
