"""The correction round is begun, reminds by itself a day before its end, and ends.

Who is asked gets the draft where they can answer it: in their 1:1 chat, or all in the meeting's
chat. What has waited for its time looks first whether the round still runs with that deadline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import CardOutdated, MinutesChanged
from bot.core.ids import new_id
from bot.core.turn import Card, Handler, Later, Payload, Turn
from bot.meetings.desk import Desk, Role
from bot.meetings.dossier import Asking, Dossier, Stage
from bot.meetings.editing import day_in
from cards.minutes_actions import MinutesCirculate, MinutesDeadline, MinutesRemind, MinutesSend
from cards.minutes_round import CHAT, REMINDED_BEFORE, SELF, circulate_card, over_card
from dialogs.durable import assured
from dialogs.minutes_group import MinutesGroup, group_of
from dialogs.minutes_view import MinutesView
from dialogs.pressed import pressed
from dialogs.reaching import bring, is_person

_ASK: Final = "minutes.asking"
_REMIND: Final = "minutes.reminding"
_END: Final = "minutes.ending"
_DAYS: Final = 7
_MOST_DAYS: Final = 90
_MOST_PEOPLE: Final = 100


class MinutesAsking:
    """Asks people about a draft, and sees to it that the round ends."""

    def __init__(self, desk: Desk, view: MinutesView, group: MinutesGroup, clock: Clock) -> None:
        self._desk = desk
        self._view = view
        self._group = group
        self._clock = clock

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {
            MinutesCirculate.verb: self.circulate,
            MinutesSend.verb: self.send,
            MinutesRemind.verb: self.remind,
            MinutesDeadline.verb: self.extend,
        }

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {_ASK: self.ask, _REMIND: self.remind_in_time, _END: self.end}

    # --- the beginning ---------------------------------------------------------------------------

    async def circulate(self, turn: Turn) -> Card | None:
        """Ask who shall see the draft, and until when."""
        dossier = await self._open(turn, pressed(turn, MinutesCirculate).id, Stage.REVIEW)
        return await self._form(turn, dossier)

    async def _form(self, turn: Turn, dossier: Dossier, wrong: str = "") -> Card:
        draft = (await self._desk.latest(dossier)).draft
        until = turn.texts.day(self._clock.now()) + dt.timedelta(days=_DAYS)
        return circulate_card(
            dossier.id,
            len(draft.open_marks),
            until,
            turn.texts,
            has_group=bool(dossier.group),
            wrong=wrong,
        )

    async def send(self, turn: Turn) -> Card | None:
        """Begin the round; the cards for the others are sent as work."""
        action = pressed(turn, MinutesSend)
        dossier = await self._open(turn, action.id, Stage.REVIEW)
        chosen = [one.strip() for one in action.people.split(",") if one.strip()]
        members = await self._members(turn, dossier) if CHAT in chosen else []
        own = _people(turn, chosen)
        deadline = self._deadline(turn, action.until)
        if not (people := tuple(dict.fromkeys((*members, *own)))[:_MOST_PEOPLE]):
            wrong = turn.texts("minutes.circulate.people.error")
            return await self._form(turn, dossier, wrong)
        if deadline is None:
            return await self._form(turn, dossier, turn.texts("minutes.until.wrong"))
        asking = Asking(id=new_id(), version=dossier.version, deadline=deadline, people=people)
        alone = [one for one in own if one not in members]
        data = {"chat": True, "alone": alone} if members else {}
        work = _work(_ASK, dossier.id, asking, **data)
        work = await assured(turn, replace(work, id=f"{turn.id}:ask"), self._clock.now())
        await self._desk.forget_answers(dossier)
        await self._wake(turn, dossier.id, asking)
        dossier = await self._desk.revise(dossier, partial(_in_round, asking))
        await turn.later(work)
        await self._view.pressed_here(turn, dossier)
        return await self._view.card(turn, dossier)

    async def _members(self, turn: Turn, dossier: Dossier) -> list[str]:
        """Return who is in the chat of the meeting, and keep their names for the keepers."""
        if not dossier.group:
            return []
        members = await turn.people.members(group_of(dossier).circle)
        for one in members:
            await self._desk.keep_name(dossier, one.id, one.name)
        return [one.id for one in members if is_person(one.id)]

    async def _wake(self, turn: Turn, ident: str, asking: Asking) -> None:
        """Put off what shall wake a round, before it is kept: it must not end unnoticed."""
        until = asking.deadline.isoformat()
        for verb, at in ((_REMIND, asking.deadline - REMINDED_BEFORE), (_END, asking.deadline)):
            if at > self._clock.now():
                work = _work(verb, ident, asking, until=until)
                await turn.later(replace(work, id=f"{ident}:{verb}:{asking.id}:{until}", at=at))

    async def ask(self, turn: Turn) -> Card | None:
        """Bring the draft to those who have not answered yet; say who can't be reached."""
        dossier = await self._woken(turn)
        if dossier is None or dossier.asking is None:
            return None
        for person in dossier.asking.people:
            await self._desk.admit(dossier, person, Role.ASKED)
        data = turn.payload.data if turn.payload else {}
        if data.get("chat") is True:
            await self._group.show(turn, dossier, await self._view.asked(turn, dossier))
            alone = data.get("alone")
            await self._bring(turn, dossier, alone if isinstance(alone, list) else ())
            return None
        given = await self._desk.round(dossier)
        await self._bring(turn, dossier, given.silent(), reminds=data.get("reminds") is True)
        return None

    # --- while it runs ---------------------------------------------------------------------------

    async def remind(self, turn: Turn) -> Card | None:
        """Send the card once more to those who have not answered."""
        dossier = await self._open(turn, pressed(turn, MinutesRemind).id, Stage.ROUND)
        assert dossier.asking is not None  # noqa: S101  a round is one that was begun
        work = _work(_ASK, dossier.id, dossier.asking, reminds=True)
        await turn.later(replace(work, id=f"{turn.id}:ask"))
        return await self._view.card(turn, dossier, note=turn.texts("minutes.reminded"))

    async def extend(self, turn: Turn) -> Card | None:
        """Give the round another deadline."""
        action = pressed(turn, MinutesDeadline)
        dossier = await self._open(turn, action.id, Stage.ROUND)
        deadline = self._deadline(turn, action.until)
        if deadline is None or dossier.asking is None:
            note = turn.texts("minutes.until.wrong")
            return await self._view.card(turn, dossier, note=note)
        await self._wake(turn, dossier.id, replace(dossier.asking, deadline=deadline))
        dossier = await self._desk.revise(dossier, partial(_until, deadline))
        return await self._view.card(turn, dossier)

    def _deadline(self, turn: Turn, text: str) -> dt.datetime | None:
        """Return noon of the day that was entered, a week from now without; None if it's past."""
        today = turn.texts.day(self._clock.now())
        day = day_in(text) if text.strip() else today + dt.timedelta(days=_DAYS)
        if day is None or not today < day <= today + dt.timedelta(days=_MOST_DAYS):
            return None
        return turn.texts.noon(day)

    async def remind_in_time(self, turn: Turn) -> Card | None:
        """Remind those who have not answered, a day before the end."""
        dossier = await self._woken_once(turn)
        if dossier is not None:
            given = await self._desk.round(dossier)
            await self._bring(turn, dossier, given.silent(), reminds=True)
        return None

    # --- the end ---------------------------------------------------------------------------------

    async def end(self, turn: Turn) -> Card | None:
        """Tell the keepers of the minutes what came in, and what is next."""
        dossier = await self._woken_once(turn)
        if dossier is None:
            return None
        version = await self._desk.latest(dossier)
        card = over_card(await self._view.status(turn, dossier, version), turn.texts)
        await self._view.refresh(turn, dossier)
        await bring(turn, ((keeper, card) for keeper in dossier.keepers))
        return None

    # --- what the handlers share -----------------------------------------------------------------

    async def _bring(
        self, turn: Turn, dossier: Dossier, people: Sequence[str], *, reminds: bool = False
    ) -> None:
        card = await self._view.asked(turn, dossier, is_reminder=reminds)
        missed = await bring(turn, ((person, card) for person in people))
        if missed:
            told = [turn.texts.count("minutes.unreachable", len(missed))]
            known = await self._desk.names(dossier)
            if names := ", ".join(known[one] for one in missed if one in known):
                told.append(turn.texts("minutes.unreached", names=names))
            await turn.chat.say(" ".join(told))

    async def _open(self, turn: Turn, ident: str, stage: Stage) -> Dossier:
        dossier = await self._desk.open(turn.conversation.tenant, turn.person.id, ident)
        if dossier.stage is not stage:
            raise MinutesChanged
        return dossier

    async def _woken(self, turn: Turn) -> Dossier | None:
        """Return the minutes whose round this work is for; None once that is over."""
        data = turn.payload.data if turn.payload else {}
        try:
            dossier = await self._open(turn, str(data.get("id", "")), Stage.ROUND)
        except (CardOutdated, MinutesChanged):
            return None
        asking = dossier.asking
        return dossier if asking is not None and asking.id == data.get("round") else None

    async def _woken_once(self, turn: Turn) -> Dossier | None:
        """Return them when it still has that deadline, and no other keeper's work came first."""
        data = turn.payload.data if turn.payload else {}
        dossier, until = await self._woken(turn), str(data.get("until"))
        if dossier is None or dossier.asking is None:
            return None
        if dossier.asking.deadline.isoformat() != until or turn.payload is None:
            return None
        once = f"woken.{turn.payload.verb}.{dossier.asking.id}.{until}"
        is_first = await self._desk.claim(dossier, once, turn.conversation.id)
        return dossier if is_first else None


def _work(verb: str, ident: str, asking: Asking, **more: object) -> Later:
    return Later(Payload(verb, {"id": ident, "round": asking.id, **more}), job=f"{ident}.ask")


def _in_round(asking: Asking, dossier: Dossier) -> Dossier:
    if dossier.stage is not Stage.REVIEW or dossier.version != asking.version:
        raise MinutesChanged
    return replace(dossier, stage=Stage.ROUND, asking=asking)


def _until(deadline: dt.datetime, dossier: Dossier) -> Dossier:
    if dossier.stage is not Stage.ROUND or dossier.asking is None:
        raise MinutesChanged
    return replace(dossier, asking=replace(dossier.asking, deadline=deadline))


def _people(turn: Turn, chosen: Sequence[str]) -> list[str]:
    """Return who was chosen by name."""
    found = [turn.person.id if one == SELF else one for one in chosen if one != CHAT]
    return [one for one in dict.fromkeys(found) if is_person(one)]
