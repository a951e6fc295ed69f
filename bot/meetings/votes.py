"""Counts of votes as they are spoken, question by question („Wer ist dafür? Sechs.“).

Reads only numbers that were said for one of the three columns. „Die deutliche Mehrheit“, „alle“
and „ein paar“ stay unknown; nothing is computed from those present.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.evidence.numerals import of_word
from bot.meetings.minutes import Votes


class Column(StrEnum):
    """One of the three counts."""

    YES = "yes"
    NO = "no"
    ABSTAINED = "abstained"


_NUMBER: Final = r"(?P<n>\d{1,3}|[a-zäöüß]{3,25})"
_NOUNS: Final = {
    Column.YES: r"(?:ja[- ]?stimmen?|für[- ]?stimmen?|stimmen? dafür|(?:sind )?dafür"
    r"|zustimmungen?|votes? in favou?r)",
    Column.NO: (
        r"(?:nein[- ]?stimmen?|gegen[- ]?stimmen?|stimmen? dagegen|(?:sind )?dagegen"
        r"|ablehnungen?|votes? against)"
    ),
    Column.ABSTAINED: r"(?:(?:stimm)?enthaltung(?:en)?|enthalten sich|abstentions?)",
}
_BEFORE: Final = {
    column: re.compile(rf"(?<![\w.,]){_NUMBER}\s+{noun}(?!\w)", re.IGNORECASE)
    for column, noun in _NOUNS.items()
}
_LABELLED: Final = {
    Column.YES: re.compile(
        rf"\b(?:ja|dafür|zustimmung)(?:-?stimmen)?:\s*{_NUMBER}\b", re.IGNORECASE
    ),
    Column.NO: re.compile(
        rf"\b(?:nein|dagegen|gegenstimmen|ablehnung)(?:-?stimmen)?:\s*{_NUMBER}\b", re.IGNORECASE
    ),
    Column.ABSTAINED: re.compile(rf"\benthaltung(?:en)?:\s*{_NUMBER}\b", re.IGNORECASE),
}
_WITHOUT: Final = {
    Column.NO: re.compile(r"\b(?:ohne|keine) (?:gegen|nein)[- ]?stimmen?\b", re.IGNORECASE),
    Column.ABSTAINED: re.compile(
        r"\b(?:ohne|keine)[^.,]{0,25}\benthaltung(?:en)?\b", re.IGNORECASE
    ),
}
_AGAINST: Final = re.compile(
    rf"\bmit {_NUMBER} (?:stimmen )?(?:zu|gegen) (?P<m>\d{{1,3}}|[a-zäöüß]{{3,25}})(?: stimmen)?\b",
    re.IGNORECASE,
)
_SCORE: Final = re.compile(
    rf"(?<!\w){_NUMBER} zu (?P<m>\d{{1,3}}|[a-zäöüß]{{3,25}})(?: zu (?P<k>\d{{1,3}}"
    rf"|[a-zäöüß]{{3,25}}))?(?!\w)",
    re.IGNORECASE,
)
_ASKED: Final = (
    (
        Column.ABSTAINED,
        re.compile(r"\benthaltung(?:en)?\b\W*$|\benthält\b|\babstain", re.IGNORECASE),
    ),
    (
        Column.NO,
        re.compile(
            r"\bgegenstimmen\b\W*$|\bgegenprobe\b|\bdagegen\b|\bwer lehnt\b|\bwer ist gegen\b"
            r"|\bagainst\b",
            re.IGNORECASE,
        ),
    ),
    (
        Column.YES,
        re.compile(
            r"\bwer\b.{0,80}\b(?:dafür|zustimm\w*|stimmt|für|überweisen|möchte)\b|\bzeichen\b"
            r"|zeichen\W*$"
            r"|\bzustimmung zu|\bin favou?r\b|\bwer dafür ist\b|^dafür\b",
            re.IGNORECASE,
        ),
    ),
)
_ANSWER: Final = re.compile(
    rf"^(?:das (?:sind|ist|waren)|ich (?:zähle|sehe)|es sind|danke[,.]?"
    rf"|also)?\s*(?:auch )?{_NUMBER}"
    r"(?: (?:stimmen?|personen|mitglieder|leute|hände|ist es|sind es))?\W*$",
    re.IGNORECASE,
)
_UNANIMOUS: Final = re.compile(r"\b(?:einstimmig\w*|unanimous\w*)\b", re.IGNORECASE)
_NOT_UNANIMOUS: Final = re.compile(r"\bnicht einstimmig\b|\bnot unanimous", re.IGNORECASE)
_ZERO: Final = frozenset(
    {"kein", "keine", "keiner", "keinen", "niemand", "null", "none", "nobody", "zero", "no"}
)
_ONE: Final = frozenset({"ein", "eine", "einer", "einem", "einen", "eins", "one"})


@dataclass(slots=True)
class Count:
    """What was heard of one vote; a column may hear several numbers, the last is meant."""

    said: dict[Column, list[int]] = field(default_factory=dict)
    is_unanimous: bool = False
    asked: Column | None = None

    @property
    def has_numbers(self) -> bool:
        """Whether any number was said."""
        return bool(self.said)

    @property
    def votes(self) -> Votes:
        """The count as minutes write it."""
        last = {column: numbers[-1] for column, numbers in self.said.items()}
        return Votes(
            yes=last.get(Column.YES),
            no=last.get(Column.NO),
            abstained=last.get(Column.ABSTAINED),
            is_unanimous=self.is_unanimous,
        )

    def hear(self, sentence: str) -> bool:
        """Take in a sentence; tell whether it bore on the count (question, number, unanimity)."""
        direct = _direct(sentence)
        for column, number in direct:
            self.said.setdefault(column, []).append(number)
        if _UNANIMOUS.search(sentence) and not _NOT_UNANIMOUS.search(sentence):
            self.is_unanimous = True
            return True
        if direct:
            self.asked = None
            return True
        answer = _ANSWER.match(sentence)
        answered = number_of(answer["n"]) if answer else None
        if self.asked is not None and answered is not None:
            self.said.setdefault(self.asked, []).append(answered)
            self.asked = None
            return True
        asked = asked_column(sentence)
        if asked is not None:
            self.asked = asked
        return asked is not None


def asked_column(sentence: str) -> Column | None:
    """Return the column that a question of the chair asks for."""
    return next((column for column, pattern in _ASKED if pattern.search(sentence)), None)


def has_count(sentence: str) -> bool:
    """Tell whether a sentence alone says a number of votes or unanimity."""
    return bool(_direct(sentence)) or bool(
        _UNANIMOUS.search(sentence) and not _NOT_UNANIMOUS.search(sentence)
    )


def read_votes(sentences: Iterable[str]) -> Count:
    """Return the count that some neighbouring sentences tell."""
    count = Count()
    for sentence in sentences:
        count.hear(sentence)
    return count


def number_of(word: str) -> int | None:
    """Return a count of votes; „keine“ is 0, „eine“ is 1, „einige“ is unknown."""
    lowered = word.lower()
    if lowered.isdigit():
        return int(lowered)
    if lowered in _ZERO:
        return 0
    if lowered in _ONE:
        return 1
    value = of_word(lowered)
    return int(value) if value is not None and value == int(value) else None


def _direct(sentence: str) -> list[tuple[Column, int]]:
    """Return the counts that a sentence says together with their column."""
    found = dict(_scores(sentence))
    found |= {column: 0 for column, pattern in _WITHOUT.items() if pattern.search(sentence)}
    for patterns in (_BEFORE, _LABELLED):
        for column, pattern in patterns.items():
            for match in pattern.finditer(sentence):
                number = number_of(match["n"])
                if number is not None:
                    found.setdefault(column, number)
    return list(found.items())


def _scores(sentence: str) -> Iterator[tuple[Column, int]]:
    """Yield the columns of „mit 29 gegen 23 Stimmen“ and „7 zu 0 zu 0“."""
    for match in (*_AGAINST.finditer(sentence), *_SCORE.finditer(sentence)):
        yes, no = number_of(match["n"]), number_of(match["m"])
        if yes is None or no is None or not _is_a_score(sentence, match):
            continue
        yield from ((Column.YES, yes), (Column.NO, no))
        third = number_of(match.groupdict().get("k") or "")
        if third is not None:
            yield Column.ABSTAINED, third


def _is_a_score(sentence: str, match: re.Match[str]) -> bool:
    """Tell „7 zu 2 empfohlen“ from „von zwei zu drei Tagen“."""
    around = sentence[max(0, match.start() - 60) : match.end() + 60].lower()
    return bool(
        re.search(r"votum|stimm|empfohlen|angenommen|abgelehnt|beschlossen|ergebnis", around)
    )
