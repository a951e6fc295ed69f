"""One run of a summary: from chunks to the written text, over notes where there are several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from bot.core.checkpoints import Checkpoints, key_of
from bot.core.errors import (
    CardOutdated,
    ContextTooLong,
    FileWithoutText,
    ModelMisconfigured,
    PromptFiltered,
)
from bot.core.parallel import in_parallel
from bot.core.ports import ChatModel, Completion, ModelRequest
from bot.documents.chunks import Chunk, estimated_tokens
from bot.documents.document import Facts
from bot.documents.notes import Note, grouped, joined, take_note
from bot.documents.requests import Budget, Requests
from bot.documents.summary import Step

Progress = Callable[[int, int, Step], Awaitable[None]]
"""Called with units done, all units, and the step; how often a card is sent is its own matter."""

_LEAST_NOTES: Final = 300


@dataclass(slots=True, kw_only=True)
class Writing:
    """A run; afterwards ``read``, ``refused`` and ``skipped`` say what became of each unit.

    ``notes``: those taken on this text before, by this job or another; they stay for the next.
    ``only_finished``: what has no note is skipped instead of read.
    """

    model: ChatModel
    requests: Requests
    budget: Budget
    notes: Checkpoints
    facts: Facts
    progress: Progress
    stopping: Callable[[], bool]
    parallel: int
    only_finished: bool = False
    read: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    skipped: set[int] = field(default_factory=set)
    _open: Counter[int] = field(default_factory=Counter)  # chunks yet to come, by unit

    async def write(self, chunks: Sequence[Chunk]) -> Completion:
        """Return the written summary; raises what the model raises, and StoppedByPerson."""
        if not chunks:
            raise FileWithoutText
        self._open = Counter(unit for chunk in chunks for unit in chunk.units)
        if len(chunks) == 1 and not self.only_finished:
            try:
                return await self._whole(chunks[0])
            except ContextTooLong:
                chunks = chunks[0].halves() or chunks
                self._open = Counter(unit for chunk in chunks for unit in chunk.units)
        notes = await self._noted(chunks)
        return await self._reduced([note.text for note in notes if note.text])

    async def report(self, step: Step) -> None:
        """Say how many units are done; unreadable ones always are."""
        total = self.facts.n_units
        await self.progress(total - len(self._open), total, step)

    async def _whole(self, chunk: Chunk) -> Completion:
        await self.report(Step.WRITE)
        completion = await self._ask(self.requests.whole(chunk.text))
        self.read.update(chunk.units)
        self._open.clear()
        return completion

    async def _noted(self, chunks: Sequence[Chunk]) -> list[Note]:
        """Take notes on all chunks, several at once, and add up what was read."""
        await self.report(Step.CONDENSE)
        jobs = [partial(self._note, chunk) for chunk in chunks]
        taken = await in_parallel(jobs, self.parallel, self.stopping)
        notes = [note for note in taken if note is not None]
        for chunk, note in zip(chunks, taken, strict=True):
            if note is None:
                self.skipped.update(chunk.units)
            else:
                self.read.update(note.units)
                self.refused.update(note.refused)
        if not notes:
            raise CardOutdated
        if not self.read:
            raise PromptFiltered
        return notes

    async def _note(self, chunk: Chunk) -> Note | None:
        key = key_of(self.requests.note(chunk.text))
        record = await self.notes.read(key)
        if record is None and self.only_finished:
            return None
        if record is None:
            note = await take_note(self.model, self.requests, chunk)
            await self.notes.write(key, note.as_record())
        else:
            note = Note.from_record(record)
        self._open -= Counter(chunk.units)
        await self.report(Step.CONDENSE)
        return note

    async def _reduced(self, notes: list[str]) -> Completion:
        """Write the notes up, after merging them as often as they need it."""
        room = self.budget.notes
        while room >= _LEAST_NOTES:
            while len(notes) > 1 and estimated_tokens(joined(notes)) > room:
                notes = await self._merged(notes, room)
            await self.report(Step.WRITE)
            try:
                return await self._ask(self.requests.reduce(joined(notes)))
            except ContextTooLong:
                room //= 2  # the model counts otherwise than we estimate
        raise ModelMisconfigured

    async def _merged(self, notes: list[str], room: int) -> list[str]:
        jobs = [partial(self._merge, group) for group in grouped(notes, room)]
        return await in_parallel(jobs, self.parallel, self.stopping)

    async def _merge(self, notes: list[str]) -> str:
        if len(notes) == 1:
            return notes[0]
        request = self.requests.merge(joined(notes))
        key = key_of(request)
        record = await self.notes.read(key)
        if record is not None:
            return str(record["text"])
        completion = await self.model.complete(request)
        await self.notes.write(key, {"text": completion.text})
        return completion.text.strip()

    async def _ask(self, request: ModelRequest) -> Completion:
        """Make one call that ends soon after a press on stop."""
        job = partial(self.model.complete, request)
        return (await in_parallel([job], 1, self.stopping))[0]
