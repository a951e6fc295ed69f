"""The tasks of minutes: shown to their keepers, and once approved sent to their owners on a press.

Each owner gets their own tasks of the approved version in their 1:1 chat, once however often it is
pressed. The closed part stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bot.core.errors import CardOutdated, TeamsUnavailable
from bot.core.turn import Card, Handler, Later, Payload, Turn
from bot.meetings.approval import Approval
from bot.meetings.desk import Desk
from bot.meetings.dossier import Dossier
from bot.meetings.minutes import Draft
from bot.meetings.owners import has_closed_tasks, meant_by, owners
from cards.minutes_actions import MinutesHandOut, MinutesTasks
from cards.minutes_tasks import MOST_OWNERS, Handing, Owner, own_tasks_card, tasks_card
from dialogs.minutes_group import group_of
from dialogs.pressed import pressed
from dialogs.reaching import bring, is_person

_HAND_OUT: Final = "minutes.handing_out"


class MinutesTasksDialog:
    """Shows and hands out tasks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {MinutesTasks.verb: self.tasks, MinutesHandOut.verb: self.hand_out}

    def work(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {_HAND_OUT: self.handing_out}

    async def tasks(self, turn: Turn) -> Card | None:
        """Show the tasks by person, below; those of approved minutes can be sent."""
        dossier = await self._open(turn, pressed(turn, MinutesTasks).id)
        draft = (await self._desk.latest(dossier)).draft
        handing = await self._handing(turn, dossier, draft) if dossier.approval else None
        await turn.chat.show(tasks_card(draft, turn.texts, handing=handing))
        return None

    async def _handing(self, turn: Turn, dossier: Dossier, draft: Draft) -> Handing:
        known = await self._known(turn, dossier)
        found = []
        for name, actions in owners(draft).items():
            ident = meant_by(name, known)
            person = (known[ident], ident) if ident else None
            found.append(Owner(name=name, n_tasks=len(actions), known=person))
        return Handing(
            id=dossier.id,
            version=dossier.version,
            owners=found,
            has_closed=has_closed_tasks(draft),
        )

    async def _known(self, turn: Turn, dossier: Dossier) -> Mapping[str, str]:
        """Return the names of those who are in the meeting's chat or have answered, by id."""
        known = {**await self._desk.names(dossier), turn.person.id: turn.person.name}
        if dossier.group:
            try:
                members = await turn.people.members(group_of(dossier).circle)
            except TeamsUnavailable:  # then the keeper chooses
                members = ()
            known.update({one.id: one.name for one in members})
        return {ident: name for ident, name in known.items() if name}

    async def hand_out(self, turn: Turn) -> Card | None:
        """Take whom the tasks go to; they are sent as work."""
        action = pressed(turn, MinutesHandOut)
        dossier = await self._open(turn, action.id)
        approval = _approval(dossier, action.base)
        draft = (await self._desk.version(dossier, approval.version)).draft
        chosen = dict(_chosen(draft, action.values))
        if not chosen:
            handing = await self._handing(turn, dossier, draft)
            note = turn.texts("minutes.circulate.people.error")
            return tasks_card(draft, turn.texts, handing=handing, note=note)
        data = {"id": dossier.id, "version": approval.version, "people": chosen}
        job = f"{dossier.id}.tasks"
        await turn.later(Later(Payload(_HAND_OUT, data), job=job, id=f"{turn.id}:tasks"))
        note = turn.texts.count("minutes.handing_out", len(set(chosen.values())))
        return tasks_card(draft, turn.texts, note=note)

    async def handing_out(self, turn: Turn) -> Card | None:
        """Send each owner their tasks, unless they have them; say who can't be reached."""
        data = turn.payload.data if turn.payload else {}
        number, people = data.get("version"), data.get("people")
        if not isinstance(number, int) or not isinstance(people, Mapping):
            return None
        try:
            dossier = await self._open(turn, str(data.get("id", "")))
            approval = _approval(dossier, number)
        except CardOutdated:  # deleted meanwhile
            return None
        new = {
            name: str(person)
            for name, person in people.items()
            if await self._desk.claim(dossier, _mark(number, name, str(person)), turn.id)
        }
        missed = set(await self._bring(turn, dossier, approval, new))
        unreached = [name for name, person in new.items() if person in missed]
        for name in unreached:
            await self._desk.unclaim(dossier, _mark(number, name, new[name]))
        await self._tell(turn, len(set(new.values()) - missed), unreached)
        return None

    async def _bring(
        self, turn: Turn, dossier: Dossier, approval: Approval, people: Mapping[str, str]
    ) -> list[str]:
        draft = (await self._desk.version(dossier, approval.version)).draft
        tasks = owners(draft)
        cards = []
        for person in dict.fromkeys(people.values()):
            names = [name for name, one in people.items() if one == person]
            own = [task for name in names for task in tasks.get(name, ())]
            cards.append(
                (person, own_tasks_card(draft, own, approval.name, approval.label, turn.texts))
            )
        return await bring(turn, cards)

    async def _tell(self, turn: Turn, n_sent: int, unreached: list[str]) -> None:
        told = []
        if n_sent:
            told.append(turn.texts.count("minutes.handed_out", n_sent))
        elif not unreached:
            told.append(turn.texts("minutes.handed_out.before"))
        if unreached:
            told.append(turn.texts("minutes.unreached", names=", ".join(unreached)))
        await turn.chat.say(" ".join(told))

    async def _open(self, turn: Turn, ident: str) -> Dossier:
        return await self._desk.open(turn.conversation.tenant, turn.person.id, ident)


def _approval(dossier: Dossier, version: int) -> Approval:
    """Return the approval of a version; raises CardOutdated for any other version."""
    found = next((one for one in dossier.approvals if one.version == version), None)
    if found is None:
        raise CardOutdated
    return found


def _chosen(draft: Draft, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield who was chosen, by the name in the minutes."""
    for number, name in enumerate([*owners(draft)][:MOST_OWNERS], start=1):
        person = values.get(f"o{number}", "").strip()
        if is_person(person):
            yield name, person


def _mark(version: int, name: str, person: str) -> str:
    return f"handed.{version}.{person}.{name}"
