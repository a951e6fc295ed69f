"""A team's owners and its templates: asked of Graph, never believed from a card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.graph import FakeGraph, running_graph
from tests.fakes.identity import FakeIdentity
from tests.fakes.teams import Json
from tests.fakes.teams_inbound import CONVERSATIONS, TENANT
from tests.scenarios.conftest import House
from tests.scenarios.test_authoring import made

BEN, CARLA = "29:2-Ben", "29:4-Carla"
CHANNEL = CONVERSATIONS["channel"]
CIRCLE = CHANNEL.split(";", maxsplit=1)[0]
GROUP = "ee0f5ae2-8bc6-4ae5-8466-7daeebbfa062"
UNKNOWN = "Ob Ihnen dieses Team gehört, hat Teams mir nicht gesagt"


@pytest.fixture
async def identity() -> AsyncIterator[FakeIdentity]:
    async with FakeIdentity() as fake:
        yield fake


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    async with running_graph() as fake:
        fake.teams[GROUP] = {"aad-1aBcD-Erika": [], "aad-2-Ben": ["owner"], "aad-4-Carla": []}
        yield fake


@pytest.fixture
def environ(
    identity: FakeIdentity, graph: FakeGraph, tmp_path: Path, request: pytest.FixtureRequest
) -> dict[str, str]:
    example = Path("bot/agency/profiles/example.toml").read_text("utf-8")
    change = getattr(request, "param", ("", ""))
    (tmp_path / "amt.toml").write_text(example.replace(*change), "utf-8")
    return {
        "TEAMS_APP_ID": identity.app_id,
        "TEAMS_APP_TENANT_ID": TENANT,
        "TEAMS_APP_PASSWORD": "sehr-geheim",
        "TEAMS_LOGIN_URL": identity.url,
        "GRAPH_URL": graph.url,
        "AGENCY_PROFILES": str(tmp_path),
    }


async def shared(house: House, kind: str = "channel") -> str:
    """Have Erika share a template with the team; returns the copy's id."""
    house.teams.groups[CIRCLE] = GROUP
    house.teams.members[CIRCLE] = {"aad-1aBcD-Erika", "aad-2-Ben", "aad-4-Carla"}
    tile = await made(house)
    await house.press("template.share", {"id": tile["id"]}, kind=kind)
    shelf = await house.press("library.shelf", {"kind": "team"}, kind=kind, person=BEN)
    return str(house.button(shelf["value"], "template.open")["id"])


async def page(house: House, template_id: str, **more: Any) -> Json:
    found: Json = (await house.press("template.page", {"id": template_id}, **more))["value"]
    return found


async def test_an_owner_removes_what_a_member_shared_and_brings_it_back(
    house: House, graph: FakeGraph
) -> None:
    ident = await shared(house)
    there = {"kind": "channel", "person": BEN}
    assert "template.delete" in str(await page(house, ident, **there))
    gone = (await house.press("template.delete", {"id": ident}, **there))["value"]
    assert "Gelöscht" in str(gone)
    back = await house.press("template.undo", house.button(gone, "template.undo"), **there)
    assert "Vermerk zur Ortsbegehung" in str(back["value"])
    assert len(graph.requests) == 1  # and kept for the next presses
    assert f"/teams/{GROUP}/members" in graph.requests[0][0]


async def test_from_the_own_chat_it_is_the_same(house: House) -> None:
    ident = await shared(house)
    chat = {"person": BEN, "conversation": "a:1Chat-aad-2-Ben"}
    gone = await house.press("template.delete", {"id": ident}, **chat)
    assert "Gelöscht" in str(gone["value"])


async def test_a_member_who_owns_nothing_is_refused_a_forged_press_too(house: House) -> None:
    ident = await shared(house)
    there = {"kind": "channel", "person": CARLA}
    shown = await page(house, ident, **there)
    assert "template.delete" not in str(shown)
    assert UNKNOWN not in str(shown)
    forged = {"id": ident, "owner": "true", "is_owner": True, "roles": ["owner"]}
    for data in ({"id": ident}, forged):
        reply = await house.press("template.delete", data, **there)
        assert "Gelöscht" not in str(reply["value"])
    gone = (await house.press("template.delete", {"id": ident}, kind="channel"))["value"]
    undo = await house.press("template.undo", house.button(gone, "template.undo"), **there)
    assert "gibt es nicht mehr" in str(undo["value"])


async def test_an_owner_of_the_team_who_is_no_longer_in_it_removes_nothing(house: House) -> None:
    ident = await shared(house)
    house.teams.members[CIRCLE] = {"aad-1aBcD-Erika"}
    chat = {"person": BEN, "conversation": "a:1Chat-aad-2-Ben"}
    reply = await house.press("template.delete", {"id": ident}, **chat)
    assert "gibt es nicht mehr" in str(reply["value"])


@pytest.mark.parametrize("why", ["consent", "graph", "teams"])
async def test_where_nobody_says_who_owns_it_the_card_says_so_and_authors_still_remove(
    house: House, graph: FakeGraph, why: str
) -> None:
    ident = await shared(house)
    graph.teams_consented = why != "consent"
    graph.rubbish = b"[" if why == "graph" else None
    if why == "teams":
        house.teams.groups.clear()
    there = {"kind": "channel", "person": BEN}
    shown = await page(house, ident, **there)
    assert UNKNOWN in str(shown)
    assert "template.delete" not in str(shown)
    refused = await house.press("template.delete", {"id": ident}, **there)
    assert "gibt es nicht mehr" in str(refused["value"])
    assert "Gelöscht" in str(await house.press("template.delete", {"id": ident}, kind="channel"))


async def test_a_group_chat_has_no_owners_and_graph_is_not_asked(
    house: House, graph: FakeGraph
) -> None:
    house.teams.members[CONVERSATIONS["groupChat"]] = {"aad-2-Ben"}
    ident = await shared(house, "groupChat")
    shown = await page(house, ident, kind="groupChat", person=BEN)
    assert "template.delete" not in str(shown)
    assert UNKNOWN not in str(shown)
    assert not graph.requests


@pytest.mark.parametrize("environ", [("owners = true", "owners = false")], indirect=True)
async def test_an_agency_that_leaves_it_out_asks_nobody(house: House, graph: FakeGraph) -> None:
    ident = await shared(house)
    shown = await page(house, ident, kind="channel", person=BEN)
    assert "template.delete" not in str(shown)
    assert UNKNOWN not in str(shown)
    assert not graph.requests
