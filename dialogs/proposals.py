"""Proposing a template to the agency, and deciding about it.

The check comes before anything is sent. Reviewers get a card in their own chats; of several the
first decides. Whoever proposed is told in their own chat, too.
"""

from __future__ import annotations

import logging
from typing import Final

from bot.core.errors import PersonUnreachable, ProposalDecided, TeamsUnavailable, TemplateGone
from bot.core.ids import PersonId
from bot.core.turn import Card, Handler, Later, Payload, Turn
from bot.library.bookcase import Bookcase
from bot.library.proposals import Proposals, State
from bot.library.rights import Circles
from bot.library.screening import Screening
from cards.library_actions import (
    ProposalDecide,
    ProposalOpen,
    ProposalSend,
    ProposalsWaiting,
    TemplatePropose,
)
from cards.proposal import check_card, decided_card, review_card, waiting_card
from cards.receipt import receipt
from dialogs.pressed import pressed

_log: Final = logging.getLogger(__name__)
ASK_REVIEWERS: Final = "proposal.ask"
"""The task that sends a proposal to the reviewers."""
CARRY_OUT: Final = "proposal.carry_out"
"""The task that does what was decided, if that has not been done, and tells the proposer."""
_STATES: Final = {"release": State.RELEASED, "refuse": State.REFUSED}


class ProposalDialog:
    """Takes templates to the agency's shelf."""

    def __init__(
        self, bookcase: Bookcase, proposals: Proposals, circles: Circles, screening: Screening
    ) -> None:
        self._bookcase = bookcase
        self._proposals = proposals
        self._circles = circles
        self._screening = screening

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {
            TemplatePropose.verb: self.check,
            ProposalSend.verb: self.send,
            ProposalsWaiting.verb: self.waiting,
            ProposalOpen.verb: self.open,
            ProposalDecide.verb: self.decide,
        }

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {ASK_REVIEWERS: self.ask_reviewers, CARRY_OUT: self.carry_out}

    async def check(self, turn: Turn) -> Card | None:
        """Look the template over and say what was found, before anybody else sees it."""
        viewer = await self._circles.viewer(turn)
        kept = await self._bookcase.kept(viewer, pressed(turn, TemplatePropose).id)
        screened = await self._screening.screen(kept.template)
        original = await self._proposals.original(viewer, kept)
        title = original.template.title if original else ""
        return check_card(
            kept.template, screened.hits, turn.texts, whole=screened.whole, original=title
        )

    async def send(self, turn: Turn) -> Card | None:
        """Send the proposal to the reviewers; it is checked as it is now, not as it was shown."""
        viewer = await self._circles.viewer(turn)
        action = pressed(turn, ProposalSend)
        kept = await self._bookcase.kept(viewer, action.id)
        screened = await self._screening.screen(kept.template)
        original = await self._proposals.original(viewer, kept) if action.place else None
        proposal = await self._proposals.propose(
            viewer, action.id, screened.hits, replaces=original.entry.id if original else ""
        )
        data = {"id": proposal.id}
        await turn.later(Later(Payload(ASK_REVIEWERS, data), job=proposal.id, id=proposal.id))
        return receipt(turn.texts, turn.texts("proposal.sent", title=kept.template.title))

    async def ask_reviewers(self, turn: Turn) -> Card | None:
        """Send the card to every reviewer who can be reached."""
        viewer = await self._circles.viewer(turn)
        proposal = await self._proposals.get(viewer, _id(turn))
        changes = await self._proposals.differences(viewer, proposal)
        reached = 0
        for reviewer in turn.agency.library.reviewers:
            reached += await self._show(
                turn, PersonId(reviewer), review_card(proposal, changes, turn.texts)
            )
        if not reached:
            await turn.chat.say(turn.texts("proposal.nobody"))
        return None

    async def open(self, turn: Turn) -> Card | None:
        """Show one proposal to a reviewer."""
        viewer = await self._circles.viewer(turn)
        proposal = await self._proposals.get(viewer, pressed(turn, ProposalOpen).id)
        if not viewer.reviews:
            raise TemplateGone
        changes = await self._proposals.differences(viewer, proposal)
        return review_card(proposal, changes, turn.texts)

    async def waiting(self, turn: Turn) -> Card | None:
        """Show a reviewer what waits for a decision."""
        viewer = await self._circles.viewer(turn)
        return waiting_card(await self._proposals.open_ones(viewer), turn.texts)

    async def decide(self, turn: Turn) -> Card | None:
        """Release or refuse; the card becomes the receipt, and the proposer is told.

        It is durable work before anything is done of it, so that no crash leaves half a decision.
        """
        action = pressed(turn, ProposalDecide)
        viewer = await self._circles.viewer(turn)
        state = _STATES[action.decision]
        proposal = await self._proposals.admit(viewer, action.id, state, action.reason)
        data = {"id": proposal.id, "decision": action.decision, "reason": action.reason}
        job = f"{proposal.id}.{action.decision}.{viewer.person}"
        await turn.later(Later(Payload(CARRY_OUT, data), job=job, id=job))
        proposal = await self._proposals.decide(viewer, action.id, state, action.reason)
        return decided_card(proposal, turn.texts)

    async def carry_out(self, turn: Turn) -> Card | None:
        """Do what was decided, unless that is done, and tell whoever proposed."""
        data = turn.payload.data if turn.payload else {}
        viewer = await self._circles.viewer(turn)
        state, reason = _STATES[str(data["decision"])], str(data["reason"])
        try:
            proposal = await self._proposals.decide(viewer, _id(turn), state, reason)
        except ProposalDecided:  # by another, whose own work tells of it
            return None
        await self._show(turn, proposal.by, decided_card(proposal, turn.texts))
        return None

    @staticmethod
    async def _show(turn: Turn, person: PersonId, card: Card) -> bool:
        """Send a card to somebody's own chat; False where that is impossible."""
        try:
            private = await turn.people.reach(person)
            await private.chat.show(card)
        except (PersonUnreachable, TeamsUnavailable) as error:
            _log.info("card not delivered", extra={"class": type(error).__name__})
            return False
        return True


def _id(turn: Turn) -> str:
    return str(turn.payload.data.get("id", "")) if turn.payload else ""
