"""The different words of a library, and which of them are like a given one.

Beginnings are found by bisection, parts by searching one long string, slips by rapidfuzz among
words of about the same length: with 30,000 words each of them costs well under a millisecond to a
few, where comparing word by word costs ten.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LONG = 8  # letters: from here on two slips are forgiven, below one
_MOST: Final = 300  # a single letter begins hundreds of words; nobody reads that many results
_MOST_SIMILAR = 20
_WORD = re.compile(r"[a-z0-9]+")
_WRITTEN_OUT = re.compile(r"([aou])e")


def words(text: str) -> list[str]:
    """Split into plain lower-case words; Bürger, Buerger and Burger become the same one."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _WORD.findall(_WRITTEN_OUT.sub(r"\1", bare))


class Vocabulary:
    """A sorted set of words as ``words`` makes them."""

    def __init__(self, known: Iterable[str]) -> None:
        self._sorted = sorted(known)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in self._sorted:
            self._by_length[len(word)].append(word)
        self._text = "\n" + "\n".join(self._sorted) + "\n"
        self._starts = [1]
        for word in self._sorted:
            self._starts.append(self._starts[-1] + len(word) + 1)

    def beginning_with(self, part: str) -> list[str]:
        """Return the words that begin so, at most 300."""
        first = bisect_left(self._sorted, part)
        end = bisect_left(self._sorted, f"{part}\x7f", first)
        return self._sorted[first : min(end, first + _MOST)]

    def containing(self, part: str) -> list[str]:
        """Return the words with these letters anywhere in them, at most 300."""
        return list(islice(self._with(part), _MOST))

    def ending_with(self, part: str) -> list[str]:
        """Return the words that end so, at most 300."""
        return list(islice(self._with(f"{part}\n"), _MOST))

    def similar(self, word: str) -> list[tuple[str, float]]:
        """Return words with nearly the same letters, each with its likeness, best first."""
        slips = _slips(word)
        lengths = range(len(word) - slips, len(word) + slips + 1)
        candidates = [known for length in lengths for known in self._by_length.get(length, ())]
        return _most_similar(word, candidates)

    def beginning_like(self, part: str) -> list[tuple[str, float]]:
        """Return words that begin nearly so: somebody slipped and is still typing."""
        # A letter left out makes the beginning one longer than what was typed.
        lengths = (len(part), len(part) + 1)
        begun = {known[:length] for length in lengths for known in self._sorted}
        return [
            (known, likeness)
            for beginning, likeness in _most_similar(part, list(begun))
            for known in self.beginning_with(beginning)
        ]

    def _with(self, part: str) -> Iterator[str]:
        at = self._text.find(part)
        while at >= 0:
            index = bisect_right(self._starts, at) - 1
            yield self._sorted[index]
            # Go on behind this word: it counts once.
            at = self._text.find(part, self._starts[index + 1])


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _most_similar(word: str, candidates: Sequence[str]) -> list[tuple[str, float]]:
    # OSA counts two letters that changed places as one slip.
    found = process.extract(
        word, candidates, scorer=OSA.distance, score_cutoff=_slips(word), limit=_MOST_SIMILAR
    )
    return [(known, 1 - slips / len(word)) for known, slips, _ in found]
