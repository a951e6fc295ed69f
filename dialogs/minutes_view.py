"""What a keeper of minutes sees, by how far they are; and the minutes as a document.

Each card is made anew from what is kept: a press changes that, then shows it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import CardOutdated, MinutesChanged, PersonUnreachable, TeamsUnavailable
from bot.core.ids import AgencyId, MessageId
from bot.core.turn import Card, Handler, Turn
from bot.export.report import Report
from bot.meetings.desk import Desk, Role
from bot.meetings.dossier import Dossier, Stage
from bot.meetings.kinds import Kind, Kinds
from bot.meetings.minutes import Part
from bot.meetings.versions import Version
from cards.minutes_review import Review, review_card
from cards.minutes_round import Status, approved_card, asked_card, round_card
from dialogs.minutes_report import minutes_report
from dialogs.reaching import chat_with

_RESULT: Final = re.compile(r"(?P<id>[A-Za-z0-9_-]+)\.v(?P<number>\d{1,4})(?P<closed>\.closed)?")
_log: Final = logging.getLogger(__name__)


class MinutesView:
    """Makes the cards of minutes and places them."""

    def __init__(
        self, desk: Desk, kinds: Mapping[AgencyId, Kinds], clock: Clock, *, is_demo: bool
    ) -> None:
        self._desk = desk
        self._kinds = kinds
        self._clock = clock
        self._is_demo = is_demo

    def kinds(self, turn: Turn) -> Kinds:
        """Return the kinds that the agency offers."""
        return self._kinds[turn.agency.key]

    def kind(self, turn: Turn, dossier: Dossier) -> Kind:
        """Return the kind of these minutes."""
        return self.kinds(turn).get(dossier.kind)

    def now(self) -> datetime:
        """Return the time."""
        return self._clock.now()

    async def card(self, turn: Turn, dossier: Dossier, *, note: str = "") -> Card:
        """Return the card for how far the minutes are; raises CardOutdated before a draft."""
        version = await self._desk.latest(dossier)
        if dossier.approval is not None:
            return approved_card(
                dossier.id,
                version.draft,
                dossier.approval,
                dossier.discarded,
                turn.texts,
                result=result_name(dossier, version),
                can_share=bool(dossier.group),
            )
        if dossier.stage is Stage.ROUND:
            return round_card(await self.status(turn, dossier, version), turn.texts, note=note)
        return await self.review(turn, dossier, version, note=note)

    async def review(
        self, turn: Turn, dossier: Dossier, version: Version, *, note: str = ""
    ) -> Card:
        """Return the card of a draft to be reviewed."""
        review = Review(
            id=dossier.id,
            kind=self.kind(turn, dossier).title_in(turn.texts.language),
            draft=version.draft,
            transcript=await self._desk.transcript(dossier),
            result=result_name(dossier, version),
            can_dialog=turn.can_dialog,
            is_demo=self._is_demo,
            note=note,
        )
        return review_card(review, turn.texts)

    async def status(self, turn: Turn, dossier: Dossier, version: Version) -> Status:
        """Return the correction round as its keeper sees it."""
        names = await self._desk.names(dossier)
        if turn.person.name:
            names = {**names, turn.person.id: turn.person.name}
        return Status(
            id=dossier.id,
            title=version.draft.facts.title,
            draft=version.draft,
            round=await self._desk.round(dossier),
            now=self._clock.now(),
            names=names,
        )

    async def asked(
        self, turn: Turn, dossier: Dossier, *, said: str = "", is_reminder: bool = False
    ) -> Card:
        """Return the card of those who are asked in the correction round."""
        asking = dossier.asking
        if asking is None:
            raise CardOutdated
        version = await self._desk.version(dossier, asking.version)
        return asked_card(
            dossier.id,
            version.draft.facts.title,
            asking.deadline,
            version.draft,
            turn.texts,
            result=result_name(dossier, version),
            said=said,
            is_reminder=is_reminder,
        )

    async def place(self, turn: Turn, dossier: Dossier, person: str, card: Card) -> None:
        """Put a card where a keeper has the minutes, or anew; who can't be reached is left out."""
        message = await self._desk.placed(dossier, person)
        try:
            chat = await chat_with(turn, person)
            if message:
                await chat.update(message, card, by_ai=True)
            else:
                message = await chat.show(card, by_ai=True)
                await self._desk.place(dossier, person, message)
        except (PersonUnreachable, TeamsUnavailable) as error:
            _log.info("card not delivered", extra={"class": type(error).__name__})

    async def refresh(self, turn: Turn, dossier: Dossier, *, but: str = "") -> None:
        """Show all keepers how far the minutes are now."""
        card = await self.card(turn, dossier)
        for person in dossier.keepers:
            if person != but:
                await self.place(turn, dossier, person, card)

    def showing_changes(self, handler: Handler) -> Handler:
        """Return a handler that, where another keeper was faster, shows how the minutes are now."""

        async def handle(turn: Turn) -> Card | None:
            try:
                return await handler(turn)
            except MinutesChanged:
                ident = str(turn.payload.data.get("id", "")) if turn.payload else ""
                dossier = await self._desk.open(turn.conversation.tenant, turn.person.id, ident)
                return await self.card(turn, dossier, note=turn.texts("minutes.changed"))

        return handle

    async def pressed_here(self, turn: Turn, dossier: Dossier) -> None:
        """Note that the pressed card is where this keeper has the minutes."""
        if turn.card_message:
            await self._desk.place(dossier, turn.person.id, MessageId(turn.card_message))


class MinutesReports:
    """Minutes as documents, for „Als Word“: what a person may see, in the version asked for."""

    def __init__(self, desk: Desk, view: MinutesView, *, is_demo: bool) -> None:
        self._desk = desk
        self._view = view
        self._is_demo = is_demo

    async def find(self, turn: Turn, name: str) -> Report | None:
        """Return the minutes of that id, or None; the closed part is for their keepers only."""
        match = _RESULT.fullmatch(name)
        if match is None:
            return None
        tenant, person = turn.conversation.tenant, turn.person.id
        role = Role.KEEPER if match["closed"] else Role.ASKED
        try:
            dossier = await self._desk.open(tenant, person, match["id"], role)
            version = await self._desk.version(dossier, int(match["number"]))
        except CardOutdated:
            return None
        if person not in dossier.keepers and not _was_sent(dossier, version):
            return None
        kind = self._view.kind(turn, dossier)
        approval = next((one for one in dossier.approvals if one.version == version.number), None)
        part = Part.CLOSED if match["closed"] else Part.PUBLIC
        return minutes_report(
            replace(version.draft, version=version.number),
            kind,
            turn.texts,
            today=turn.texts.day(self._view.now()),
            approval=approval,
            part=part,
            is_demo=self._is_demo,
        )


def result_name(dossier: Dossier, version: Version) -> str:
    """Return the id under which a version becomes a file."""
    return f"{dossier.id}.v{version.number}"


def _was_sent(dossier: Dossier, version: Version) -> bool:
    sent = dossier.asking.version if dossier.asking else 0
    return version.number == sent or any(one.version == version.number for one in dossier.approvals)
