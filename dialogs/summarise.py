"""Uploaded files and their summaries: received, read in full, summarised as durable work.

One message all along: what is shown while a file is read becomes the file's card, the progress
card and then the summary; another length comes as a new message. The work runs in a lane of its
own, so that people can go on writing meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.core.clock import Clock
from bot.core.commands import command_in
from bot.core.errors import (
    AssistantError,
    CardOutdated,
    FileTooBig,
    NotAllowedHere,
    StateUnavailable,
    StoppedByPerson,
    TeamsUnavailable,
)
from bot.core.ids import MessageId, new_id
from bot.core.ports import FileSource, Json, Record, Store
from bot.core.turn import Card, IncomingFile, Later, Payload, Turn
from bot.documents.document import Facts
from bot.documents.service import DocumentService
from bot.documents.summarise import SummaryService
from bot.documents.summary import LONGEST_FOCUS, Length, Step, Tongue, Wish
from cards.actions import LEFT_OUT, SummaryRun, WorkResume
from cards.error import error_card
from cards.file import ask_for_file, file_card
from cards.progress import progress_card, reading_card, stopped_card
from cards.summary import summary_cards
from dialogs.gate import Gate
from dialogs.pressed import pressed
from dialogs.retry import RetryDialog

WORK: Final = "summary.work"
"""The task that summarises."""
_MB: Final = 1024 * 1024
_MOST_FILES: Final = 10
_PROGRESS_S: Final = 5.0
_LONG_S: Final = 60.0


class SummariseDialog:
    """Takes files and summarises them."""

    def __init__(  # what a summary needs
        self,
        gate: Gate,
        files: FileSource,
        documents: DocumentService,
        summaries: SummaryService,
        store: Store,
        retry: RetryDialog,
        clock: Clock,
        *,
        is_demo: bool,
    ) -> None:
        self._gate = gate
        self._is_demo = is_demo
        self._files = files
        self._documents = documents
        self._summaries = summaries
        self._store = store
        self._retry = retry
        self._clock = clock

    # --- files come in ---------------------------------------------------------------------------

    async def receive(self, turn: Turn) -> Card | None:
        """Read what was uploaded; with words beside it, summarise with these in view."""
        if not turn.is_personal:
            raise NotAllowedHere
        if not await self._gate.admits(turn, counts=False):
            await turn.chat.say(turn.texts("notice.file_again"))
            return None
        files = turn.files[:_MOST_FILES]
        reading = reading_card([file.name for file in files], turn.texts)
        spot = _Spot(turn, await turn.chat.show(reading))
        read = [facts for file in files if (facts := await self._read(turn, file, spot))]
        if len(turn.files) > _MOST_FILES:
            await turn.chat.say(turn.texts.count("file.too_many", _MOST_FILES))
        focus = "" if command_in(turn.text) else turn.text.strip()[:LONGEST_FOCUS]
        if read and not turn.text.strip():
            await spot.fill(file_card(read, turn.texts))
            return None
        for facts in read:
            await self._begin(turn, facts, replace(_default_wish(turn), focus=focus), spot)
        return None

    async def _read(self, turn: Turn, file: IncomingFile, spot: _Spot) -> Facts | None:
        """Read one file; a file that can't be read is explained and doesn't stop the others."""
        limits = turn.agency.limits
        try:
            data = await self._files.download(file.url, max_bytes=limits.file_mb * _MB)
            return await self._documents.keep(
                turn.scope,
                file.name,
                data,
                max_pages=limits.pages,
                retention_s=turn.agency.retention_s,
            )
        except (StateUnavailable, TeamsUnavailable):
            raise
        except FileTooBig:
            await self._explain(turn, file, FileTooBig(max_mb=limits.file_mb), spot)
        except AssistantError as error:
            await self._explain(turn, file, error, spot)
        return None

    @staticmethod
    async def _explain(turn: Turn, file: IncomingFile, error: AssistantError, spot: _Spot) -> None:
        error.values.setdefault("name", file.name)
        await spot.fill(error_card(error, turn.texts, turn.agency))

    async def start(self, turn: Turn) -> Card | None:
        """Offer the newest file, or say how to hand one in."""
        if not turn.is_personal:
            raise NotAllowedHere
        kept = await self._documents.kept(turn.scope)
        offer = file_card(kept[:_MOST_FILES], turn.texts) if kept else None
        await turn.chat.show(offer or ask_for_file(turn.texts, turn.agency))
        return None

    # --- the work begins -------------------------------------------------------------------------

    async def press(self, turn: Turn) -> Card | None:
        """Begin a summary; the card becomes the progress card, a finished summary stays."""
        action = pressed(turn, SummaryRun)
        facts = await self._documents.facts(turn.scope, action.document)
        wish = Wish(
            Length(action.length or Length.PAGE),
            Tongue(action.language or _default_wish(turn).language),
            action.focus.strip()[:LONGEST_FOCUS],
        )
        if action.anew:
            await self._begin(turn, facts, wish, _Spot(turn))
            return None
        job = new_id()
        await self._put(turn, facts, wish, job, turn.card_message or MessageId(""))
        return _progress(turn, facts, job, 0, Step.CONDENSE)

    async def _begin(self, turn: Turn, facts: Facts, wish: Wish, spot: _Spot) -> None:
        job = new_id()
        message = await spot.fill(_progress(turn, facts, job, 0, Step.CONDENSE))
        await self._put(turn, facts, wish, job, message)

    async def _put(
        self, turn: Turn, facts: Facts, wish: Wish, job: str, message: MessageId
    ) -> None:
        record = {
            "document": facts.id,
            "length": wish.length.value,
            "language": wish.language.value,
            "focus": wish.focus,
            "message": message,
            "began": self._clock.now().timestamp(),
        }
        await self._store.write(turn.scope, Record.JOBS, record, job)
        await turn.later(Later(Payload(WORK, {"job": job}), job=job, id=job))

    async def resume(self, turn: Turn) -> Card | None:
        """Read on after a stop, or write up what was read before it."""
        action = pressed(turn, WorkResume)
        job = await self._store.read(turn.scope, Record.JOBS, action.job)
        if job is None:
            raise CardOutdated
        facts = await self._documents.facts(turn.scope, str(job.get("document")))
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
        reporter = _Reporter(turn, name, _message(job), self._clock)
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
        facts = await self._documents.facts(turn.scope, str(job.get("document")))
        await _place(turn, _message(job), _progress(turn, facts, name, 0, Step.CONDENSE))

    async def _summarise(
        self, turn: Turn, name: str, job: Json, reporter: _Reporter, *, only_finished: bool
    ) -> None:
        document = await self._documents.load(turn.scope, str(job.get("document")))
        reporter.facts = document
        summary = await self._summaries.summarise(
            turn.scope,
            document,
            _wish(job),
            job_id=name,
            progress=reporter.report,
            stopping=turn.stopping,
            only_finished=only_finished,
        )
        first, *more = summary_cards(summary, turn.texts, is_demo=self._is_demo)
        await _place(turn, _message(job), first, by_ai=True)
        for card in more:
            await turn.chat.show(card, by_ai=True)
        took = self._clock.now().timestamp() - _number(job.get("began"))
        if took > _LONG_S:  # people may look elsewhere by now, and an update makes no sound
            await turn.chat.say(turn.texts("summary.ready"))
        await self._store.erase(turn.scope, Record.JOBS, name)

    async def _stopped(self, turn: Turn, name: str, job: Json, done: int) -> None:
        facts = await self._documents.facts(turn.scope, str(job.get("document")))
        await _place(turn, _message(job), stopped_card(facts, done, name, turn.texts))

    async def _failed(self, turn: Turn, name: str, job: Json, error: AssistantError) -> None:
        again = Later(Payload(WORK, {"job": name, "again": True}), job=name)
        card, told = await self._retry.offer(turn, error, name, again)
        await _place(turn, _message(job), card)
        raise told


class _Spot:
    """The message that shows what becomes of an upload; what comes after its first goes below."""

    def __init__(self, turn: Turn, message: MessageId | None = None) -> None:
        self._chat = turn.chat
        self._message = message

    async def fill(self, card: Card) -> MessageId:
        """Show a card in the message, or as a new one once that is taken."""
        message, self._message = self._message, None
        if not message:
            return await self._chat.show(card)
        await self._chat.update(message, card)
        return message


class _Reporter:
    """Shows progress, at most every five seconds."""

    def __init__(self, turn: Turn, job: str, message: MessageId, clock: Clock) -> None:
        self.done = 0
        self.facts: Facts | None = None
        self._turn = turn
        self._job = job
        self._message = message
        self._clock = clock
        self._last = clock.monotonic()

    async def report(self, done: int, _total: int, step: Step) -> None:
        """Update the card, unless that was done just now."""
        self.done = done
        now = self._clock.monotonic()
        if not self._message or self.facts is None or now - self._last < _PROGRESS_S:
            return
        self._last = now
        card = _progress(self._turn, self.facts, self._job, done, step)
        await self._turn.chat.update(self._message, card)


def _progress(turn: Turn, facts: Facts, job: str, done: int, step: Step) -> Card:
    return progress_card(facts, step, done, job, turn.texts)


async def _place(turn: Turn, message: MessageId, card: Card, *, by_ai: bool = False) -> None:
    if message:
        await turn.chat.update(message, card, by_ai=by_ai)
    else:
        await turn.chat.show(card, by_ai=by_ai)


def _default_wish(turn: Turn) -> Wish:
    return Wish(language=Tongue.ENGLISH if turn.texts.language == "en" else Tongue.GERMAN)


def _wish(job: Mapping[str, object]) -> Wish:
    return Wish(
        Length(str(job.get("length"))), Tongue(str(job.get("language"))), str(job.get("focus"))
    )


def _message(job: Json) -> MessageId:
    return MessageId(str(job.get("message", "")))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
