"""The correction round, the approval and what is handed out, as Teams sees them."""

from __future__ import annotations

import io
import logging

import docx
import pytest

from tests.fakes.teams import Json, Shown
from tests.scenarios.conftest import House
from tests.scenarios.minutes import BEN, BENS_CHAT, PRIVATE, press, reviewed


async def circulated(house: House, people: str = "aad-2-Ben") -> tuple[str, Shown]:
    shown = await reviewed(house)
    ident = str(house.button(shown.card, "minutes.circulate")["id"])
    form = (await press(house, "minutes.circulate", {"id": ident}))["value"]
    assert "Wer soll den Entwurf prüfen?" in str(form)
    sent = {"id": ident, "people": people}
    card = (await press(house, "minutes.send", sent, reply_to=shown.id))["value"]
    assert f"0 von {people.count(',') + 1}" in str(card)
    await house.settle()
    return ident, shown


async def test_objections_are_decided_and_the_minutes_frozen(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "audit")
    ident, shown = await circulated(house)
    asked = house.last(BENS_CHAT)
    assert "Wer sich nicht meldet, stimmt zu" in asked.card_text
    ben = {"person": BEN, "conversation": BENS_CHAT}
    objection = {"id": ident, "item": "a1", "wording": "Liste prüfen", "why": "Nicht zugesagt"}
    reply = await press(house, "minutes.object", objection, **ben)
    assert "angekommen" in str(reply["value"])
    listed = house.shown(PRIVATE)[shown.id]
    assert "Nicht zugesagt" in listed.card_text
    assert "minutes.approve" not in listed.card_text
    blocked = await press(house, "minutes.freeze", {"id": ident, "base": 1})
    assert "Einw" in str(blocked["value"])
    ruling = house.button(listed.card, "minutes.ruling")
    card = (await press(house, "minutes.ruling", ruling, reply_to=shown.id))["value"]
    assert "minutes.approve" in str(card)
    assert "übernommen" in house.last(BENS_CHAT).text
    ask = (await press(house, "minutes.approve", {"id": ident}))["value"]
    assert "unveränderlich" in str(ask)
    freeze = house.button(ask, "minutes.freeze")
    done = (await press(house, "minutes.freeze", freeze, reply_to=shown.id))["value"]
    assert "Protokoll freigegeben" in str(done)
    assert "1 Einw" in str(done)
    assert "Transkript ist gelöscht" in str(done)
    (proof,) = [vars(one) for one in caplog.records if one.name == "audit"]
    assert proof["transcript_deleted"] is True
    assert len(proof["sha256"]) == 64
    assert not {"Liste", "Krüger", "Jour fixe"} & set(map(str, proof.values()))
    late = await press(house, "minutes.agree", {"id": ident}, **ben)
    assert "nicht mehr aktuell" in str(late["value"])


async def test_who_is_asked_reads_the_draft_and_nobody_else(house: House) -> None:
    ident, _ = await circulated(house)
    ben = {"person": BEN, "conversation": BENS_CHAT}
    read = house.button(house.last(BENS_CHAT).card, "export.word")
    await press(house, "export.word", read, **ben)
    await house.settle(60)
    offered = house.last(BENS_CHAT)
    assert "Ergebnisprotokoll" in str(offered.attachments)
    other = await press(
        house, "export.word", read, person="29:3-Carla", conversation="a:1Chat-aad-3-Carla"
    )
    assert "nicht mehr aktuell" in str(other["value"])
    edit = await press(house, "minutes.edit", {"id": ident, "point": "a1"}, **ben)
    assert "nicht mehr aktuell" in str(edit["value"])


async def test_agreeing_reminding_and_a_later_version(house: House) -> None:
    ident, shown = await circulated(house)
    await press(house, "minutes.remind", {"id": ident}, reply_to=shown.id)
    await house.settle()
    assert "fehlt noch" in house.last(BENS_CHAT).card_text
    reply = await press(house, "minutes.agree", {"id": ident}, person=BEN, conversation=BENS_CHAT)
    assert "Sie haben zugestimmt" in str(reply["value"])
    assert "1 von 1" in house.shown(PRIVATE)[shown.id].card_text
    ask = (await press(house, "minutes.approve", {"id": ident}))["value"]
    freeze = house.button(ask, "minutes.freeze")
    await press(house, "minutes.freeze", freeze, reply_to=shown.id)
    tasks = await press(house, "minutes.tasks", {"id": ident})
    assert tasks is not None
    await house.settle()
    assert "Tom Brandt" in house.last(PRIVATE).card_text
    card = (await press(house, "minutes.reopen", {"id": ident}, reply_to=shown.id))["value"]
    assert "Fassung 2" in str(card)


async def test_somebody_who_can_not_be_reached_is_told_to_the_keeper(house: House) -> None:
    house.teams.unreachable.add("aad-2-Ben")
    await circulated(house)
    assert "nicht erreichen" in house.last(PRIVATE).text


async def test_approved_minutes_become_a_word_file_with_tables_and_signature_lines(
    house: House,
) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.approve")["id"]
    done = await press(house, "minutes.freeze", {"id": ident, "base": 1}, reply_to=shown.id)
    word = house.button(done["value"], "export.word")
    await press(house, "export.word", word)
    await house.settle(60)
    offered = house.last(PRIVATE)
    ticket = str(offered.attachments[0]["content"]["acceptContext"]["ticket"])
    await house.post(saved(house, ticket))
    await house.settle(60)
    document = docx.Document(io.BytesIO(house.teams.uploads["Protokoll.docx"]))
    tables = [[cell.text for cell in row.cells] for one in document.tables for row in one.rows]
    assert ["Was", "Wer", "Bis"] in tables
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Protokoll Jour fixe" in words
    assert "Der Pilot wird auf das Jugendamt erweitert. (vereinbart)" in words
    everything = words + str(tables)
    assert "SHA-256" in everything
    assert "Protokollführung" in everything


def saved(house: House, ticket: str) -> Json:
    """Return the consent to save a file."""
    upload = {
        "contentUrl": "https://lindenfeld-my.sharepoint.com/personal/x/Protokoll.docx",
        "name": "Protokoll.docx",
        "uploadUrl": house.teams.upload_url("Protokoll.docx"),
        "uniqueId": "4b6f",
        "fileType": "docx",
    }
    value = {
        "type": "fileUpload",
        "action": "accept",
        "context": {"ticket": ticket},
        "uploadInfo": upload,
    }
    return house.teams.invoke("fileConsent/invoke", value, conversation=PRIVATE)
