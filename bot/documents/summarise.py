"""Summarising a file so that every page reaches the model.

What fits goes in one request. Longer files are read in parts, several at once; notes are taken
on each, merged while they are too long, and written up. What is finished is kept, so that a
second run (after a crash, an error or a stop) repeats only what was in flight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.core.checkpoints import Checkpoints, digest_of
from bot.core.clock import Clock
from bot.core.ids import Scope
from bot.core.ports import ChatModel, Completion, Finish, Store
from bot.core.prompts import PromptLibrary
from bot.documents.chunks import Cutter, label_of
from bot.documents.document import Document
from bot.documents.references import checked
from bot.documents.requests import Budget, Requests
from bot.documents.summary import Step, Summary, Wish
from bot.documents.writing import Progress, Writing

_MOST_CHARS_PER_TOKEN: Final = 10  # longer words than these don't make a text fit

__all__ = ["Progress", "SummaryService"]


class SummaryService:
    """Summarises documents; make one, at start (it loads the tokenizer)."""

    def __init__(self, model: ChatModel, store: Store, clock: Clock, *, parallel: int = 4) -> None:
        self._model = model
        self._store = store
        self._clock = clock
        self._parallel = parallel
        self._prompts = PromptLibrary("bot.documents")
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
    ) -> Summary:
        """Return the summary; the same job asked again goes on where it was.

        ``only_finished`` reads nothing more and writes up what a stopped run has read; raises
        CardOutdated when that is nothing. Raises the model's errors, StateUnavailable, and
        StoppedByPerson within 0.2 s of a stop.
        """
        checkpoints = Checkpoints(self._store, scope, job_id)
        choice = f"{wish.length} {wish.language} {only_finished}"
        key = digest_of("result", document.id, choice, wish.focus)
        if kept := await checkpoints.read(key):
            return Summary.from_record(kept)
        budget = Budget.of(self._model.context_tokens, wish.length)
        writing = Writing(
            model=self._model,
            requests=Requests(self._prompts, wish, budget),
            budget=budget,
            checkpoints=checkpoints,
            facts=document,
            progress=progress,
            stopping=stopping,
            parallel=self._parallel,
            only_finished=only_finished,
        )
        summary = await self._written(writing, document, wish, budget)
        await checkpoints.write(key, summary.as_record())
        await writing.tidy()
        return summary

    async def _written(
        self, writing: Writing, document: Document, wish: Wish, budget: Budget
    ) -> Summary:
        label = label_of(wish.language, document.place)
        chunks = []
        if document.n_chars <= budget.whole * _MOST_CHARS_PER_TOKEN:
            chunks = await self._cutter.cut(document, label, budget.whole)
        if len(chunks) != 1:
            chunks = await self._cutter.cut(document, label, budget.chunk)
        completion = await writing.write(chunks)
        await writing.report(Step.CHECK)
        return self._checked(completion, writing, document, wish, label)

    def _checked(
        self, completion: Completion, writing: Writing, document: Document, wish: Wish, label: str
    ) -> Summary:
        text, n_unknown = checked(completion.text.strip(), label, writing.read)
        return Summary(
            text=text,
            document_id=document.id,
            name=document.name,
            place=document.place,
            wish=wish,
            total_units=document.n_units,
            unreadable=document.unreadable,
            refused=tuple(sorted(writing.refused)),
            skipped=tuple(sorted(writing.skipped)),
            n_unknown=n_unknown,
            is_cut=completion.finish is Finish.LENGTH,
            created=self._clock.now(),
        )
