"""Reviewing minutes: marks, edits, quotations, changes in words, versions; and deleting them.

Every press is looked up again: who presses, in which version, and whether that is still the one.
Edits of approved or circulated minutes are refused by what their keeper sees then: other buttons.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from bot.core.errors import (
    AssistantError,
    CardOutdated,
    MinutesChanged,
    StateUnavailable,
    TeamsUnavailable,
)
from bot.core.turn import Card, Dialog, DialogHandler, DialogReply, Handler, Later, Payload, Turn
from bot.meetings.desk import Desk
from bot.meetings.dossier import Dossier, Stage
from bot.meetings.editing import (
    Entry,
    added,
    day_in,
    edited,
    entry_of,
    quoted,
    rechecked,
    with_facts,
)
from bot.meetings.minutes import Doubt, Draft, Mark, MeetingFacts
from bot.meetings.rewording import Rewording
from bot.meetings.versions import Version, changes, restored
from bot.meetings.wording import around
from cards.action import Action
from cards.minutes_actions import (
    MinutesContext,
    MinutesDelete,
    MinutesDiff,
    MinutesDiscard,
    MinutesEdit,
    MinutesMark,
    MinutesPoints,
    MinutesQuote,
    MinutesRestore,
    MinutesReview,
    MinutesReword,
    MinutesSave,
    MinutesTake,
    MinutesVersions,
)
from cards.minutes_edit import (
    FACTS,
    Editing,
    context_card,
    diff_card,
    edit_card,
    edit_title,
    facts_card,
    points_card,
    versions_card,
)
from cards.minutes_round import discard_card
from cards.receipt import receipt
from dialogs.gate import Gate
from dialogs.minutes_view import MinutesView
from dialogs.pressed import pressed
from dialogs.retry import RetryDialog

REWORD: Final = "minutes.rewording"
"""The task that changes a draft as it was wished."""
_OMITTED: Final = {
    Doubt.OMITTED_DECISION: "decision",
    Doubt.OMITTED_VOTE: "decision",
    Doubt.OMITTED_ACTION: "action",
}
_LONGEST_WISH: Final = 300
_audit: Final = logging.getLogger("audit")


class MinutesReviewDialog:
    """Lets the keepers of minutes work on them."""

    def __init__(
        self, gate: Gate, desk: Desk, view: MinutesView, rewording: Rewording, retry: RetryDialog
    ) -> None:
        self._gate = gate
        self._desk = desk
        self._view = view
        self._rewording = rewording
        self._retry = retry

    def actions(self) -> dict[str, Handler]:
        """Return what presses in the chat do, by verb."""
        return {
            MinutesReview.verb: self.review,
            MinutesMark.verb: self.mark,
            MinutesEdit.verb: self.edit,
            MinutesSave.verb: self.save,
            MinutesContext.verb: self.context,
            MinutesQuote.verb: self.quote,
            MinutesReword.verb: self.reword,
            MinutesTake.verb: self.take,
            MinutesPoints.verb: self.points,
            MinutesVersions.verb: self.versions,
            MinutesDiff.verb: self.diff,
            MinutesRestore.verb: self.restore,
            MinutesDiscard.verb: self.discard,
            MinutesDelete.verb: self.delete,
        }

    def dialogs(self) -> dict[str, DialogHandler]:
        """Return what opens dialogs and takes their forms, by verb."""
        return {
            MinutesEdit.verb: self.open_edit,
            MinutesSave.verb: self.take_edit,
            MinutesContext.verb: self.open_context,
            MinutesQuote.verb: self.take_quote,
        }

    # --- looking ---------------------------------------------------------------------------------

    async def review(self, turn: Turn) -> Card | None:
        """Show the minutes as they are now, in place."""
        dossier = await self._open(turn, pressed(turn, MinutesReview))
        await self._view.pressed_here(turn, dossier)
        return await self._view.card(turn, dossier)

    async def points(self, turn: Turn) -> Card | None:
        """List the items, or one item's points."""
        action = pressed(turn, MinutesPoints)
        _, version = await self._editable(turn, action)
        return points_card(action.id, version.draft, action.item, turn.texts)

    async def context(self, turn: Turn) -> Card | None:
        """Show below what was said around a mark; the card that was pressed stays."""
        card = await self._context(turn, in_dialog=False)
        await turn.chat.show(card)
        return None

    async def open_context(self, turn: Turn) -> DialogReply:
        """Show the same in a dialog."""
        card = await self._context(turn, in_dialog=True)
        return Dialog(turn.texts("minutes.context.title"), card, "large")

    async def _context(self, turn: Turn, *, in_dialog: bool) -> Card:
        action = pressed(turn, MinutesContext)
        dossier = await self._open(turn, action)
        draft = (await self._desk.latest(dossier)).draft
        transcript = await self._desk.transcript(dossier)
        number = _utterance(draft, action.mark, action.point)
        if transcript is None or not number:
            raise CardOutdated
        said = around(transcript, number)
        return context_card(action.id, said, number, turn.texts, in_dialog=in_dialog)

    # --- marks and edits -------------------------------------------------------------------------

    async def mark(self, turn: Turn) -> Card | None:
        """Settle a mark; the next one moves up."""
        action = pressed(turn, MinutesMark)
        dossier, _ = await self._editable(turn, action)
        await self._desk.settle(dossier, action.mark)
        return await self._shown(turn, dossier)

    async def edit(self, turn: Turn) -> Card | None:
        """Put the form of a point in the card's place."""
        _, card = await self._form(turn, in_dialog=False)
        return card

    async def open_edit(self, turn: Turn) -> DialogReply:
        """Open the form of a point as a dialog."""
        title, card = await self._form(turn, in_dialog=True)
        return Dialog(title, card, "large")

    async def _form(self, turn: Turn, *, in_dialog: bool) -> tuple[str, Card]:
        action = pressed(turn, MinutesEdit)
        _, version = await self._editable(turn, action)
        draft = version.draft
        mark = next((one for one in draft.marks if one.id == action.mark), None)
        if action.point == FACTS or (mark and mark.doubt is Doubt.REQUIRED and not mark.point):
            card = facts_card(action.id, draft, turn.texts, in_dialog=in_dialog)
            return turn.texts("minutes.facts"), card
        found = draft.point(action.point) if action.point else None
        if action.point and found is None:
            raise CardOutdated
        editing = Editing(
            id=action.id,
            base=version.number,
            entry=entry_of(found[1]) if found else Entry(text=""),
            point=found[1] if found else None,
            mark=action.mark,
            items=draft.items,
            kind=_OMITTED.get(mark.doubt, "statement") if mark else "statement",
            item=_home(draft, mark),
            quote=mark.quote if mark else "",
            in_dialog=in_dialog,
        )
        return edit_title(editing, turn.texts), edit_card(editing, turn.texts)

    async def save(self, turn: Turn) -> Card | None:
        """Keep what was entered; the form becomes the minutes again."""
        dossier = await self._saved(turn)
        return await self._shown(turn, dossier)

    async def take_edit(self, turn: Turn) -> DialogReply:
        """Keep what was entered in the dialog, and show it in the chat."""
        dossier = await self._saved(turn)
        await self._view.refresh(turn, dossier)
        return turn.texts("minutes.saved", number=dossier.version)

    async def _saved(self, turn: Turn) -> Dossier:
        action = pressed(turn, MinutesSave)
        dossier, version = await self._editable(turn, action)
        if action.base != version.number:
            raise MinutesChanged
        draft, touched = _changed(version.draft, action)
        return await self._kept(
            turn, dossier, draft, why="edit", touched=touched, settled=action.mark
        )

    async def quote(self, turn: Turn) -> Card | None:
        """Take an utterance over word for word."""
        dossier = await self._quoted(turn)
        await self._view.refresh(turn, dossier)
        return receipt(turn.texts, turn.texts("minutes.saved", number=dossier.version))

    async def take_quote(self, turn: Turn) -> DialogReply:
        """Do the same from a dialog."""
        dossier = await self._quoted(turn)
        await self._view.refresh(turn, dossier)
        return turn.texts("minutes.saved", number=dossier.version)

    async def _quoted(self, turn: Turn) -> Dossier:
        action = pressed(turn, MinutesQuote)
        dossier, version = await self._editable(turn, action)
        transcript = await self._desk.transcript(dossier)
        if transcript is None or not 1 <= action.number <= len(transcript.utterances):
            raise CardOutdated
        draft = quoted(version.draft, transcript, action.number)
        return await self._kept(turn, dossier, draft, why="quote")

    # --- changes in words ------------------------------------------------------------------------

    async def reword(self, turn: Turn) -> Card | None:
        """Have the draft changed as it was wished; the difference comes below."""
        action = pressed(turn, MinutesReword)
        dossier, version = await self._editable(turn, action)
        wish = " ".join(action.wish.split())[:_LONGEST_WISH]
        if not wish:
            note = turn.texts("minutes.wish.missing")
            return await self._view.review(turn, dossier, version, note=note)
        data = {"id": dossier.id, "wish": wish}
        job = f"{dossier.id}.reword"
        await turn.later(Later(Payload(REWORD, data), job=job, id=f"{turn.id}:reword"))
        note = turn.texts("minutes.rewording")
        return await self._view.review(turn, dossier, version, note=note)

    async def rewording(self, turn: Turn) -> Card | None:
        """Ask the model for the change, check it, and show what would be different."""
        data = turn.payload.data if turn.payload else {}
        ident, wish = str(data.get("id", "")), str(data.get("wish", ""))
        if not await self._gate.admits(turn):
            return None
        dossier = await self._desk.open(turn.conversation.tenant, turn.person.id, ident)
        version = await self._desk.latest(dossier)
        transcript = await self._desk.transcript(dossier)
        try:
            draft = await self._rewording.reword(version.draft, transcript, wish)
        except (StateUnavailable, TeamsUnavailable):
            raise
        except AssistantError as error:
            job = f"{ident}.reword"
            again = Later(Payload(REWORD, dict(data)), job=job)
            card, told = await self._retry.offer(turn, error, job, again)
            await turn.chat.show(card)
            raise told from error
        draft = await asyncio.to_thread(
            rechecked,
            draft,
            transcript,
            self._view.kind(turn, dossier),
            law=turn.agency.minutes.law,
        )
        await self._desk.propose(dossier, draft, version.number)
        different = changes(version.draft, draft)
        card = diff_card(dossier.id, different, turn.texts, asks=True, note=wish)
        await turn.chat.show(card, by_ai=True)
        return None

    async def take(self, turn: Turn) -> Card | None:
        """Make the proposed change the current version."""
        action = pressed(turn, MinutesTake)
        dossier, _ = await self._editable(turn, action)
        draft = await self._desk.proposed(dossier)
        dossier, _ = await self._desk.add_version(
            dossier, draft, author=turn.person.id, why="reword"
        )
        await self._view.refresh(turn, dossier)
        return receipt(turn.texts, turn.texts("minutes.saved", number=dossier.version))

    # --- versions --------------------------------------------------------------------------------

    async def versions(self, turn: Turn) -> Card | None:
        """List the versions."""
        action = pressed(turn, MinutesVersions)
        dossier = await self._open(turn, action)
        found = await self._desk.versions(dossier)
        is_frozen = dossier.stage is not Stage.REVIEW
        return versions_card(dossier.id, found, turn.texts, is_frozen=is_frozen)

    async def diff(self, turn: Turn) -> Card | None:
        """Compare a version with the one before."""
        action = pressed(turn, MinutesDiff)
        dossier = await self._open(turn, action)
        after = await self._desk.version(dossier, action.number)
        before = await self._desk.version(dossier, action.number - 1)
        different = changes(before.draft, after.draft)
        return diff_card(dossier.id, different, turn.texts, asks=False)

    async def restore(self, turn: Turn) -> Card | None:
        """Make an earlier version the current one; nothing in between is lost."""
        action = pressed(turn, MinutesRestore)
        dossier, latest = await self._editable(turn, action)
        earlier = await self._desk.version(dossier, action.number)
        again = restored(latest, earlier, author=turn.person.id, at=self._view.now())
        dossier, _ = await self._desk.add_version(
            dossier, again.draft, author=again.author, why=again.why
        )
        return await self._shown(turn, dossier)

    # --- deleting --------------------------------------------------------------------------------

    async def discard(self, turn: Turn) -> Card | None:
        """Ask whether all of it shall be deleted."""
        dossier = await self._open(turn, pressed(turn, MinutesDiscard))
        return discard_card(dossier.id, turn.texts)

    async def delete(self, turn: Turn) -> Card | None:
        """Delete draft, versions and transcript."""
        dossier = await self._open(turn, pressed(turn, MinutesDelete))
        await self._desk.delete(dossier)
        _audit.info("minutes deleted", extra={"minutes": dossier.id})
        return receipt(turn.texts, turn.texts("minutes.discarded"))

    # --- what the handlers share -----------------------------------------------------------------

    async def _open(self, turn: Turn, action: Action) -> Dossier:
        ident = str(getattr(action, "id", ""))
        return await self._desk.open(turn.conversation.tenant, turn.person.id, ident)

    async def _editable(self, turn: Turn, action: Action) -> tuple[Dossier, Version]:
        """Return minutes under review; raises MinutesChanged once they are circulated or frozen."""
        dossier = await self._open(turn, action)
        if dossier.stage is not Stage.REVIEW:
            raise MinutesChanged
        return dossier, await self._desk.latest(dossier)

    async def _kept(
        self,
        turn: Turn,
        dossier: Dossier,
        draft: Draft,
        *,
        why: str,
        touched: tuple[str, ...] = (),
        settled: str = "",
    ) -> Dossier:
        transcript = await self._desk.transcript(dossier)
        kind = self._view.kind(turn, dossier)
        decided = (settled,) if settled else ()
        law = turn.agency.minutes.law
        checked = await asyncio.to_thread(
            rechecked, draft, transcript, kind, law=law, touched=touched, settled=decided
        )
        dossier, _ = await self._desk.add_version(dossier, checked, author=turn.person.id, why=why)
        return dossier

    async def _shown(self, turn: Turn, dossier: Dossier) -> Card:
        await self._view.pressed_here(turn, dossier)
        await self._view.refresh(turn, dossier, but=turn.person.id)
        return await self._view.card(turn, dossier)


def _changed(draft: Draft, action: MinutesSave) -> tuple[Draft, tuple[str, ...]]:
    """Return the draft with what was entered, and which points a person has written."""
    if action.point == FACTS:
        facts = MeetingFacts(
            title=action.title.strip(),
            day=day_in(action.day) or draft.facts.day,
            place=action.place.strip(),
            begin=action.begin.strip(),
            end=action.end.strip(),
            chair=action.chair.strip(),
            keeper=action.keeper.strip(),
            next_meeting=draft.facts.next_meeting,
        )
        return with_facts(draft, facts, action.present, action.excused), ()
    entry = Entry(
        text=action.text,
        who=action.who,
        until=action.until,
        yes=action.votes_yes,
        no=action.votes_no,
        abstained=action.votes_abstained,
        outcome=action.outcome,
    )
    if not action.point:
        number = _utterance(draft, action.mark, "")
        rests_on = (number,) if number else ()
        before = {point.id for _, point in draft.points()}
        grown = added(draft, action.item, action.kind or "statement", entry, rests_on)
        return grown, tuple(p.id for _, p in grown.points() if p.id not in before)
    found = draft.point(action.point)
    if found is None:
        raise CardOutdated
    point = None if action.drop == "true" else edited(found[1], entry)
    return draft.replacing(action.point, point), (action.point,)


def _utterance(draft: Draft, mark_id: str, point_id: str) -> int:
    mark = next((one for one in draft.marks if one.id == mark_id), None)
    if mark is not None and mark.utterance:
        return mark.utterance
    found = draft.point(point_id or (mark.point if mark else ""))
    return found[1].utterances[0] if found and found[1].utterances else 0


def _home(draft: Draft, mark: Mark | None) -> str:
    """Return the item that an utterance belongs to."""
    number = mark.utterance if mark else None
    if not number:
        return ""
    runs = draft.coverage.runs
    return next((run.item for run in runs if run.first <= number <= run.last), "")
