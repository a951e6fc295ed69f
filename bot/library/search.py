"""Finds templates by a few words, in spite of typing errors, umlauts, word order and compounds.

Each word of the query is compared with the vocabulary, not with every template: same word, its
beginning, a part of a compound, or nearly the same letters (the slow comparison, and therefore
the last resort). Where a word was found counts: title before keywords before description.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_TITLE, _KEYWORDS, _DESCRIPTION = 10.0, 5.0, 2.0
_EXACT, _BEGINNING, _COMPOUND, _SIMILAR = 1.0, 0.9, 0.75, 0.7
_SIMILAR_ENOUGH = 0.7
_MIN_PART = 4  # letters: shorter parts are in too many words
_MAX_QUERY_CHARS = 200
_MAX_WORDS = 8
# A single letter begins hundreds of words in a large library; the best ones are enough.
_MAX_BEGINNINGS = 300

_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_JOINTS = ("", "s", "n", "en", "es", "er")  # what German puts between the parts of a compound


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found of one template."""

    title: str
    keywords: Sequence[str]
    description: str


def words(text: str) -> list[str]:
    """Split into lower-case words with umlauts written out, so that Bürger is Buerger."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", lowered)
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


# Words that say nothing about what is looked for.
_FILLERS: Final = frozenset(
    words(
        "aus an am auf bei das dem den der des die ein eine einem einen einer eines für im in ins "
        "mit nach oder über um und vom von vor zu zum zur a by for from of on or the to with"
    )
)


class Index:
    """The vocabulary of some templates; answers with their positions, best first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        places: dict[str, dict[int, float]] = defaultdict(dict)
        self._title_words: list[int] = []
        for position, entry in enumerate(entries):
            for word, weight in _weighted(entry):
                # The heaviest place comes first.
                places[word].setdefault(position, weight)
            self._title_words.append(len(words(entry.title)))
        self._vocabulary = sorted(places)
        self._places = {word: tuple(found.items()) for word, found in places.items()}

    def search(self, query: str, limit: int) -> list[int]:
        """Return at most ``limit`` positions; each fits at least half of the query's words."""
        asked = _asked(query)
        total: dict[int, float] = defaultdict(float)
        hits: dict[int, int] = defaultdict(int)
        for word in asked:
            for position, score in self._found(word).items():
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

    def _found(self, word: str) -> dict[int, float]:
        best: dict[int, float] = {}
        for known, quality in self._alike(word).items():
            for position, weight in self._places[known]:
                score = quality * weight
                if score > best.get(position, 0.0):
                    best[position] = score
        return best

    def _alike(self, word: str) -> dict[str, float]:
        """Return the known words that fit, each with how well."""
        alike = dict.fromkeys(self._beginning_with(word, _MAX_BEGINNINGS), _BEGINNING)
        if len(word) >= _MIN_PART:
            for known in self._vocabulary:
                if word in known:
                    alike.setdefault(known, _COMPOUND)
        if not alike:
            alike = self._parts(word)
        if len(word) >= _MIN_PART - 1 and not alike:
            alike = self._similar(word)
        if word in self._places:
            alike[word] = _EXACT
        return alike

    def _beginning_with(self, word: str, most: int) -> list[str]:
        start = bisect_left(self._vocabulary, word)
        end = bisect_left(self._vocabulary, word + "\x7f", start)
        return self._vocabulary[start : min(end, start + most)]

    def _parts(self, word: str) -> dict[str, float]:
        """Return known words that an unknown compound ends or begins with: Kita-Beschwerde."""
        for cut in range(_MIN_PART - 1, len(word) - _MIN_PART + 1):
            if word[cut:] in self._places:
                beginning = self._without_joint(word[:cut])
                return {word[cut:]: _COMPOUND, **dict.fromkeys(beginning, _SIMILAR)}
        for cut in range(len(word) - 1, _MIN_PART, -1):
            if word[:cut] in self._places:
                return {word[:cut]: _COMPOUND}
        return {}

    def _without_joint(self, part: str) -> list[str]:
        stems = (part.removesuffix(joint) for joint in _JOINTS if part.endswith(joint))
        return [stem for stem in stems if stem in self._places]

    def _similar(self, word: str) -> dict[str, float]:
        whole = process.extract(
            word,
            self._vocabulary,
            scorer=OSA.normalized_similarity,
            score_cutoff=_SIMILAR_ENOUGH,
            limit=20,
        )
        if whole:
            return {known: _SIMILAR * likeness for known, likeness, _ in whole}
        # Nothing like the whole: somebody may still be typing a word that began with a slip.
        begun: dict[str, list[str]] = defaultdict(list)
        for known in self._vocabulary:
            begun[known[: len(word)]].append(known)
        close = process.extract(
            word,
            list(begun),
            scorer=OSA.normalized_similarity,
            score_cutoff=_SIMILAR_ENOUGH,
            limit=5,
        )
        return {
            known: _SIMILAR * likeness * _BEGINNING
            for beginning, likeness, _ in close
            for known in begun[beginning]
        }


def _weighted(entry: Entry) -> Iterator[tuple[str, float]]:
    for word in words(entry.title):
        yield word, _TITLE
    for keyword in entry.keywords:
        for word in words(keyword):
            yield word, _KEYWORDS
    for word in words(entry.description):
        yield word, _DESCRIPTION


def _asked(query: str) -> list[str]:
    # "ae" and "ü" meet in words(); repeated words count once, in the order they were typed.
    typed = list(dict.fromkeys(words(query[:_MAX_QUERY_CHARS])))
    telling = [word for word in typed if word not in _FILLERS]
    return (telling or typed)[:_MAX_WORDS]
