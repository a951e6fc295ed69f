"""Passages by how near they are to a question: BM25 over two kinds of terms, lists joined by rank.

Pure Python: a book of 450 pages is indexed in half a second, a question takes milliseconds. Run
it in a thread. The same passages and question give the same order every time.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.ranking.terms import Parts, grams, weighted, words

_SATURATION: Final = 1.2  # BM25's k1: how soon a repeated term stops to count
_LENGTH: Final = 0.75  # BM25's b: how much a long passage is held against itself
_SMOOTHING: Final = 60  # of ranks that are joined; the value of the method's authors
_DEPTH: Final = 100  # ranks of each list that are joined

_Book = Mapping[str, Sequence[tuple[int, int]]]
"""By word: in which passages it stands, and how often."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, by its position among those that were given, and how well it scored."""

    position: int
    score: float


class _Terms:
    """BM25 over one kind of terms. A term's passages are those of the words that have it.

    Gathered when a question asks for them: a text has ten times as many terms as words.
    """

    def __init__(
        self, book: _Book, parts_of: Callable[[str], Sequence[str]], n_passages: int
    ) -> None:
        self._book = book
        self._words: defaultdict[str, list[str]] = defaultdict(list)
        self._lengths = [0] * n_passages
        for word, postings in book.items():
            parts = parts_of(word)
            for part in parts:
                self._words[part].append(word)
            for position, count in postings:
                self._lengths[position] += count * len(parts)
        self._mean = sum(self._lengths) / n_passages if n_passages else 0.0

    def rarity(self, term: str) -> float:
        """Return what a term is worth; one that no passage has is worth most."""
        return self._worth(len(self._counts(term)))

    def ranked(self, terms: Mapping[str, int]) -> list[int]:
        """Return positions, the best first; equals stay in their order."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term in sorted(terms):
            counts = self._counts(term)
            worth = self._worth(len(counts))
            for position, count in counts.items():
                share = self._lengths[position] / (self._mean or 1.0)
                damped = count + _SATURATION * (1 - _LENGTH + _LENGTH * share)
                scores[position] += worth * count * (_SATURATION + 1) / damped
        return sorted(scores, key=lambda position: (-scores[position], position))

    def _counts(self, term: str) -> dict[int, int]:
        counts: defaultdict[int, int] = defaultdict(int)
        for word in self._words.get(term, ()):
            for position, count in self._book[word]:
                counts[position] += count
        return counts

    def _worth(self, having: int) -> float:
        return math.log(1 + (len(self._lengths) - having + 0.5) / (having + 0.5))


class Index:
    """Passages made ready for questions."""

    def __init__(self, passages: Sequence[str]) -> None:
        book: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self._passages: list[frozenset[str]] = []
        known: dict[str, str] = {}
        for position, passage in enumerate(passages):
            counted = Counter(words(passage, known))
            self._passages.append(frozenset(counted))
            for word, count in counted.items():
                book[word].append((position, count))
        self._parts = Parts(book)
        self._grams = _Terms(book, grams, len(passages))
        self._stems = _Terms(book, self._parts.of, len(passages))

    @classmethod
    def of(cls, passages: Sequence[str]) -> Index:
        """Return the index of these passages; their positions are what hits name."""
        return cls(passages)

    def __len__(self) -> int:
        return len(self._passages)

    def search(self, question: str, limit: int, more: Sequence[Sequence[int]] = ()) -> list[Hit]:
        """Return the nearest passages, the best first.

        ``more``: other rankings of the same passages (by meaning, say), joined with ours.
        """
        asked = Counter(words(question))
        lists = [
            self._grams.ranked(_spread(asked, grams)),
            self._stems.ranked(_spread(asked, self._parts.of)),
        ]
        return _joined([*lists, *more])[:limit]

    def coverage(self, question: str, at_most: int = 3) -> float:
        """Return how much of what a question says its best passages say too, from 0 to 1.

        Rare words count more, and those that no passage has count most: so a question about
        something else scores low though it shares common words. 0 for one without telling words.
        """
        tells = weighted(question)
        asked = {word: frozenset(grams(word)) for word in tells}
        worth = {
            word: tells[word] * sum(map(self._grams.rarity, parts)) / len(parts)
            for word, parts in asked.items()
        }
        total = sum(worth.values())
        if not total:
            return 0.0
        best = 0.0
        for hit in self.search(question, at_most):
            there = {gram for word in self._passages[hit.position] for gram in grams(word)}
            shared = (worth[word] * _likeness(parts, there) for word, parts in asked.items())
            best = max(best, sum(shared) / total)
        return best


def _likeness(parts: frozenset[str], there: set[str]) -> float:
    """Return how much of a word is there; less than half of it is another word."""
    share = len(parts & there) / len(parts)
    return share if share >= 0.5 else 0.0  # noqa: PLR2004  # half


def _spread(asked: Mapping[str, int], parts_of: Callable[[str], Sequence[str]]) -> dict[str, int]:
    spread: defaultdict[str, int] = defaultdict(int)
    for word, count in asked.items():
        for part in parts_of(word):
            spread[part] += count
    return spread


def _joined(lists: Sequence[Sequence[int]]) -> list[Hit]:
    """Join rankings by reciprocal rank: what several lists have in front comes first."""
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in lists:
        for rank, position in enumerate(ranking[:_DEPTH], start=1):
            scores[position] += 1 / (_SMOOTHING + rank)
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(position, score) for position, score in ordered]
