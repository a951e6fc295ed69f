"""What a group sees of minutes: that an AI will read along, and the question whether it may.

Who declines is not read: their utterances are left out before the draft. Where the transcript has
no names that is impossible, so nothing is drafted then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from rapidfuzz import fuzz

from bot.core.errors import CardOutdated
from bot.core.ids import ConversationId, PersonId
from bot.core.ports import Json, Record, Store
from bot.core.turn import Card, ChatKind, Conversation, Handler, Turn
from bot.evidence.folding import folded
from bot.meetings.desk import Desk
from bot.meetings.dossier import Dossier
from cards.minutes_actions import YES, MinutesConsent
from cards.minutes_start import announcement_card, ended_card
from dialogs.pressed import pressed

_SAME: Final = 88.0


class MinutesGroup:
    """Announces minutes in a group and asks its members."""

    def __init__(self, desk: Desk, store: Store) -> None:
        self._desk = desk
        self._store = store

    def actions(self) -> dict[str, Handler]:
        """Return what presses in the group do, by verb."""
        return {MinutesConsent.verb: self.consent}

    async def announce(self, turn: Turn, dossier: Dossier) -> None:
        """Say in the group that minutes are being made; whoever asked for them agrees by it."""
        await self._keep(turn, dossier, YES)
        await turn.chat.show(await self._notice(turn, dossier, turn.person.name))

    async def consent(self, turn: Turn) -> Card | None:
        """Take one participant's answer; the notice shows how many have agreed."""
        action = pressed(turn, MinutesConsent)
        dossier = await self._desk.announced(turn.scope)
        if dossier is None or dossier.id != action.id:
            raise CardOutdated
        await self._keep(turn, dossier, action.answer)
        return await self._notice(turn, dossier, "")

    def ended_card(self, turn: Turn, title: str) -> Card:
        """Return the offer after a meeting, for all who were there."""
        return ended_card(title, turn.texts)

    async def not_yet(self, turn: Turn, dossier: Dossier) -> str:
        """Return why a draft can't begin yet, in a sentence; empty when it can."""
        if not dossier.group or not turn.agency.minutes.consent:
            return ""
        answers = await self._answers(dossier)
        members = await turn.people.members(group_of(dossier).circle)
        waiting = [one for one in members if one.id not in answers]
        if waiting:
            return turn.texts.count("minutes.consent.waiting", len(waiting))
        transcript = await self._desk.transcript(dossier)
        declined = [one for one in answers.values() if one["answer"] != YES]
        if declined and transcript is not None and not transcript.has_speakers:
            return turn.texts("minutes.consent.nameless")
        return ""

    async def excluded(self, turn: Turn, dossier: Dossier) -> tuple[str, ...]:
        """Return the speakers whose words are not read: they have declined."""
        if not dossier.group or not turn.agency.minutes.consent:
            return dossier.excluded
        answers = await self._answers(dossier)
        declined = [str(one["name"]) for one in answers.values() if one["answer"] != YES]
        transcript = await self._desk.transcript(replace(dossier, names={}, excluded=()))
        speakers = transcript.speakers if transcript else ()
        return tuple(one for one in speakers if _is_one_of(one, declined))

    async def say(self, turn: Turn, dossier: Dossier, text: str) -> bool:
        """Say something in the group; False where minutes belong to none."""
        if not dossier.group:
            return False
        await (await turn.people.chat_in(group_of(dossier))).say(text)
        return True

    async def show(self, turn: Turn, dossier: Dossier, card: Card) -> None:
        """Show a card in the group."""
        await (await turn.people.chat_in(group_of(dossier))).show(card, by_ai=True)

    async def _notice(self, turn: Turn, dossier: Dossier, who: str) -> Card:
        answers = [one["answer"] for one in (await self._answers(dossier)).values()]
        agreed = sum(answer == YES for answer in answers)
        return announcement_card(
            dossier.id,
            who,
            turn.texts,
            asks=turn.agency.minutes.consent,
            agreed=agreed,
            declined=len(answers) - agreed,
        )

    async def _keep(self, turn: Turn, dossier: Dossier, answer: str) -> None:
        record = {"answer": answer, "name": turn.person.name}
        name = f"{_prefix(dossier)}{turn.person.id}"
        await self._store.write(dossier.scope, Record.MINUTES, record, name)

    async def _answers(self, dossier: Dossier) -> dict[PersonId, Json]:
        records = await self._store.read_all(dossier.scope, Record.MINUTES)
        prefix = _prefix(dossier)
        return {
            PersonId(name.removeprefix(prefix)): value
            for name, value in records.items()
            if name.startswith(prefix)
        }


def group_of(dossier: Dossier) -> Conversation:
    """Return the chat in which minutes were announced; channels have a thread in their id."""
    root, _, thread = dossier.group.partition(";")
    kind = ChatKind.CHANNEL if thread or root.endswith(".tacv2") else ChatKind.GROUP
    team = ConversationId(root) if kind is ChatKind.CHANNEL else ConversationId("")
    return Conversation(dossier.scope.tenant, ConversationId(dossier.group), kind, team)


def _prefix(dossier: Dossier) -> str:
    return f"consent.{dossier.id}."


def _is_one_of(speaker: str, names: Sequence[str]) -> bool:
    return any(fuzz.token_sort_ratio(folded(speaker), folded(one)) >= _SAME for one in names if one)
