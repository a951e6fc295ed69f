"""Proposals: a template on its way to the agency's shelf, decided by the reviewers it names.

The text proposed is frozen with the proposal; what its maker changes later is no part of it. Hits
of the screening block a release until a reviewer gives a reason, which stands in the record and,
without any content, in the log.

A decision is one record that only the first can add. What follows from it may be done again by
whoever comes next: a process that dies in between leaves nothing that is decided but not done.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import ProposalDecided, ReasonNeeded, TemplateChanged, TemplateGone
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
    """A proposed template. ``replaces`` is the agency's template that it would change, if any.

    ``origin`` is the template that it was copied from.
    """

    id: str
    template: Template
    by: PersonId
    tenant: TenantId
    at: datetime
    hits: tuple[Hit, ...] = ()
    replaces: str = ""
    origin: str = ""
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
            "origin": self.origin,
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
        shelf = agency_shelf(viewer.agency.id)
        if replaces and await self._shelves.find(shelf, replaces) is None:
            raise TemplateGone
        proposal = Proposal(
            id=new_id(),
            template=kept.template,
            by=viewer.person,
            tenant=viewer.tenant,
            at=self._clock.now(),
            hits=tuple(hits),
            replaces=replaces,
            origin=kept.entry.origin,
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
        """Return how a proposal differs from what it would replace, or was copied from."""
        kept = await self._replaced(viewer, proposal)
        shipped = self._bookcase.shipped(viewer).get(proposal.origin, proposal.template.language)
        before = kept.template if kept else shipped
        return changes(before, proposal.template) if before else []

    async def original(self, viewer: Viewer, kept: Kept) -> Kept | None:
        """Return the agency's template that a copy was made of, if it still stands there."""
        if not kept.entry.origin:
            return None
        return await self._shelves.find(agency_shelf(viewer.agency.id), kept.entry.origin)

    async def _replaced(self, viewer: Viewer, proposal: Proposal) -> Kept | None:
        """Return what a proposal would replace; None where that is gone or never was."""
        if not proposal.replaces:
            return None
        return await self._shelves.find(agency_shelf(viewer.agency.id), proposal.replaces)

    async def admit(
        self, viewer: Viewer, proposal_id: str, state: State, reason: str = ""
    ) -> Proposal:
        """Return the proposal if this person may decide so; raises as `decide` does."""
        _check_reviewer(viewer)
        proposal = await self.get(viewer, proposal_id)
        if proposal.state is not State.OPEN and not _is_by(viewer, state, proposal):
            raise ProposalDecided
        if (proposal.hits or state is State.REFUSED) and not _shortened(reason):
            raise ReasonNeeded
        return proposal

    async def decide(
        self, viewer: Viewer, proposal_id: str, state: State, reason: str = ""
    ) -> Proposal:
        """Release a proposal, which puts it on the agency's shelf, or refuse it.

        The same decision once more does what is still to be done of it. Raises ReasonNeeded for a
        refusal without a reason and for a release in spite of hits, ProposalDecided when another
        was faster, and TemplateGone for no reviewer.
        """
        proposal = await self.admit(viewer, proposal_id, state, reason)
        if proposal.state is not State.OPEN:
            return proposal
        decided = replace(
            proposal, state=state, decided_by=viewer.person, reason=_shortened(reason)
        )
        mark = {"by": viewer.person, "state": state.value, "reason": decided.reason}
        scope, name = _scope(viewer), f"decided:{proposal.id}"
        if await self._store.add(scope, Record.SHELF, mark, name):
            _log_decision(viewer, decided)
        else:
            decided = _decided(proposal, await self._store.read(scope, Record.SHELF, name))
        if decided.state is State.RELEASED:
            try:
                await self._shelve(viewer, decided)
            except TemplateChanged:  # somebody wrote a version just now: on top of that one
                await self._shelve(viewer, decided)
        await self._write(viewer, decided)
        if not _is_by(viewer, state, decided):
            raise ProposalDecided
        return decided

    async def _shelve(self, viewer: Viewer, proposal: Proposal) -> None:
        """Put a released template where it belongs, unless that has been done."""
        shelf = agency_shelf(viewer.agency.id)
        if old := await self._replaced(viewer, proposal):
            place = {"id": old.entry.id, "version": old.entry.version}
            next_one = proposal.template.model_copy(update=place)
            if next_one != old.template:
                await self._shelves.replace(shelf, next_one, old.entry.version, proposal.by)
            return await self._shelves.renew(shelf)
        made = proposal.template.model_copy(update={"id": _shelved_id(proposal), "version": 1})
        if await self._shelves.knows(shelf, made.id):
            return await self._shelves.renew(shelf)
        await self._shelves.put(shelf, made, proposal.by, keep_id=True)
        return None

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
        origin=str(record.get("origin", "")),
        state=State(str(record["state"])),
        decided_by=PersonId(str(record["decided_by"])),
        reason=str(record["reason"]),
    )


def _decided(proposal: Proposal, mark: Mapping[str, object] | None) -> Proposal:
    """Return a proposal as the record of its decision says."""
    if mark is None:
        raise ProposalDecided
    return replace(
        proposal,
        state=State(str(mark["state"])),
        decided_by=PersonId(str(mark["by"])),
        reason=str(mark["reason"]),
    )


def _is_by(viewer: Viewer, state: State, proposal: Proposal) -> bool:
    return (proposal.decided_by, proposal.state) == (viewer.person, state)


def _shelved_id(proposal: Proposal) -> str:
    """Return the id of a released template: the same each time that it is put there."""
    return f"t{sha256(proposal.id.encode()).hexdigest()[:20]}"


def _log_decision(viewer: Viewer, proposal: Proposal) -> None:
    _audit.info(
        "template proposal decided",
        extra={
            "agency": viewer.agency.id,
            "state": proposal.state.value,
            "rules": sorted({hit.rule for hit in proposal.hits}),
            "overridden": bool(proposal.hits) and proposal.state is State.RELEASED,
        },
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
