"""The agency's notice: shown, accepted, declined, looked up again with ``datenschutz``."""

from __future__ import annotations

from bot.core.errors import CardOutdated
from bot.core.turn import Card, Later, Payload, Turn
from bot.governance.consent import ConsentService
from cards.actions import NoticeAccept, NoticeDecline
from cards.notice import accepted_receipt, declined_receipt, privacy_card
from dialogs.pressed import pressed

KEPT_QUESTION = "prompt.kept"
"""The task that answers the question which waited for acceptance."""


class NoticeDialog:
    """Shows the notice and records what people decide."""

    def __init__(self, consent: ConsentService) -> None:
        self._consent = consent

    async def show(self, turn: Turn) -> Card | None:
        """Send the notice; who has not accepted yet can do so there."""
        acceptance = await self._consent.acceptance(turn.own_scope)
        accepted_at = acceptance.at if acceptance and acceptance.accepted else None
        card = privacy_card(turn.texts, turn.agency, accepted_at=accepted_at)
        await turn.chat.show(card)
        return None

    async def accept(self, turn: Turn) -> Card | None:
        """Record the acceptance, answer what waited for it, leave a receipt."""
        action = pressed(turn, NoticeAccept)
        if action.edition != turn.agency.notice.edition:
            raise CardOutdated
        acceptance = await self._consent.note(turn.own_scope, turn.agency, accepted=True)
        if turn.is_personal:
            await turn.later(Later(Payload(KEPT_QUESTION), id=f"{turn.id}:{KEPT_QUESTION}"))
        return accepted_receipt(turn.texts, turn.agency, acceptance.at)

    async def decline(self, turn: Turn) -> Card | None:
        """Forget the kept question and any earlier acceptance; nobody is told."""
        pressed(turn, NoticeDecline)
        await self._consent.withdraw(turn.own_scope)
        await self._consent.take_question(turn.scope)
        return declined_receipt(turn.texts)
