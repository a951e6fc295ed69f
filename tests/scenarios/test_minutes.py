"""Minutes in Teams: from the transcript to the approved version, and what can go wrong."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.fakes.model import answer, hangs, status
from tests.fakes.teams import Json, Shown
from tests.fakes.teams_inbound import CONVERSATIONS
from tests.scenarios.conftest import House

BEN = "29:2-Ben"
BENS_CHAT = "a:1Chat-aad-2-Ben"
PRIVATE = "a:1Chat-aad-1aBcD-Erika"
GROUP = CONVERSATIONS["groupChat"]

SPOKEN = """Jana Krüger: Guten Morgen zusammen, wir beginnen mit der E-Akte.
Tom Brandt: Der Pilot im Sozialamt läuft stabil.
Jana Krüger: Dann beschließen wir, dass der Pilot auf das Jugendamt erweitert wird. Einverstanden?
Linh Nguyen: Ja, einverstanden.
Tom Brandt: Ich erstelle die Liste für die Schulung bis Freitag.
Jana Krüger: Für Lizenzen sind 48.000 Euro vorgesehen.
Linh Nguyen: Dann bis nächste Woche."""

LINES: list[dict[str, object]] = [
    {"type": "item", "top": "1", "title": "E-Akte"},
    {"type": "statement", "top": "1", "text": "Der Pilot im Sozialamt läuft stabil.", "from": [2]},
    {
        "type": "decision",
        "top": "1",
        "text": "Der Pilot wird auf das Jugendamt erweitert.",
        "outcome": "agreed",
        "from": [3, 4],
    },
    {
        "type": "action",
        "top": "1",
        "what": "Liste für die Schulung erstellen",
        "who": "Tom Brandt",
        "spoken": "bis Freitag",
        "from": [5],
    },
    {"type": "statement", "top": "1", "text": "Für Lizenzen sind 84.000 Euro da.", "from": [6]},
    {"type": "use", "as": "item", "top": "1", "from": ["1-6"]},
    {"type": "use", "as": "small_talk", "from": [7]},
    {"type": "done"},
]


def written(lines: list[dict[str, object]] = LINES) -> str:
    return "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)


def draft_data(form: Json, house: House, **entered: str) -> Json:
    data = house.button(form, "minutes.draft")
    return {
        **data,
        "kind": "ergebnisprotokoll",
        "title": "Jour fixe",
        "day": "2026-11-18",
        "agenda": "",
        "informed": "true",
        **entered,
    }


async def ask(house: House, text: str, **more: Any) -> Shown:
    """Write in the 1:1 chat that Teams also opens for us, or where ``more`` says."""
    where = {} if "kind" in more else {"conversation": PRIVATE}
    return await house.ask(text, **{**where, **more})


async def press(house: House, verb: str, data: Json, **more: Any) -> Json:
    """Press a button there."""
    where = {} if "kind" in more else {"conversation": PRIVATE}
    return await house.press(verb, data, **{**where, **more})


async def begun(house: House, **entered: str) -> Shown:
    """Begin minutes of pasted text in the 1:1 chat."""
    asked = await ask(house, f"protokoll\n{SPOKEN}")
    assert asked.card
    reply = await press(
        house, "minutes.draft", draft_data(asked.card, house, **entered), reply_to=asked.id
    )
    assert "Ich lese das Transkript" in str(reply["value"])
    await house.settle()
    return house.shown(PRIVATE)[asked.id]


async def reviewed(house: House, **entered: str) -> Shown:
    house.model.answer(written())
    shown = await begun(house, **entered)
    assert "Bitte prüfen" in shown.card_text, shown.card_text
    return shown


async def test_a_pasted_transcript_becomes_a_draft_with_what_to_check(house: House) -> None:
    shown = await reviewed(house)
    text = shown.card_text
    assert "Ergebnisprotokoll Jour fixe" in text
    assert "84.000" in text
    assert "48.000" in text  # the nearest passage
    assert "20.11." in text  # „bis Freitag“ from Wednesday the 18th
    assert "Tom Brandt" in text
    assert "Alle 7 Beiträge" in text
    assert shown.labelled
    assert not house.breaches


async def test_a_form_without_consent_or_text_says_what_is_missing(house: House) -> None:
    asked = await ask(house, "protokoll")
    assert asked.card
    missing = await press(house, "minutes.draft", draft_data(asked.card, house))
    assert "Es fehlt noch" in str(missing["value"])
    silent = draft_data(asked.card, house, text=SPOKEN, informed="false")
    refused = await press(house, "minutes.draft", silent)
    assert "Bestätigen Sie" in str(refused["value"])
    assert "Ihren Text habe ich" in str(refused["value"])


async def test_an_uploaded_transcript_is_taken(house: House) -> None:
    vtt = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{number}:00.000 --> 00:0{number}:20.000\n<v {who}>{said}</v>"
        for number, line in enumerate(SPOKEN.splitlines())
        for who, said in [line.split(": ")]
    )
    url = house.teams.put_file("jourfixe.vtt", vtt.encode())
    house.model.answer(written())
    asked = await ask(house, "protokoll", files=[("jourfixe.vtt", url)])
    assert asked.card
    source = next(one for one in asked.card["body"] if one.get("id") == "source")["value"]
    reply = await press(
        house, "minutes.draft", draft_data(asked.card, house, source=source), reply_to=asked.id
    )
    assert "Transkript" in str(reply["value"])
    await house.settle()
    shown = house.shown(PRIVATE)[asked.id]
    assert "Bitte prüfen" in shown.card_text
    context = house.button(shown.card, "minutes.context")
    body = (
        await house.post(
            house.teams.invoke("task/fetch", {"data": {**context, "v": 1}}, conversation=PRIVATE)
        )
    ).body
    assert "0:05:00 Jana Krüger" in str(body)


async def test_a_mark_is_settled_and_stays_settled(house: House) -> None:
    shown = await reviewed(house)
    seen = set()
    card = shown.card
    while "minutes.mark" in json.dumps(card):
        data = house.button(card, "minutes.mark")
        assert data["mark"] not in seen
        seen.add(data["mark"])
        card = (await press(house, "minutes.mark", data, reply_to=shown.id))["value"]
    assert "Keine offenen Stellen" in str(card)
    again = (await press(house, "minutes.review", {"id": data["id"]}))["value"]
    assert "Keine offenen Stellen" in str(again)


async def test_an_edit_in_a_dialog_makes_a_version_and_updates_the_card(house: House) -> None:
    shown = await reviewed(house)
    data = house.button(shown.card, "minutes.edit")
    body = (
        await house.post(
            house.teams.invoke("task/fetch", {"data": {**data, "v": 1}}, conversation=PRIVATE)
        )
    ).body
    form = body["task"]["value"]["card"]["content"]
    save = house.button(form, "minutes.save")
    entered = {**save, "text": "Für Lizenzen sind 48.000 Euro vorgesehen."}
    reply = await house.post(
        house.teams.invoke("task/submit", {"data": entered}, conversation=PRIVATE)
    )
    assert "Fassung 2" in str(reply.body)
    text = house.shown(PRIVATE)[shown.id].card_text
    assert "vorgesehen" in text
    assert "84.000" not in text


async def test_an_edit_inline_takes_the_cards_place(house: House) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.points")["id"]
    items = (await press(house, "minutes.points", {"id": ident}))["value"]
    assert "E-Akte" in str(items)
    points = (await press(house, "minutes.points", {"id": ident, "item": "i1"}))["value"]
    assert "Liste für die Schulung" in str(points)
    form = (await press(house, "minutes.edit", {"id": ident, "point": "a1"}))["value"]
    save = house.button(form, "minutes.save")
    entered = {**save, "text": "Liste erstellen", "who": "Linh Nguyen", "until": "15.12.2026"}
    card = (await press(house, "minutes.save", entered, reply_to=shown.id))["value"]
    assert "15.12." in str(card)
    stale = await press(house, "minutes.save", entered)
    assert "nicht mehr aktuell" in str(stale["value"])


async def test_a_change_in_words_is_shown_before_it_counts(house: House) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.points")["id"]
    change: dict[str, object] = {"type": "change", "id": "s1", "text": "Der Pilot läuft."}
    house.model.answer(written([change, {"type": "done"}]))
    await press(house, "minutes.reword", {"id": ident, "wish": "kürzer"}, reply_to=shown.id)
    await house.settle()
    diff = house.last(PRIVATE)
    assert "Bisher" in diff.card_text
    assert "Der Pilot läuft." in diff.card_text
    assert "stabil" in house.shown(PRIVATE)[shown.id].card_text
    await press(house, "minutes.take", {"id": ident}, reply_to=diff.id)
    assert "stabil" not in house.shown(PRIVATE)[shown.id].card_text
    versions = (await press(house, "minutes.versions", {"id": ident}))["value"]
    assert "umformuliert" in str(versions)
    card = (await press(house, "minutes.restore", {"id": ident, "number": 1}))["value"]
    assert "stabil" in str(card)


async def test_a_passage_is_taken_over_word_for_word(house: House) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.points")["id"]
    await press(house, "minutes.quote", {"id": ident, "number": 2})
    assert "„Der Pilot im Sozialamt läuft stabil.“" in house.shown(PRIVATE)[shown.id].card_text


async def test_a_stopped_draft_goes_on(house: House) -> None:
    house.model.then(hangs)
    asked = await ask(house, f"protokoll\n{SPOKEN}")
    assert asked.card
    data = draft_data(asked.card, house)
    await press(house, "minutes.draft", data, reply_to=asked.id)
    async with asyncio.timeout(5):
        while not house.model.requests:  # noqa: ASYNC110  # the fake has no event for it
            await asyncio.sleep(0.02)
    await press(house, "work.stop", {"job": data["id"]})
    await house.settle()
    stopped = house.shown(PRIVATE)[asked.id]
    assert "minutes.resume" in stopped.card_text
    house.model.answer(written())
    await press(
        house, "minutes.resume", house.button(stopped.card, "minutes.resume"), reply_to=asked.id
    )
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[asked.id].card_text


async def test_a_model_that_is_down_is_told_and_tried_again(house: House) -> None:
    house.model.always(status(500))
    shown = await begun(house)
    assert "turn.retry" in shown.card_text
    house.model.answer(written())
    await press(house, "turn.retry", house.button(shown.card, "turn.retry"), reply_to=shown.id)
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[shown.id].card_text


async def test_speakers_are_renamed_and_made_pseudonymous(house: House) -> None:
    asked = await ask(house, f"protokoll\n{SPOKEN}")
    assert asked.card
    form = (await press(house, "minutes.speakers", draft_data(asked.card, house)))["value"]
    assert "Jana Krüger (3 Beiträge)" in str(form)
    house.model.answer(written([{"type": "done"}]))
    names = {
        **house.button(form, "minutes.names"),
        "field_s1": "Jana Krüger",
        "field_s2": "Tom Brandt",
        "field_s3": "Linh Nguyen",
        "field_pseudonyms": "true",
    }
    await press(house, "minutes.names", names, reply_to=asked.id)
    await house.settle()
    question = house.model.requests[-1].question
    assert "Person 1" in question
    assert "Krüger" not in question


async def test_a_strangers_press_opens_nothing(house: House) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.points")["id"]
    reply = await press(house, "minutes.review", {"id": ident}, person=BEN, conversation=BENS_CHAT)
    assert "nicht mehr aktuell" in str(reply["value"])
    word = await press(
        house, "export.word", {"id": f"{ident}.v1"}, person=BEN, conversation=BENS_CHAT
    )
    assert "nicht mehr aktuell" in str(word["value"])


async def test_discarding_deletes_everything(house: House) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.discard")["id"]
    await press(house, "minutes.discard", {"id": ident})
    gone = await press(house, "minutes.delete", {"id": ident})
    assert "Gelöscht sind" in str(gone["value"])
    reply = await press(house, "minutes.review", {"id": ident})
    assert "nicht mehr aktuell" in str(reply["value"])


async def test_minutes_are_listed_with_a_persons_data_and_deleted_with_it(house: House) -> None:
    shown = await reviewed(house)
    ident = house.button(shown.card, "minutes.discard")["id"]
    listed = await ask(house, "meine daten")
    assert house.texts.count("data.matter.minutes", 1) in listed.card_text
    await press(house, "data.delete", {"what": "everything"})
    await house.settle()
    reply = await press(house, "minutes.review", {"id": ident})
    assert "nicht mehr aktuell" in str(reply["value"])


class TestRound:
    async def asked(self, house: House) -> tuple[str, Shown]:
        shown = await reviewed(house)
        ident = str(house.button(shown.card, "minutes.circulate")["id"])
        form = (await press(house, "minutes.circulate", {"id": ident}))["value"]
        assert "Wer soll den Entwurf prüfen?" in str(form)
        sent = {"id": ident, "people": "aad-2-Ben"}
        card = (await press(house, "minutes.send", sent, reply_to=shown.id))["value"]
        assert "0 von 1" in str(card)
        await house.settle()
        return ident, shown

    async def test_objections_are_decided_and_the_minutes_frozen(
        self, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "audit")
        ident, shown = await self.asked(house)
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

    async def test_who_is_asked_reads_the_draft_and_nobody_else(self, house: House) -> None:
        ident, _ = await self.asked(house)
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

    async def test_agreeing_reminding_and_a_later_version(self, house: House) -> None:
        ident, shown = await self.asked(house)
        await press(house, "minutes.remind", {"id": ident}, reply_to=shown.id)
        await house.settle()
        assert "fehlt noch" in house.last(BENS_CHAT).card_text
        reply = await press(
            house, "minutes.agree", {"id": ident}, person=BEN, conversation=BENS_CHAT
        )
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

    async def test_somebody_who_can_not_be_reached_is_told_to_the_keeper(
        self, house: House
    ) -> None:
        house.teams.unreachable.add("aad-2-Ben")
        await self.asked(house)
        assert "nicht erreichen" in house.last(PRIVATE).text


@pytest.fixture
def without_consent(environ: dict[str, str], tmp_path: Path) -> None:
    """Let the agency ask nobody, and offer minutes in the chat."""
    example = Path("bot/agency/profiles/example.toml").read_text("utf-8")
    profile = example.replace("consent = true", "consent = false").replace(
        'offer = "organiser"', 'offer = "on"'
    )
    (tmp_path / "amt.toml").write_text(profile, "utf-8")
    environ["AGENCY_PROFILES"] = str(tmp_path)


class TestGroup:
    async def test_all_are_told_and_asked_before_a_draft(self, house: House) -> None:
        house.teams.members[GROUP] = {"aad-1aBcD-Erika", "aad-2-Ben", "aad-3-Carla"}
        notice = await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
        assert "Eine KI liest dafür das Transkript" in notice.card_text
        form = house.last(PRIVATE)
        assert form.card
        data = draft_data(form.card, house)
        where = {"conversation": PRIVATE}
        waiting = await press(house, "minutes.draft", data, **where)
        assert "2 Personen haben noch nicht geantwortet" in str(waiting["value"])
        yes = next(node for node in _buttons(notice.card) if node["data"].get("answer") == "yes")
        for person in (BEN, "29:3-Carla"):
            card = (
                await press(house, "minutes.consent", yes["data"], kind="groupChat", person=person)
            )["value"]
        assert "3 Personen sind einverstanden" in str(card)
        house.model.answer(written())
        await press(house, "minutes.draft", data, reply_to=form.id, **where)
        await house.settle()
        assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text
        assert len(house.shown(GROUP)) == 1  # nothing of the draft reached the group

    @pytest.mark.usefixtures("without_consent")
    async def test_two_who_begin_get_one_draft(self, house: House) -> None:
        await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
        form = house.last(PRIVATE)
        await ask(house, "protokoll", kind="groupChat", person=BEN)
        second = house.last(BENS_CHAT)
        assert second.card
        first_id = house.button(form.card, "minutes.draft")["id"]
        assert house.button(second.card, "minutes.draft")["id"] == first_id
        house.model.answer(written())
        data = draft_data(form.card or {}, house)
        await press(house, "minutes.draft", data, reply_to=form.id, conversation=PRIVATE)
        await press(
            house, "minutes.draft", data, reply_to=second.id, conversation=BENS_CHAT, person=BEN
        )
        await house.settle()
        assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text
        assert "Bitte prüfen" in house.last(BENS_CHAT).card_text
        assert len([one for one in house.model.requests if "Pilot" in one.question]) == 1

    @pytest.mark.usefixtures("without_consent")
    async def test_a_meeting_that_ended_is_offered_in_its_chat(self, house: House) -> None:
        await house.post(house.teams.meeting_ended("Jour fixe"))
        await house.settle()
        assert "Besprechung beendet" in house.last("19:meeting_abc@thread.v2").card_text

    async def test_to_the_organiser_only_where_the_agency_wants_that(self, house: House) -> None:
        await house.post(house.teams.meeting_ended("Jour fixe"))
        await house.settle()
        assert not house.shown("19:meeting_abc@thread.v2")
        form = house.last(PRIVATE)
        assert "Jour fixe" in form.card_text
        assert "Das Transkript aus Teams hat Ihre Verwaltung noch nicht" in form.card_text


def _buttons(card: Any) -> list[Json]:
    found = re.findall(r"minutes\.consent", json.dumps(card))
    assert found
    return [node for node in card["actions"] if node.get("verb") == "minutes.consent"]


async def test_minutes_that_were_declined_while_they_were_drafted_do_not_come_back(
    house: House,
) -> None:
    house.model.then(answer(written(), first_delay_s=0.4))
    asked = await ask(house, f"protokoll\n{SPOKEN}")
    assert asked.card
    data = draft_data(asked.card, house)
    await press(house, "minutes.draft", data, reply_to=asked.id)
    await press(house, "minutes.decline", {"id": data["id"]})
    await house.settle()
    reply = await press(house, "minutes.review", {"id": data["id"]})
    assert "nicht mehr aktuell" in str(reply["value"])


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
