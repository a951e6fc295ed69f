"""What people upload, ask and take along: encrypted while it is kept, gone in time, in no log."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterable

import pytest

from tests.fakes import ole
from tests.fakes.redis_dump import dump
from tests.scenarios.conftest import House
from tests.scenarios.test_export import answer_consent, consent, ticket_of
from tests.scenarios.test_files import upload
from tests.unit.documents.hostile import archive, attached, xlsx
from tests.unit.documents.samples import docx, paragraph, pdf
from tests.unit.documents.scans import has_tesseract, picture, stored

_SUBJECT, _BODY, _FROM = 0x0037, 0x1000, 0x0C1A
_DAY_S = 86_400
_ROW = "<row r='1'><c r='A1' t='inlineStr'><is><t>{word}</t></is></c></row>"
# One word for each way a text comes in; no word is part of another or of a German text.
SCAN = "Zwiebelfisch"
WORDS = {
    "a page": "Wortkanarie",
    "a footnote": "Fussnotenkanarie",
    "a cell": "Zellenkanarie",
    "a subject": "Betreffkanarie",
    "a sender": "Absenderkanarie",
    "a name of an attachment": "Anlagenkanarie",
    "an attachment": "Inhaltskanarie",
    "a member of an archive": "Archivkanarie",
    "a speaker": "Sprecherkanarie",
    "a name of a file": "Namenskanarie",
    "a question": "Fragekanarie",
    "an answer": "Antwortkanarie",
    "a wish": "Wunschkanarie",
}
ANSWER = (
    f"{WORDS['an answer']} steht auf der Seite [1].\n\n"
    f"Belege:\n[1] S. 1: „{WORDS['a page']} steht hier“"
)


def _files() -> dict[str, bytes]:
    """Return files that hold every word."""
    note = f"<w:footnote w:id='1'>{paragraph(WORDS['a footnote'])}</w:footnote>"
    noted = "<w:p><w:r><w:t>Siehe unten</w:t><w:footnoteReference w:id='1'/></w:r></w:p>"
    letter = docx(noted, parts={"footnotes": note})
    inner = [
        ole.attached(f"{WORDS['a name of an attachment']}.txt", WORDS["an attachment"].encode())
    ]
    head = {_SUBJECT: WORDS["a subject"], _BODY: "Anbei.", _FROM: WORDS["a sender"]}
    packed = archive({f"{WORDS['a member of an archive']}.txt": "Der Text."})
    sheet = xlsx(_ROW.format(word=WORDS["a cell"]))
    spoken = f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {WORDS['a speaker']}>Guten Tag.</v>\n"
    return {
        f"{WORDS['a name of a file']}.pdf": pdf([f"{WORDS['a page']} steht hier."]),
        "Brief.docx": letter,
        "Kosten.xlsx": sheet,
        "Post.msg": ole.outlook(head, attachments=inner),
        "Post.eml": attached("Anlagen.zip", packed),
        "Sitzung.vtt": spoken.encode(),
    }


def _broken() -> dict[str, bytes]:
    """Return files whose reading fails, with words in them and in their names."""
    whole = _files()["Brief.docx"]
    return {
        f"{WORDS['a name of a file']}2.docx": whole[: len(whole) // 2],
        f"{WORDS['a name of a file']}3.pdf": b"%PDF-1.7\n" + WORDS["a page"].encode(),
        f"{WORDS['a name of a file']}4.xyz": b"MZ" + WORDS["a page"].encode() * 9,
    }


async def everything(house: House) -> None:
    """Upload, ask, summarise, take along, and fail, with a word in each."""
    await house.ask("hallo")
    await house.press("notice.accept", {"edition": 1})
    files = _files()
    if has_tesseract():
        files["Scan.pdf"] = stored(picture(f"Der {SCAN} steht im Bild."), "PDF")
    await _hand_in(house, files)
    received = house.last()
    house.model.answer(ANSWER)
    run = house.button(received.card, "summary.run")
    choice = next(one for one in received.card["body"] if one.get("id") == "document")  # type: ignore[index]  # a card
    wish = {**run, "document": choice["value"], "focus": WORDS["a wish"]}
    await house.press("summary.run", wish, reply_to=received.id)
    await house.settle(30)
    answered = await house.ask(f"Was steht im Dokument zur {WORDS['a question']}?")
    await house.press("export.word", house.button(answered.card, "export.word"))
    await house.settle(30)
    await answer_consent(house, consent(house, "accept", ticket_of(house.last())))
    await house.model.stop()
    await house.ask(f"Und was zur {WORDS['a question']} noch?")
    await house.model.start(house.model.port)
    await house.ask("neu")
    await _hand_in(house, _broken())


async def _hand_in(house: House, files: dict[str, bytes]) -> None:
    sent = [(name, house.teams.put_file(name, content)) for name, content in files.items()]
    await house.send("", files=sent)
    await house.settle(60)


def held_in(text: str) -> list[str]:
    """Return which of the words a text holds, as they are or encoded."""
    found = [what for what, word in WORDS.items() if _is_in(word, text)]
    return [*found, *(["a picture"] if _is_in(SCAN, text) else [])]


def _is_in(word: str, text: str) -> bool:
    coded = base64.b64encode(word.encode()).decode()[:-4]
    return any(one in text for one in (word, coded, word.encode().hex()))


def _told(records: Iterable[logging.LogRecord]) -> str:
    """Return everything that records say, also what a formatter would leave out."""
    return "\n".join(
        f"{record.getMessage()} {json.dumps(record.__dict__, default=repr, ensure_ascii=False)}"
        for record in records
    )


async def test_what_people_give_is_in_no_log_is_encrypted_has_an_end_and_can_be_deleted(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG, "bot"):
        await everything(house)
    asked = json.dumps([one.body for one in house.model.requests], ensure_ascii=False)
    assert set(held_in(asked)) >= {*WORDS} - {"an answer"}  # or nothing would be shown by this
    assert caplog.records
    assert held_in(_told(caplog.records)) == []
    assert held_in("".join(capfd.readouterr())) == []
    kept = await dump(house.redis)
    assert held_in(kept.decode()) == []
    lasting = await _keys_of_texts(house)
    lives = [await house.redis.ttl(key) for key in lasting]
    assert any(b":files" in key for key in lasting)
    assert all(0 < life <= 90 * _DAY_S for life in lives), dict(zip(lasting, lives, strict=True))
    await house.press("data.delete", {"what": "everything"})
    await house.settle()
    assert await _keys_of_texts(house) == []


async def _keys_of_texts(house: House) -> list[bytes]:
    return [key async for key in house.redis.scan_iter("*") if _holds_texts(key)]


def _holds_texts(key: bytes) -> bool:
    kinds = (b":files", b":memory", b":answers", b":pieces", b":focus", b":results", b":kept")
    return any(kind in key for kind in kinds)


async def test_a_file_that_was_deleted_can_no_longer_be_asked_or_summarised(house: House) -> None:
    await upload(house, "Brief.docx", _files()["Brief.docx"])
    run = house.button(house.last().card, "summary.run")
    await house.press("data.delete", {"what": "everything"})
    await house.settle()
    reply = await house.press("summary.run", run)
    assert house.texts("errors.file_expired.title") in str(reply)
    assert not house.model.requests
