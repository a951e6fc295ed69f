"""Proposals to the agency: who may decide, what a warning asks for, and fifty forged tries."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.core.errors import ProposalDecided, ReasonNeeded, TemplateGone
from bot.library.authoring import made_of
from bot.library.proposals import Hit, Proposals, State
from bot.library.shelf import agency_shelf
from tests.unit.library.people import ANNA, BEN, CARLA, CIRCLE, DRAFT, RITA, STRANGER, viewer
from tests.unit.library.test_shelves import House

RISKY = Hit("recruiting", "Bewerbungen bewerten")


class Desk(House):
    """A library with proposals."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.proposals = Proposals(self.store, self.clock, self.bookcase, self.shelves)


@pytest.fixture
def desk(redis: Redis) -> Desk:
    return Desk(redis)


async def test_a_released_proposal_is_everybodys(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    [waiting] = await desk.proposals.open_ones(RITA)
    assert waiting == proposal
    decided = await desk.proposals.release(RITA, proposal.id)
    assert (decided.state, decided.decided_by) == (State.RELEASED, "rita")
    [hit] = [one for one in await desk.bookcase.search(CARLA, "Ortsbegehung", "de") if one.kind]
    assert hit.title == DRAFT.title
    assert not await desk.proposals.open_ones(RITA)
    assert (await desk.proposals.get(ANNA, proposal.id)).state is State.RELEASED


async def test_what_is_changed_after_the_proposal_is_no_part_of_it(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    await desk.authoring.edit(ANNA, mine.entry.id, 1, replace(DRAFT, title="Später geändert"))
    await desk.proposals.release(RITA, proposal.id)
    titles = [one.title for one in await desk.bookcase.on(agency_shelf("nord"))]
    assert titles == [DRAFT.title]


async def test_a_hit_blocks_the_release_until_there_is_a_reason(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id, [RISKY])
    with pytest.raises(ReasonNeeded):
        await desk.proposals.release(RITA, proposal.id, "  ")
    with caplog.at_level(logging.INFO, "audit"):
        await desk.proposals.release(RITA, proposal.id, "Marker: nur Formulierungshilfe.")
    [line] = caplog.records
    assert line.__dict__["overridden"] is True
    assert line.__dict__["rules"] == ["recruiting"]
    assert "Marker" not in str(line.__dict__)
    assert "Bewerbungen" not in str(line.__dict__)


async def test_a_refusal_says_why(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    with pytest.raises(ReasonNeeded):
        await desk.proposals.refuse(RITA, proposal.id, "")
    refused = await desk.proposals.refuse(RITA, proposal.id, "Gibt es schon.")
    assert (refused.state, refused.reason) == (State.REFUSED, "Gibt es schon.")


async def test_of_two_reviewers_one_decides(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    outcomes = await asyncio.gather(
        desk.proposals.release(RITA, proposal.id),
        desk.proposals.refuse(RITA, proposal.id, "Nein."),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ProposalDecided) for one in outcomes) == 1
    with pytest.raises(ProposalDecided):
        await desk.proposals.release(RITA, proposal.id)


async def test_a_proposal_may_replace_a_template_of_the_agency(desk: Desk) -> None:
    shelf = agency_shelf("nord")
    old = await desk.shelves.put(shelf, made_of(DRAFT), RITA.person)
    copy = await desk.authoring.copy(ANNA, old.entry.id, "de")
    await desk.authoring.edit(ANNA, copy.entry.id, 1, replace(DRAFT, title="Vermerk, neu"))
    proposal = await desk.proposals.propose(ANNA, copy.entry.id, replaces=old.entry.id)
    [change] = await desk.proposals.differences(RITA, proposal)
    assert (change.before, change.after) == (DRAFT.title, "Vermerk, neu")
    await desk.proposals.release(RITA, proposal.id)
    [entry] = await desk.bookcase.on(shelf)
    assert (entry.id, entry.version, entry.title) == (old.entry.id, 2, "Vermerk, neu")


Try = Callable[[Desk, dict[str, str]], Awaitable[object]]
FOREIGN = (BEN, CARLA, STRANGER, viewer("dora"), viewer(""))
OTHERS_OWN: dict[str, Callable[..., Try]] = {
    "find": lambda who: lambda d, ids: d.bookcase.find(who, ids["annas"], "de"),
    "edit": lambda who: lambda d, ids: d.authoring.edit(who, ids["annas"], 1, DRAFT),
    "copy": lambda who: lambda d, ids: d.authoring.copy(who, ids["annas"], "de"),
    "share": lambda who: lambda d, ids: d.authoring.share(who, ids["annas"], CIRCLE),
    "delete": lambda who: lambda d, ids: d.authoring.delete(who, ids["annas"]),
    "undo": lambda who: lambda d, ids: d.authoring.undo(who, ids["deleted"]),
    "restore": lambda who: lambda d, ids: d.authoring.restore(who, ids["annas"], 1, 1),
    "diff": lambda who: lambda d, ids: d.authoring.differences(who, ids["annas"], 1, 1),
    "propose": lambda who: lambda d, ids: d.proposals.propose(who, ids["annas"]),
    "release": lambda who: lambda d, ids: d.proposals.release(who, ids["proposal"], "Ja."),
    "refuse": lambda who: lambda d, ids: d.proposals.refuse(who, ids["proposal"], "Nein."),
    "read a proposal": lambda who: lambda d, ids: d.proposals.get(who, ids["proposal"]),
    "list proposals": lambda who: lambda d, _: d.proposals.open_ones(who),
}


@pytest.mark.parametrize("who", FOREIGN, ids=("ben", "carla", "other tenant", "dora", "nobody"))
@pytest.mark.parametrize("what", OTHERS_OWN)
async def test_what_is_not_ones_own_is_refused(desk: Desk, what: str, who: object) -> None:
    annas = await desk.authoring.create(ANNA, DRAFT)
    deleted = await desk.authoring.create(ANNA, DRAFT)
    await desk.authoring.delete(ANNA, deleted.entry.id)
    proposal = await desk.proposals.propose(ANNA, annas.entry.id)
    ids = {"annas": annas.entry.id, "deleted": deleted.entry.id, "proposal": proposal.id}
    with pytest.raises(TemplateGone):
        await OTHERS_OWN[what](who)(desk, ids)
    assert (await desk.bookcase.kept(ANNA, annas.entry.id)).entry.version == 1
    assert (await desk.proposals.get(ANNA, proposal.id)).state is State.OPEN
