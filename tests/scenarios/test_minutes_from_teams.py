"""Minutes of a meeting whose transcript Teams has: Entra, Graph and Teams on the wire."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.graph import FakeGraph, GraphMeeting, running_graph
from tests.fakes.identity import FakeIdentity
from tests.fakes.teams import FakeTeams, Json, Shown
from tests.fakes.teams_inbound import TENANT
from tests.scenarios.conftest import House
from tests.scenarios.minutes import (
    BEN,
    BENS_CHAT,
    PRIVATE,
    SPOKEN,
    draft_data,
    press,
    written,
)

CHAT, MEETING = "19:meeting_abc@thread.v2", "MCMxMeeting"
ERIKA, ORGANISER = "aad-1aBcD-Erika", "0f6b1c1e-organiser"
SCOPE_OF_BOT = "https://api.botframework.com/.default"
VTT = "WEBVTT\n\n" + "\n\n".join(
    f"0:{number}:0.0 --> 0:{number}:20.320\n<v {who}>{said}</v>"
    for number, line in enumerate(SPOKEN.splitlines())
    for who, said in [line.split(": ")]
)


@pytest.fixture
async def identity() -> AsyncIterator[FakeIdentity]:
    async with FakeIdentity() as fake:
        yield fake


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    async with running_graph() as fake:
        meeting = GraphMeeting("MSo1*0", "", set(), organiser=ORGANISER)
        meeting.transcripts["t1"] = ("2026-11-18T08:00:00.1234567Z", VTT)
        fake.meetings.append(meeting)
        yield fake


@pytest.fixture
def environ(
    identity: FakeIdentity, graph: FakeGraph, tmp_path: Path, request: pytest.FixtureRequest
) -> dict[str, str]:
    """Give the bot an identity, its Graph, and an agency that asks nobody."""
    example = Path("bot/agency/profiles/example.toml").read_text("utf-8")
    change = getattr(request, "param", ("consent = true", "consent = false"))
    (tmp_path / "amt.toml").write_text(example.replace(*change), "utf-8")
    return {
        "TEAMS_APP_ID": identity.app_id,
        "TEAMS_APP_TENANT_ID": "home.example",
        "TEAMS_APP_PASSWORD": "sehr-geheim",
        "TEAMS_LOGIN_URL": identity.url,
        "GRAPH_URL": graph.url,
        "AGENCY_PROFILES": str(tmp_path),
    }


@pytest.fixture
async def house(house: House) -> House:
    """Put Erika and Ben into the chat of a meeting that Teams describes."""
    house.teams.members[CHAT] = {ERIKA, "aad-2-Ben"}
    house.teams.meetings[MEETING] = described()
    return house


def described(**organiser: str) -> Json:
    return {
        "details": {"id": MEETING, "msGraphResourceId": "MSo1*0", "joinUrl": "https://x.test"},
        "conversation": {"id": CHAT},
        "organizer": {"aadObjectId": ORGANISER, "tenantId": TENANT, **organiser},
    }


async def asked(house: House, **more: Any) -> Shown:
    """Ask for minutes in the meeting's chat; returns the form in the person's own."""
    await house.ask("protokoll", kind="groupChat", conversation=CHAT, **more)
    return house.last(BENS_CHAT if more.get("person") == BEN else PRIVATE)


def sources(card: Json | None) -> list[str]:
    fields = [one for one in (card or {})["body"] if one.get("id") == "source"]
    return [choice["title"] for field in fields for choice in field["choices"]]


async def test_the_transcript_comes_by_itself_and_the_draft_starts(
    house: House, graph: FakeGraph, identity: FakeIdentity
) -> None:
    form = await asked(house)
    assert sources(form.card)[0] == "Transkript aus Teams, 18. November 2026, 9:00 Uhr"
    assert not [path for path, _ in graph.requests if "content" in path]
    house.model.answer(written())
    data = draft_data(form.card or {}, house, source="teams-1")
    reply = await press(house, "minutes.draft", data, reply_to=form.id)
    assert "Ich hole das Transkript aus Teams" in str(reply["value"])
    await house.settle()
    text = house.shown(PRIVATE)[form.id].card_text
    assert "Bitte prüfen" in text
    assert "Alle 7 Beiträge" in text
    assert not house.breaches
    path, headers = graph.requests[-1]
    assert path.endswith(f"/users/{ORGANISER}/onlineMeetings/MSo1%2A0/transcripts/t1/content")
    assert headers["Authorization"].startswith("Bearer app-token-")
    logins = {(one["tenant"], one["scope"]) for one in identity.login_requests}
    assert logins == {("home.example", SCOPE_OF_BOT), (TENANT, f"{graph.url}/.default")}


async def test_the_offer_after_the_meeting_finds_it_too(house: House) -> None:
    await house.post(house.teams.meeting_ended("Jour fixe"))
    await house.settle()
    assert "Transkript aus Teams, 18. November 2026" in house.last(PRIVATE).card_text


async def test_of_several_one_is_chosen_and_its_day_is_the_minutes(
    house: House, graph: FakeGraph
) -> None:
    graph.meetings[0].transcripts["t2"] = ("2026-11-25T08:00:00Z", "WEBVTT\n")
    form = await asked(house)
    assert [one.partition(",")[2] for one in sources(form.card)[:2]] == [
        " 25. November 2026, 9:00 Uhr",
        " 18. November 2026, 9:00 Uhr",
    ]
    house.model.answer(written())
    data = draft_data(form.card or {}, house, source="teams-1", day="2026-11-25")
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    assert "20.11." in house.shown(PRIVATE)[form.id].card_text  # „bis Freitag“, from the 18th


async def test_one_without_a_word_leaves_the_choice_of_another_source(
    house: House, graph: FakeGraph
) -> None:
    graph.meetings[0].transcripts["t2"] = ("2026-11-25T08:00:00Z", "WEBVTT\n")
    form = await asked(house)
    data = draft_data(form.card or {}, house, source="teams-2")
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    shown = house.shown(PRIVATE)[form.id]
    assert "Hier steht kein gesprochenes Wort" in shown.card_text
    assert len(sources(shown.card)) == 3


async def test_speakers_come_from_it_before_the_draft(house: House) -> None:
    form = await asked(house)
    data = draft_data(form.card or {}, house, source="teams-1")
    await press(house, "minutes.speakers", data, reply_to=form.id)
    await house.settle()
    assert "Jana Krüger (3 Beiträge)" in house.shown(PRIVATE)[form.id].card_text


async def test_without_names_the_draft_starts_all_the_same(house: House, graph: FakeGraph) -> None:
    graph.names_on = False
    form = await asked(house)
    house.model.answer(written([{"type": "done"}]))
    data = draft_data(form.card or {}, house, source="teams-1")
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    assert "Ergebnisprotokoll Jour fixe" in house.shown(PRIVATE)[form.id].card_text
    assert "Öztürk" not in house.model.requests[-1].question


LOCKED, NO_CONSENT = "Dieses Transkript ist für Sie gesperrt", "Dafür fehlt mir eine Erlaubnis"
OUT_OF_REACH, MISSING = "An dieses Transkript komme ich nicht heran", "Es gibt kein Transkript"
OFF, DOWN = "Transkripte sind für mich gesperrt", "Microsoft 365 antwortet gerade nicht"
NOT_YET = "Teams hat noch kein Transkript dieser Besprechung"
CALL: Json = {"details": {"id": MEETING, "type": "GroupCall"}}


@pytest.mark.parametrize(
    ("refuse", "said"),
    [
        pytest.param(lambda _, graph: setattr(graph, "transcripts_on", False), OFF, id="off"),
        pytest.param(
            lambda _, graph: setattr(graph.meetings[0], "consented", False),
            NO_CONSENT,
            id="no consent",
        ),
        pytest.param(
            lambda _, graph: graph.meetings[0].transcripts.clear(), NOT_YET, id="not recorded"
        ),
        pytest.param(
            lambda _, graph: setattr(graph, "channel_meetings", False), OUT_OF_REACH, id="channel"
        ),
        pytest.param(lambda _, graph: setattr(graph, "rubbish", b"{"), DOWN, id="down"),
        pytest.param(
            lambda teams, _: teams.meetings.update({MEETING: 403}), NO_CONSENT, id="Teams refuses"
        ),
        pytest.param(lambda teams, _: teams.meetings.clear(), NOT_YET, id="expired"),
        pytest.param(
            lambda teams, _: teams.meetings.update({MEETING: CALL}), OUT_OF_REACH, id="a call"
        ),
        pytest.param(
            lambda teams, _: teams.meetings.update({MEETING: described(tenantId="another")}),
            LOCKED,
            id="another tenant's",
        ),
    ],
)
async def test_each_refusal_has_its_sentence_and_pasting_goes_on_working(
    house: House, graph: FakeGraph, refuse: Callable[[FakeTeams, FakeGraph], None], said: str
) -> None:
    refuse(house.teams, graph)
    form = await asked(house)
    assert said in form.card_text
    assert house.button(form.card, "minutes.look")
    house.model.answer(written())
    data = draft_data(form.card or {}, house, text=SPOKEN)
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text


async def test_a_tenant_that_does_not_know_the_app_is_told_as_a_missing_consent(
    house: House, graph: FakeGraph, identity: FakeIdentity
) -> None:
    await house.ask("hilfe")  # the bot's own token is there
    identity.login_status = 400
    identity.login_error = "AADSTS7000229: no service principal"
    form = await asked(house)
    assert NO_CONSENT in form.card_text
    assert not graph.requests


async def test_whoever_left_the_chat_learns_nothing_of_its_transcripts(
    house: House, graph: FakeGraph
) -> None:
    house.teams.members[CHAT] = {ERIKA}
    form = await asked(house, person=BEN)
    assert LOCKED in form.card_text
    assert "November" not in form.card_text
    assert not graph.requests


async def test_one_that_comes_later_is_found_by_looking_again(
    house: House, graph: FakeGraph
) -> None:
    kept = dict(graph.meetings[0].transcripts)
    graph.meetings[0].transcripts.clear()
    form = await asked(house)
    graph.meetings[0].transcripts.update(kept)
    look = house.button(form.card, "minutes.look")
    reply = await press(house, "minutes.look", look, reply_to=form.id)
    assert "Ich sehe nach" in str(reply["value"])
    await house.settle()
    found = house.shown(PRIVATE)[form.id]
    assert "Transkript aus Teams, 18. November 2026" in found.card_text
    stranger = await press(house, "minutes.look", look, person=BEN, conversation=BENS_CHAT)
    assert "nicht mehr aktuell" in str(stranger["value"])


async def test_one_that_teams_still_writes_is_looked_for_again_and_told(
    house: House, graph: FakeGraph
) -> None:
    kept = dict(graph.meetings[0].transcripts)
    graph.meetings[0].transcripts.clear()
    form = await asked(house)
    assert NOT_YET in form.card_text
    await house.later(minutes=1)
    assert len(graph.requests) == 1
    await house.later(minutes=1.5)
    assert NOT_YET in house.shown(PRIVATE)[form.id].card_text
    graph.meetings[0].transcripts.update(kept)
    await house.later(minutes=6)
    assert "Transkript aus Teams, 18. November" in house.shown(PRIVATE)[form.id].card_text
    assert "Teams hat das Transkript jetzt" in house.last(PRIVATE).text


async def test_one_that_never_comes_is_given_up(house: House, graph: FakeGraph) -> None:
    graph.meetings[0].transcripts.clear()
    form = await asked(house)
    for minutes in (3, 6, 16, 60):
        await house.later(minutes=minutes)
    assert MISSING in house.shown(PRIVATE)[form.id].card_text
    assert len(graph.requests) == 4


async def test_a_refusal_between_looking_and_fetching_comes_back_into_the_form(
    house: House, graph: FakeGraph
) -> None:
    form = await asked(house)
    graph.meetings[0].consented = False
    data = draft_data(form.card or {}, house, source="teams-1")
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    shown = house.shown(PRIVATE)[form.id]
    assert NO_CONSENT in shown.card_text
    assert "minutes.draft" in shown.card_text
    forged = draft_data(form.card or {}, house, source="teams-9")
    reply = await press(house, "minutes.draft", forged, reply_to=form.id)
    assert "Ich hole" not in str(reply["value"])


@pytest.mark.parametrize("environ", [("", "")], indirect=True)
async def test_before_all_have_agreed_no_word_of_it_is_fetched(
    house: House, graph: FakeGraph
) -> None:
    form = await asked(house)
    data = draft_data(form.card or {}, house, source="teams-1")
    waiting = await press(house, "minutes.draft", data, reply_to=form.id)
    assert "Eine Person hat noch nicht geantwortet" in str(waiting["value"])
    await house.settle()
    assert not [path for path, _ in graph.requests if "content" in path]
    notice = next(one for one in house.shown(CHAT).values() if "minutes.consent" in one.card_text)
    yes = house.button(notice.card, "minutes.consent")
    await press(house, "minutes.consent", yes, kind="groupChat", conversation=CHAT, person=BEN)
    house.model.answer(written())
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text


async def test_pressing_twice_makes_one_draft(house: House, graph: FakeGraph) -> None:
    form = await asked(house)
    house.model.answer(written())
    data = draft_data(form.card or {}, house, source="teams-1")
    for _ in range(2):
        await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text
    assert len([one for one in house.model.requests if "Pilot" in one.question]) == 1
    assert len([path for path, _ in graph.requests if "content" in path]) == 1


async def test_no_word_of_the_transcript_reaches_the_group_or_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    form = await asked(house)
    house.model.answer(written())
    data = draft_data(form.card or {}, house, source="teams-1")
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle()
    assert "Pilot" not in json.dumps([one.body for one in house.shown(CHAT).values()])
    assert "Pilot" not in caplog.text
    assert ORGANISER not in caplog.text


@pytest.mark.parametrize("environ", [("from_teams = true", "from_teams = false")], indirect=True)
async def test_for_an_agency_that_does_not_want_it_teams_is_asked_nothing(
    house: House, graph: FakeGraph
) -> None:
    form = await asked(house)
    assert "minutes.look" not in form.card_text
    assert "Teams ein Transkript" not in form.card_text
    assert not graph.requests
