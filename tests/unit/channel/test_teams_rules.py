"""The stand-in for Teams is as strict as Teams: a stream that breaks a rule must fail here."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_inbound import CONVERSATIONS

CHAT = CONVERSATIONS["personal"]


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as teams:
        yield teams


async def post(teams: FakeTeams, body: dict[str, Any], chat: str = CHAT) -> tuple[int, str]:
    """Send as the bot; return the status and the id or the reason."""
    url = f"{teams.service_url}v3/conversations/{chat}/activities"
    async with teams.client.post(url, json=body) as response:
        answer = await response.json()
        return response.status, answer.get("id") or answer.get("error", {}).get("message", "")


def chunk(text: str, number: int | None, stream: str = "", kind: str = "") -> dict[str, Any]:
    info: dict[str, Any] = {"type": "streaminfo", "streamType": kind or "streaming"}
    if number is not None:
        info["streamSequence"] = number
    if stream:
        info["streamId"] = stream
    type_ = "message" if kind == "final" else "typing"
    return {"type": type_, "text": text, "entities": [info]}


async def test_a_stream_by_the_book_is_shown_as_it_grows(teams: FakeTeams) -> None:
    _, stream = await post(teams, chunk("Ich suche …", 1, kind="informative"))
    assert teams.messages(CHAT)[stream].text == "Ich suche …"

    assert await post(teams, chunk("Der", 2, stream)) == (202, "")
    assert await post(teams, chunk("Der Antrag", 3, stream)) == (202, "")
    assert teams.messages(CHAT)[stream].streaming

    assert await post(teams, chunk("Der Antrag liegt vor.", None, stream, "final")) == (202, "")
    assert teams.messages(CHAT)[stream].text == "Der Antrag liegt vor."
    assert not teams.messages(CHAT)[stream].streaming
    assert [sent.text for sent in teams.finals(CHAT)] == ["Der Antrag liegt vor."]
    assert len(teams.updates(CHAT)) == 3
    assert len(teams.violations) == 3  # faster than once a second: noted, not refused


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (chunk("Neu", 2, "{id}") | {"attachments": [{}]}, 400),
        (chunk("", 2, "{id}"), 400),
        (chunk("Der A", None, "{id}"), 400),
        (chunk("Der A", 2, "{id}", "continue"), 400),
        (chunk("Etwas anderes", 2, "{id}"), 403),
        (chunk("Etwas anderes", None, "{id}", "final"), 403),
        (chunk("Der A", 2, "{id}", "final"), 400),
        (chunk("Der A", 2, "unknown"), 400),
        (chunk("Der A", 1, "{id}"), 202),
    ],
)
async def test_what_breaks_a_rule_is_not_shown(
    teams: FakeTeams, body: dict[str, Any], status: int
) -> None:
    _, stream = await post(teams, chunk("Der", 1))
    info = body["entities"][0]
    sent = {**body, "entities": [{**info, "streamId": info["streamId"].format(id=stream)}]}

    assert (await post(teams, sent))[0] == status
    assert teams.messages(CHAT)[stream].text == "Der"


async def test_the_ends_of_a_stream_have_their_own_words(teams: FakeTeams) -> None:
    _, stream = await post(teams, chunk("Der", 1))
    teams.stream_limit_s = 0.0
    assert await post(teams, chunk("Der A", 2, stream)) == (
        403,
        "Content stream finished due to exceeded streaming time.",
    )
    teams.stream_limit_s = 120.0
    teams.press_stop(CHAT)
    assert "canceled by user" in (await post(teams, chunk("Der A", 3, stream)))[1]
    teams.streaming_allowed = False
    assert await post(teams, chunk("Der", 1)) == (403, "Content stream is not allowed")
    teams.streaming_enabled = False
    assert await post(teams, chunk("Der", 1)) == (400, "streaming api is not enabled")


async def test_streams_are_for_personal_chats(teams: FakeTeams) -> None:
    for kind in ("groupChat", "channel"):
        assert (await post(teams, chunk("Der", 1), CONVERSATIONS[kind]))[0] == 405


async def test_messages_too_large_or_with_two_labels_are_refused(teams: FakeTeams) -> None:
    root = {"type": "https://schema.org/Message"}
    assert (await post(teams, {"type": "message", "text": "ä" * 60_000}))[0] == 413
    assert (await post(teams, {"type": "message", "text": "a", "entities": [root, root]}))[0] == 400
    assert teams.messages(CHAT) == {}


async def test_a_lost_answer_was_taken_all_the_same(teams: FakeTeams) -> None:
    teams.fail(500, lost=True)
    with pytest.raises(aiohttp.ClientError):
        await post(teams, {"type": "message", "text": "Guten Tag"})

    assert [shown.text for shown in teams.messages(CHAT).values()] == ["Guten Tag"]


async def test_activities_look_like_those_of_teams(teams: FakeTeams) -> None:
    file = teams.put_file("Satzung.pdf", b"%PDF")
    message = teams.message("Bitte kürzen", kind="channel", files=[("Satzung.pdf", file)])

    assert message["text"] == "<at>Assistent</at> Bitte kürzen"
    assert message["attachments"][0]["content"]["fileType"] == "pdf"
    assert message["serviceUrl"] == teams.service_url
    assert teams.message("a")["id"] != teams.message("a")["id"]
    assert teams.action("answer.shorter", {"answer": "1"})["value"]["action"]["data"] == {
        "answer": "1"
    }
    assert teams.feedback("m-1", "dislike", "Zu lang")["replyToId"] == "m-1"
    assert teams.installed(action="remove")["action"] == "remove"
