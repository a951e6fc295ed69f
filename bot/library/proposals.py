"""Proposals: a template on its way to the agency's shelf, decided by the reviewers it names.

The text proposed is frozen with the proposal; what its maker changes later is no part of it. Hits
of the screening block a release until a reviewer gives a reason, which stands in the record and,
without any content, in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import ProposalDecided, ReasonNeeded, TemplateGone
from bot.core.ids import PersonId, Scope, TenantId, new_id
from bot.core.ports import Record, Store
from bot.library.bookcase import Bookcase
from bot.library.diff import Change, changes
from bot.library.markdown import as_markdown
from bot.library.rights import Viewer
from bot.library.shelf import Kept, agency_shelf
from bot.library.shelves import Shelves
from bot.library.template import Template, parse

_audit: Final = logging.getLogger("audit")
_LONGEST_REASON: Final = 500
_NOBODY: Final = PersonId("")


class State(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Hit:
    """Something the screening has found: which rule, and why it matters (a text key's end)."""

    rule: str
    words: str
    by_model: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed template. ``replaces`` is the agency's template that it would change, if any."""

    id: str
    template: Template
    by: PersonId
    tenant: TenantId
    at: datetime
    hits: tuple[Hit, ...] = ()
    replaces: str = ""
    state: State = State.OPEN
    decided_by: PersonId = _NOBODY
    reason: str = ""

    def as_record(self) -> dict[str, object]:
        """Return what `proposal_from` takes."""
        return {
            "id": self.id,
            "text": as_markdown(self.template),
            "by": self.by,
            "tenant": self.tenant,
            "at": self.at.isoformat(),
            "hits": [[hit.rule, hit.words, hit.by_model] for hit in self.hits],
            "replaces": self.replaces,
            "state": self.state.value,
            "decided_by": self.decided_by,
            "reason": self.reason,
        }


class Proposals:
    """Takes proposals and carries out what reviewers decide."""

    def __init__(self, store: Store, clock: Clock, bookcase: Bookcase, shelves: Shelves) -> None:
        self._store = store
        self._clock = clock
        self._bookcase = bookcase
        self._shelves = shelves

    async def propose(
        self, viewer: Viewer, template_id: str, hits: Sequence[Hit] = (), *, replaces: str = ""
    ) -> Proposal:
        """Keep a proposal of a template on one of the person's shelves; raises TemplateGone.

        ``replaces`` names the agency's template of which it is meant to be the next version.
        """
        kept = await self._bookcase.kept(viewer, template_id)
        if replaces:
            await self._on_agency_shelf(viewer, replaces)
        proposal = Proposal(
            id=new_id(),
            template=kept.template,
            by=viewer.person,
            tenant=viewer.tenant,
            at=self._clock.now(),
            hits=tuple(hits),
            replaces=replaces,
        )
        await self._write(viewer, proposal)
        return proposal

    async def open_ones(self, viewer: Viewer) -> list[Proposal]:
        """Return what waits for a decision, oldest first; raises TemplateGone for no reviewer."""
        _check_reviewer(viewer)
        found = await self._store.read_all(_scope(viewer), Record.PROPOSALS)
        proposals = [proposal_from(record) for record in found.values()]
        waiting = [one for one in proposals if one.state is State.OPEN]
        return sorted(waiting, key=lambda one: one.at)

    async def get(self, viewer: Viewer, proposal_id: str) -> Proposal:
        """Return a proposal, for reviewers and for whoever made it; raises TemplateGone."""
        record = await self._store.read(_scope(viewer), Record.PROPOSALS, proposal_id)
        proposal = proposal_from(record) if record else None
        if proposal is None or not (viewer.reviews or _made_by(proposal, viewer)):
            raise TemplateGone
        return proposal

    async def differences(self, viewer: Viewer, proposal: Proposal) -> list[Change]:
        """Return how a proposal differs from what it would replace; nothing for a new one."""
        if not proposal.replaces:
            return []
        kept = await self._on_agency_shelf(viewer, proposal.replaces)
        return changes(kept.template, proposal.template)

    async def release(self, viewer: Viewer, proposal_id: str, reason: str = "") -> Proposal:
        """Put the proposed template on the agency's shelf.

        Raises ReasonNeeded when the screening has found something and no reason is given,
        ProposalDecided when another reviewer was faster, and TemplateGone for no reviewer.
        """
        proposal = await self._to_decide(viewer, proposal_id)
        reason = _shortened(reason)
        if proposal.hits and not reason:
            raise ReasonNeeded
        # The decision is kept first: two reviewers who press at once release one template.
        decided = await self._decide(viewer, proposal, State.RELEASED, reason)
        shelf = agency_shelf(viewer.agency.id)
        if proposal.replaces:
            old = await self._on_agency_shelf(viewer, proposal.replaces)
            next_one = proposal.template.model_copy(update={"id": proposal.replaces})
            await self._shelves.replace(shelf, next_one, old.entry.version, proposal.by)
        else:
            await self._shelves.put(shelf, proposal.template, proposal.by)
        return decided

    async def refuse(self, viewer: Viewer, proposal_id: str, reason: str) -> Proposal:
        """Decide against a proposal; raises as `release` does, and always wants a reason."""
        proposal = await self._to_decide(viewer, proposal_id)
        reason = _shortened(reason)
        if not reason:
            raise ReasonNeeded
        return await self._decide(viewer, proposal, State.REFUSED, reason)

    async def _to_decide(self, viewer: Viewer, proposal_id: str) -> Proposal:
        _check_reviewer(viewer)
        proposal = await self.get(viewer, proposal_id)
        if proposal.state is not State.OPEN:
            raise ProposalDecided
        return proposal

    async def _decide(
        self, viewer: Viewer, proposal: Proposal, state: State, reason: str
    ) -> Proposal:
        mark = {"by": viewer.person}
        is_first = await self._store.add(
            _scope(viewer), Record.SHELF, mark, f"decided:{proposal.id}"
        )
        if not is_first:
            raise ProposalDecided
        decided = replace(proposal, state=state, decided_by=viewer.person, reason=reason)
        await self._write(viewer, decided)
        _audit.info(
            "template proposal decided",
            extra={
                "agency": viewer.agency.id,
                "state": state.value,
                "rules": sorted({hit.rule for hit in proposal.hits}),
                "overridden": bool(proposal.hits) and state is State.RELEASED,
            },
        )
        return decided

    async def _on_agency_shelf(self, viewer: Viewer, template_id: str) -> Kept:
        kept = await self._shelves.find(agency_shelf(viewer.agency.id), template_id)
        if kept is None:
            raise TemplateGone
        return kept

    async def _write(self, viewer: Viewer, proposal: Proposal) -> None:
        await self._store.write(_scope(viewer), Record.PROPOSALS, proposal.as_record(), proposal.id)


def proposal_from(record: Mapping[str, object]) -> Proposal:
    """Rebuild a kept proposal."""
    hits = record["hits"]
    return Proposal(
        id=str(record["id"]),
        template=parse(str(record["text"])),
        by=PersonId(str(record["by"])),
        tenant=TenantId(str(record["tenant"])),
        at=datetime.fromisoformat(str(record["at"])),
        hits=tuple(
            Hit(str(rule), str(words), bool(by_model))
            for rule, words, by_model in (hits if isinstance(hits, list) else ())
        ),
        replaces=str(record["replaces"]),
        state=State(str(record["state"])),
        decided_by=PersonId(str(record["decided_by"])),
        reason=str(record["reason"]),
    )


def _scope(viewer: Viewer) -> Scope:
    return agency_shelf(viewer.agency.id).scope


def _made_by(proposal: Proposal, viewer: Viewer) -> bool:
    return (proposal.tenant, proposal.by) == (viewer.tenant, viewer.person)


def _check_reviewer(viewer: Viewer) -> None:
    if not viewer.reviews:
        raise TemplateGone


def _shortened(reason: str) -> str:
    return " ".join(reason.split())[:_LONGEST_REASON]
