"""Summaries of files: one or several as one, made as durable work.

One message all along: the file's card becomes the progress card and then the summary; another
length comes as a new message. The work runs in a lane of its own, so that people can go on writing
meanwhile.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import (
    AssistantError,
    CardOutdated,
    StateUnavailable,
    StoppedByPerson,
    TeamsUnavailable,
)
from bot.core.ids import MessageId, new_id
from bot.core.ports import Json, Record, Store
from bot.core.turn import Card, Later, Payload, Turn
from bot.documents import bundle
from bot.documents.document import Document, Facts
from bot.documents.service import DocumentService
from bot.documents.summarise import SummaryService
from bot.documents.summary import LONGEST_FOCUS, Form, Length, Step, Tongue, Wish
from bot.export.results import KeptResults, result_id
from cards.actions import LEFT_OUT, SummaryRun, WorkResume
from cards.progress import progress_card, stopped_card
from cards.summary import summary_cards
from dialogs.gate import Gate
from dialogs.pressed import pressed
from dialogs.reporter import Reporter
from dialogs.reports import summary_report
from dialogs.retry import RetryDialog

WORK: Final = "summary.work"
"""The task that summarises."""
_LONG_S: Final = 60.0


class SummariseDialog:
    """Summarises files that were read."""

    def __init__(  # what a summary needs
        self,
        gate: Gate,
        documents: DocumentService,
        summaries: SummaryService,
        store: Store,
        retry: RetryDialog,
        clock: Clock,
        results: KeptResults,
        *,
        is_demo: bool,
    ) -> None:
        self._gate = gate
        self._results = results
        self._is_demo = is_demo
        self._documents = documents
        self._summaries = summaries
        self._store = store
        self._retry = retry
        self._clock = clock

    # --- the work begins -------------------------------------------------------------------------

    async def press(self, turn: Turn) -> Card | None:
        """Begin a summary; the card becomes the progress card, a finished summary stays."""
        action = pressed(turn, SummaryRun)
        files = await self._facts(turn, action.document.split(","))
        usual = default_wish(turn)
        wish = Wish(
            Length(action.length or usual.length),
            Tongue(action.language or usual.language),
            action.focus.strip()[:LONGEST_FOCUS],
            Form(action.form or usual.form),
        )
        if action.anew:
            await self.begin(turn, files, wish, turn.chat.show)
            return None
        job = new_id()
        await self._put(turn, files, wish, job, turn.card_message or MessageId(""))
        return _progress(turn, bundle.facts_of(files), job, 0, Step.CONDENSE)

    async def begin(
        self,
        turn: Turn,
        files: Sequence[Facts],
        wish: Wish,
        show: Callable[[Card], Awaitable[MessageId]],
    ) -> None:
        """Begin a summary of one or several files; ``show`` places its progress in the chat."""
        job = new_id()
        card = _progress(turn, bundle.facts_of(files), job, 0, Step.CONDENSE)
        await self._put(turn, files, wish, job, await show(card))

    async def _put(
        self, turn: Turn, files: Sequence[Facts], wish: Wish, job: str, message: MessageId
    ) -> None:
        record = {
            **wish.as_record(),
            "documents": [one.id for one in files],
            "message": message,
            "began": self._clock.now().timestamp(),
        }
        await self._store.write(turn.scope, Record.JOBS, record, job)
        await turn.later(Later(Payload(WORK, {"job": job}), job=job, id=job))

    async def _facts(self, turn: Turn, ids: Sequence[str]) -> list[Facts]:
        if not ids:
            raise CardOutdated
        return [await self._documents.facts(turn.scope, one) for one in ids]

    async def _facts_of(self, turn: Turn, job: Json) -> Facts:
        """Return what the cards of a job need; raises FileExpired once one of its files is gone."""
        return bundle.facts_of(await self._facts(turn, _ids(job)))

    async def resume(self, turn: Turn) -> Card | None:
        """Read on after a stop, or write up what was read before it."""
        action = pressed(turn, WorkResume)
        job = await self._store.read(turn.scope, Record.JOBS, action.job)
        if job is None:
            raise CardOutdated
        facts = await self._facts_of(turn, job)
        only_finished = action.rest == LEFT_OUT
        data = {"job": action.job, "only_finished": only_finished}
        await turn.later(Later(Payload(WORK, data), job=action.job, id=f"{turn.id}:resume"))
        step = Step.WRITE if only_finished else Step.CONDENSE
        return _progress(turn, facts, action.job, 0, step)

    # --- the work --------------------------------------------------------------------------------

    async def work(self, turn: Turn) -> Card | None:
        """Summarise; what is finished is kept, so a second run goes on where this one ended."""
        data = turn.payload.data if turn.payload else {}
        name = str(data.get("job", ""))
        job = await self._store.read(turn.scope, Record.JOBS, name)
        if job is None:  # deleted meanwhile
            return None
        reporter = Reporter(turn, name, _message(job), self._clock)
        try:
            if not await self._gate.admits(turn):
                return None
            if data.get("again") is True:
                await self._show_begun(turn, name, job)
            only_finished = data.get("only_finished") is True
            await self._summarise(turn, name, job, reporter, only_finished=only_finished)
        except StoppedByPerson:
            await self._stopped(turn, name, job, reporter.done)
        except (StateUnavailable, TeamsUnavailable):
            raise
        except AssistantError as error:
            await self._failed(turn, name, job, error)
        return None

    async def _show_begun(self, turn: Turn, name: str, job: Json) -> None:
        """Put the progress where the error stood, with its stop button."""
        facts = await self._facts_of(turn, job)
        await _place(turn, _message(job), _progress(turn, facts, name, 0, Step.CONDENSE))

    async def _summarise(
        self, turn: Turn, name: str, job: Json, reporter: Reporter, *, only_finished: bool
    ) -> None:
        document = await self._document(turn, job)
        reporter.facts = document
        summary = await self._summaries.summarise(
            turn.scope,
            document,
            Wish.from_record(job),
            job_id=name,
            progress=reporter.report,
            stopping=turn.stopping,
            only_finished=only_finished,
            second_look=turn.agency.summaries.second_look,
        )
        demo, result = self._is_demo, result_id(name)
        report = summary_report(summary, turn.texts, is_demo=demo)
        await self._results.keep(turn.scope, report, name=result, owner=turn.person.id)
        first, *more = summary_cards(summary, turn.texts, result=result, is_demo=demo)
        await _place(turn, _message(job), first, by_ai=True)
        for card in more:
            await turn.chat.show(card, by_ai=True)
        took = self._clock.now().timestamp() - _number(job.get("began"))
        if took > _LONG_S:  # people may look elsewhere by now, and an update makes no sound
            await turn.chat.say(turn.texts("summary.ready"))
        await self._store.erase(turn.scope, Record.JOBS, name)

    async def _document(self, turn: Turn, job: Json) -> Document:
        return bundle.document_of(
            [await self._documents.load(turn.scope, one) for one in _ids(job)]
        )

    async def _stopped(self, turn: Turn, name: str, job: Json, done: int) -> None:
        facts = await self._facts_of(turn, job)
        await _place(turn, _message(job), stopped_card(facts, done, name, turn.texts))

    async def _failed(self, turn: Turn, name: str, job: Json, error: AssistantError) -> None:
        again = Later(Payload(WORK, {"job": name, "again": True}), job=name)
        card, told = await self._retry.offer(turn, error, name, again)
        await _place(turn, _message(job), card)
        raise told


def _progress(turn: Turn, facts: Facts, job: str, done: int, step: Step) -> Card:
    return progress_card(facts, step, done, job, turn.texts)


async def _place(turn: Turn, message: MessageId, card: Card, *, by_ai: bool = False) -> None:
    if message:
        await turn.chat.update(message, card, by_ai=by_ai)
    else:
        await turn.chat.show(card, by_ai=by_ai)


def default_wish(turn: Turn) -> Wish:
    """Return what one click gives: a page, in the language of the person's Teams."""
    return Wish(language=Tongue.ENGLISH if turn.texts.language == "en" else Tongue.GERMAN)


def _ids(job: Mapping[str, object]) -> list[str]:
    ids = job.get("documents")
    return [str(one) for one in ids] if isinstance(ids, list) else []


def _message(job: Json) -> MessageId:
    return MessageId(str(job.get("message", "")))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
