"""Whether a number, a date or a name belongs to what the sentence says of it.

All of it was said, but of something else: „14 Nachtdienste“ for 14 shifts, five of them at night.
Compares the clause with the one that is most like it, and a detail of the neighbours with those of
the utterances that are cited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.evidence.figures import Figure, Unit, find_figures
from bot.meetings.checks.details import equal
from bot.meetings.checks.hearing import Finding, Hearing, Tally
from bot.meetings.checks.polarity import clauses
from bot.meetings.checks.words import count_found, stems
from bot.meetings.cues import Block, block
from bot.meetings.heard import Said
from bot.meetings.minutes import Doubt
from bot.meetings.people import Person
from bot.meetings.spoken_numbers import in_figures, meant_before

_CODE: Final = re.compile(r"\b\d+[a-z]\b")
_ORDINAL: Final = re.compile(r"(?:st|t)e[nrms]?$|^\d+\.$", re.IGNORECASE)
_ACCORDING: Final = re.compile(
    r"\b(?:laut|nach (?:an|aus)\w+|aus sicht|nach (?:meinung|auffassung|darstellung|einschätzung))"
    r"(?: von| der| des)?(?: (?:Frau|Herrn?|Dr\.|Prof\.))*\s*$",
    re.IGNORECASE,
)
_MOTION_OF: Final = re.compile(
    r"\b\w*(?:antrag|antrags|vorschlag|anregung|wunsch|bitte)(?: von| der| des)?(?: (?:Frau"
    r"|Herrn?|Dr\.|Prof\.))*"
    r"\s*$",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"\b(?:ich|wir) (?:\w+ )?(?:beantrag|bitte|schlag|stell|zieh|reg|hätt|könnt|wünsch)\w*"
    r"|\b(?:beantrag|bitte|schlag|stell|zieh|reg|hätt)\w* (?:ich|wir)\b|\bkann man\b"
    r"|\bkönnte man\b",
    re.IGNORECASE,
)
_IS_SUBJECT: Final = re.compile(
    r"(?:^|[.;:,]\s|\bund |\b(?:dass|da|weil|ob|wonach) (?:sich )?)\s*(?:(?:Frau|Herr|Dr\."
    r"|Prof\.)\s*)*$",
    re.IGNORECASE,
)
_CODE_COUNTS: Final = 3
_SAME_COUNTS: Final = 2
_LEAST: Final = 2
_MARGIN: Final = 2


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause, what it is about and its figures."""

    said: Said | None
    words: frozenset[str]
    codes: frozenset[str]
    figures: tuple[Figure, ...]

    def likeness(self, other: _Clause) -> int:
        """Return how much two clauses share; the same word counts more than a part of it."""
        same = len(self.words & other.words)
        parts = count_found(self.words, other.words) - same
        return _CODE_COUNTS * len(self.codes & other.codes) + _SAME_COUNTS * same + parts


def figures(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a figure that the clause most like it doesn't have, which has another."""
    heard = [
        _clause(part, hearing, one)
        for one in hearing.sentences(numbers)
        if block(one.text) not in {Block.QUESTION, Block.LOOK_BACK}
        for part in clauses(in_figures(one.plain))
    ]
    having = [one for one in heard if one.figures]
    for part in clauses(text):
        mine = _clause(part, hearing, None)
        if not mine.figures or not having:
            continue
        units = {figure.unit for figure in mine.figures}
        if units <= {Unit.NONE, Unit.EURO}:
            units |= {Unit.NONE, Unit.EURO}
        rivals = [one for one in having if units & {figure.unit for figure in one.figures}]
        best = max((mine.likeness(one) for one in having), default=0)
        top = [one for one in rivals if mine.likeness(one) == best]
        if not top:
            continue
        if best < _LEAST or any(_has_one(one, mine.figures) for one in top):
            continue
        said_in = {one.said.text for one in top if one.said}
        if any(
            _has_one(one, mine.figures) and one.said and one.said.text in said_in
            for one in heard
            if one not in top
        ) or (mine.codes and best >= _CODE_COUNTS):
            tally.count(is_held=False)
            said = top[0].said
            quote = (said.number, said.text) if said else (None, "")
            yield Finding(Doubt.FIGURE, mine.figures[0].words, *quote)
            return
    yield from _of_neighbours(text, numbers, hearing, tally)


def _of_neighbours(
    text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally
) -> Iterator[Finding]:
    """Yield a figure that only a neighbour said, where those cited have another of the kind."""
    mine = _clause(text, hearing, None).figures
    said = [figure for n in numbers for figure in hearing.figures(n)]
    rivals = [one for one in said if not any(equal(one, figure) for figure in mine)]
    for figure in mine:
        if any(equal(figure, one) for one in said):
            continue
        if any(_is_of_a_kind(figure, one) for one in rivals):
            tally.count(is_held=False)
            yield Finding(Doubt.FIGURE, figure.words, *hearing.nearest(text, numbers))
            return


def _is_of_a_kind(figure: Figure, other: Figure) -> bool:
    if figure.unit is not Unit.NONE:
        return figure.unit is other.unit
    return bool(figure.noun) and stems(figure.noun) == stems(other.noun) != frozenset()


def _clause(text: str, hearing: Hearing, said: Said | None) -> _Clause:
    taken = [(date.start, date.end) for date in hearing.dates_in(text)]
    taken += hearing.roster.numbered_names(text)
    found = find_figures(text, taken)
    places = [(one.start, one.end) for one in found]
    meant = tuple(
        one
        for one in found
        if one.unit is not Unit.CODE
        and not _ORDINAL.search(one.words)
        and meant_before(text, one.end, places)
        and (said is None or any(equal(one, other) for other in hearing.figures(said.number)))
    )
    return _Clause(said, stems(text), frozenset(_CODE.findall(text.lower())), meant)


def _has_one(one: _Clause, wanted: Sequence[Figure]) -> bool:
    return any(equal(mine, other) for mine in wanted for other in one.figures)


def dates(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a date that only a neighbour said, where the utterances cited have another."""
    mine = [date for date in hearing.dates_in(text) if date.days]
    said = [date for n in numbers for date in hearing.dates(n) if date.days]
    rivals = [date for date in said if not any(date.fits(other) for other in mine)]
    for date in mine:
        if rivals and not any(date.fits(other) for other in said):
            tally.count(is_held=False)
            yield Finding(Doubt.DATE, date.words, *hearing.nearest(rivals[0].words, numbers))
            return


def names(text: str, numbers: Sequence[int], hearing: Hearing, tally: Tally) -> Iterator[Finding]:
    """Yield a person who is named for what somebody else said or asked for."""
    speakers = {one.speaker for n in numbers if (one := hearing.get(n)) and one.speaker}
    named = [(written, one) for written, one in hearing.roster.named_in(text) if one is not None]
    free = sorted(speakers - {one.name for _, one in named})
    for written, person in named:
        if _is_anothers(text, written, person, free, numbers, hearing):
            tally.count(is_held=False)
            yield Finding(Doubt.NAME, written, *hearing.nearest(text, numbers))
            return


def _is_anothers(
    text: str, written: str, person: Person, free: Sequence[str], numbers: Sequence[int],
    hearing: Hearing,
) -> bool:  # fmt: skip
    """Tell whether what a sentence ascribes to a person was said by one it does not name."""
    place = text.find(written.rsplit(maxsplit=1)[-1])
    before = text[: max(0, place)]
    mine = _spoken_by(person.name, numbers, hearing)
    if _ACCORDING.search(before):
        return bool(free) and not mine
    if _MOTION_OF.search(before):
        return not _asks_for(person.name, numbers, hearing) and any(
            _asks_for(other, numbers, hearing) for other in free
        )
    if not _IS_SUBJECT.search(before):
        return False
    part = next((part for part in clauses(text) if written.rsplit(maxsplit=1)[-1] in part), text)
    words = stems(f"{part} {text.partition(part)[2]}".replace(written, " "))
    own = count_found(words, mine)
    theirs = max((count_found(words, _spoken_by(o, numbers, hearing)) for o in free), default=0)
    told = hearing.text(numbers)
    is_called = any(
        hearing.roster.mentions(told, o) for o in hearing.roster.people if o.name in free
    )
    return theirs >= own + (1 if is_called else _MARGIN) and own < _MARGIN


def _asks_for(speaker: str, numbers: Sequence[int], hearing: Hearing) -> bool:
    said = (one for one in hearing.sentences(numbers) if one.speaker == speaker)
    return any(_ASKS.search(one.plain) for one in said)


def _spoken_by(speaker: str, numbers: Sequence[int], hearing: Hearing) -> frozenset[str]:
    said = (one for n in numbers if (one := hearing.get(n)) and one.speaker == speaker)
    return frozenset(word for one in said for word in stems(one.text))
