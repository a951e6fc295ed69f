"""Questions over files: what of them the model gets, how it is asked, and what it wrote, checked.

A set that fits goes whole. Of a longer one the passages nearest to the question go, with what
stands around them; where these say nothing the next nearest do. Nothing is answered from
elsewhere: a model that finds no answer says so in a fixed word, which code recognises.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from semantic_text_splitter import TextSplitter

from bot.core.prompts import PromptLibrary
from bot.documents.asking import language_of
from bot.documents.chunks import Chunk, Cutter, estimated_tokens, label_of, text_of
from bot.documents.document import Document
from bot.documents.proof import Proof, passages_of, prove
from bot.ranking.index import Index
from bot.ranking.terms import words

NOTHING: Final = "NICHT_GEFUNDEN"
"""What the model writes, and nothing else, when the files don't say it."""

_PASSAGE: Final = (700, 1_200)  # letters: 100 to 200 words
_PASSAGES: Final = 16
_ROUNDS: Final = 2  # how many times so many passages are read before giving up
_MOST_WHOLE: Final = 20_000  # tokens
_MOST_PARTS: Final = 7_000
_PROMPT_TOKENS: Final = 1_800
_ANSWER_TOKENS: Final = 4_000
_LEAST: Final = 400
# Other tokenizers than the one we count with need up to a third more for German.
_FOREIGN_TOKENIZER: Final = 0.75
_STRONG: Final = 0.35
_STRONG_IN_MANY: Final = 0.7
_LEANING: Final = 0.3
_FEW_PASSAGES: Final = 60
_GAP: Final = "\n[…]\n"
_BEGINS: Final = re.compile(r"\A[\s*_`\"„“'(\[]*")
_BLOCK: Final = re.compile(
    r"^[ \t#*_>]{0,9}(?:Belege|Belegstellen|Quellen|Nachweise|Fundstellen|Zitate|Sources|References"
    r"|Evidence|Citations|Quotations)[ \t*_]{0,9}(?::[ \t*_]{0,9})?$",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK_BEGUN: Final = re.compile(r"\n[ \t#*_>]{0,9}[A-Za-z]{0,14}[ \t*_:]{0,9}\Z")
_BARE: Final = re.compile(r"[ \t]*\[\^?\d{1,3}\](?:[ \t,;]{0,2}\[\^?\d{1,3}\])*")


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


class QuestionService:
    """Prepares questions over files for a model with that context, and checks its answers."""

    def __init__(self, context_tokens: int) -> None:
        self._prompts = PromptLibrary("bot.documents")
        self._cutter = Cutter()
        answer = min(_ANSWER_TOKENS, context_tokens // 4)
        left = context_tokens - answer - min(_PROMPT_TOKENS, context_tokens // 4)
        self._room = max(_LEAST, int(left * _FOREIGN_TOKENIZER))

    async def searchable(self, document: Document) -> Searchable:
        """Make a document searchable; half a second of a thread's time for 450 pages."""
        return await asyncio.to_thread(Searchable, document)

    async def materials(
        self,
        document: Document,
        question: str,
        searchable: Searchable | None = None,
        *,
        shrink: int = 0,
    ) -> list[Material]:
        """Return what to ask the model with, in turn until it answers.

        Empty when nothing can be searched for: the question has no telling word, and the text is
        too long to be read at once. ``shrink``: how often what was made before was too long.
        """
        whole = None if shrink else await self._whole(document)
        if whole is not None:
            return [whole]
        if searchable is None:
            searchable = await self.searchable(document)
        room = min(_MOST_PARTS, self._room) >> shrink
        return await asyncio.to_thread(searchable.materials, question, room)

    def prompt(self, material: Material, question: str, language: str) -> str:
        """Return what the model is asked."""
        extent = "question_whole" if material.is_whole else "question_parts"
        return self._prompts.fill(
            f"question.{language}",
            extent=self._prompts.fill(f"{extent}.{language}"),
            question=question,
            passages=material.text,
        )

    async def prove(
        self, text: str, document: Document, units: Sequence[int], otherwise: str
    ) -> Proof:
        """Look up what an answer cites in these units; ``otherwise``: its language if unclear."""
        return await asyncio.to_thread(_proved, text, document, frozenset(units), otherwise)

    @staticmethod
    def with_sources(text: str, sources: Sequence[tuple[int, int, str]]) -> str:
        """Return a reworded answer with the quotations its numbers stood for: number, unit, words.

        Those that the new wording no longer has are left out.
        """
        lines = [
            f"[{number}] S. {unit}: „{_unquoted(quote)}“"
            for number, unit, quote in sources
            if f"[{number}]" in text
        ]
        return "\n".join((f"{text}\n\nBelege:", *lines)) if lines else text

    async def _whole(self, document: Document) -> Material | None:
        room = min(_MOST_WHOLE, self._room)
        if document.n_chars > room * 10:  # no text is that dense: cutting it would be in vain
            return None
        chunks = await self._cutter.cut(document, label_of(document), room)
        if len(chunks) != 1:
            return None if chunks else Material("", (), is_whole=True)
        return Material(chunks[0].text, chunks[0].units, is_whole=True)


def has_telling_words(question: str) -> bool:
    """Tell whether there is anything in a question that can be searched for."""
    return bool(words(question))


def may_be_nothing(text: str) -> bool:
    """Tell whether a text may still become the word for „no answer“, or is it."""
    begun = _BEGINS.sub("", text)[: len(NOTHING)].upper().replace(" ", "_").replace("\\", "")
    return NOTHING.startswith(begun[: len(NOTHING)])


def is_nothing(text: str) -> bool:
    """Tell whether a whole answer says that there is none."""
    return _BEGINS.sub("", text).upper().replace(" ", "_").replace("\\", "").startswith(NOTHING)


class WithoutBlock:
    """Keeps the closing quotations off the screen; fits `ShownAnswer`'s ``rewritten``."""

    def __call__(self, text: str, *, final: bool) -> str:
        """Return the text in front of the block; a line that may become its heading waits."""
        found = list(_BLOCK.finditer(text))
        # A heading without a line end may yet go on: „Quellen der Gefahr sind“.
        closed = [one for one in found if final or one.end() < len(text)]
        if closed:
            return text[: closed[0].start()].rstrip()
        begun = None if final else _BLOCK_BEGUN.search(text)
        return (text[: begun.start()] if begun else text).rstrip()


def _unquoted(quote: str) -> str:
    """Return a quotation in which nothing ends it early."""
    return re.sub(r"[„“”\"«»\n]+", " ", quote).strip()


def _proved(text: str, document: Document, units: frozenset[int], otherwise: str) -> Proof:
    if not _BLOCK.search(text):  # it broke off before: its numbers stand for nothing
        text = _BARE.sub("", text)
    every = {unit.number for unit in document.units}
    passages = passages_of(document, every - units)
    text = text.replace(NOTHING, "").strip()
    return prove(text, passages, label_of(document), language_of(text, otherwise))


def _passages(document: Document) -> Iterator[_Passage]:
    splitter = TextSplitter(_PASSAGE, trim=False)
    for unit in document.units:
        if unit.is_readable:
            for text in splitter.chunks(text_of(unit)):
                if text.strip():
                    yield _Passage(unit.number, text)
