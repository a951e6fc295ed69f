"""The notice, limits, feedback, and what is stored about a person."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.redis_dump import dump
from tests.fakes.teams import Json
from tests.scenarios.conftest import House

STRICT = """
id = "streng"
name = "KI-Assistenz Streng"
tenants = ["*"]
require_acceptance = true
[notice]
edition = 3
[limits]
prompts_per_day = 2
"""


@pytest.fixture
def strict(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "streng.toml").write_text(STRICT, "utf-8")
    environ["AGENCY_PROFILES"] = str(tmp_path)


async def test_the_notice_is_shown_once_at_first_use(house: House) -> None:
    await house.ask("Erste Frage")
    await house.ask("Zweite Frage")
    notices = [card for card in house.cards() if "notice.accept" in str(card)]
    assert len(notices) == 1
    assert len(house.model.requests) == 2


@pytest.mark.usefixtures("strict")
async def test_nothing_reaches_the_model_before_the_notice_is_accepted(house: House) -> None:
    shown = await house.ask("Wie lange gilt der Ausweis?")
    assert not house.model.requests
    accept = house.button(shown.card, "notice.accept")
    house.model.answer("Zehn Jahre.")
    reply = await house.press("notice.accept", accept, reply_to=shown.id)
    assert reply["type"] == "application/vnd.microsoft.card.adaptive"
    await house.settle()
    assert house.last().text == "Zehn Jahre."
    assert house.model.requests[-1].question.endswith("Wie lange gilt der Ausweis?")


@pytest.mark.usefixtures("strict")
async def test_declining_forgets_the_question(house: House) -> None:
    shown = await house.ask("Ein Kanarienwort")
    await house.press("notice.decline", house.button(shown.card, "notice.decline"))
    await house.settle()
    accept = house.button(shown.card, "notice.accept")
    await house.press("notice.accept", accept)
    await house.settle()
    assert not house.model.requests


@pytest.mark.usefixtures("strict")
async def test_a_file_sent_before_the_notice_is_accepted_is_asked_for_again(house: House) -> None:
    url = house.teams.put_file("a.txt", b"Der Rat hat beschlossen.")
    await house.send("", files=[("a.txt", url)])
    await house.settle()
    assert "notice.accept" in str(house.cards()[-1])
    assert house.last().text == house.texts("notice.file_again")


async def test_what_is_stored_can_be_read_in_the_chat_too(house: House) -> None:
    await house.ask("Was ist ein `Kanarienvogel`?")
    await house.press("data.export")
    offer = next(card for card in house.cards() if "data.read" in str(card))
    await house.press("data.read", house.button(offer, "data.read"))
    shown = house.last().text
    assert shown.startswith("```\n{")
    assert "Kanarienvogel" in shown
    assert shown.count("`") == 6


async def test_cancelling_a_deletion_in_a_group_deletes_nothing_and_shows_nothing(
    house: House,
) -> None:
    shown = await house.ask("löschen", kind="groupChat")
    reply = await house.press("data.show", house.button(shown.card, "data.show"), kind="groupChat")
    assert house.texts("data.ask.cancelled") in str(reply)
    reply = await house.press("data.read", kind="groupChat")
    assert house.texts("errors.not_allowed_here.title") in str(reply)


@pytest.mark.usefixtures("strict")
async def test_an_old_edition_cannot_be_accepted(house: House) -> None:
    await house.press("notice.accept", {"edition": 2})
    await house.ask("Eine Frage")
    assert not house.model.requests


@pytest.mark.usefixtures("strict")
async def test_groups_are_told_where_to_accept(house: House) -> None:
    shown = await house.ask("Was steht an?", kind="groupChat")
    assert shown.text == house.texts("notice.in_group")
    assert not house.model.requests


@pytest.mark.usefixtures("strict")
async def test_the_daily_limit_ends_in_a_sentence(house: House) -> None:
    await house.press("notice.accept", {"edition": 3})
    await house.ask("Frage eins")
    await house.ask("Frage zwei")
    shown = await house.ask("Frage drei")
    assert house.texts("errors.limit_reached.title") in str(shown.card)
    assert len(house.model.requests) == 2


async def test_feedback_is_kept_without_the_conversation(house: House) -> None:
    shown = await house.ask("Frage mit Kanarienvogel")
    reply = await house.post(house.teams.feedback(shown.id, "dislike", "Zu lang"))
    assert (reply.status, reply.body) == (200, {})
    exported = await _export(house)
    assert exported["person"]["feedback"] == [
        {"reaction": "dislike", "text": "Zu lang", "day": exported["exported_at"][:10]}
    ]


async def test_my_data_are_shown_and_handed_out_as_a_file(house: House) -> None:
    await house.ask("Was ist ein Kanarienvogel?")
    shown = await house.ask("meine daten")
    assert "data.export" in str(shown.card)
    exported = await _export(house)
    assert "Kanarienvogel" in str(exported["conversations"])
    assert house.last().text == house.texts("saving.saved")


async def test_an_export_holds_nothing_of_the_neighbour(house: House) -> None:
    await house.ask("Geheimnis der Nachbarin", conversation="a:other", person="29:other")
    await house.ask("Meine Frage")
    exported = json.dumps(await _export(house))
    assert "Nachbarin" not in exported
    assert "Meine Frage" in exported


async def test_a_declined_file_is_dropped(house: House) -> None:
    await house.ask("Eine Frage")
    await house.press("data.export")
    await house.settle()
    ticket = _ticket(house)
    await house.post(_consent(house, "decline", ticket))
    assert house.last().text == house.texts("saving.dropped")
    assert not house.teams.uploads


async def test_somebody_elses_file_ticket_opens_nothing(house: House) -> None:
    await house.ask("Mein Kanarienvogel")
    await house.press("data.export")
    await house.settle()
    stolen = _consent(house, "accept", _ticket(house), person="29:other", conversation="a:other")
    await house.post(stolen)
    assert not house.teams.uploads


@pytest.mark.parametrize("what", ["conversation", "everything"])
async def test_deleting_leaves_nothing_in_redis(house: House, what: str) -> None:
    await house.ask("Ein Kanarienvogel singt.")
    await house.post(house.teams.feedback(house.last().id, "like", "Kanarienvogel"))
    shown = await house.ask("löschen")
    assert "data.delete" in str(shown.card)
    reply = await house.press("data.delete", {"what": what})
    assert house.texts("data.deleted.title") in str(reply)
    await house.settle()
    kept = {key.split(b":")[2] async for key in house.redis.scan_iter("*}*")}
    assert not kept & {b"memory", b"answers", b"summary", b"lane", b"kept", b"files"}
    house.model.answer("Neu.")
    await house.ask("Worum ging es?")
    assert "Kanarienvogel" not in str(house.model.requests[-1].messages)


async def test_deleting_while_an_answer_is_running_leaves_nothing_either(house: House) -> None:
    house.model.answer("Lange Antwort. " * 50, chunks=400, delay_s=0.02)
    await house.send("Ein Kanarienvogel singt.")
    await house.until(lambda: len(house.teams.updates()) >= 3)
    await house.press("data.delete", {"what": "everything"})
    await house.settle()
    await asyncio.sleep(0.1)
    house.model.answer("Neu.")
    await house.ask("Worum ging es?")
    assert "Kanarienvogel" not in str(house.model.requests[-1].messages)
    assert len(house.model.requests) == 2


async def test_nothing_readable_lies_in_redis(house: House) -> None:
    await house.ask("Der Kanarienvogel heißt Hansi.")
    raw = await dump(house.redis)
    for word in ("Kanarienvogel", "Hansi", "Testmodells", "Erika", "29:", "a:1Personal"):
        assert word.encode() not in raw, word


async def test_every_key_ends(house: House) -> None:
    await house.ask("Eine Frage")
    await house.post(house.teams.feedback(house.last().id, "like"))
    month = 30 * 86_400
    async for key in house.redis.scan_iter("*"):
        ttl = await house.redis.ttl(key)
        assert 0 < ttl <= month or b"signals" in key, key


def _ticket(house: House) -> str:
    consent = house.last().attachments[0]["content"]["acceptContext"]
    return str(consent["ticket"])


def _consent(house: House, action: str, ticket: str, **more: Any) -> Json:
    value = {
        "type": "fileUpload",
        "action": action,
        "context": {"ticket": ticket},
        "uploadInfo": {"uploadUrl": house.teams.upload_url("daten.json"), "name": "daten.json"},
    }
    return house.teams.invoke("fileConsent/invoke", value, **more)


async def _export(house: House) -> Json:
    await house.press("data.export")
    await house.settle()
    await house.post(_consent(house, "accept", _ticket(house)))
    await house.settle()
    found: Json = json.loads(house.teams.uploads["daten.json"])
    return found


async def test_in_a_group_each_person_deletes_their_own_part(house: House) -> None:
    await house.ask("Mein Kanarienvogel", kind="groupChat")
    await house.ask("Unser Wellensittich", kind="groupChat", person="29:other")
    await house.ask("löschen", kind="groupChat")
    reply = await house.press("data.delete", {"what": "conversation"}, kind="groupChat")
    assert house.texts("data.deleted.title") in str(reply)
    await house.settle()
    await house.ask("Worum ging es?", kind="groupChat")
    asked = str(house.model.requests[-1].messages)
    assert "Kanarienvogel" not in asked
    assert "Wellensittich" in asked


async def test_everything_of_mine_includes_my_part_in_groups(house: House) -> None:
    await house.ask("Mein Kanarienvogel", kind="groupChat")
    exported = json.dumps(await _export(house), ensure_ascii=False)
    assert "Kanarienvogel" in exported
    await house.press("data.delete", {"what": "everything"})
    await house.settle()
    await house.ask("Worum ging es?", kind="groupChat")
    assert "Kanarienvogel" not in str(house.model.requests[-1].messages)


async def test_a_message_deleted_in_teams_is_forgotten(house: House) -> None:
    asked = await house.send("Der Kanarienvogel heißt Hansi.")
    await house.settle()
    gone = house.teams.message("") | {"type": "messageDelete", "id": asked["id"]}
    gone["channelData"] |= {"eventType": "softDeleteMessage"}
    await house.post(gone)
    await house.settle()
    await house.ask("Wie heißt er?")
    assert "Hansi" not in str(house.model.requests[-1].messages)
