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

from bot.evidence.folding import vocabulary
from bot.evidence.numerals import of_word
from bot.meetings.minutes import Votes


class Column(StrEnum):
    """One of the three counts."""

    YES = "yes"
    NO = "no"
    ABSTAINED = "abstained"


_NUMBER: Final = r"(?P<n>\d{1,3}|[a-zäöüß]{3,25})"
_NOUNS: Final = {
    Column.YES: r"(?:ja(?:[- ]?stimmen?)?|für[- ]?stimmen?|stimmen? dafür|(?:sind )?dafür"
    r"|zustimmungen?|votes? in favou?r)",
    Column.NO: (
        r"(?:nein(?:[- ]?stimmen?)?|gegen[- ]?stimmen?|stimmen? dagegen|(?:sind )?dagegen"
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
# A chair asks for one column: by „wer“, by a hand or card, or by the bare name of the column.
_ASKED: Final = (
    (
        Column.ABSTAINED,
        re.compile(r"\benthaltung(?:en)?\b\W*$|\benthält\b|\benthalten\b|\babstain", re.IGNORECASE),
    ),
    (
        Column.NO,
        re.compile(
            r"\bgegenstimmen?\b\W*$|\bgegenprobe\b|\b(?:wer|jemand|und)\b.{0,60}\bdagegen\b"
            r"|^dagegen\b|\bwer lehnt\b|\bwer (?:ist|stimmt) gegen\b|\bneinstimmen\b|\bagainst\b",
            re.IGNORECASE,
        ),
    ),
    (
        Column.YES,
        re.compile(
            r"\bwer\b.{0,80}\b(?:dafür|zustimm\w*|stimmt|für|überweisen|möchte|folg\w+"
            r"|einverstanden|anschließ\w*|unterstütz\w*)\b|zeichen\b|^(?:alle )?dafür\b|\bhand\b"
            r"|\bhände\b|\bzustimmung zu|\bin favou?r\b|^für\b|\babstimmen\b|\bstimmen wir\b",
            re.IGNORECASE,
        ),
    ),
)
# What may stand around a bare count („Das sind sechs Stimmen, danke.“).
_AROUND: Final = vocabulary(
    """
    also alle auch auf danke dann das diesmal doch es genau gibt gut haben hier ich ist
    ja jetzt komme mal nur noch okay personen mitglieder leute hände händen sehe seh sind so
    stimme stimmen und wieder wir zähle waren war wohl glaube der die hand eine sehen erkenne
    """
)
_ANSWER: Final = re.compile(rf"^\W*{_NUMBER}(?:\W+\w+){{0,3}}\W*$", re.IGNORECASE)
_LISTED: Final = re.compile(rf",\s*{_NUMBER}\W*$", re.IGNORECASE)
_CORRECTS: Final = re.compile(
    rf"^(?:nein|moment|halt|korrektur|entschuldigung|verzeihung"
    rf"|stopp)\b(?:\W+moment)?\W+{_NUMBER}\b",
    re.IGNORECASE,
)
_CORRECTED: Final = re.compile(r"\b(?:korrig\w*|berichtig\w*|korrektur|verzählt)\b", re.IGNORECASE)
_TOKEN: Final = re.compile(r"\w+")
_LONGEST: Final = 9  # words of an answer that is only a count
_BEHIND: Final = {
    column: re.compile(
        rf"\b(?!ja |nein ){noun}(?:,? (?:dann|also|sehe ich|seh ich|gibt es|sind|war))?,? "
        rf"{_NUMBER}(?=\W*$|,|\.)",
        re.IGNORECASE,
    )
    for column, noun in _NOUNS.items()
}
_NONE_SEEN: Final = re.compile(
    r"^(?:das ist |ist )?nicht der fall\b|^(?:ich )?(?:sehe?|höre?|erkenne) (?:ich )?(?:nicht"
    r"|nichts|nix|niemanden)\b|^gibt es nicht\b|^nichts\b",
    re.IGNORECASE,
)
_EVERYBODY: Final = re.compile(
    r"^(?:ja,? )?(?:das sind )?alle\b(?!.*\b(?:nicht|außer|bis auf)\b)", re.IGNORECASE
)
_UNANIMOUS: Final = re.compile(r"\b(?:einstimmig\w*|unanimous\w*)\b", re.IGNORECASE)
_NOT_UNANIMOUS: Final = re.compile(r"\bnicht einstimmig\b|\bnot unanimous", re.IGNORECASE)
_ZERO: Final = frozenset(
    {"kein", "keine", "keiner", "keinen", "niemand", "niemanden", "null", "none", "nobody", "zero"}
    | {"no"}
)
_ONE: Final = frozenset({"ein", "eine", "einer", "einem", "einen", "eins", "one"})


@dataclass(slots=True)
class Count:
    """What was heard of one vote; a column may hear several numbers, the last is meant."""

    said: dict[Column, list[int]] = field(default_factory=dict)
    is_unanimous: bool = False
    is_everybody: bool = False  # „Alle.“: bears out „einstimmig“, asks for nothing
    asked: Column | None = None
    answered: Column | None = None  # the last one, which may yet be corrected

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
            before = [] if corrects(sentence) else self.said.get(column, [])
            self.said[column] = [*before, number]
        if _UNANIMOUS.search(sentence) and not _NOT_UNANIMOUS.search(sentence):
            self.is_unanimous = True
            return True
        if direct:
            self.asked = None
            return True
        if self._answers(sentence):
            return True
        if self.asked is Column.YES and _EVERYBODY.match(sentence):
            self.is_everybody = True
        asked = asked_column(sentence)
        if asked is not None:
            self.asked = asked
        return asked is not None

    def _answers(self, sentence: str) -> bool:
        """Take in the bare number behind a question, or what puts that number right."""
        if self.asked is not None and (answered := bare_count(sentence)) is not None:
            self.said.setdefault(self.asked, []).append(answered)
            self.asked, self.answered = None, self.asked
            return True
        if self.answered is not None and (corrected := _correction(sentence)) is not None:
            self.said[self.answered] = [corrected]
            return True
        return False


def asked_column(sentence: str) -> Column | None:
    """Return the column that a question of the chair asks for."""
    return next((column for column, pattern in _ASKED if pattern.search(sentence)), None)


def bare_count(sentence: str) -> int | None:
    """Return the number of a sentence that says hardly more („Das sind acht, danke.“)."""
    if _NONE_SEEN.match(sentence):
        return 0
    words = [word.lower() for word in _TOKEN.findall(sentence)]
    numbers = [number for word in words if (number := number_of(word)) is not None]
    others = [word for word in words if number_of(word) is None]
    if len(numbers) == 1 and len(words) <= _LONGEST and _AROUND.issuperset(others):
        return numbers[0]
    if len(numbers) != 1 or "," not in sentence:
        return None
    # „Einer, der Yannick.“ and „Quirin, Babsi und ich, drei.“
    answers = (_ANSWER.match(sentence), _LISTED.search(sentence))
    return next((n for one in answers if one and (n := number_of(one["n"])) is not None), None)


def _correction(sentence: str) -> int | None:
    """Return the number of „Nein, Moment, siebzehn“."""
    match = _CORRECTS.match(sentence)
    return number_of(match["n"]) if match else None


def corrects(sentence: str) -> bool:
    """Tell whether a sentence puts a count right that was said before."""
    return _CORRECTED.search(sentence) is not None


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
    for patterns in (_BEFORE, _LABELLED, _BEHIND):
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
