"""How dialogs answer in Teams: each send is a step that is noted, so that a second run updates."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from bot.channel.activities import (
    Body,
    ai_entity,
    card_attachment,
    file_consent,
    file_info,
    suggested_actions,
)
from bot.channel.connector import ConnectorError
from bot.channel.streaming import FEEDBACK, PersonalStream, WholeAnswer
from bot.channel.way import Way
from bot.core.errors import PersonUnreachable, TeamsUnavailable
from bot.core.ids import MessageId
from bot.core.turn import AnswerStream, Card, SavedFile

_log: Final = logging.getLogger(__name__)
# Blocked or removed: the chat is there, and we are not in it any more.
_CLOSED: Final = frozenset({403, 404})


class TeamsChat:
    """The Chat port for one turn; raises PersonUnreachable where Teams lets us in no more."""

    def __init__(self, way: Way, *, is_personal: bool) -> None:
        self._way = way
        self._outlet = way.outlet
        self._address = way.address
        self._delivery = way.delivery
        self._is_personal = is_personal
        self._streams: list[PersonalStream | WholeAnswer] = []
        self._step = 0

    async def recall(self) -> None:
        """Read what an earlier run of this turn has sent, to update it instead."""
        await self._delivery.recall()

    async def say(self, text: str, suggestions: Sequence[str] = ()) -> MessageId:
        """Send one plain message; suggestions are shown in 1:1 chats only."""
        body = self._address.message(text)
        if suggestions and self._is_personal:
            body["suggestedActions"] = suggested_actions(
                self._address.person.get("id"), suggestions
            )
        return await self._send(body)

    async def show(self, card: Card, *, by_ai: bool = False) -> MessageId:
        """Send a card."""
        return await self._send(self._with_card(card, by_ai=by_ai))

    async def update(self, message: MessageId, card: Card, *, by_ai: bool = False) -> None:
        """Replace a card sent earlier; where that is impossible, send it anew."""
        body = self._with_card(card, by_ai=by_ai)
        try:
            await self._outlet.put(message, body, final=True)
        except ConnectorError:
            await self._send(body)

    def _with_card(self, card: Card, *, by_ai: bool) -> Body:
        body = self._address.message(attachments=[card_attachment(card)])
        if by_ai:
            body |= {"entities": [ai_entity()], "channelData": FEEDBACK}
        return body

    async def offer_file(self, name: str, description: str, size: int, ticket: str) -> MessageId:
        """Ask whether a file may be saved in the person's OneDrive."""
        attachment = file_consent(name, description, size, ticket)
        return await self._send(self._address.message(attachments=[attachment]))

    async def show_file(self, text: str, file: SavedFile) -> MessageId:
        """Say something with a saved file attached."""
        return await self._send(self._address.message(text, attachments=[file_info(file)]))

    async def withdraw(self, message: MessageId) -> None:
        """Take a message of ours away; unimportant, so failures are passed over."""
        with suppress(ConnectorError, TeamsUnavailable):
            await self._outlet.delete(message)

    async def typing(self) -> None:
        """Show that something is being written; unimportant, so failures are passed over."""
        with suppress(ConnectorError, TeamsUnavailable):
            await self._outlet.post(self._address.typing(), final=False)

    def answer(self) -> AnswerStream:
        """Begin an answer: streamed in 1:1 chats, whole elsewhere."""
        stream = PersonalStream(self._way) if self._is_personal else WholeAnswer(self._way)
        self._streams.append(stream)
        return stream

    async def close(self, *, runs_again: bool = False) -> None:
        """End answers that came to no end of their own, and settle what was noted as sent."""
        for stream in self._streams:
            await stream.close()
        if runs_again:
            await self._delivery.flush()
        else:
            self._delivery.forget_note()

    async def _send(self, body: Body) -> MessageId:
        self._step += 1
        step = f"step:{self._step}"
        earlier = self._delivery.sent(step)
        if earlier:
            with suppress(ConnectorError):
                await self._outlet.put(earlier, body, final=True)
                return MessageId(earlier)
        sent = await self._post(body)
        if sent:
            self._delivery.note(step, sent)
        return MessageId(sent)

    async def _post(self, body: Body) -> str:
        try:
            return await self._outlet.post(body, final=True)
        except ConnectorError as error:
            if error.status not in _CLOSED:
                raise
            _log.warning("chat closed", extra={"status": error.status, "code": error.code})
            raise PersonUnreachable from error
