"""Proposals to the agency: who may decide, what a warning asks for, and fifty forged tries."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from bot.core.errors import ProposalDecided, ReasonNeeded, StateUnavailable, TemplateGone
from bot.core.ids import Scope
from bot.core.ports import Json, Record
from bot.library.authoring import made_of
from bot.library.proposals import Hit, Proposals, State
from bot.library.shelf import agency_shelf
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.store import RedisStore
from tests.unit.library.people import ANNA, BEN, CARLA, CIRCLE, DRAFT, OTTO, RITA, STRANGER, viewer
from tests.unit.library.test_shelves import House

RISKY = Hit("recruiting", "Bewerbungen bewerten")


class CutStore(RedisStore):
    """A store that stops answering before it keeps a record of one kind."""

    cut: Record | None = None

    async def write(
        self, scope: Scope, kind: Record, value: Json, name: str = "", *, ttl_s: int | None = None
    ) -> None:
        if kind is self.cut:
            raise StateUnavailable
        await super().write(scope, kind, value, name, ttl_s=ttl_s)


class Desk(House):
    """A library with proposals, on a store that can be cut."""

    store: CutStore

    def __init__(self, redis: Redis) -> None:
        self.store = CutStore(Commands(redis), Cipher([os.urandom(32)]), lambda _: 86_400)
        super().__init__(self.store)
        self.proposals = Proposals(self.store, self.clock, self.bookcase, self.shelves)


@pytest.fixture
def desk(redis: Redis) -> Desk:
    return Desk(redis)


async def test_a_released_proposal_is_everybodys(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    [waiting] = await desk.proposals.open_ones(RITA)
    assert waiting == proposal
    decided = await desk.proposals.decide(RITA, proposal.id, State.RELEASED)
    assert (decided.state, decided.decided_by) == (State.RELEASED, "rita")
    [hit] = [one for one in await desk.bookcase.search(CARLA, "Ortsbegehung", "de") if one.kind]
    assert hit.title == DRAFT.title
    assert not await desk.proposals.open_ones(RITA)
    assert (await desk.proposals.get(ANNA, proposal.id)).state is State.RELEASED


async def test_what_is_changed_after_the_proposal_is_no_part_of_it(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    await desk.authoring.edit(ANNA, mine.entry.id, 1, replace(DRAFT, title="Später geändert"))
    await desk.proposals.decide(RITA, proposal.id, State.RELEASED)
    titles = [one.title for one in await desk.bookcase.on(agency_shelf("nord"))]
    assert titles == [DRAFT.title]


async def test_a_hit_blocks_the_release_until_there_is_a_reason(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id, [RISKY])
    with pytest.raises(ReasonNeeded):
        await desk.proposals.decide(RITA, proposal.id, State.RELEASED, "  ")
    with caplog.at_level(logging.INFO, "audit"):
        await desk.proposals.decide(
            RITA, proposal.id, State.RELEASED, "Marker: nur Formulierungshilfe."
        )
    [line] = caplog.records
    assert line.__dict__["overridden"] is True
    assert line.__dict__["rules"] == ["recruiting"]
    assert "Marker" not in str(line.__dict__)
    assert "Bewerbungen" not in str(line.__dict__)


async def test_a_refusal_says_why(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    with pytest.raises(ReasonNeeded):
        await desk.proposals.decide(RITA, proposal.id, State.REFUSED, "")
    refused = await desk.proposals.decide(RITA, proposal.id, State.REFUSED, "Gibt es schon.")
    assert (refused.state, refused.reason) == (State.REFUSED, "Gibt es schon.")


async def test_of_two_reviewers_one_decides(desk: Desk) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id)
    outcomes = await asyncio.gather(
        desk.proposals.decide(RITA, proposal.id, State.RELEASED),
        desk.proposals.decide(RITA, proposal.id, State.REFUSED, "Nein."),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ProposalDecided) for one in outcomes) == 1
    with pytest.raises(ProposalDecided):
        await desk.proposals.decide(OTTO, proposal.id, State.RELEASED)


@pytest.mark.parametrize("who", ["rita", "otto"])
@pytest.mark.parametrize("cut", [Record.VERSIONS, Record.TEMPLATES, Record.SHELF, Record.PROPOSALS])
async def test_a_release_that_dies_halfway_is_finished_by_whoever_comes_next(
    desk: Desk, cut: Record, who: str
) -> None:
    mine = await desk.authoring.create(ANNA, DRAFT)
    proposal = await desk.proposals.propose(ANNA, mine.entry.id, [RISKY])
    desk.store.cut = cut
    with pytest.raises(StateUnavailable):
        await desk.proposals.decide(RITA, proposal.id, State.RELEASED, "Formulierungshilfe.")
    desk.store.cut = None
    if who == "rita":
        await desk.proposals.decide(RITA, proposal.id, State.RELEASED, "Formulierungshilfe.")
    else:
        with pytest.raises(ProposalDecided):
            await desk.proposals.decide(OTTO, proposal.id, State.REFUSED, "Nein.")
    decided = await desk.proposals.get(RITA, proposal.id)
    assert (decided.state, decided.decided_by) == (State.RELEASED, "rita")
    assert decided.reason == "Formulierungshilfe."
    assert [one.title for one in await desk.bookcase.on(agency_shelf("nord"))] == [DRAFT.title]
    assert not await desk.proposals.open_ones(RITA)


@pytest.mark.parametrize("cut", [Record.TEMPLATES, Record.PROPOSALS])
async def test_a_new_version_that_dies_halfway_is_one_version(desk: Desk, cut: Record) -> None:
    old = await desk.shelves.put(agency_shelf("nord"), made_of(DRAFT), RITA.person)
    mine = await desk.authoring.create(ANNA, replace(DRAFT, title="Vermerk, neu"))
    proposal = await desk.proposals.propose(ANNA, mine.entry.id, replaces=old.entry.id)
    desk.store.cut = cut
    with pytest.raises(StateUnavailable):
        await desk.proposals.decide(RITA, proposal.id, State.RELEASED)
    desk.store.cut = None
    await asyncio.gather(
        *(desk.proposals.decide(RITA, proposal.id, State.RELEASED) for _ in range(3))
    )
    [entry] = await desk.bookcase.on(agency_shelf("nord"))
    assert (entry.version, entry.title) == (2, "Vermerk, neu")


async def test_a_proposal_may_replace_a_template_of_the_agency(desk: Desk) -> None:
    shelf = agency_shelf("nord")
    old = await desk.shelves.put(shelf, made_of(DRAFT), RITA.person)
    copy = await desk.authoring.copy(ANNA, old.entry.id, "de")
    await desk.authoring.edit(ANNA, copy.entry.id, 1, replace(DRAFT, title="Vermerk, neu"))
    proposal = await desk.proposals.propose(ANNA, copy.entry.id, replaces=old.entry.id)
    [change] = await desk.proposals.differences(RITA, proposal)
    assert (change.before, change.after) == (DRAFT.title, "Vermerk, neu")
    await desk.proposals.decide(RITA, proposal.id, State.RELEASED)
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
    "release": lambda who: (
        lambda d, ids: d.proposals.decide(who, ids["proposal"], State.RELEASED, "Ja.")
    ),
    "refuse": lambda who: (
        lambda d, ids: d.proposals.decide(who, ids["proposal"], State.REFUSED, "Nein.")
    ),
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
