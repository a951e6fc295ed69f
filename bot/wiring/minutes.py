"""Makes the dialogs of minutes, and says which of them answers what."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from bot.agency.profile import Agencies
from bot.core.commands import Command, command_in
from bot.core.ids import AgencyId
from bot.core.ports import Transcripts
from bot.core.turn import Card, DialogHandler, Handler, Turn, TurnKind
from bot.documents.service import DocumentService
from bot.meetings.desk import Desk
from bot.meetings.drafting import DraftService
from bot.meetings.kinds import Kinds, load_kinds
from bot.meetings.rewording import Rewording
from bot.wiring.documents import Shared
from cards.actions import MinutesStart
from dialogs import minutes_review, minutes_work
from dialogs.minutes import MinutesDialog, has_pasted_text
from dialogs.minutes_asking import MinutesAsking
from dialogs.minutes_group import MinutesGroup
from dialogs.minutes_review import MinutesReviewDialog
from dialogs.minutes_round import MinutesRoundDialog
from dialogs.minutes_tasks import MinutesTasksDialog
from dialogs.minutes_teams import MinutesFromTeams
from dialogs.minutes_view import MinutesReports, MinutesView
from dialogs.minutes_work import MinutesWork

_log: Final = logging.getLogger(__name__)


def load_minutes(agencies: Agencies, profiles: Path | None) -> Mapping[AgencyId, Kinds]:
    """Read each agency's kinds of minutes; raises ConfigurationError naming the folder or file."""
    folder = profiles or Path()
    found = {}
    for one in agencies.all:
        kinds = load_kinds(folder / one.minutes.folder if one.minutes.folder else None)
        if one.minutes.preset and one.minutes.preset != kinds.get(one.minutes.preset).id:
            _log.warning("The preset kind of minutes is unknown", extra={"agency": one.id})
        found[one.key] = kinds
    return found


class MinutesTable:
    """All dialogs of minutes."""

    def __init__(
        self,
        kinds: Mapping[AgencyId, Kinds],
        shared: Shared,
        documents: DocumentService,
        transcripts: Transcripts,
        *,
        at_once: int,
    ) -> None:
        """Read ``at_once`` parts of a long transcript at the same time."""
        store, model, clock = shared.store, shared.model, shared.clock
        gate, retry = shared.gate, shared.retry
        desk = Desk(store, clock)
        view = MinutesView(desk, kinds, clock, is_demo=model.is_demo)
        group = MinutesGroup(desk, store)
        drafts = DraftService(model, store, parallel=at_once)
        self.work = MinutesWork(desk, drafts, store, retry, clock, view, group)
        self.minutes = MinutesDialog(gate, documents, desk, clock, view, group, self.work)
        self.teams = MinutesFromTeams(desk, transcripts, self.minutes, clock)
        self.review = MinutesReviewDialog(gate, desk, view, Rewording(model), retry)
        self.asking = MinutesAsking(desk, view, group, clock)
        self.round = MinutesRoundDialog(desk, view, group, documents, clock)
        self.owners = MinutesTasksDialog(desk)
        self.reports = MinutesReports(desk, view, is_demo=model.is_demo)
        self._group = group
        self._view = view

    def actions(self) -> dict[str, Handler]:
        """Return what presses do, by verb."""
        of_keepers = {
            **self.minutes.actions(),
            **self.teams.actions(),
            **self.work.actions(),
            **self.review.actions(),
            **self.asking.actions(),
            **self.round.actions(),
            **self.owners.actions(),
        }
        return {
            MinutesStart.verb: self.minutes.start,
            **{verb: self._view.showing_changes(act) for verb, act in of_keepers.items()},
            **self._group.actions(),
        }

    def tasks(self) -> dict[str, Handler]:
        """Return the work put off, by verb."""
        return {
            **self.teams.tasks(),
            minutes_work.WORK: self.work.work,
            minutes_review.REWORD: self.review.rewording,
            **self.asking.tasks(),
            **self.round.tasks(),
            **self.owners.work(),
        }

    def dialogs(self) -> dict[str, DialogHandler]:
        """Return what opens dialogs and takes their forms, by verb."""
        return self.review.dialogs()

    def events(self) -> dict[TurnKind, Handler]:
        """Return what follows when something happened in Teams."""
        return {TurnKind.MEETING_ENDED: self.minutes.offer}

    def small_talk(self) -> tuple[tuple[Callable[[Turn], bool], Handler], ...]:
        """Return what answers the command with a text below it."""
        return ((has_pasted_text, self.minutes.start),)

    def files(self, receive: Handler) -> Handler:
        """Return what takes files in: with the command beside them, minutes are begun."""

        async def take(turn: Turn) -> Card | None:
            if command_in(turn.text) is not Command.MINUTES:
                return await receive(turn)
            await receive(replace(turn, text=""))
            return await self.minutes.start(replace(turn, text=""))

        return take
