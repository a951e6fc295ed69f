"""Group chats and channels: only when mentioned, one whole message, in the thread."""

from __future__ import annotations

import pytest

from tests.fakes.teams_inbound import CONVERSATIONS, Kind
from tests.scenarios.conftest import House


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_a_mention_is_answered_by_typing_and_one_whole_message(
    house: House, kind: Kind
) -> None:
    house.model.answer("Die Antwort für alle.", chunks=4)
    shown = await house.ask("Was steht an?", kind=kind)
    where = CONVERSATIONS[kind]
    assert shown.text == "Die Antwort für alle."
    assert shown.labelled
    assert shown.card is not None
    sent = [request for request in house.sent() if request.conversation == where]
    assert [request.type for request in sent] == ["typing", "message"]
    assert sent[0].stream is None
    assert sent[1].body["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert house.model.requests[-1].question.endswith("Was steht an?")
    assert "<at>" not in str(house.model.requests[-1].messages)


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_what_is_not_meant_for_us_is_neither_answered_nor_stored(
    house: House, kind: Kind
) -> None:
    await house.send("Nur unter uns: Geheimwort.", kind=kind, mentioned=False)
    await house.settle()
    assert house.statuses == [202]
    assert not house.teams.requests
    assert not house.model.requests
    assert [key async for key in house.redis.scan_iter("*lane*")] == []


async def test_a_slow_answer_takes_the_place_of_a_placeholder(house: House) -> None:
    house.model.answer("Nach einer Weile.", first_delay_s=0.5)
    shown = await house.ask("Was steht an?", kind="channel")
    where = CONVERSATIONS["channel"]
    assert [message.text for message in house.shown(where).values()] == ["Nach einer Weile."]
    assert shown.labelled
    assert house.texts("answer.placeholder") in [request.text for request in house.sent()]


async def test_each_conversation_has_a_memory_of_its_own(house: House) -> None:
    await house.ask("Das Kennwort ist Apfelbaum.", kind="groupChat")
    await house.ask("Wie heißt das Kennwort?", kind="channel")
    assert "Apfelbaum" not in str(house.model.requests[-1].messages)
    await house.ask("Wie heißt das Kennwort?", kind="groupChat", person="29:other")
    assert "Apfelbaum" in str(house.model.requests[-1].messages)


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_own_data_is_shown_in_private_only(house: House, kind: Kind) -> None:
    shown = await house.ask("meine daten", kind=kind)
    assert house.texts("errors.not_allowed_here.title") in str(shown.card)


async def test_a_model_failure_in_a_channel_is_explained_there(house: House) -> None:
    house.model.answer("")
    shown = await house.ask("Was steht an?", kind="channel")
    assert shown.text == house.texts("answer.empty")
