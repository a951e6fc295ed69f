"""A report on a draft in Leichte Sprache: which rule, where, and which words.

Deterministic: the same text gives the same findings. Placeholders („[bitte ergänzen: …]“), the AI
notice and what stands under „Zu prüfen“ are no part of the draft. Findings are hints beside the
sentence: whether a text is understood, only readers of the target group can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.evidence.dates import find_dates
from bot.evidence.sentences import sentences
from bot.library.plain_language import wording

MOST_WORDS: Final = 10
"""Words that a sentence may have; a date counts as one."""
LONGEST_TEXT: Final = 60_000
_TAIL: Final = re.compile(
    r"^[^\w\n]{0,6}(?:(?:Zu prüfen|To check)(?:\W{0,4}:|[^\w\n]{0,6}$)|KI-Entwurf\b|AI draft\b)",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP: Final = re.compile(r"^\s{0,6}(?:#{1,6}\s+|[-*•–]\s+|\d{1,2}[.)]\s+|>\s+)|\*\*|__|`")
_GAP: Final = re.compile(r"\[(?:bitte|please)[^\]\n]{0,300}\]", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_][\w’'-]*")
_BOLD: Final = re.compile(r"\*\*[^*\n]{1,80}\*\*")


class Rule(StrEnum):
    """A rule of Leichte Sprache that code can look for; each has ``plain.rule.<value>``."""

    LENGTH = "length"
    STATEMENTS = "statements"
    PASSIVE = "passive"
    GENITIVE = "genitive"
    SUBJUNCTIVE = "subjunctive"
    ABBREVIATION = "abbreviation"
    LONG_WORD = "long_word"
    NUMBER_WORD = "number_word"
    SIGN = "sign"
    NEGATION = "negation"

    @property
    def is_hint(self) -> bool:
        """Whether a finding may well be right as it stands: some things must be denied."""
        return self is Rule.NEGATION


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is not kept; ``line`` counts from 1."""

    rule: Rule
    words: str
    sentence: str
    line: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a text, in its order, and how long its sentences are."""

    findings: tuple[Finding, ...]
    n_sentences: int
    n_words: int
    longest: int

    @property
    def breaches(self) -> tuple[Finding, ...]:
        """The findings that are more than hints."""
        return tuple(one for one in self.findings if not one.rule.is_hint)

    @property
    def average(self) -> float:
        """Words of a sentence, on average."""
        return self.n_words / self.n_sentences if self.n_sentences else 0.0


_LOOKING: Final[dict[Rule, Callable[[str], Iterator[re.Match[str]]]]] = {
    Rule.STATEMENTS: wording.statements,
    Rule.PASSIVE: wording.passive,
    Rule.GENITIVE: wording.genitive,
    Rule.SUBJUNCTIVE: wording.subjunctive,
    Rule.ABBREVIATION: wording.abbreviations,
    Rule.LONG_WORD: wording.long_words,
    Rule.NUMBER_WORD: wording.number_words,
    Rule.SIGN: wording.signs,
}


def report(text: str) -> Report:
    """Look a draft over; of a very long one only the beginning."""
    body, _ = parted(text[:LONGEST_TEXT])
    findings: list[Finding] = []
    counts: list[int] = []
    for number, line in enumerate(body.splitlines(), 1):
        bold = {match[0].strip("*").casefold() for match in _BOLD.finditer(line)}
        plain = _MARKUP.sub("", _GAP.sub("", line)).strip()
        for sentence in sentences(plain):
            n_words = count_words(sentence.text)
            if n_words:
                counts.append(n_words)
                findings += _looked_over(sentence.text, number, n_words, bold)
    return Report(tuple(findings), len(counts), sum(counts), max(counts, default=0))


def parted(text: str) -> tuple[str, str]:
    """Divide an answer into the draft and what stands under it: points to check, the AI notice."""
    tail = _TAIL.search(text)
    return (text[: tail.start()], text[tail.start() :]) if tail else (text, "")


def count_words(sentence: str) -> int:
    """Count the words of a sentence; a date, however written, is one."""
    for day in reversed(find_dates(sentence)):
        sentence = f"{sentence[: day.start]}Datum{sentence[day.end :]}"
    return len(_WORD.findall(sentence))


def _looked_over(sentence: str, line: int, n_words: int, bold: set[str]) -> Iterator[Finding]:
    if n_words > MOST_WORDS:
        yield Finding(Rule.LENGTH, str(n_words), sentence, line)
    for rule, look in _LOOKING.items():
        found = next(look(sentence), None)
        if found:
            yield Finding(rule, " ".join(found[0].split()), sentence, line)
    denied = [match[0] for match in wording.negations(sentence) if match[0].casefold() not in bold]
    if denied:
        yield Finding(Rule.NEGATION, denied[0], sentence, line)
