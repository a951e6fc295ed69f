"""Who owns a team, asked of Graph: about one person, and never with a guess."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import unquote

import pytest

from bot.channel.egress import GuardedSession, hosts_of
from bot.core.ids import PersonId, TenantId
from bot.graph.client import GraphClient
from bot.graph.teams import GraphTeams
from bot.graph.tokens import NoSignIn
from tests.fakes.graph import FakeGraph, running_graph
from tests.unit.graph.test_transcripts import ImpatientClock, Tokens

TENANT, GROUP = TenantId("t"), "ee0f5ae2-8bc6-4ae5-8466-7daeebbfa062"
ANNA, BEN, CARLA = PersonId("anna"), PersonId("ben"), PersonId("carla")


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    async with running_graph() as fake:
        fake.teams[GROUP] = {"ben": [], "dora": ["guest"], "emil": [], "Anna": ["owner"]}
        yield fake


@pytest.fixture
async def teams(graph: FakeGraph) -> AsyncIterator[GraphTeams]:
    async with GuardedSession(hosts_of(graph.url)) as session:
        yield GraphTeams(GraphClient(session, graph.url, Tokens(), ImpatientClock()))


async def test_only_the_person_who_asks_is_looked_up(teams: GraphTeams, graph: FakeGraph) -> None:
    graph.teams[GROUP]["anna"] = ["owner"]
    assert await teams.owns(TENANT, ANNA, GROUP) is True
    assert await teams.owns(TENANT, BEN, GROUP) is False
    assert await teams.owns(TENANT, CARLA, GROUP) is False
    assert len(graph.requests) == 3
    assert "userId eq 'anna'" in unquote(graph.requests[0][0])


async def test_a_filter_that_is_passed_over_makes_nobody_an_owner(
    teams: GraphTeams, graph: FakeGraph
) -> None:
    graph.filters = False
    assert await teams.owns(TENANT, ANNA, GROUP) is True  # on the second page, in other letters
    assert await teams.owns(TENANT, BEN, GROUP) is False


async def test_a_quote_in_an_id_stays_within_its_quotes(
    teams: GraphTeams, graph: FakeGraph
) -> None:
    await teams.owns(TENANT, PersonId("x' or userId ne 'y"), GROUP)
    assert "userId eq 'x'' or userId ne ''y'" in unquote(graph.requests[0][0])


async def test_without_consent_or_graph_nobody_knows(teams: GraphTeams, graph: FakeGraph) -> None:
    graph.teams_consented = False
    assert await teams.owns(TENANT, ANNA, GROUP) is None
    graph.teams_consented = True
    graph.failing = [(503, {})] * 4
    assert await teams.owns(TENANT, ANNA, GROUP) is None
    assert await teams.owns(TENANT, ANNA, "another") is None


async def test_without_an_identity_nobody_knows(graph: FakeGraph) -> None:
    async with GuardedSession(hosts_of(graph.url)) as session:
        client = GraphClient(session, graph.url, NoSignIn(), ImpatientClock())
        assert await GraphTeams(client).owns(TENANT, ANNA, GROUP) is None
    assert not graph.requests
