"""„Als Word“: from the press to the file in OneDrive, and every way it can go wrong."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest

from tests.fakes.teams import Json
from tests.scenarios.conftest import House
from tests.scenarios.test_files import FILES, upload
from tests.unit.export.papers import letters, part

PRIVATE = "a:1Chat-aad-1aBcD-Erika"  # the chat that Teams opens for the person of a group
ANSWER = """## Lärmschutz am Ring

Die Kosten steigen auf **6,3 Mio. €**.

| Jahr | Betrag |
| --- | --- |
| 2026 | =1+2 |
| 2027 | 4,1 Mio. € |

1. Gutachten
2. Beschluss
"""


def ticket_of(shown: Any) -> str:
    return str(shown.attachments[0]["content"]["acceptContext"]["ticket"])


def consent(house: House, action: str, ticket: str, **more: Any) -> Json:
    upload = {
        "contentUrl": "https://lindenfeld-my.sharepoint.com/personal/x/Antwort.docx",
        "name": "Antwort.docx",
        "uploadUrl": house.teams.upload_url("Antwort.docx"),
        "uniqueId": "4b6f",
        "fileType": "docx",
    }
    value = {
        "type": "fileUpload",
        "action": action,
        "context": {"ticket": ticket},
        "uploadInfo": upload if action == "accept" else None,
    }
    return house.teams.invoke("fileConsent/invoke", value, **more)


async def answer_consent(house: House, activity: Json) -> None:
    """Answer Teams' question, and wait for what comes of it."""
    await house.post(activity)
    await house.settle()


async def ready(house: House, verb: str = "export.word", **more: Any) -> str:
    """Ask, press, and return the ticket of the file that is offered."""
    house.model.answer(ANSWER)
    answered = await house.ask("Was kostet der Lärmschutz?", **more)
    await house.press(verb, {"id": house.button(answered.card, "answer.again")["id"]}, **more)
    await house.settle()
    return ticket_of(house.last(PRIVATE if more else ""))


async def test_an_answer_becomes_a_word_file_in_onedrive(house: House) -> None:
    ticket = await ready(house)
    question = house.last()
    asked = question.attachments[0]
    assert asked["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert asked["name"].startswith("Antwort_20")
    assert asked["name"].endswith(".docx")
    assert asked["content"]["description"] == "Antwort als Word-Datei"
    await answer_consent(house, consent(house, "accept", ticket, reply_to=question.id))
    content = house.teams.uploads["Antwort.docx"]
    assert asked["content"]["sizeInBytes"] == len(content)
    written = docx.Document(io.BytesIO(content))
    assert written.paragraphs[0].text == "Lärmschutz am Ring"
    assert written.paragraphs[0].style is not None
    assert written.paragraphs[0].style.name == "Title"
    assert [cell.text for cell in written.tables[0].rows[1].cells] == ["2026", "=1+2"]
    said = "\n".join(line.text for line in written.paragraphs)
    assert "Entwurf einer KI" in said
    assert "Was kostet der Lärmschutz?" in said


async def test_after_saving_the_question_goes_and_the_file_is_shown(house: House) -> None:
    ticket = await ready(house)
    question = house.last()
    await answer_consent(house, consent(house, "accept", ticket, reply_to=question.id))
    assert question.id not in house.shown()
    last = house.last()
    assert last.text == house.texts("saving.saved")
    assert last.attachments[0]["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert last.attachments[0]["content"] == {"uniqueId": "4b6f", "fileType": "docx"}
    assert not house.breaches


async def test_a_pdf_is_one_press_away(house: House) -> None:
    ticket = await ready(house, "export.pdf")
    assert house.last().attachments[0]["name"].endswith(".pdf")
    assert "export.word" in str(list(house.shown().values())[-2].card)
    await answer_consent(house, consent(house, "accept", ticket))
    with pypdfium2.PdfDocument(house.teams.uploads["Antwort.docx"]) as pdf:
        assert "Lärmschutz am Ring" in pdf[0].get_textpage().get_text_bounded()


async def test_who_declines_has_no_file_and_we_have_none_either(house: House) -> None:
    ticket = await ready(house)
    await answer_consent(house, consent(house, "decline", ticket))
    assert house.last().text == house.texts("saving.dropped")
    assert not house.teams.uploads
    assert not [key async for key in house.redis.scan_iter("*:exports:*")]


@pytest.mark.parametrize("who", ["again", "stranger", "made_up"])
async def test_a_ticket_opens_once_and_for_one_person(
    house: House, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    ticket = await ready(house)
    more: dict[str, Any] = {}
    if who == "again":
        await answer_consent(house, consent(house, "accept", ticket))
        house.teams.uploads.clear()
    elif who == "stranger":
        more = {"person": "29:other", "conversation": "a:other"}
    else:
        ticket = "AAAAAAAAAAAAAA"
    with caplog.at_level(logging.WARNING, "security"):
        await answer_consent(house, consent(house, "accept", ticket, **more))
    assert not house.teams.uploads
    assert (
        house.texts("errors.save_expired.title")
        in house.last(more.get("conversation", "")).card_text
    )
    assert [record.message for record in caplog.records if record.name == "security"] == [
        "consent refused"
    ]
    assert ticket not in caplog.text


async def test_a_failed_upload_can_be_tried_again(house: House) -> None:
    ticket = await ready(house)
    bad = consent(house, "accept", ticket)
    bad["value"]["uploadInfo"]["uploadUrl"] = "https://files.evil.example/x"
    await answer_consent(house, bad)
    card = house.last()
    assert house.texts("errors.save_failed.title") in card.card_text
    await house.press("turn.retry", {"id": house.button(card.card, "turn.retry")["id"]})
    await house.settle()
    again = ticket_of(house.last())
    await answer_consent(house, consent(house, "accept", again))
    assert house.teams.uploads["Antwort.docx"].startswith(b"PK")


async def test_in_a_group_the_file_goes_to_the_persons_own_chat(house: House) -> None:
    ticket = await ready(house, kind="groupChat")
    await answer_consent(house, consent(house, "accept", ticket, conversation=PRIVATE))
    assert house.teams.uploads["Antwort.docx"].startswith(b"PK")
    assert house.last(PRIVATE).text == house.texts("saving.saved")


async def test_in_a_group_without_an_own_chat_the_person_alone_is_told(house: House) -> None:
    answered = await house.ask("Was kostet das?", kind="groupChat")
    house.teams.unreachable.add("aad-1aBcD-Erika")
    count = len(house.teams.posted)
    name = house.button(answered.card, "export.word")["id"]
    reply = await house.press("export.word", {"id": name}, kind="groupChat")
    assert house.texts("errors.not_allowed_here.title") in str(reply)
    await house.settle()
    assert len(house.teams.posted) == count


async def test_an_answer_that_is_gone_is_an_outdated_card(house: House) -> None:
    reply = await house.press("export.word", {"id": "0" * 20})
    assert "nicht mehr aktuell" in str(reply)


async def test_another_persons_answer_cannot_be_exported(house: House) -> None:
    answered = await house.ask("Geheim")
    name = house.button(answered.card, "export.word")["id"]
    stranger = {"person": "29:other", "conversation": "a:other"}
    reply = await house.press("export.word", {"id": name}, **stranger)
    assert "nicht mehr aktuell" in str(reply)


async def test_a_local_run_saves_on_this_computer(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    await ready(house)
    card = list(house.shown().values())[-2].card
    reply = await house.press("file.save_here", house.button(card, "file.save_here"))
    (file,) = (tmp_path / ".local/files").iterdir()
    assert file.read_bytes().startswith(b"PK")
    assert file.name in str(reply)


async def test_a_link_the_model_smuggled_in_is_not_in_the_file(house: House) -> None:
    house.model.answer(
        "Siehe [hier](https://evil.example/?q=geheim) und ![x](https://evil.example/y)"
    )
    answered = await house.ask("Was nun?")
    await house.press("export.word", house.button(answered.card, "export.word"))
    await house.settle()
    await answer_consent(house, consent(house, "accept", ticket_of(house.last())))
    written = docx.Document(io.BytesIO(house.teams.uploads["Antwort.docx"]))
    assert "evil.example" not in "".join(line.text for line in written.paragraphs)


async def test_a_summary_takes_its_evidence_into_the_file(house: House) -> None:
    await upload(house, "Bericht.docx", FILES["Bericht.docx"]())
    received = house.last()
    house.model.answer(
        "Es gibt einen Beschluss [S. 1: „Der Rat hat beschlossen.“]. Er kostet 999 Euro."
    )
    run = house.button(received.card, "summary.run")
    await house.press("summary.run", {**run, "length": "short"}, reply_to=received.id)
    await house.settle(30)
    card = house.shown()[received.id].card
    await house.press("export.word", house.button(card, "export.word"))
    await house.settle()
    assert house.last().attachments[0]["name"].startswith("Zusammenfassung_20")
    await answer_consent(house, consent(house, "accept", ticket_of(house.last())))
    content = house.teams.uploads["Antwort.docx"]
    written = docx.Document(io.BytesIO(content))
    lines = [line.text for line in written.paragraphs]
    assert lines[0] == "Zusammenfassung: Bericht.docx"
    assert [line for line in lines if line.startswith("Gelesen: ")]
    assert "Der Rat hat beschlossen" in letters(part(content, "word/footnotes.xml"))
    assert "999" in "".join(
        run.text
        for line in written.paragraphs
        for run in line.runs
        if run.font.highlight_color is not None
    )
    assert [comment for comment in written.comments if "steht so nicht" in comment.text]


async def test_what_can_be_had_as_a_file_is_listed_and_deleted(house: House) -> None:
    await upload(house, "Bericht.docx", FILES["Bericht.docx"]())
    received = house.last()
    run = house.button(received.card, "summary.run")
    await house.press("summary.run", run, reply_to=received.id)
    await house.settle(30)
    button = house.button(house.shown()[received.id].card, "export.word")
    shown = await house.ask("meine daten")
    assert house.texts.count("data.matter.results", 1) in shown.card_text
    await house.press("data.delete", {"what": "everything"})
    await house.settle()
    assert "nicht mehr aktuell" in str(await house.press("export.word", button))


async def test_a_consent_delivered_twice_saves_once(house: House) -> None:
    ticket = await ready(house)
    activity = consent(house, "accept", ticket)
    await house.post(activity)
    await answer_consent(house, activity)
    said = [message.text for message in house.shown().values()]
    assert said.count(house.texts("saving.saved")) == 1
    assert house.texts("errors.save_expired.title") not in str(said)
