"""Who owns a team: known for five minutes at most, and nobody waits long for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channel.activities import Address
from bot.channel.people import Memberships
from bot.core.ids import ConversationId, PersonId, TenantId
from tests.fakes.clock import FakeClock
from tests.fakes.teams import FakeTeams
from tests.unit.channel.test_connector import Bench

TEAM, GROUP = ConversationId("19:haushalt@thread.tacv2"), "ee0f5ae2"
ANNA, BEN = PersonId("anna"), PersonId("ben")


class Directory:
    """Knows owners, or hangs, or knows nothing."""

    def __init__(self) -> None:
        self.owners: set[str] | None = {"anna"}
        self.hangs = False
        self.asked = 0

    async def owns(self, tenant: TenantId, person: PersonId, group: str) -> bool | None:
        assert (tenant, group) == ("nord", GROUP)
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        return None if self.owners is None else person in self.owners


class Desk:
    """Memberships with everything around them at hand."""

    def __init__(self, teams: FakeTeams, clock: FakeClock) -> None:
        self.bench, self.clock, self.directory = Bench(teams, clock), clock, Directory()
        self.memberships = Memberships(self.bench.client, clock, self.directory, patience_s=0.05)
        self.address = Address(teams.service_url, "c", {}, "nord", {}, {}, "")

    async def owns(self, person: PersonId) -> bool | None:
        return await self.memberships.owns(self.address, person, TEAM)


@pytest.fixture
async def desk(clock: FakeClock) -> AsyncIterator[Desk]:
    async with FakeTeams() as teams:
        teams.groups[TEAM] = GROUP
        desk = Desk(teams, clock)
        yield desk
        await desk.bench.session.close()


async def test_who_owns_a_team_is_asked_once_in_four_minutes(desk: Desk) -> None:
    assert [await desk.owns(ANNA), await desk.owns(ANNA), await desk.owns(BEN)] == [
        True,
        True,
        False,
    ]
    assert desk.directory.asked == 2
    desk.directory.owners = {"ben"}
    await desk.clock.advance(250)
    assert [await desk.owns(ANNA), await desk.owns(BEN)] == [False, True]


async def test_a_directory_that_does_not_answer_is_left_alone_for_half_a_minute(desk: Desk) -> None:
    desk.directory.hangs = True
    assert await desk.owns(ANNA) is None
    desk.directory.hangs = False
    assert await desk.owns(ANNA) is None
    assert desk.directory.asked == 1
    await desk.clock.advance(31)
    assert await desk.owns(ANNA) is True


async def test_nobody_and_no_team_is_nobodys(desk: Desk) -> None:
    for person, circle in ((PersonId(""), TEAM), (ANNA, ConversationId(""))):
        assert await desk.memberships.owns(desk.address, person, circle) is False
    chat = ConversationId("19:4f3c2b1a@thread.v2")
    assert await desk.memberships.owns(desk.address, ANNA, chat) is False
    assert desk.directory.asked == 0
