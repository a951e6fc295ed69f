"""Who may see, change and take away which template: the one place that decides.

Nothing here trusts an id from a card. A person's shelves follow from who they are and from the
teams that Teams itself says they belong to; what is on no shelf of theirs does not exist for them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from bot.agency.profile import Agency
from bot.core.errors import TeamsUnavailable, TemplateGone
from bot.core.ids import ConversationId, PersonId, TenantId
from bot.core.ports import Record, Store
from bot.core.turn import Turn
from bot.library.shelf import Kept, Shelf, ShelfKind, agency_shelf, personal_shelf, team_shelf

_MOST_CIRCLES: Final = 20
_CIRCLES: Final = "circles"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking. ``circles``: the teams and group chats Teams has confirmed; newest first.

    ``owned``: those among them that the directory calls theirs, as far as it was asked;
    ``is_owner_unknown``: it was asked and did not say.
    """

    tenant: TenantId
    person: PersonId
    agency: Agency
    circles: tuple[ConversationId, ...] = ()
    names: tuple[str, ...] = ()  # of the circles, where Teams has told them
    owned: tuple[ConversationId, ...] = ()
    is_owner_unknown: bool = False

    @property
    def reviews(self) -> bool:
        """Whether the person decides what the agency's shelf holds."""
        return self.person in self.agency.library.reviewers

    def shelves(self) -> list[Shelf]:
        """Return everything the person may see, nearest first."""
        teams = [team_shelf(self.tenant, circle) for circle in self.circles]
        return [personal_shelf(self.tenant, self.person), *teams, agency_shelf(self.agency.id)]

    def team(self, circle: ConversationId) -> Shelf:
        """Return a team's shelf; raises TemplateGone where the person is no member."""
        if circle not in self.circles:
            raise TemplateGone
        return team_shelf(self.tenant, circle)

    def may_edit(self, kept: Kept) -> bool:
        """Whether the person may write a new version: own, their team's, or as a reviewer."""
        if kept.shelf.kind is ShelfKind.AGENCY:
            return self.reviews
        return kept.shelf in self.shelves()

    def may_remove(self, kept: Kept) -> bool:
        """Whether the person may delete it: what is theirs, owners what their team shares.

        Reviewers what anybody shares.
        """
        if kept.shelf not in self.shelves():
            return False
        if kept.shelf.kind is ShelfKind.PERSONAL:
            return True
        is_author = kept.shelf.kind is ShelfKind.TEAM and kept.entry.author == self.person
        is_owner = any(team_shelf(self.tenant, one) == kept.shelf for one in self.owned)
        return is_author or is_owner or self.reviews


class Circles:
    """Remembers in which teams and group chats a person has used the assistant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def viewer(self, turn: Turn) -> Viewer:
        """Return who is looking, with the teams that Teams confirms just now.

        A team that Teams says nothing about is left out: rather a template missed than one leaked.
        """
        here = turn.conversation.circle
        known = await self._known(turn)
        if here and known.get(here) != turn.conversation.title:
            others = {circle: name for circle, name in known.items() if circle != here}
            known = dict([(here, turn.conversation.title), *others.items()][:_MOST_CIRCLES])
            record: dict[str, object] = {str(circle): name for circle, name in known.items()}
            await self._store.write(turn.own_scope, Record.FAVOURITES, record, _CIRCLES)
        inside = await asyncio.gather(*(self._belongs(turn, circle, here) for circle in known))
        confirmed = [one for one, is_in in zip(known.items(), inside, strict=True) if is_in]
        return Viewer(
            turn.conversation.tenant,
            turn.person.id,
            turn.agency,
            tuple(circle for circle, _ in confirmed),
            tuple(name for _, name in confirmed),
        )

    @staticmethod
    async def as_owner(turn: Turn, viewer: Viewer, kept: Kept) -> Viewer:
        """Return who is looking, with whether they own the team whose template it is.

        The directory is asked only where that decides, and where the agency wants it.
        """
        shared = [one for one in viewer.circles if team_shelf(viewer.tenant, one) == kept.shelf]
        if not shared or viewer.may_remove(kept) or not viewer.agency.library.owners:
            return viewer
        owns = await turn.people.owns(viewer.person, shared[0])
        return replace(viewer, owned=tuple(shared) if owns else (), is_owner_unknown=owns is None)

    async def _known(self, turn: Turn) -> dict[ConversationId, str]:
        record = await self._store.read(turn.own_scope, Record.FAVOURITES, _CIRCLES) or {}
        return {ConversationId(circle): str(name) for circle, name in record.items()}

    @staticmethod
    async def _belongs(turn: Turn, circle: ConversationId, here: ConversationId) -> bool:
        if circle == here:
            return True
        try:
            return await turn.people.belongs(turn.person.id, circle)
        except TeamsUnavailable:
            return False
