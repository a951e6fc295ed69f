"""Minutes in Teams: from the transcript to a draft that was reviewed, and what can go wrong."""

from __future__ import annotations

import asyncio
import json

from tests.fakes.model import answer, hangs, status
from tests.scenarios.conftest import House
from tests.scenarios.minutes import (
    BEN,
    BENS_CHAT,
    LINES,
    PRIVATE,
    SPOKEN,
    ask,
    begun,
    draft_data,
    press,
    reads,
    reviewed,
    written,
)


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
    stale = await press(house, "minutes.save", {**entered, "text": "Liste verwerfen"})
    assert "Jemand hat das Protokoll inzwischen geändert." in str(stale["value"])
    assert "Liste erstellen" in str(stale["value"])


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


async def test_a_meeting_of_eight_hours_is_read_to_its_end(house: House) -> None:
    house.model.always(reads)
    cues = [
        f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}.000 --> {(at + 17) // 3600:02}:"
        f"{(at + 17) // 60 % 60:02}:{(at + 17) % 60:02}.000\n"
        f"<v Redner {at // 18 % 12}>Beitrag {at // 18}: Wir sprechen noch über den Haushalt.</v>"
        for at in range(0, 8 * 3_600, 18)
    ]
    url = house.teams.put_file("lang.vtt", "\n\n".join(["WEBVTT", *cues]).encode())
    await house.send("protokoll", files=[("lang.vtt", url)], conversation=PRIVATE)
    await house.settle(60)
    form = house.last(PRIVATE)
    source = next(one for one in (form.card or {})["body"] if one.get("id") == "source")["value"]
    data = draft_data(form.card or {}, house, source=source)
    await press(house, "minutes.draft", data, reply_to=form.id)
    await house.settle(60)
    shown = house.shown(PRIVATE)[form.id]
    assert "Alle 1.600 Beiträge sind ausgewertet" in shown.card_text
    assert any("Beitrag 1599" in one.question for one in house.model.requests)
    assert not house.breaches


async def test_only_small_talk_gives_minutes_that_say_so(house: House) -> None:
    house.model.answer(written([{"type": "use", "as": "small_talk", "from": ["1-7"]}]))
    shown = await begun(house)
    assert "Alle 7 Beiträge sind ausgewertet: 0 in Punkten" in shown.card_text
    assert "minutes.circulate" in shown.card_text


async def test_an_answer_cut_off_at_its_limit_is_continued(house: House) -> None:
    house.model.then(answer(written(LINES[:3]), finish="length"))
    house.model.answer(written(LINES[3:]))
    shown = await begun(house)
    assert "Alle 7 Beiträge sind ausgewertet" in shown.card_text
    assert "Pilot wird auf das Jugendamt erweitert" in shown.card_text
    assert "Liste für die Schulung" in shown.card_text
    assert len(house.model.requests) == 2
