"""A message's menu and the search of a compose box, through the whole house."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.model import rejected_key
from tests.fakes.teams import Json
from tests.fakes.teams_inbound import CONVERSATIONS
from tests.scenarios.conftest import House

MESSAGE = "Bitte schickt bis Freitag die Zahlen an das Referat 12. Mehr auf https://intern.test/x."


def chosen(text: str = MESSAGE, command: str = "summarise") -> Json:
    body = {"contentType": "html", "content": f"<p>{text}</p>"}
    payload = {"id": "1763900000001", "body": body, "from": {"user": {"displayName": "Geheim"}}}
    return {"commandId": command, "commandContext": "message", "messagePayload": payload}


async def opened(house: House, value: Json, kind: str = "channel") -> Json:
    reply = await house.post(
        house.teams.invoke("composeExtension/fetchTask", value, kind=kind)  # type: ignore[arg-type]
    )
    dialog: Json = reply.body["task"]["value"]
    return dialog


async def sent(house: House, verb: str, data: Json) -> Any:
    value = {"commandId": "summarise", "data": {**data, "verb": verb}}
    invoke = house.teams.invoke("composeExtension/submitAction", value, kind="channel")
    return (await house.post(invoke)).body


@pytest.mark.parametrize("command", ["summarise", "answer", "simplify"])
async def test_the_result_is_shown_in_a_dialog_and_nothing_is_posted(
    house: House, command: str
) -> None:
    house.model.answer("Zahlen bis Freitag an Referat 12.")
    dialog = await opened(house, chosen(command=command))
    assert "Zahlen bis Freitag" in str(dialog["card"])
    assert "Entwurf einer KI" in str(dialog["card"])
    assert MESSAGE[:30] in house.model.requests[-1].question
    assert "Geheim" not in house.model.requests[-1].question
    await house.settle()
    assert not house.sent()


async def test_the_result_goes_into_the_compose_box(house: House) -> None:
    house.model.answer("Drei Punkte.")
    dialog = await opened(house, chosen())
    body = await sent(house, "menu.insert", house.button(dialog["card"]["content"], "menu.insert"))
    [attachment] = body["composeExtension"]["attachments"]
    assert "Drei Punkte." in str(attachment["content"])
    assert not house.sent()


async def test_the_result_is_kept_in_the_persons_own_chat(house: House) -> None:
    house.model.answer("Drei Punkte.")
    dialog = await opened(house, chosen())
    card = dialog["card"]["content"]
    body = await sent(house, "menu.keep", house.button(card, "menu.keep"))
    assert "Einzelchat" in body["task"]["value"]
    [message] = house.sent()
    assert message.conversation == "a:1Chat-aad-1aBcD-Erika"
    assert "Drei Punkte." in str(message.body)
    assert not house.shown(CONVERSATIONS["channel"])


async def test_a_translation_asks_for_the_language_first(house: House) -> None:
    house.model.answer("Please send the figures by Friday.")
    dialog = await opened(house, chosen(command="translate"))
    data = house.button(dialog["card"]["content"], "menu.translate")
    body = await sent(house, "menu.translate", {**data, "language": "en"})
    assert "Please send the figures" in str(body["task"]["value"]["card"])
    assert "Englisch" in house.model.requests[-1].question


async def test_a_failure_is_said_in_the_dialog_only(house: House) -> None:
    house.model.always(rejected_key())
    dialog = await opened(house, chosen())
    await house.settle()
    assert "Sprachmodell" in str(dialog["card"])
    assert not house.sent()


async def test_a_message_without_text_is_told_so(house: House) -> None:
    dialog = await opened(house, chosen(text=""))
    assert "keinen Text" in str(dialog["card"])
    assert not house.model.requests


async def test_another_persons_result_is_out_of_reach(house: House) -> None:
    house.model.answer("Nur für Erika.")
    dialog = await opened(house, chosen())
    data = house.button(dialog["card"]["content"], "menu.insert")
    value = {"commandId": "summarise", "data": {**data, "verb": "menu.insert"}}
    invoke = house.teams.invoke(
        "composeExtension/submitAction", value, kind="channel", person="29:2-Ben"
    )
    body = (await house.post(invoke)).body
    assert "Nur für Erika" not in str(body)
    assert "nicht mehr aktuell" in str(body)


async def test_the_library_is_found_in_every_compose_box(house: House) -> None:
    value = {"commandId": "templates", "parameters": [{"name": "search", "value": "Baustele"}]}
    body = (await house.post(house.teams.invoke("composeExtension/query", value))).body
    first = body["composeExtension"]["attachments"][0]
    assert "Baustelle" in first["preview"]["content"]["title"]
    assert first["preview"]["content"]["text"].startswith("Bibliothek: ")
    assert house.button(first["content"], "template.open")["id"] == "anwohnerinformation"
