"""Drafting minutes so that every utterance reaches the model and nothing is cut silently.

The transcript goes through in overlapping pieces, several at once. What is finished is kept, so
that a second run (after a crash, an error or a stop) repeats only what was in flight. An answer
that ends at its length limit is continued, rubbish is asked for once more, and what stays unread
is said in the coverage.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final

from bot.core.checkpoints import Checkpoints, digest_of, key_of
from bot.core.errors import (
    AnswerFiltered,
    ContextTooLong,
    ModelMisconfigured,
    PromptFiltered,
    TranscriptEmpty,
)
from bot.core.ids import Scope
from bot.core.parallel import in_parallel
from bot.core.ports import ChatModel, Completion, Finish, ModelRequest, Store
from bot.core.prompts import PromptLibrary
from bot.meetings.agenda import AgendaItem
from bot.meetings.answer import Answer, numbers, read
from bot.meetings.assembling import Making, assemble
from bot.meetings.checking import check
from bot.meetings.gathering import Gathering, Piece, groups_of
from bot.meetings.kinds import Kind
from bot.meetings.minutes import Attendee, Draft, MeetingFacts
from bot.meetings.requests import Budget, Requests
from bot.meetings.windows import Window, windows
from bot.transcripts.transcript import Transcript

_MOST_ROUNDS: Final = 4  # how often one answer is continued
_MOST_HALVINGS: Final = 3
_MOST_TITLES: Final = 150


class Step(StrEnum):
    """What is being done, as the progress card names it."""

    READ = "read"
    MERGE = "merge"
    CHECK = "check"


Progress = Callable[[int, int, Step], Awaitable[None]]
"""Called with utterances done, all utterances, and the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants of a draft; ``law`` names a legal basis of the kind."""

    kind: Kind
    language: str = "de"
    facts: MeetingFacts = field(default_factory=MeetingFacts)
    agenda: tuple[AgendaItem, ...] = ()
    people: tuple[Attendee, ...] = ()
    law: str = ""


class DraftService:
    """Drafts minutes; make one, at start (it reads the prompts)."""

    def __init__(self, model: ChatModel, store: Store, *, parallel: int = 4) -> None:
        self._model = model
        self._store = store
        self._parallel = parallel
        self._prompts = PromptLibrary("bot.meetings")

    async def draft(
        self,
        scope: Scope,
        transcript: Transcript,
        wish: Wish,
        *,
        job_id: str,
        progress: Progress,
        stopping: Callable[[], bool],
    ) -> Draft:
        """Return the checked draft; the same job asked again goes on where it was.

        Raises TranscriptEmpty, the model's errors, StateUnavailable, and StoppedByPerson within
        0.2 s of a stop.
        """
        if not transcript.utterances:
            raise TranscriptEmpty
        checkpoints = Checkpoints(self._store, scope, job_id)
        key = digest_of("draft", *_choices(transcript, wish))
        if kept := await checkpoints.read(key):
            return Draft.from_record(kept)
        budget = Budget.of(self._model.context_tokens)
        run = _Run(
            model=self._model,
            requests=Requests(
                self._prompts, wish.kind, wish.language, wish.facts, wish.agenda, budget
            ),
            checkpoints=checkpoints,
            progress=progress,
            stopping=stopping,
            parallel=self._parallel,
            total=len(transcript.utterances),
        )
        draft = await self._made(run, transcript, wish, budget)
        await checkpoints.write(key, draft.as_record())
        await run.tidy()
        return draft

    async def _made(self, run: _Run, transcript: Transcript, wish: Wish, budget: Budget) -> Draft:
        pieces = await run.read(windows(transcript.utterances, budget.window))
        await run.report(Step.MERGE)
        gathering = Gathering(wish.agenda, range(1, run.total + 1))
        for index, piece in enumerate(pieces):
            gathering.take(index, piece.answer)
        if len(pieces) > 1:
            gathering.merge_alike()
            await run.outline(gathering)
        await run.report(Step.CHECK)
        making = Making(wish.kind, wish.language, wish.facts, wish.people)
        draft = assemble(making, transcript, pieces, gathering)
        return await asyncio.to_thread(check, draft, transcript, wish.kind, wish.law)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run over all pieces."""

    model: ChatModel
    requests: Requests
    checkpoints: Checkpoints
    progress: Progress
    stopping: Callable[[], bool]
    parallel: int
    total: int
    done: int = 0
    keys: list[str] = field(default_factory=list)

    async def read(self, parts: list[Window]) -> list[Piece]:
        """Read all pieces, several at once, in order."""
        await self.report(Step.READ)
        jobs = [partial(self._piece, part) for part in parts]
        found = await in_parallel(jobs, self.parallel, self.stopping)
        pieces = [piece for some in found for piece in some]
        if all(piece.is_refused for piece in pieces):
            raise PromptFiltered
        return pieces

    async def report(self, step: Step) -> None:
        """Say how many utterances are done."""
        await self.progress(self.done, self.total, step)

    async def outline(self, gathering: Gathering) -> None:
        """Ask which topics of different pieces are the same; without an answer all stay."""
        titles = gathering.titles[:_MOST_TITLES]
        if len(titles) < 2:  # noqa: PLR2004  nothing to put together
            return
        answer, _ = await self._kept(self.requests.outline(titles))
        gathering.merge(groups_of(answer))

    async def tidy(self) -> None:
        """Forget the pieces: the result is kept, and they are people's words."""
        for key in self.keys:
            await self.checkpoints.erase(key)

    async def _piece(self, part: Window) -> list[Piece]:
        pieces = await self._asked(part, 0)
        self.done += len(part.own)
        await self.report(Step.READ)
        return pieces

    async def _asked(self, part: Window, halvings: int) -> list[Piece]:
        """Ask for one piece; what is too much for the model is halved, what it refuses unread."""
        halved = part.halves() if halvings < _MOST_HALVINGS else None
        try:
            answer, is_cut = await self._kept(self.requests.draft(part.text))
        except (PromptFiltered, AnswerFiltered):
            if halved is None:
                return [_unread(part)]
        except ContextTooLong:
            halved = part.halves()
            if halved is None:
                raise ModelMisconfigured from None
        else:
            if not is_cut or halved is None:
                return [_piece_of(part, answer, is_cut=is_cut)]
        assert halved is not None  # noqa: S101  each branch above has returned or set it
        return [piece for half in halved for piece in await self._asked(half, halvings + 1)]

    async def _kept(self, request: ModelRequest) -> tuple[Answer, bool]:
        """Return an answer, from its checkpoint if there is one, and whether its end is missing."""
        key = key_of(request)
        self.keys.append(key)
        record = await self.checkpoints.read(key)
        if record is None:
            text, is_cut = await self._whole(request)
            record = {"text": text, "is_cut": is_cut}
            await self.checkpoints.write(key, record)
        return read(str(record["text"])), record["is_cut"] is True

    async def _whole(self, request: ModelRequest) -> tuple[str, bool]:
        """Return an answer to its end: continued at the length limit, repaired if it is rubbish."""
        completion = await self.model.complete(request)
        text = completion.text
        rounds = 0
        while _goes_on(completion, text) and rounds < _MOST_ROUNDS:
            completion = await self.model.complete(self.requests.more(request, text))
            text = f"{text}\n{completion.text}"
            rounds += 1
        is_cut = _goes_on(completion, text)
        if read(text).is_rubbish and text.strip() and not is_cut:
            mended = (await self.model.complete(self.requests.repair(text))).text
            text = mended if not read(mended).is_rubbish else text
        return text, is_cut


def _goes_on(completion: Completion, text: str) -> bool:
    return completion.finish is Finish.LENGTH and not read(text).is_done


def _piece_of(part: Window, answer: Answer, *, is_cut: bool) -> Piece:
    """Return what was read. What comes behind the last line of a cut answer was not."""
    known = range(1, part.own[-1].number + 1)
    named = [n for line in answer.lines for n in numbers(line.get("from"), known)]
    if not named and not answer.is_done:
        return Piece(part, answer, tuple(one.number for one in part.own))
    last = max(named, default=0) if is_cut else known.stop
    return Piece(part, answer, tuple(one.number for one in part.own if one.number > last))


def _unread(part: Window) -> Piece:
    return Piece(part, Answer(), tuple(one.number for one in part.own), is_refused=True)


def _choices(transcript: Transcript, wish: Wish) -> list[str]:
    """Return everything that another draft would differ by."""
    return [
        wish.kind.id,
        str(wish.kind.version),
        wish.language,
        wish.law,
        repr(wish.facts),
        repr(wish.agenda),
        repr(wish.people),
        *(f"{one.speaker}\n{one.text}" for one in transcript.utterances),
    ]
