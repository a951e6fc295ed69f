"""The demo's answers from files: the sentences that have most of a question's words, quoted.

No meaning is understood. Words meet when one has the beginning of the other in it, so that
„Hundesteuer“ finds „die Steuer für Hunde“.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.model.extract import Sentence, sentences

NOT_FOUND: Final = "NICHT_GEFUNDEN"
"""What a model is asked to write when the files don't say it."""

_ASKED: Final = re.compile(
    r"(?:Die Frage|The question): (?P<question>.*?)\n\n(?:Was zwischen|What stands)", re.DOTALL
)
_BLOCK: Final = {"de": "Belege:", "en": "Sources:"}
_MOST: Final = 3
_LONGEST_QUOTE: Final = 25  # words
_BEGINNING: Final = 5  # letters that two words have to share
_ENOUGH: Final = 0.4  # of a question's words, by weight
_AS_GOOD: Final = 0.7  # of what the best sentence has


def question_in(around: str) -> str:
    """Return the question out of what stands around the material, or all of it."""
    found = _ASKED.search(around)
    return found["question"] if found else around


def answered(question: str, found: Sequence[Sentence], language: str) -> str:
    """Return the best sentences with their numbers and quotations, or the word for none."""
    wanted = {word[:_BEGINNING] for one in _questions(question) for word in one.words}
    if not wanted or not found:
        return NOT_FOUND
    spread = Counter(stem for one in found for stem in wanted if _has(one, stem))
    worth = {stem: math.log(1 + len(found) / (1 + spread[stem])) for stem in wanted}
    worth |= {stem: worth[stem] / 2 for stem in wanted if not spread[stem]}  # „welches“, „heißt“
    total = sum(worth.values())
    scored = [(sum(worth[s] for s in wanted if _has(one, s)) / total, one) for one in found]
    best = max(score for score, _ in scored)
    if best < _ENOUGH:
        return NOT_FOUND
    chosen = [one for score, one in scored if score >= best * _AS_GOOD][:_MOST]
    lines = [f"{one.text} [{number}]" for number, one in enumerate(chosen, 1)]
    proof = [f"[{number}] {_place(one)}„{_quote(one)}“" for number, one in enumerate(chosen, 1)]
    return "\n".join((" ".join(lines), "", _BLOCK[language], *proof))


def _questions(question: str) -> list[Sentence]:
    return sentences(question) or [Sentence(question, "", 0)]


def _has(one: Sentence, stem: str) -> bool:
    return any(stem in word for word in one.words)


def _place(one: Sentence) -> str:
    return f"{one.mark.strip('[]')}: " if one.mark else ""


def _quote(one: Sentence) -> str:
    """Return the first words, without quotation marks, which would end the quotation."""
    words = " ".join(one.text.split()[:_LONGEST_QUOTE])
    return re.split(r"[„“”\"«»]", words)[0].strip() or words
