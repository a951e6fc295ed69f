"""Transcripts that Teams has of a meeting: looked for at once, fetched when a draft is wanted.

Until the draft is asked for, and everybody has agreed who must, only the list of transcripts is
read. Whoever is no longer in the meeting's chat learns nothing. What Teams refuses is said in the
form, where pasting and uploading go on working.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.core.clock import Clock
from bot.core.errors import (
    AssistantError,
    CardOutdated,
    FeatureNotSetUp,
    StateUnavailable,
    TeamsUnavailable,
    TranscriptEmpty,
    TranscriptMissing,
    TranscriptNotAllowed,
)
from bot.core.ids import MessageId
from bot.core.ports import Meeting, TranscriptInfo, Transcripts
from bot.core.texts import Texts
from bot.core.turn import Card, Handler, Later, Payload, Turn
from bot.meetings.desk import Desk
from bot.meetings.dossier import Dossier, Stage
from cards.error import explained
from cards.minutes_actions import MinutesLook
from dialogs.minutes_group import group_of
from dialogs.pressed import pressed

if TYPE_CHECKING:
    from dialogs.minutes import MinutesDialog

LOOK: Final = "minutes.look"
"""The task that asks Teams which transcripts there are."""
FETCH: Final = "minutes.fetch"
"""The task that fetches one, and goes on."""
_SOURCE: Final = re.compile(r"teams-(\d{1,2})")
_MOST: Final = 20
# Teams writes a transcript for some minutes after the meeting: when to look again.
_AGAIN: Final = tuple(timedelta(minutes=one) for one in (2, 5, 15))


class MinutesFromTeams:
    """Looks for transcripts in Teams and fetches them, as work of its own."""

    def __init__(
        self, desk: Desk, transcripts: Transcripts, dialog: MinutesDialog, clock: Clock
    ) -> None:
        self._clock = clock
        self._desk = desk
        self._transcripts = transcripts
        self._dialog = dialog

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {MinutesLook.verb: self.look_again}

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {LOOK: self.look, FETCH: self.fetch}

    async def look_again(self, turn: Turn) -> Card | None:
        """Look once more; the form says so meanwhile."""
        action = pressed(turn, MinutesLook)
        dossier = await self._desk.open(turn.conversation.tenant, turn.person.id, action.id)
        if not may_look(turn, dossier):
            raise CardOutdated
        await look_later(turn, dossier, turn.card_message or MessageId(""))
        return await self._dialog.form(turn, dossier, turn.texts("minutes.start.looking"))

    async def look(self, turn: Turn) -> Card | None:
        """List the transcripts, and show in the form what there is or why there is nothing."""
        turn, dossier = await self._waiting(turn)
        if dossier is None or not may_look(turn, dossier):
            return None
        tries, told = int(_data(turn, "tries") or 0), ""
        try:
            found = await self._transcripts.of(await self._meeting(turn, dossier), turn.person.id)
        except (StateUnavailable, TeamsUnavailable):
            raise
        except AssistantError as error:
            is_late = isinstance(error, TranscriptMissing) and tries < len(_AGAIN)
            told = turn.texts("minutes.start.not_yet") if is_late else _told(turn, error)
            if is_late:
                await self._look_once_more(turn, tries)
        else:
            newest = tuple(found)[-_MOST:]
            dossier = await self._desk.revise(dossier, lambda now: _with(now, newest, turn.texts))
        await _show(turn, await self._dialog.form(turn, dossier, told))
        if tries and not told:  # the form was updated without a sound, minutes later
            await turn.chat.say(turn.texts("minutes.start.there"))
        return None

    async def _look_once_more(self, turn: Turn, tries: int) -> None:
        at = self._clock.now() + _AGAIN[tries]
        data = {"id": _data(turn, "id"), "message": _data(turn, "message"), "tries": str(tries + 1)}
        job = f"teams-{data['id']}"
        await turn.later(Later(Payload(LOOK, data), job=job, id=f"{turn.id}:again", at=at))

    async def fetch(self, turn: Turn) -> Card | None:
        """Fetch the chosen transcript and go on with what was pressed."""
        turn, dossier = await self._waiting(turn)
        if dossier is None:
            return None
        try:
            if not dossier.n_slices:
                dossier = await self._fetched(turn, dossier)
            card = await self._dialog.go_on(turn, dossier, speakers=_data(turn, "then") != "draft")
        except (StateUnavailable, TeamsUnavailable):
            raise
        except AssistantError as error:
            if isinstance(error, TranscriptEmpty):  # nobody can do anything with it
                dossier = await self._desk.revise(dossier, lambda now: replace(now, n_slices=0))
            card = await self._dialog.form(turn, dossier, _told(turn, error))
        await _show(turn, card)
        return None

    async def _fetched(self, turn: Turn, dossier: Dossier) -> Dossier:
        chosen = chosen_of(dossier, _data(turn, "source"))
        if chosen is None:
            raise CardOutdated
        meeting = await self._meeting(turn, dossier)
        found = await self._transcripts.fetch(meeting, chosen.id, turn.person.id)
        newest, held = _day(dossier.found[-1], turn.texts), _day(chosen, turn.texts)
        if held and dossier.day == newest:  # as it was preset, for the newest
            dossier = await self._desk.revise(dossier, lambda now: replace(now, day=held))
        return await self._desk.keep_text(dossier, found.text)

    async def _meeting(self, turn: Turn, dossier: Dossier) -> Meeting:
        """Return the meeting for somebody who is in its chat; Graph itself does not ask who."""
        if not self._transcripts.is_set_up:
            raise FeatureNotSetUp(feature="transcripts")
        if not await turn.people.belongs(turn.person.id, group_of(dossier).circle):
            raise TranscriptNotAllowed
        return await turn.people.meeting(dossier.meeting)

    async def _waiting(self, turn: Turn) -> tuple[Turn, Dossier | None]:
        """Return the turn as one of the person's own chat, and the minutes if they still wait."""
        if not turn.is_personal:
            there = await turn.people.reach(turn.person.id)
            turn = replace(turn, chat=there.chat, conversation=there.conversation)
        turn = replace(turn, card_message=MessageId(_data(turn, "message")))
        tenant, ident = turn.conversation.tenant, _data(turn, "id")
        try:
            dossier = await self._desk.open(tenant, turn.person.id, ident)
        except CardOutdated:  # deleted meanwhile
            return turn, None
        # A run that died may have died between marking the draft as begun and beginning it.
        is_cut_off = dossier.stage is Stage.DRAFTING and turn.attempt > 1
        return turn, dossier if dossier.stage is Stage.STARTED or is_cut_off else None


def may_look(turn: Turn, dossier: Dossier) -> bool:
    """Tell whether Teams may have a transcript that the agency wants fetched."""
    wanted = turn.agency.minutes.from_teams and dossier.stage is Stage.STARTED
    return wanted and bool(dossier.meeting) and not dossier.n_slices


def in_teams(dossier: Dossier, texts: Texts) -> list[tuple[str, str]]:
    """Return the transcripts found, newest first, as choices of the form."""
    return [
        (_name(one, texts), f"teams-{number}")
        for number, one in reversed(list(enumerate(dossier.found, start=1)))
    ]


def chosen_of(dossier: Dossier, source: str) -> TranscriptInfo | None:
    """Return the transcript that a choice of the form means, or None."""
    match = _SOURCE.fullmatch(source)
    number = int(match[1]) if match else 0
    return dossier.found[number - 1] if 0 < number <= len(dossier.found) else None


async def look_later(turn: Turn, dossier: Dossier, message: MessageId) -> None:
    """Put off looking; ``message`` is the form's, in the person's own chat."""
    await _later(turn, dossier, LOOK, message=message)


async def fetch_later(turn: Turn, dossier: Dossier, source: str, *, speakers: bool) -> None:
    """Put off fetching what was chosen in the pressed form."""
    then = "speakers" if speakers else "draft"
    message = turn.card_message or ""
    await _later(turn, dossier, FETCH, message=message, source=source, then=then)


async def _later(turn: Turn, dossier: Dossier, verb: str, **data: str) -> None:
    payload = Payload(verb, {"id": dossier.id, **data})
    await turn.later(Later(payload, job=f"teams-{dossier.id}"))


async def _show(turn: Turn, card: Card) -> None:
    if turn.card_message:
        await turn.chat.update(turn.card_message, card)
    else:
        await turn.chat.show(card)


def _with(dossier: Dossier, found: tuple[TranscriptInfo, ...], texts: Texts) -> Dossier:
    return replace(dossier, found=found, day=dossier.day or _day(found[-1], texts))


def _told(turn: Turn, error: AssistantError) -> str:
    title, told = explained(error, turn.texts, turn.agency)
    return f"{title}. {told}"


def _name(one: TranscriptInfo, texts: Texts) -> str:
    began = _moment(one)
    if began is None:
        return texts("minutes.start.in_teams")
    return texts("minutes.start.in_teams.at", day=texts.date(began), time=texts.time(began))


def _day(one: TranscriptInfo, texts: Texts) -> date | None:
    began = _moment(one)
    return texts.day(began) if began else None


def _moment(one: TranscriptInfo) -> datetime | None:
    try:
        began = datetime.fromisoformat(one.begin)
    except ValueError:
        return None
    return began if began.tzinfo else None


def _data(turn: Turn, name: str) -> str:
    return str(turn.payload.data.get(name, "")) if turn.payload else ""
