"""Questions over files: what of them the model gets, how it is asked, and what it wrote, checked.

A set that fits goes whole. Of a longer one the passages nearest to the question go, with what
stands around them; where these say nothing the next nearest do. Nothing is answered from
elsewhere: a model that finds no answer says so in a fixed word, which code recognises.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Final

from bot.core.ids import Scope
from bot.core.prompts import PromptLibrary
from bot.documents.asking import language_of
from bot.documents.chunks import Cutter, label_of
from bot.documents.document import Document
from bot.documents.kept_indexes import KeptIndexes
from bot.documents.proof import Proof, passages_of, prove
from bot.documents.searching import Material, Searchable
from bot.ranking.terms import words

NOTHING: Final = "NICHT_GEFUNDEN"
"""What the model writes, and nothing else, when the files don't say it."""

_MOST_WHOLE: Final = 20_000  # tokens
_MOST_PARTS: Final = 7_000
_PROMPT_TOKENS: Final = 1_800
_ANSWER_TOKENS: Final = 4_000
_LEAST: Final = 400
# Other tokenizers than the one we count with need up to a third more for German.
_FOREIGN_TOKENIZER: Final = 0.75
_BEGINS: Final = re.compile(r"\A[\s*_`\"„“'(\[]*")
_BLOCK: Final = re.compile(
    r"^[ \t#*_>]{0,9}(?:Belege|Belegstellen|Quellen|Nachweise|Fundstellen|Zitate|Sources|References"
    r"|Evidence|Citations|Quotations)[ \t*_]{0,9}(?::[ \t*_]{0,9})?$",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK_BEGUN: Final = re.compile(r"\n[ \t#*_>]{0,9}[A-Za-z]{0,14}[ \t*_:]{0,9}\Z")
_BARE: Final = re.compile(r"[ \t]*\[\^?\d{1,3}\](?:[ \t,;]{0,2}\[\^?\d{1,3}\])*")


class QuestionService:
    """Prepares questions over files for a model with that context, and checks its answers."""

    def __init__(self, context_tokens: int, indexes: KeptIndexes) -> None:
        self._indexes = indexes
        self._prompts = PromptLibrary("bot.documents")
        self._cutter = Cutter()
        answer = min(_ANSWER_TOKENS, context_tokens // 4)
        left = context_tokens - answer - min(_PROMPT_TOKENS, context_tokens // 4)
        self._room = max(_LEAST, int(left * _FOREIGN_TOKENIZER))

    async def searchable(self, scope: Scope, document: Document) -> Searchable:
        """Make a document searchable; a second of a thread's time for 450 pages, once."""
        return await self._indexes.of(scope, document)

    async def materials(
        self,
        scope: Scope,
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
            searchable = await self.searchable(scope, document)
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
