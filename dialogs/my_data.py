"""``meine daten`` and ``löschen``: what is stored about me, as a card and a file, and its end.

Words alone never delete: the card asks first. In groups and channels only the person's own 1:1
chat shows anything, because others would read along.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import orjson

from bot.core.clock import Clock
from bot.core.errors import CardOutdated, NotAllowedHere
from bot.core.ids import new_id
from bot.core.turn import Card, Later, Payload, Turn
from bot.governance.personal_data import PersonalDataService
from cards.actions import DataDelete, DataShow
from cards.data import (
    Kept,
    Matter,
    ask_delete_card,
    deleted_card,
    export_card,
    my_data_card,
)
from cards.receipt import receipt
from dialogs.pressed import pressed
from dialogs.saving import Offered, SavingDialog

SWEEP: Final = "data.sweep"
"""The task that deletes once more, behind whatever was running during the deletion."""
_READ_CHARS: Final = 6_000
_MOST_READ: Final = 5 * _READ_CHARS


class MyDataDialog:
    """Shows, hands out and deletes a person's data."""

    def __init__(self, data: PersonalDataService, saving: SavingDialog, clock: Clock) -> None:
        self._data = data
        self._saving = saving
        self._clock = clock

    async def show(self, turn: Turn) -> Card | None:
        """Send the overview."""
        _only_in_private(turn)
        await turn.chat.show(await self._overview(turn))
        return None

    async def show_again(self, turn: Turn) -> Card | None:
        """Put the overview in the place of the question what to delete, or below another card."""
        action = pressed(turn, DataShow)
        if action.anew:
            return await self.show(turn)
        if not turn.is_personal:  # *Abbrechen* in a group: there is nothing to show there
            return receipt(turn.texts, turn.texts("data.ask.cancelled"))
        return await self._overview(turn)

    async def _overview(self, turn: Turn) -> Card:
        holdings = await self._data.holdings(turn.own_scope)
        latest = self._clock.now() + timedelta(days=turn.agency.retention_days)
        kept = [
            Kept(Matter.TURNS, holdings.turns, latest.date()),
            Kept(Matter.FILES, holdings.files, holdings.files_until),
            Kept(Matter.ANSWERS, holdings.answers, latest.date()),
            Kept(Matter.RESULTS, holdings.results, latest.date()),
            Kept(Matter.CONSENT, int(holdings.notice_seen), latest.date()),
            Kept(Matter.FEEDBACK, holdings.feedback, latest.date()),
            Kept(Matter.WAITING, holdings.waiting, latest.date()),
            Kept(Matter.MINUTES, holdings.minutes, latest.date()),
            Kept(Matter.TEMPLATES, holdings.templates),
        ]
        return my_data_card(kept, turn.texts, conversations=holdings.conversations)

    # --- the file --------------------------------------------------------------------------------

    async def export(self, turn: Turn) -> Card | None:
        """Offer everything as a JSON file."""
        content = await self._exported(turn)
        day = turn.texts.day(self._clock.now()).isoformat()
        name, about = turn.texts("data.file.name", day=day), turn.texts("data.file.about")
        ticket = await self._saving.keep(turn, Offered(name, about, content))
        await turn.chat.show(export_card(turn.texts))
        await self._saving.ask(turn, ticket)
        return None

    async def read(self, turn: Turn) -> Card | None:
        """Show the same JSON in the chat, as far as is sensible there: not everybody has OneDrive.

        The marks that would end the block are written as JSON writes them in hexadecimal.
        """
        content = (await self._exported(turn)).decode().replace("`", "\\u0060")
        for start in range(0, min(len(content), _MOST_READ), _READ_CHARS):
            await turn.chat.say(f"```\n{content[start : start + _READ_CHARS]}\n```")
        if len(content) > _MOST_READ:
            await turn.chat.say(turn.texts("data.read.shortened"))
        return None

    async def _exported(self, turn: Turn) -> bytes:
        _only_in_private(turn)
        export = await self._data.export(turn.own_scope)
        return orjson.dumps(export.as_json(), option=orjson.OPT_INDENT_2)

    # --- the end ---------------------------------------------------------------------------------

    async def ask(self, turn: Turn) -> Card | None:
        """Ask what to delete; in groups that can only be the person's own part."""
        await turn.chat.show(ask_delete_card(turn.texts, is_personal=turn.is_personal))
        return None

    async def ask_in_place(self, turn: Turn) -> Card | None:
        """Ask what to delete, in the overview's place."""
        return ask_delete_card(turn.texts, is_personal=turn.is_personal)

    async def delete(self, turn: Turn) -> Card | None:
        """Delete at once, and once more behind what is still running."""
        action = pressed(turn, DataDelete)
        if not action.what:
            raise CardOutdated
        if not turn.is_personal and action.what != "conversation":
            raise NotAllowedHere
        await self._forget(turn, action.what)
        data = {"what": action.what}
        await turn.later(Later(Payload(SWEEP, data), id=f"{turn.id}:{SWEEP}:{new_id()}"))
        told = action.what if turn.is_personal else "mine"
        return deleted_card(told, self._clock.now(), turn.texts)

    async def sweep(self, turn: Turn) -> Card | None:
        """Delete what a turn may have written while it was being stopped."""
        await self._forget(turn, str(turn.payload.data.get("what", "")) if turn.payload else "")
        return None

    async def _forget(self, turn: Turn, what: str) -> None:
        if not turn.is_personal:
            await self._data.delete_part(turn.scope, turn.person.id)
            return
        if what in {"everything", "templates"}:
            both = what == "templates"
            await self._data.delete_everything(turn.own_scope, templates=both)
        await self._data.delete_conversation(turn.scope)


def _only_in_private(turn: Turn) -> None:
    if not turn.is_personal:
        raise NotAllowedHere
