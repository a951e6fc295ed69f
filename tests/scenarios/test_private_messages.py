"""Slash commands in groups: asked in private, answered in private, remembered for nobody else."""

from __future__ import annotations

from typing import Any

from tests.fakes.teams import Json
from tests.fakes.teams_inbound import CONVERSATIONS
from tests.scenarios.conftest import House

GROUP = CONVERSATIONS["groupChat"]


def targeted(house: House, text: str, **more: Any) -> Json:
    activity = house.teams.message(text, kind="groupChat", mentioned=False, **more)
    activity["recipient"]["isTargeted"] = True
    return activity


async def test_a_private_question_is_answered_in_private(house: House) -> None:
    house.model.answer("Nur für Sie.")
    await house.post(targeted(house, "Was bedeutet Anhörung?"))
    await house.settle()
    assert house.sent()
    assert all(sent.private for sent in house.sent())
    assert all(sent.conversation == GROUP for sent in house.sent())
    assert "Nur für Sie." in house.last(GROUP).text
    assert not house.breaches


async def test_a_private_question_is_no_memory_of_the_group(house: House) -> None:
    await house.post(targeted(house, "Mein Geheimnis ist der Apfelbaum."))
    await house.settle()
    await house.ask("Was weißt du?", kind="groupChat", person="29:2-Ben")
    assert "Apfelbaum" not in str(house.model.requests[-1].messages)
    await house.post(targeted(house, "Und was weißt du von mir?"))
    await house.settle()
    assert "Apfelbaum" in str(house.model.requests[-1].messages)


async def test_a_command_in_private_shows_its_card_in_private(house: House) -> None:
    await house.post(targeted(house, "/vorlagen"))
    await house.settle()
    assert [sent.private for sent in house.sent()] == [True]


async def test_an_ordinary_mention_is_answered_for_all(house: House) -> None:
    await house.ask("Guten Morgen, was steht an?", kind="groupChat")
    assert not any(sent.private for sent in house.sent())
