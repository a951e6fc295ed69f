"""The correction round and the approval: answers are taken, objections decided, a version frozen.

Who is asked answers where the card reached them: in their 1:1 chat, or all in the meeting's chat.
With the approval the transcript is deleted where the agency wants it, and the audit log says so
without a word of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import CardOutdated, MinutesChanged, PersonUnreachable, TeamsUnavailable
from bot.core.ids import new_id
from bot.core.turn import Card, Handler, Later, Payload, Turn
from bot.documents.service import DocumentService
from bot.meetings.approval import Approval, Objection, Round, Ruling, applied, approve
from bot.meetings.desk import Desk, Role
from bot.meetings.dossier import Decided, Dossier, Stage
from bot.meetings.editing import rechecked
from bot.meetings.minutes import text_of
from bot.meetings.versions import Version
from cards.minutes_actions import (
    ACCEPT,
    MinutesAgree,
    MinutesApprove,
    MinutesFreeze,
    MinutesObject,
    MinutesReopen,
    MinutesRuling,
    MinutesShare,
)
from cards.minutes_round import MISSING, approve_card, ruled_line, shared_card
from dialogs.durable import assured
from dialogs.minutes_group import MinutesGroup, group_of
from dialogs.minutes_view import MinutesView, result_name
from dialogs.pressed import pressed
from dialogs.reaching import chat_with

_APPROVED: Final = "minutes.approved"
_UNFROZEN: Final = frozenset({Stage.REVIEW, Stage.ROUND})
_LONGEST: Final = 2_000
_log: Final = logging.getLogger(__name__)
_audit: Final = logging.getLogger("audit")


class MinutesRoundDialog:
    """Takes minutes from the draft to the approved version."""

    def __init__(
        self,
        desk: Desk,
        view: MinutesView,
        group: MinutesGroup,
        documents: DocumentService,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._view = view
        self._group = group
        self._documents = documents
        self._clock = clock

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        return {
            MinutesAgree.verb: self.agree,
            MinutesObject.verb: self.object,
            MinutesRuling.verb: self.rule,
            MinutesApprove.verb: self.approve,
            MinutesFreeze.verb: self.freeze,
            MinutesReopen.verb: self.reopen,
            MinutesShare.verb: self.share,
        }

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {_APPROVED: self.conclude}

    # --- answering -------------------------------------------------------------------------------

    async def agree(self, turn: Turn) -> Card | None:
        """Take a yes."""
        dossier = await self._asked(turn, pressed(turn, MinutesAgree).id)
        given = await self._desk.round(dossier)
        answer = given.agree(turn.person.id, self._clock.now())
        return await self._answered(turn, dossier, answer, "minutes.agreed")

    async def object(self, turn: Turn) -> Card | None:
        """Take an objection."""
        action = pressed(turn, MinutesObject)
        dossier = await self._asked(turn, action.id)
        given = await self._desk.round(dossier)
        draft = (await self._desk.version(dossier, given.version)).draft
        point = "" if action.item == MISSING else action.item
        found = draft.point(point)
        wording = " ".join(action.wording.split())[:_LONGEST]
        if not wording:
            return await self._view.asked(
                turn, dossier, said=turn.texts("minutes.object.wording.error")
            )
        objection = Objection(
            id=new_id(),
            person=turn.person.id,
            at=self._clock.now(),
            point=point,
            before=text_of(found[1]) if found else "",
            proposal=wording,
            reason=" ".join(action.why.split())[:_LONGEST],
        )
        answer = given.object(objection)
        return await self._answered(turn, dossier, answer, "minutes.objected")

    async def _answered(self, turn: Turn, dossier: Dossier, answer: Round, key: str) -> Card:
        await self._desk.answer(dossier, turn.person.id, answer)
        await self._desk.keep_name(dossier, turn.person.id, turn.person.name)
        await self._view.refresh(turn, dossier)
        given = await self._desk.round(dossier)
        n_answered = len(given.people) - len(given.silent())
        said = turn.texts(key)
        if not turn.is_personal:  # everybody sees this card
            said = turn.texts("minutes.answered", n=n_answered, total=len(given.people))
        return await self._view.asked(turn, dossier, said=said)

    async def _asked(self, turn: Turn, ident: str) -> Dossier:
        tenant = turn.conversation.tenant
        dossier = await self._desk.open(tenant, turn.person.id, ident, Role.ASKED)
        if dossier.stage is not Stage.ROUND:
            raise CardOutdated
        return dossier

    # --- deciding --------------------------------------------------------------------------------

    async def rule(self, turn: Turn) -> Card | None:
        """Accept or refuse one objection; an accepted one makes a new version."""
        action = pressed(turn, MinutesRuling)
        dossier = await self._open(turn, action.id, Stage.ROUND)
        now, accepted = self._clock.now(), action.answer == ACCEPT
        given = await self._desk.round(dossier)
        ruled = given.rule(action.objection, accepted=accepted, by=turn.person.id, at=now)
        objection = next(one for one in ruled.objections if one.id == action.objection)
        ruling = Ruling.ACCEPTED if accepted else Ruling.REFUSED
        decided = partial(_decided, objection.id, Decided(ruling=ruling, by=turn.person.id, at=now))
        if accepted:
            dossier = await self._applied(turn, dossier, objection, decided)
        else:
            dossier = await self._desk.revise(dossier, decided)
        await self._tell(turn, objection.person, ruled_line(objection, turn.texts))
        return await self._view.card(turn, dossier)

    async def _applied(
        self,
        turn: Turn,
        dossier: Dossier,
        objection: Objection,
        decided: Callable[[Dossier], Dossier],
    ) -> Dossier:
        """Put the proposal into a new version, and in the same step keep that it was accepted."""
        version = await self._desk.latest(dossier)
        transcript = await self._desk.transcript(dossier)
        draft = await asyncio.to_thread(
            rechecked,
            applied(version.draft, objection),
            transcript,
            self._view.kind(turn, dossier),
            law=turn.agency.minutes.law,
            touched=(objection.point,),
        )
        dossier, _ = await self._desk.add_version(
            dossier, draft, author=turn.person.id, why="objection", also=decided
        )
        return dossier

    # --- approving -------------------------------------------------------------------------------

    async def approve(self, turn: Turn) -> Card | None:
        """Ask once more before the minutes are frozen."""
        dossier = await self._open(turn, pressed(turn, MinutesApprove).id)
        version = await self._unfrozen(dossier)
        silent = len((await self._desk.round(dossier)).silent()) if dossier.asking else 0
        title = version.draft.facts.title
        return approve_card(dossier.id, title, version.draft, turn.texts, silent=silent)

    async def freeze(self, turn: Turn) -> Card | None:
        """Approve the version that was shown, and delete the transcript if the agency wants it."""
        action = pressed(turn, MinutesFreeze)
        dossier = await self._open(turn, action.id)
        if dossier.approval is not None and dossier.approval.version == action.base:
            return await self._frozen(turn, dossier)  # pressed twice, or after a crash
        version = await self._unfrozen(dossier)
        if version.number != action.base:
            raise MinutesChanged
        approval = approve(
            version,
            approver=turn.person.id,
            name=turn.person.name or turn.texts("minutes.somebody"),
            at=self._clock.now(),
            round_=await self._desk.round(dossier) if dossier.asking else None,
            before=len(dossier.approvals),
        )
        data = {"id": dossier.id, "version": approval.version}
        ident = f"{dossier.id}.approve"
        work = Later(Payload(_APPROVED, data), job=ident, id=f"{ident}:{approval.version}")
        await assured(turn, work, self._clock.now())
        dossier = await self._desk.revise(dossier, partial(_approved, approval))
        return await self._frozen(turn, dossier)

    async def _frozen(self, turn: Turn, dossier: Dossier) -> Card:
        dossier = await self._concluded(turn, dossier)
        await self._view.pressed_here(turn, dossier)
        await self._view.refresh(turn, dossier, but=turn.person.id)
        return await self._view.card(turn, dossier)

    async def conclude(self, turn: Turn) -> Card | None:
        """Do what the approval has left undone if its process died: it promised a deletion."""
        data = turn.payload.data if turn.payload else {}
        with suppress(CardOutdated):  # deleted meanwhile
            dossier = await self._open(turn, str(data.get("id", "")))
            approval = dossier.approval
            is_meant = approval is not None and approval.version == data.get("version")
            if is_meant and dossier.concluded != data.get("version"):
                await self._view.refresh(turn, await self._concluded(turn, dossier))
        return None

    async def _concluded(self, turn: Turn, dossier: Dossier) -> Dossier:
        """Free the meeting's chat, delete the transcript, and prove it; once for an approval."""
        approval = dossier.approval
        if approval is None or dossier.concluded == approval.version:
            return dossier
        await self._desk.release(dossier)
        if turn.agency.minutes.discard:
            dossier = await self._discarded(turn, dossier)
        extra = {
            "minutes": dossier.id,
            "version": approval.label,
            "sha256": approval.sha256,
            "transcript_deleted": dossier.discarded is not None,
        }
        _audit.info("minutes approved", extra=extra)
        return await self._desk.revise(
            dossier, lambda now: replace(now, concluded=approval.version)
        )

    async def _discarded(self, turn: Turn, dossier: Dossier) -> Dossier:
        if turn.is_personal and turn.person.id == dossier.owner:
            for document in dossier.documents:
                await self._documents.forget(turn.scope, document)
        return await self._desk.discard_text(dossier)

    async def reopen(self, turn: Turn) -> Card | None:
        """Begin a new version; the approved one stays as it is."""
        dossier = await self._open(turn, pressed(turn, MinutesReopen).id, Stage.APPROVED)
        version = await self._desk.latest(dossier)
        dossier, _ = await self._desk.add_version(
            dossier,
            version.draft,
            author=turn.person.id,
            why="reopened",
            also=lambda now: replace(now, stage=Stage.REVIEW, asking=None),
        )
        await self._view.pressed_here(turn, dossier)
        return await self._view.card(turn, dossier)

    # --- handing out -----------------------------------------------------------------------------

    async def share(self, turn: Turn) -> Card | None:
        """Say in the meeting's chat that the minutes are approved; its members may have them."""
        dossier = await self._open(turn, pressed(turn, MinutesShare).id, Stage.APPROVED)
        if not dossier.group:
            raise CardOutdated
        for one in await turn.people.members(group_of(dossier).circle):
            await self._desk.admit(dossier, one.id, Role.ASKED)
        version = await self._desk.latest(dossier)
        card = shared_card(version.draft, turn.texts, result=result_name(dossier, version))
        await self._group.show(turn, dossier, card)
        await turn.chat.say(turn.texts("minutes.shared"))
        return None

    # --- what the handlers share -----------------------------------------------------------------

    async def _open(self, turn: Turn, ident: str, stage: Stage | None = None) -> Dossier:
        dossier = await self._desk.open(turn.conversation.tenant, turn.person.id, ident)
        if stage is not None and dossier.stage is not stage:
            raise MinutesChanged
        return dossier

    async def _unfrozen(self, dossier: Dossier) -> Version:
        if dossier.stage not in _UNFROZEN:
            raise MinutesChanged
        return await self._desk.latest(dossier)

    @staticmethod
    async def _tell(turn: Turn, person: str, text: str) -> None:
        try:
            await (await chat_with(turn, person)).say(text)
        except (PersonUnreachable, TeamsUnavailable) as error:
            _log.info("message not delivered", extra={"class": type(error).__name__})


def _decided(objection: str, decision: Decided, dossier: Dossier) -> Dossier:
    """Return the minutes with a decision about an objection that has none yet."""
    asking = dossier.asking
    if dossier.stage is not Stage.ROUND or asking is None or objection in asking.decided:
        raise CardOutdated
    decided = {**asking.decided, objection: decision}
    return replace(dossier, asking=replace(asking, decided=decided))


def _approved(approval: Approval, dossier: Dossier) -> Dossier:
    if dossier.stage not in _UNFROZEN or dossier.version != approval.version:
        raise MinutesChanged
    approvals = (*dossier.approvals, approval)
    return replace(dossier, stage=Stage.APPROVED, approvals=approvals)
