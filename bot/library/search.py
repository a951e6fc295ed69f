"""Finds templates by a few words, in spite of typing errors, umlauts, word order and compounds.

Each word of the query is compared with the vocabulary, not with every template: same word, its
beginning, its stem, a part of a compound, or nearly the same letters (the slow comparison, and
therefore the last resort). Where a word stands counts: title before keywords before description.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from bot.library.vocabulary import Vocabulary, words

_TITLE, _KEYWORDS, _DESCRIPTION = 10.0, 5.0, 2.0
_EXACT, _BEGINNING, _STEM, _COMPOUND, _SIMILAR = 1.0, 0.9, 0.8, 0.75, 0.7
_MIN_PART = 4  # letters: shorter parts are in too many words
_MAX_QUERY_CHARS = 200
_MAX_WORDS = 8

_ENDING = re.compile(r"(ungen|ung|en|er|es|e|n|s)$")
_JOINTS = ("", "s", "n", "en", "es", "er")  # what German puts between the parts of a compound
# Words that say nothing about what is looked for.
_FILLERS: Final = frozenset(
    words(
        "aus an am auf bei das dem den der des die ein eine einem einen einer eines für im in ins "
        "mit nach oder über um und vom von vor zu zum zur a by for from of on or the to with"
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of one template."""

    title: str
    keywords: Sequence[str]
    description: str


class Index:
    """Some templates by their words; answers with their positions, best first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        places: dict[str, dict[int, float]] = defaultdict(dict)
        self._title_words: list[int] = []
        for position, entry in enumerate(entries):
            for word, weight in _weighted(entry):
                # The heaviest place comes first.
                places[word].setdefault(position, weight)
            self._title_words.append(len(words(entry.title)))
        self._places = {word: tuple(found.items()) for word, found in places.items()}
        self._vocabulary = Vocabulary(self._places)

    def search(self, query: str, limit: int) -> list[int]:
        """Return at most ``limit`` positions; each fits at least half of the query's words."""
        asked = _asked(query)
        total: dict[int, float] = defaultdict(float)
        hits: dict[int, int] = defaultdict(int)
        for number, word in enumerate(asked, start=1):
            for position, score in self._found(word, is_last=number == len(asked)).items():
                total[position] += score
                hits[position] += 1
        enough = (len(asked) + 1) // 2
        # A hit for every word beats any number of better hits for some of them.
        ranked = (
            (-hits[at], -score, self._title_words[at], at)
            for at, score in total.items()
            if hits[at] >= enough
        )
        return [at for *_, at in nsmallest(limit, ranked)]

    def _found(self, word: str, *, is_last: bool) -> dict[int, float]:
        best: dict[int, float] = {}
        for known, quality in self._alike(word, is_last=is_last).items():
            for position, weight in self._places[known]:
                score = quality * weight
                if score > best.get(position, 0.0):
                    best[position] = score
        return best

    def _alike(self, word: str, *, is_last: bool) -> dict[str, float]:
        """Return the known words that fit, each with how well."""
        alike = dict.fromkeys(self._vocabulary.beginning_with(word), _BEGINNING)
        stem = _ENDING.sub("", word)
        if len(stem) > _MIN_PART:
            for known in self._vocabulary.beginning_with(stem):
                alike.setdefault(known, _STEM)
        if len(word) >= _MIN_PART:
            for known in self._vocabulary.containing(word):
                alike.setdefault(known, _COMPOUND)
        if not alike and len(word) > _MIN_PART:
            alike = self._mistyped(word, is_last=is_last)
        if word in self._places:
            alike[word] = _EXACT
        return alike

    def _mistyped(self, word: str, *, is_last: bool) -> dict[str, float]:
        similar = self._vocabulary.similar(word)
        if similar:
            return {known: _SIMILAR * likeness for known, likeness in similar}
        parts = self._parts(word)
        if parts or not is_last:
            return parts
        # Only the last word can be one that is still being typed.
        begun = self._vocabulary.beginning_like(word)
        return {known: _SIMILAR * _BEGINNING * likeness for known, likeness in begun}

    def _parts(self, word: str) -> dict[str, float]:
        """Return known words that an unknown compound ends or begins with: Kita-Beschwerde."""
        for cut in range(_MIN_PART - 1, len(word) - _MIN_PART + 1):
            end = word[cut:]
            if end in self._places:
                cousins = self._vocabulary.ending_with(end)
                beginning = self._without_joint(word[:cut])
                return {**dict.fromkeys([*cousins, *beginning], _SIMILAR), end: _COMPOUND}
        for cut in range(len(word) - 1, _MIN_PART, -1):
            if word[:cut] in self._places:
                return {word[:cut]: _COMPOUND}
        return {}

    def _without_joint(self, part: str) -> list[str]:
        stems = (part.removesuffix(joint) for joint in _JOINTS if part.endswith(joint))
        return [stem for stem in stems if stem in self._places]


def _weighted(entry: Entry) -> Iterator[tuple[str, float]]:
    texts = (
        (entry.title, _TITLE),
        (" ".join(entry.keywords), _KEYWORDS),
        (entry.description, _DESCRIPTION),
    )
    for text, weight in texts:
        for word in words(text):
            if word not in _FILLERS:
                yield word, weight


def _asked(query: str) -> list[str]:
    # Repeated words count once, in the order they were typed.
    typed = list(dict.fromkeys(words(query[:_MAX_QUERY_CHARS])))
    telling = [word for word in typed if word not in _FILLERS]
    return (telling or typed)[:_MAX_WORDS]
