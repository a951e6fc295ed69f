"""The passages of a source, and where in them a quotation stands.

A quotation is looked up in its passage, in the neighbours, then everywhere, with spaces, hyphens,
quotes and case undone; after that a near miss is looked for (bot/evidence/near_misses.py says
which count). Making Passages reads everything once, a quarter of a second for a million
characters: do it in a thread, it lets others have the interpreter between passages.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from time import sleep
from typing import Final

from rapidfuzz import fuzz

from bot.evidence.agents import surnames
from bot.evidence.facts import Stock
from bot.evidence.folding import (
    WORD,
    folded,
    origins,
    readable,
    squash,
    squashed_and_words,
    with_umlauts,
)
from bot.evidence.near_misses import is_the_same
from bot.evidence.sentences import Span, sentences
from bot.evidence.source_facts import SourceFacts

_ELLIPSIS: Final = re.compile(r"\s*(?:[\[(]\s*(?:…|\.{2,4})\s*[\])]|…|\.{3,4})\s*")
_SHORT: Final = 8  # letters that may be found by accident: looked up only where they should stand
_GAP: Final = 1_500  # letters that an ellipsis may leave out
_NEAR_MISS: Final = 90.0  # of 100: what rapidfuzz calls similar
_PREFIX: Final = 7  # letters of a word that the index keeps: most inflection is behind them
_INDEXED: Final = 4  # letters of a word that the index takes in
_RAREST: Final = 14  # words of a quotation that are looked up
_AT_A_STRETCH: Final = 10_000  # characters, about 2 ms: then others may have the interpreter
_PAUSE_S: Final = 0.00005  # not 0: the thread that waits has to wake up


@dataclass(frozen=True, slots=True)
class Passage:
    """A page, section or utterance. ``number`` is unique over the whole set, also over sources."""

    number: int
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the passage's number, and the words as they stand there."""

    number: int
    start: int
    end: int
    quote: str
    is_exact: bool = True


class Passages:
    """The passages of one source or several, made ready for looking things up."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.all = tuple(passages)
        self._positions = {passage.number: i for i, passage in enumerate(self.all)}
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        self.stock = SourceFacts()
        self._prefixes: dict[str, str] = {}
        self._starts: list[int] = []
        self._squashed, self.vocabulary = self._read()
        self._origins: dict[int, list[int]] = {}
        self._sentences: dict[int, list[Span]] = {}
        self._sentence_keys: dict[int, list[tuple[Span, set[str]]]] = {}
        self._surnames: dict[int, frozenset[str]] = {}

    def _read(self) -> tuple[str, frozenset[str]]:
        """Index all passages; return them squashed to one text, and every word as it is compared.

        A quotation may run over a page's end, never from one source into another.
        """
        vocabulary: set[str] = set()
        parts: list[str] = []
        start = unpaused = 0
        for passage, following in zip_longest(self.all, self.all[1:]):
            text = readable(passage.text)
            squashed, words = squashed_and_words(text)
            vocabulary |= self._index(text, words)
            is_last = following is not None and following.source != passage.source
            parts.append(squashed + ("\0" if is_last else ""))
            self._starts.append(start)
            start += len(parts[-1])
            unpaused = _paused(unpaused + len(text))
        self._holding.pop("", None)
        self.stock.made()
        return "".join(parts), frozenset(vocabulary)

    def _index(self, text: str, words: set[str]) -> set[str]:
        """Take in the next passage; return the words that are new, as they are compared."""
        position, prefixes = len(self._starts), self._prefixes
        new = words.difference(prefixes)
        vocabulary = set()
        for word in new:
            form = folded(word)
            prefixes[word] = form[:_PREFIX] if _is_indexed(word) else ""
            vocabulary.add(with_umlauts(form))
        for prefix in set(map(prefixes.__getitem__, words)):
            self._holding[prefix].append(position)
        self.stock.add(text, words, new)
        return vocabulary

    def __len__(self) -> int:
        return len(self.all)

    def get(self, number: int) -> Passage | None:
        """Return the passage of a number."""
        position = self._positions.get(number)
        return None if position is None else self.all[position]

    def holding(self, word: str, at_most: int = 50) -> list[Passage]:
        """Return the first passages with a word that begins like this one."""
        first = WORD.match(word)
        prefix = _prefix(first[0]) if first else ""
        if not prefix:
            return [passage for passage in self.all if word in passage.text][:at_most]
        return [self.all[position] for position in self._holding.get(prefix, [])[:at_most]]

    def stock_at(self, number: int) -> Stock:
        """Return the facts of one passage."""
        position = self._positions.get(number)
        return Stock() if position is None else self.stock.at(position)

    def surnames_at(self, number: int) -> frozenset[str]:
        """Return the surnames of the people who are named in one passage."""
        if number not in self._surnames:
            passage = self.get(number)
            text = readable(passage.text) if passage else ""
            self._surnames[number] = surnames([text])
        return self._surnames[number]

    def of_source(self, source: str) -> list[int]:
        """Return the numbers of the passages of a source, named at least roughly."""
        wanted = squash(source)
        return [
            passage.number
            for passage in self.all
            if wanted and passage.source and wanted in squash(passage.source)
        ]

    def find(self, quote: str, near: int | None) -> Place | None:
        """Return where a quotation stands, word for word or as a near miss that says the same.

        Looks at ``near`` first; what stands elsewhere is found too.
        """
        parts = [part for part in map(squash, _ELLIPSIS.split(readable(quote))) if part]
        if not parts:
            return None
        position = self._positions.get(near) if near is not None else None
        return self._exact(parts, position) or self._near_miss(quote, position)

    def sentences(self, number: int) -> list[Span]:
        """Return the sentences of a passage."""
        if number not in self._sentences:
            passage = self.get(number)
            self._sentences[number] = sentences(passage.text) if passage else []
        return self._sentences[number]

    def candidates(self, text: str, at_most: int = 3) -> list[int]:
        """Return the numbers of the passages that share most of a text's rarer words."""
        return [self.all[i].number for i in self._candidates(text, at_most)]

    def nearest(self, text: str, within: Iterable[int] | None = None) -> Place | None:
        """Return the sentence that is most like a text, of the passages given or of all."""
        wanted = self._keys(text)
        best: tuple[float, Place] | None = None
        for number in self.candidates(text) if within is None else within:
            for span, keys in self._keyed(number):
                score = self._likeness(wanted & keys, span.text)
                if score > 0 and (best is None or score > best[0]):
                    place = Place(number, span.start, span.end, readable(span.text), is_exact=False)
                    best = (score, place)
        return best[1] if best else None

    # --- looking up ------------------------------------------------------------------------------

    def _exact(self, parts: Sequence[str], position: int | None) -> Place | None:
        for first, last in self._fields(position, is_short=sum(map(len, parts)) < _SHORT):
            for start, end in self._runs(parts, first, last):
                place = self._place(start, end)
                if place is not None:
                    return place
        return None

    def _fields(self, position: int | None, *, is_short: bool) -> Iterator[tuple[int, int]]:
        """Yield stretches of the squashed text, the likeliest first."""
        if position is not None:
            yield self._field(position, position)
            if is_short:
                return
            yield self._field(max(0, position - 1), min(len(self.all) - 1, position + 1))
        yield 0, len(self._squashed)

    def _field(self, first: int, last: int) -> tuple[int, int]:
        is_last = last + 1 == len(self.all)
        return self._starts[first], len(self._squashed) if is_last else self._starts[last + 1]

    def _runs(self, parts: Sequence[str], first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield where all parts follow one another."""
        start = self._squashed.find(parts[0], first, last)
        while start >= 0:
            end = start + len(parts[0])
            for part in parts[1:]:
                follows = self._squashed.find(part, end, min(last, end + _GAP + len(part)))
                end = follows + len(part) if follows >= 0 else -1
                if follows < 0:
                    break
            if end > 0:
                yield start, end
            start = self._squashed.find(parts[0], start + 1, last)

    def _place(self, start: int, end: int) -> Place | None:
        """Return the place of a squashed stretch, or None when it begins or ends within a word."""
        position, first = self._origin(start)
        final, last = self._origin(end - 1)
        passage = self.all[position]
        if _cuts_a_word(passage.text, first) or _cuts_a_word(self.all[final].text, last + 1):
            return None
        if final == position:
            return Place(passage.number, first, last + 1, readable(passage.text[first : last + 1]))
        # It goes on over the end of the page.
        between = [passage.text for passage in self.all[position + 1 : final]]
        whole = "\n".join((passage.text[first:], *between, self.all[final].text[: last + 1]))
        return Place(passage.number, first, len(passage.text), readable(whole))

    def _origin(self, place: int) -> tuple[int, int]:
        """Return the position of the passage and the place in its text."""
        position = bisect_right(self._starts, place) - 1
        return position, self._origins_of(position)[place - self._starts[position]]

    def _origins_of(self, position: int) -> list[int]:
        if position not in self._origins:
            self._origins[position] = origins(self.all[position].text)
        return self._origins[position]

    # --- near misses -----------------------------------------------------------------------------

    def _near_miss(self, quote: str, position: int | None) -> Place | None:
        wanted = squash(_ELLIPSIS.sub(" ", readable(quote)))
        if len(wanted) <= _SHORT:
            return None
        nearby = [] if position is None else [position]
        for candidate in dict.fromkeys([*nearby, *self._candidates(quote, 4)]):
            place = self._similar(quote, wanted, candidate)
            if place is not None:
                return place
        return None

    def _similar(self, quote: str, wanted: str, position: int) -> Place | None:
        start = self._starts[position]
        end = self._starts[position + 1] - 1 if position + 1 < len(self.all) else None
        found = fuzz.partial_ratio_alignment(
            wanted, self._squashed[start:end], score_cutoff=_NEAR_MISS
        )
        if (
            found is None
            or found.dest_end <= found.dest_start
            or len(wanted) > 2 * len(self._squashed[start:end])
        ):
            return None
        text = self.all[position].text
        places = self._origins_of(position)
        first, last = places[found.dest_start], places[found.dest_end - 1] + 1
        while _cuts_a_word(text, first):
            first -= 1
        while _cuts_a_word(text, last):
            last += 1
        stands = readable(text[first:last])
        if not is_the_same(quote, stands):
            return None
        return Place(self.all[position].number, first, last, stands, is_exact=False)

    def _candidates(self, text: str, at_most: int) -> list[int]:
        scores: Counter[int] = Counter()
        known = sorted(
            (self._holding[key] for key in self._keys(text) if key in self._holding), key=len
        )
        for holding in known[:_RAREST]:
            worth = 1.0 + math.log(len(self.all) / len(holding))
            for position in holding:
                scores[position] += worth  # type: ignore[assignment]  # a Counter of floats
        return [position for position, _ in scores.most_common(at_most)]

    def _keyed(self, number: int) -> list[tuple[Span, set[str]]]:
        if number not in self._sentence_keys:
            spans = self.sentences(number)
            self._sentence_keys[number] = [(span, self._keys(span.text)) for span in spans]
        return self._sentence_keys[number]

    def _keys(self, text: str) -> set[str]:
        """Return what the index keeps of the words of a text."""
        known = self._prefixes
        found = (word.lower() for word in WORD.findall(readable(text)))
        return {known[word] if word in known else _prefix(word) for word in found} - {""}

    def _likeness(self, shared: set[str], text: str) -> float:
        total = len(self.all)
        return sum(
            1.0 + math.log(total / max(1, len(self._holding.get(key, ())))) for key in shared
        ) / (1.0 + len(text) / 2_000)


def _paused(characters: int) -> int:
    """Let other threads have the interpreter from time to time; return what was read since."""
    if characters < _AT_A_STRETCH:
        return characters
    sleep(_PAUSE_S)
    return 0


def _is_indexed(word: str) -> bool:
    return len(word) >= _INDEXED or word.isdigit()


def _prefix(word: str) -> str:
    """Return what the index keeps of a word: nothing of short ones."""
    return folded(word)[:_PREFIX] if _is_indexed(word) else ""


def _cuts_a_word(text: str, place: int) -> bool:
    inside = 0 < place < len(text)
    return inside and text[place - 1].isalnum() and text[place].isalnum()
