"""The correction round, the approval and what is handed out, as Teams sees them."""

from __future__ import annotations

import io
import logging
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from docx.document import Document

from tests.fakes.teams import Json, Shown
from tests.scenarios.conftest import House
from tests.scenarios.minutes import BEN, BENS_CHAT, PRIVATE, approved, ask, press, reviewed, saved


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
    assert "übernommene Einwände: 1" in str(done)
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


# --- what comes by itself ------------------------------------------------------------------------

CARLAS_CHAT = "a:1Chat-aad-3-Carla"
AS_BEN = {"person": BEN, "conversation": BENS_CHAT}


async def test_a_day_before_the_end_those_are_reminded_who_have_not_answered(house: House) -> None:
    ident, shown = await circulated(house, "aad-2-Ben,aad-3-Carla")
    status = await press(house, "minutes.review", {"id": ident}, reply_to=shown.id)
    assert "Einen Tag vor dem Ende erinnere ich" in str(status["value"])
    await press(house, "minutes.agree", {"id": ident}, **AS_BEN)
    await house.later(days=5)
    assert len(house.shown(CARLAS_CHAT)) == 1
    await house.later(days=1)
    assert "fehlt noch" in house.last(CARLAS_CHAT).card_text
    assert len(house.shown(CARLAS_CHAT)) == 2
    assert len(house.shown(BENS_CHAT)) == 1
    assert not house.breaches


async def test_at_the_end_the_keeper_reads_what_came_and_what_is_next(house: House) -> None:
    ident, shown = await circulated(house, "aad-2-Ben,aad-3-Carla")
    objection = {"id": ident, "item": "a1", "wording": "Liste prüfen", "why": ""}
    await press(house, "minutes.object", objection, **AS_BEN)
    await house.later(days=8)
    told = house.last(PRIVATE)
    assert "Die Frist ist vorbei" in told.card_text
    assert "Ein Einwand ist eingegangen." in told.card_text
    assert "Eine Person hat nicht geantwortet und stimmt damit zu." in told.card_text
    assert "Über einen Einwand entscheiden Sie noch." in told.card_text
    assert "Die Frist ist vorbei" in house.shown(PRIVATE)[shown.id].card_text
    late = await press(house, "minutes.agree", {"id": ident}, **AS_BEN)
    assert "Frist" in str(late["value"])
    opened = house.button(told.card, "minutes.review")
    card = (await press(house, "minutes.review", opened, reply_to=told.id))["value"]
    assert "minutes.ruling" in str(card)
    n_shown = len(house.shown(PRIVATE))
    await house.later(days=8)
    assert len(house.shown(PRIVATE)) == n_shown


async def test_another_deadline_moves_the_reminder_and_the_end(house: House) -> None:
    ident, shown = await circulated(house)
    day = (house.clock.now() + timedelta(days=20)).date().isoformat()
    await press(house, "minutes.deadline", {"id": ident, "until": day}, reply_to=shown.id)
    await house.later(days=9)
    assert len(house.shown(BENS_CHAT)) == 1
    assert house.last(PRIVATE).id == shown.id
    await house.later(days=12)
    assert len(house.shown(BENS_CHAT)) == 2
    assert "Es gibt keinen Einwand." in house.last(PRIVATE).card_text


async def test_a_round_that_is_over_early_wakes_nobody(house: House) -> None:
    ident, shown = await circulated(house)
    await approved(house, ident, shown)
    await house.later(days=8)
    assert len(house.shown(BENS_CHAT)) == 1
    assert house.last(PRIVATE).id == shown.id


async def test_deleted_minutes_wake_nobody_and_nothing_of_them_waits(house: House) -> None:
    await circulated(house)
    assert await house.redis.keys("*:later:*")
    await press(house, "data.delete", {"what": "everything"})
    await house.settle()
    assert not await house.redis.keys("*:later:*")
    n_shown = len(house.shown(PRIVATE))
    await house.later(days=8)
    assert len(house.shown(PRIVATE)) == n_shown
    assert len(house.shown(BENS_CHAT)) == 1


async def test_who_has_removed_us_is_named_and_the_others_get_the_draft(house: House) -> None:
    house.teams.fail(403, times=9, where=lambda sent: sent.conversation == BENS_CHAT)
    await circulated(house, "aad-2-Ben,aad-3-Carla")
    assert "Bitte prüfen Sie den Entwurf" in house.last(CARLAS_CHAT).card_text
    assert "Eine Person konnte ich nicht erreichen" in house.last(PRIVATE).text


# --- tasks to their owners -----------------------------------------------------------------------


async def test_owners_get_their_tasks_on_a_press_and_once(house: House) -> None:
    ident, shown = await circulated(house)
    await approved(house, ident, shown)
    await press(house, "minutes.tasks", {"id": ident})
    listed = house.last(PRIVATE)
    assert "Tom Brandt (eine Aufgabe)" in listed.card_text
    assert len(house.shown(BENS_CHAT)) == 1
    chosen = {**house.button(listed.card, "minutes.hand_out"), "field_o1": "aad-2-Ben"}
    for _ in range(2):
        card = await press(house, "minutes.hand_out", chosen, reply_to=listed.id)
        assert "Ich sende die Aufgaben an eine Person." in str(card["value"])
        await house.settle()
    texts = [one.text for one in house.shown(PRIVATE).values()]
    assert "Eine Person hat jetzt ihre Aufgaben." in texts
    assert texts[-1] == "Diese Personen haben ihre Aufgaben schon."
    own = house.last(BENS_CHAT)
    assert len(house.shown(BENS_CHAT)) == 2
    assert "Liste für die Schulung erstellen" in own.card_text
    assert "bis Freitag" in own.card_text
    assert "geprüft und freigegeben von Erika Beispiel" in own.card_text
    assert "84.000" not in own.card_text


async def test_owners_out_of_reach_are_named_and_can_be_tried_again(house: House) -> None:
    shown = await reviewed(house)
    ident = str(house.button(shown.card, "minutes.circulate")["id"])
    await approved(house, ident, shown)
    await press(house, "minutes.tasks", {"id": ident})
    listed = house.last(PRIVATE)
    sends = house.button(listed.card, "minutes.hand_out")
    nobody = await press(house, "minutes.hand_out", sends, reply_to=listed.id)
    assert "Wählen Sie mindestens eine Person" in str(nobody["value"])
    house.teams.unreachable.add("aad-2-Ben")
    await press(house, "minutes.hand_out", {**sends, "field_o1": "aad-2-Ben"})
    await house.settle()
    assert house.last(PRIVATE).text == "Nicht erreicht habe ich: Tom Brandt."
    house.teams.unreachable.clear()
    await press(house, "minutes.hand_out", {**sends, "field_o1": "aad-2-Ben"})
    await house.settle()
    assert "Liste für die Schulung" in house.last(BENS_CHAT).card_text


async def test_only_tasks_of_an_approved_version_can_be_sent(house: House) -> None:
    shown = await reviewed(house)
    ident = str(house.button(shown.card, "minutes.circulate")["id"])
    await press(house, "minutes.tasks", {"id": ident})
    assert "minutes.hand_out" not in house.last(PRIVATE).card_text
    forged = {"id": ident, "base": 1, "field_o1": "aad-2-Ben"}
    refused = await press(house, "minutes.hand_out", forged)
    assert "nicht mehr aktuell" in str(refused["value"])
    await approved(house, ident, shown)
    stranger = await press(house, "minutes.hand_out", forged, **AS_BEN)
    assert "nicht mehr aktuell" in str(stranger["value"])
    await house.settle()
    assert not house.shown(BENS_CHAT)


# --- the file ------------------------------------------------------------------------------------


async def fetched(house: House, receipt: Json) -> Document:
    """Save approved minutes as Word, and open what was saved."""
    await press(house, "export.word", house.button(receipt, "export.word"))
    await house.settle(60)
    ticket = str(house.last(PRIVATE).attachments[0]["content"]["acceptContext"]["ticket"])
    await house.post(saved(house, ticket))
    await house.settle(60)
    return docx.Document(io.BytesIO(house.teams.uploads["Protokoll.docx"]))


async def test_approved_minutes_become_a_word_file_with_tables_and_signature_lines(
    house: House,
) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.approve")["id"]
    done = await press(house, "minutes.freeze", {"id": ident, "base": 1}, reply_to=shown.id)
    document = await fetched(house, done["value"])
    tables = [[cell.text for cell in row.cells] for one in document.tables for row in one.rows]
    assert ["Was", "Wer", "Bis"] in tables
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Protokoll Jour fixe" in words
    assert "Der Pilot wird auf das Jugendamt erweitert. (vereinbart)" in words
    everything = words + str(tables)
    assert "SHA-256" in everything
    assert "Protokollführung" in everything


@pytest.fixture
def own_template(environ: dict[str, str], tmp_path: Path) -> None:
    """Let the agency have a Word template for minutes."""
    template = docx.Document()
    template.sections[0].header.paragraphs[0].text = "Stadt Musterfurt, Ratsbüro"
    for line in ("Niederschrift: {{titel}}", "Sitzungstag: {{tag}}", "{{inhalt}}", "gez."):
        template.add_paragraph(line)
    template.save(str(tmp_path / "rat.dotx"))
    example = Path("bot/agency/profiles/example.toml").read_text("utf-8")
    profile = example.replace('template = "ergebnisprotokoll"', 'template = "rat.dotx"')
    profile = profile.replace('kind = ""', 'kind = "beschlussprotokoll"')
    (tmp_path / "amt.toml").write_text(profile, "utf-8")
    environ["AGENCY_PROFILES"] = str(tmp_path)


@pytest.mark.usefixtures("own_template")
async def test_minutes_come_in_the_agencys_own_template_and_kind(house: House) -> None:
    form = await ask(house, "protokoll")
    preset = next(one for one in (form.card or {})["body"] if one.get("id") == "kind")["value"]
    assert preset == "beschlussprotokoll"
    shown = await reviewed(house)
    ident = str(house.button(shown.card, "minutes.circulate")["id"])
    document = await fetched(house, await approved(house, ident, shown))
    assert document.sections[0].header.paragraphs[0].text == "Stadt Musterfurt, Ratsbüro"
    lines = [paragraph.text for paragraph in document.paragraphs]
    assert lines.index("Niederschrift: Protokoll Jour fixe") < lines.index("gez.")
    assert "Sitzungstag: 18. November 2026" in [line.replace("\xa0", " ") for line in lines]
