"""Summarising a file so that every page reaches the model, and checking what it wrote.

What fits goes in one request. Longer files are read in parts, several at once; notes are taken
on each, merged while they are too long, and written up. Notes are kept as long as the file, under
its content: a second run (after a crash, a stop, or for another wish) reads only what is missing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from bot.core.checkpoints import Checkpoints, digest_of
from bot.core.clock import Clock
from bot.core.errors import AssistantError, ContextTooLong
from bot.core.ids import Scope
from bot.core.parallel import in_parallel
from bot.core.ports import ChatModel, Completion, Finish, Store
from bot.core.prompts import PromptLibrary
from bot.documents.chunks import Chunk, Cutter, label_of
from bot.documents.document import NOWHERE, Document
from bot.documents.proof import Proof, passages_of, prove, with_doubts
from bot.documents.requests import Budget, Requests
from bot.documents.summary import Step, Summary, Wish
from bot.documents.writing import Progress, Writing
from bot.evidence.passages import Passages
from bot.evidence.second_look import chosen, doubted, request

_TOKENS_PER_PAIR: Final = 600  # at most, with the longest statement and passage
_MOST_CHARS_PER_TOKEN: Final = 10  # longer words than these don't make a text fit

_log: Final = logging.getLogger(__name__)

__all__ = ["Progress", "SummaryService"]


class SummaryService:
    """Summarises documents; make one, at start (it loads the tokenizer).

    ``parallel``: how many parts of one file are read at once.
    """

    def __init__(self, model: ChatModel, store: Store, clock: Clock, *, parallel: int = 4) -> None:
        self._model = model
        self._store = store
        self._clock = clock
        self._parallel = parallel
        self._prompts = PromptLibrary("bot.documents")
        self._evidence_prompts = PromptLibrary("bot.evidence")
        self._cutter = Cutter()

    async def summarise(
        self,
        scope: Scope,
        document: Document,
        wish: Wish,
        *,
        job_id: str,
        progress: Progress,
        stopping: Callable[[], bool],
        only_finished: bool = False,
        second_look: bool = False,
    ) -> Summary:
        """Return the summary; the same job asked again goes on where it was.

        ``second_look`` asks the model once more whether the passages bear the statements out.
        ``only_finished`` reads nothing more and writes up what a stopped run has read; raises
        CardOutdated when that is nothing. Raises the model's errors, StateUnavailable, and
        StoppedByPerson within 0.2 s of a stop.
        """
        results = Checkpoints(self._store, scope, job_id)
        key = digest_of("result", document.id, *wish.as_record().values(), str(only_finished))
        if kept := await results.read(key):
            return Summary.from_record(kept)
        budget = Budget.of(self._model.context_tokens, wish.length)
        writing = Writing(
            model=self._model,
            requests=Requests(self._prompts, wish, budget),
            budget=budget,
            notes=self._notes(scope, document),
            facts=document,
            progress=progress,
            stopping=stopping,
            parallel=self._parallel,
            only_finished=only_finished,
        )
        summary = await self._written(writing, document, wish, budget, second_look=second_look)
        await results.write(key, summary.as_record())
        return summary

    def _notes(self, scope: Scope, document: Document) -> Checkpoints:
        """Return the notes on this content that its owner has, kept as long as the file."""
        left_s = int((document.expires - self._clock.now()).total_seconds())
        name = digest_of("notes", document.digest)
        return Checkpoints(self._store, scope, name, kept_s=max(1, left_s))

    async def _written(
        self,
        writing: Writing,
        document: Document,
        wish: Wish,
        budget: Budget,
        *,
        second_look: bool,
    ) -> Summary:
        label = label_of(document)
        chunks = []
        if document.n_chars <= budget.whole * _MOST_CHARS_PER_TOKEN:
            chunks = await self._cutter.cut(document, label, budget.whole)
        if len(chunks) != 1:
            chunks = await self._cutter.cut(document, label, budget.chunk)
        completion, passages = await self._both(writing, chunks, document)
        await writing.report(Step.CHECK)
        text, language = completion.text.strip(), wish.written_in
        proof = await asyncio.to_thread(prove, text, passages, label, language)
        if second_look and not self._model.is_demo:
            proof = await self._looked_at_again(proof, writing, language)
        return self._summary(proof, completion, writing, document, wish)

    async def _looked_at_again(self, proof: Proof, writing: Writing, language: str) -> Proof:
        """Return the proof with what the model doubts besides; as it was, if it can't be asked."""
        pairs = chosen(proof.backed, self._model.context_tokens // _TOKENS_PER_PAIR)
        if not pairs:
            return proof
        asked = partial(self._model.complete, request(pairs, self._evidence_prompts, language))
        try:
            [answer] = await in_parallel([asked], 1, writing.stopping)
        except (AssistantError, ContextTooLong) as error:
            _log.warning("No second look at a summary: %s", type(error).__name__)
            return proof
        doubts = doubted(answer.text, len(pairs))
        return with_doubts(proof, [pairs[index] for index in sorted(doubts)])

    @staticmethod
    async def _both(
        writing: Writing, chunks: Sequence[Chunk], document: Document
    ) -> tuple[Completion, Passages]:
        """Write, and meanwhile make what was read ready for looking things up."""
        making = asyncio.create_task(asyncio.to_thread(passages_of, document))
        try:
            completion = await writing.write(chunks)
            passages = await making
        finally:
            making.cancel()
        if unread := writing.refused | writing.skipped:
            passages = await asyncio.to_thread(passages_of, document, unread)
        return completion, passages

    def _summary(
        self,
        proof: Proof,
        completion: Completion,
        writing: Writing,
        document: Document,
        wish: Wish,
    ) -> Summary:
        told = {
            *document.unreadable,
            *document.recognised,
            *writing.refused,
            *writing.skipped,
            *proof.units,
        }
        spots = {unit.number: unit.spot for unit in document.units if unit.number in told}
        return Summary(
            text=proof.text,
            document_id=document.id,
            name=document.name,
            place=document.place,
            wish=wish,
            total_units=document.n_units,
            unreadable=document.unreadable,
            reasons=document.reasons,
            recognised=document.recognised,
            refused=tuple(sorted(writing.refused)),
            skipped=tuple(sorted(writing.skipped)),
            quotations=proof.quotations,
            remarks=proof.remarks,
            n_claims=proof.n_claims,
            n_held=proof.n_held,
            n_bare=proof.n_bare,
            spots={number: spot for number, spot in spots.items() if spot != NOWHERE},
            is_cut=completion.finish is Finish.LENGTH,
            created=self._clock.now(),
        )
