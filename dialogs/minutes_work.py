"""Drafting minutes as durable work: stopped, resumed, taken over after a crash, shown to all.

The lane is that of the minutes: however many press, one draft is made.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import (
    AssistantError,
    MinutesChanged,
    PersonUnreachable,
    StateUnavailable,
    StoppedByPerson,
    TeamsUnavailable,
    TranscriptEmpty,
)
from bot.core.ids import MessageId
from bot.core.ports import Json, Record, Store
from bot.core.turn import Card, Handler, Later, Payload, Turn
from bot.meetings.agenda import read_agenda
from bot.meetings.desk import Desk
from bot.meetings.dossier import Dossier, Stage
from bot.meetings.drafting import DraftService, Step, Wish
from bot.meetings.minutes import MeetingFacts
from cards.minutes_actions import MinutesResume
from cards.minutes_start import drafting_card, drafting_stopped_card
from dialogs.durable import assured
from dialogs.minutes_group import MinutesGroup
from dialogs.minutes_view import MinutesView
from dialogs.pressed import pressed
from dialogs.retry import RetryDialog

WORK: Final = "minutes.work"
"""The task that drafts."""
_PROGRESS_S: Final = 5.0
_LONG_S: Final = 60.0


class MinutesWork:
    """Drafts minutes."""

    def __init__(  # what a draft needs
        self,
        desk: Desk,
        drafts: DraftService,
        store: Store,
        retry: RetryDialog,
        clock: Clock,
        view: MinutesView,
        group: MinutesGroup,
    ) -> None:
        self._desk = desk
        self._drafts = drafts
        self._store = store
        self._retry = retry
        self._clock = clock
        self._view = view
        self._group = group

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {MinutesResume.verb: self.resume}

    # --- the work begins -------------------------------------------------------------------------

    async def begin(self, turn: Turn, dossier: Dossier) -> Card:
        """Begin the draft; returns the progress card."""
        here, excluded = turn.conversation.id, await self._group.excluded(turn, dossier)
        record = {
            "minutes": dossier.id,
            "owner": dossier.owner,
            "message": turn.card_message or "",
            "began": self._clock.now().timestamp(),
        }
        await self._store.write(turn.scope, Record.JOBS, record, dossier.id)
        work = Later(Payload(WORK, {"job": dossier.id}), job=dossier.id, id=dossier.id)
        await assured(turn, work, self._clock.now())
        with suppress(MinutesChanged):  # another keeper was faster: theirs is the draft
            dossier = await self._desk.revise(dossier, partial(_drafting, here, excluded))
            await turn.later(work)
        await self._view.pressed_here(turn, dossier)
        return begun_card(turn, dossier)

    async def resume(self, turn: Turn) -> Card | None:
        """Go on drafting after a stop."""
        action = pressed(turn, MinutesResume)
        dossier = await self._desk.open(turn.conversation.tenant, turn.person.id, action.id)
        if dossier.version:
            return await self._view.card(turn, dossier)
        later = Later(Payload(WORK, {"job": dossier.id}), job=dossier.id, id=f"{turn.id}:resume")
        await turn.later(later)
        return begun_card(turn, dossier)

    # --- the work --------------------------------------------------------------------------------

    async def work(self, turn: Turn) -> Card | None:
        """Draft; what is finished is kept, so a second run goes on where this one ended."""
        name = str(turn.payload.data.get("job", "")) if turn.payload else ""
        job = await self._store.read(turn.scope, Record.JOBS, name)
        if job is None:  # deleted meanwhile
            return None
        tenant = turn.conversation.tenant
        dossier = await self._desk.find(tenant, str(job["owner"]), str(job["minutes"]))
        if dossier is None or dossier.drafting_in not in {"", turn.conversation.id}:
            await self._store.erase(turn.scope, Record.JOBS, name)  # another keeper came first
            return None
        if dossier.stage is Stage.STARTED:  # the press was not finished: its form is still there
            return None
        reporter = _Reporter(turn, dossier, _message(job), self._clock)
        try:
            await self._made(turn, dossier, reporter)
            await self._ready(turn, job)
            await self._store.erase(turn.scope, Record.JOBS, name)
        except StoppedByPerson:
            card = drafting_stopped_card(
                dossier.id, _title(turn, dossier), reporter.done, turn.texts
            )
            await reporter.fill(card)
        except (StateUnavailable, TeamsUnavailable):
            raise
        except AssistantError as error:
            again = Later(Payload(WORK, {"job": name}), job=name)
            card, told = await self._retry.offer(turn, error, name, again)
            await reporter.fill(card)
            raise told from error
        return None

    async def _made(self, turn: Turn, dossier: Dossier, reporter: _Reporter) -> None:
        """Draft, unless that was done before, and show the draft to all its keepers."""
        if not dossier.version:
            transcript = await self._desk.transcript(dossier)
            if transcript is None:
                raise TranscriptEmpty
            draft = await self._drafts.draft(
                dossier.scope,
                transcript,
                self._wish(turn, dossier),
                job_id=dossier.id,
                progress=reporter.report,
                stopping=turn.stopping,
            )
            now = await self._desk.find(turn.conversation.tenant, dossier.owner, dossier.id)
            if now is None:  # declined meanwhile; somebody may also have joined
                return
            dossier, _ = await self._desk.add_version(
                now,
                draft,
                author=dossier.owner,
                why="draft",
                also=lambda one: replace(one, stage=Stage.REVIEW),
            )
        await self._view.refresh(turn, dossier)

    async def _ready(self, turn: Turn, job: Json) -> None:
        began = job.get("began")
        took = self._clock.now().timestamp() - float(str(began or 0))
        if took > _LONG_S:  # people may look elsewhere by now, and an update makes no sound
            with suppress(PersonUnreachable):
                await turn.chat.say(turn.texts("minutes.ready"))

    def _wish(self, turn: Turn, dossier: Dossier) -> Wish:
        return Wish(
            kind=self._view.kind(turn, dossier),
            language=dossier.language,
            facts=MeetingFacts(title=_title(turn, dossier), day=dossier.day),
            agenda=read_agenda(dossier.agenda),
            law=turn.agency.minutes.law,
        )


class _Reporter:
    """Shows progress, at most every five seconds."""

    def __init__(self, turn: Turn, dossier: Dossier, message: MessageId, clock: Clock) -> None:
        self.done = 0
        self._turn = turn
        self._dossier = dossier
        self._message = message
        self._clock = clock
        self._last = clock.monotonic() - _PROGRESS_S  # how much there is to read, at once

    async def report(self, done: int, total: int, step: Step) -> None:
        """Update the card, unless that was done just now; others wait for the draft too."""
        self.done = done
        now = self._clock.monotonic()
        if not self._message or now - self._last < _PROGRESS_S:
            return
        self._last = now
        turn, dossier = self._turn, self._dossier
        title = _title(turn, dossier)
        card = drafting_card(title, done, total, step, dossier.id, turn.texts)
        with suppress(PersonUnreachable, TeamsUnavailable):
            await turn.chat.update(self._message, card)

    async def fill(self, card: Card) -> None:
        """Show a card where the progress was."""
        with suppress(PersonUnreachable):
            if self._message:
                await self._turn.chat.update(self._message, card)
            else:
                await self._turn.chat.show(card)


def begun_card(turn: Turn, dossier: Dossier) -> Card:
    """Return the card of a draft that has just begun."""
    return drafting_card(_title(turn, dossier), 0, 0, Step.READ, dossier.id, turn.texts)


def _drafting(here: str, excluded: tuple[str, ...], dossier: Dossier) -> Dossier:
    if dossier.stage is not Stage.STARTED:
        raise MinutesChanged
    return replace(dossier, stage=Stage.DRAFTING, drafting_in=here, excluded=excluded)


def _title(turn: Turn, dossier: Dossier) -> str:
    return dossier.title or turn.texts("minutes.untitled")


def _message(job: Json) -> MessageId:
    return MessageId(str(job.get("message", "")))
