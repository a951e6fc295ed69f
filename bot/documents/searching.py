"""A document cut into passages that can be searched, and what of them the model gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from semantic_text_splitter import TextSplitter

from bot.documents.chunks import Chunk, estimated_tokens, label_of, text_of
from bot.documents.document import Document
from bot.ranking.index import Index

_PASSAGE: Final = (700, 1_200)  # letters: 100 to 200 words
_PASSAGES: Final = 16
_ROUNDS: Final = 2  # how many times so many passages are read before giving up
_STRONG: Final = 0.35
_STRONG_IN_MANY: Final = 0.7
_LEANING: Final = 0.3
_FEW_PASSAGES: Final = 60
_GAP: Final = "\n[…]\n"


@dataclass(frozen=True, slots=True)
class Material:
    """What the model gets at once: marked text, and the units it is of."""

    text: str
    units: tuple[int, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class _Passage:
    unit: int
    text: str


class Searchable:
    """A document cut into passages, ready to be searched; make it in a thread."""

    def __init__(self, document: Document) -> None:
        self._label = label_of(document)
        self._passages = list(_passages(document))
        self._index = Index.of([passage.text for passage in self._passages])

    def has_much_of(self, question: str, *, leaning: bool = False) -> bool:
        """Tell whether so much of a question stands together somewhere that it is about this.

        ``leaning``: on a question before it, which was. The shares were found with the messages of
        tests/unit/documents/asked_of_files.py; in a long text more is met by accident.
        """
        wanted = _STRONG if len(self._index) <= _FEW_PASSAGES else _STRONG_IN_MANY
        return self._index.coverage(question) >= (_LEANING if leaning else wanted)

    def materials(self, question: str, max_tokens: int) -> list[Material]:
        """Return the nearest passages, then the next nearest; none for an empty question."""
        hits = [hit.position for hit in self._index.search(question, _ROUNDS * _PASSAGES)]
        rounds = [hits[at : at + _PASSAGES] for at in range(0, len(hits), _PASSAGES)]
        return [self._material(positions, max_tokens) for positions in rounds]

    def _material(self, positions: Sequence[int], max_tokens: int) -> Material:
        """Take the passages, then their neighbours, in order of rank while there is room."""
        around = [near for at in positions for near in (at - 1, at + 1)]
        taken: set[int] = set()
        for position in dict.fromkeys([*positions, *around]):
            if not 0 <= position < len(self._passages):
                continue
            cost = estimated_tokens(self._passages[position].text)
            if cost <= max_tokens:
                max_tokens -= cost
                taken.add(position)
        spans: dict[int, str] = {}
        for position in sorted(taken):
            passage = self._passages[position]
            before = spans.get(passage.unit)
            if before is None:
                spans[passage.unit] = passage.text
            else:
                gap = "" if position - 1 in taken else _GAP
                spans[passage.unit] = f"{before}{gap}{passage.text}"
        chunk = Chunk(self._label, tuple(spans.items()))
        return Material(chunk.text, chunk.units, is_whole=False)


def _passages(document: Document) -> Iterator[_Passage]:
    splitter = TextSplitter(_PASSAGE, trim=False)
    for unit in document.units:
        if unit.is_readable:
            for text in splitter.chunks(text_of(unit)):
                if text.strip():
                    yield _Passage(unit.number, text)
