"""Uploaded files: received, read to the last page, summarised, stopped, taken up again."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable

import pytest
from docx import Document as Word
from reportlab.pdfgen.canvas import Canvas

from tests.fakes.model import answer
from tests.scenarios.conftest import House


def pdf(pages: int, *, text: str = "Auf Seite {n} steht der Vermerk Nummer {n}.") -> bytes:
    """Return a PDF with that many pages of text."""
    return lines_pdf(*(text.format(n=number) for number in range(1, pages + 1)))


def lines_pdf(*pages: str) -> bytes:
    """Return a PDF with one line on each page."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    for line in pages:
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    """Return a Word file."""
    word, out = Word(), io.BytesIO()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    word.save(out)
    return out.getvalue()


async def upload(house: House, name: str, content: bytes, text: str = "") -> None:
    """Send a file in the 1:1 chat and wait for what comes of it."""
    await house.ask("hallo")
    await house.press("notice.accept", {"edition": 1})
    url = house.teams.put_file(name, content)
    await house.send(text, files=[(name, url)])
    await house.settle(30)


FILES: dict[str, Callable[[], bytes]] = {
    "Bericht.pdf": lambda: pdf(3),
    "Bericht.docx": lambda: docx("Der Rat hat beschlossen.", "Die Kosten betragen 400 Euro."),
    "Bericht.txt": lambda: "Die Prüfung ist abgeschlossen. Größe: 4 m².".encode("cp1252"),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_file_is_received_and_summarised_with_its_coverage(house: House, name: str) -> None:
    await upload(house, name, FILES[name]())
    received = house.last()
    assert name in str(received.card)
    house.model.answer("Es gibt einen Beschluss [S. 1: „Der Rat hat beschlossen“].")
    run = house.button(received.card, "summary.run")
    progress = await house.press("summary.run", {**run, "length": "short"}, reply_to=received.id)
    assert "work.stop" in str(progress)
    await house.settle(30)
    result = house.shown()[received.id]
    assert result.labelled
    assert "Es gibt einen Beschluss" in str(result.card)
    assert "Gelesen:" in str(result.card)
    assert len(house.model.requests) == 1


async def test_every_page_of_a_long_file_reaches_the_model(house: House) -> None:
    filler = " Die Verwaltung berichtet ausführlich über den Stand der Arbeiten." * 40
    words = io.BytesIO()
    canvas = Canvas(words)
    for number in range(1, 41):
        block = canvas.beginText(40, 800)
        block.setFont("Helvetica", 6)
        for line in range(60):
            block.textLine((f"Planwort{number:03d} " if line == 30 else "") + filler[:180])
        canvas.drawText(block)
        canvas.showPage()
    canvas.save()
    house.model.answer("Notiz zu einem Teil [S. 2].")
    await upload(house, "Lang.pdf", words.getvalue(), "bitte kurz")
    asked = "".join(str(seen.messages) for seen in house.model.requests)
    missing = [n for n in range(1, 41) if f"Planwort{n:03d}" not in asked]
    assert not missing
    assert "40 von 40 Seiten" in str(house.last().card)


async def test_a_file_with_words_is_summarised_with_these_in_view(house: House) -> None:
    house.model.answer("Frist ist der 31. März [S. 1].")
    await upload(house, "Bericht.pdf", pdf(2), "Achte auf Fristen.")
    assert "Frist ist der 31.\u00a0März" in house.last().card_text
    assert "Achte auf Fristen." in str(house.model.requests[-1].messages)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("leer.pdf", b"", "errors.file_empty"),
        ("kaputt.pdf", b"%PDF-1.7\n%%garbage", "errors.file_broken"),
        ("bild.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "errors.file_broken"),
        ("programm.exe", b"MZ" + bytes(200), "errors.file_type_unknown"),
    ],
)
async def test_what_cannot_be_read_is_explained(
    house: House, name: str, content: bytes, key: str
) -> None:
    await upload(house, name, content)
    assert house.texts(f"{key}.title") in str(house.last().card)
    assert not house.model.requests


async def test_too_large_a_file_is_refused_with_the_limit(house: House) -> None:
    await upload(house, "riesig.txt", b"x" * (25 * 1024 * 1024 + 1))
    card = str(house.last().card)
    assert house.texts("errors.file_too_big.title") in card
    assert "25" in card


async def test_files_come_only_from_listed_hosts_and_without_our_token(house: House) -> None:
    await house.ask("hallo")
    await house.press("notice.accept", {"edition": 1})
    await house.send("", files=[("a.pdf", "http://169.254.169.254/latest/meta-data")])
    await house.settle()
    assert house.texts("errors.file_unavailable.title") in str(house.last().card)
    assert house.breaches == []


async def test_files_are_taken_in_the_private_chat_only(house: House) -> None:
    url = house.teams.put_file("a.pdf", pdf(1))
    await house.send("Fass zusammen", kind="channel", files=[("a.pdf", url)])
    await house.settle()
    shown = house.last("19:haushalt@thread.tacv2;messageid=1763900000000")
    assert house.texts("errors.not_allowed_here.title") in str(shown.card)


async def test_the_same_file_again_is_not_read_again(house: House) -> None:
    await upload(house, "Bericht.pdf", pdf(3))
    first = house.button(house.last().card, "summary.run")["document"]
    await upload(house, "Bericht.pdf", pdf(3))
    assert house.button(house.last().card, "summary.run")["document"] == first


async def test_a_stopped_summary_offers_to_go_on(house: House) -> None:
    await upload(house, "Bericht.pdf", pdf(3))
    received = house.last()
    house.model.then(answer("Nie fertig.", first_delay_s=30))
    run = house.button(received.card, "summary.run")
    progress = await house.press("summary.run", run, reply_to=received.id)
    await house.model.arrived(1)
    await house.press("work.stop", house.button(progress, "work.stop"))
    await house.settle()
    card = house.shown()[received.id].card
    assert house.texts("progress.stopped.nothing") in str(card)
    house.model.answer("Nun ganz [S. 3].")
    await house.press("work.resume", house.button(card, "work.resume"), reply_to=received.id)
    await house.settle(20)
    result = str(house.shown()[received.id].card)
    assert "Nun ganz" in result
    assert "3 von 3 Seiten" in result


async def test_a_finished_summary_stays_when_another_length_is_asked_for(house: House) -> None:
    house.model.answer("Eine Seite [S. 1].")
    await upload(house, "Bericht.pdf", pdf(3), "Achte auf Fristen.")
    first = house.last()
    assert house.texts("summary.focus", focus="Achte auf Fristen.") in str(first.card)
    house.model.answer("Ganz kurz [S. 1].")
    await house.press("summary.run", house.button(first.card, "summary.run"), reply_to=first.id)
    await house.settle(20)
    assert "Ganz kurz" in str(house.last().card)
    assert house.last().labelled
    assert house.shown()[first.id].card == first.card


async def test_one_message_shows_what_becomes_of_an_upload(house: House) -> None:
    await house.ask("hallo")
    before = len(house.shown())
    url = house.teams.put_file("Bericht.pdf", pdf(2))
    await house.send("", files=[("Bericht.pdf", url)])
    await house.settle(30)
    sent = [str(one.body) for one in house.sent() if "Bericht" in str(one.body)]
    assert house.texts.count("progress.reading", 1) in sent[0]
    assert "summary.run" in str(house.last().card)
    assert len(house.shown()) == before + 2  # the notice and this one


async def test_an_error_names_the_file_it_is_about(house: House) -> None:
    url = house.teams.put_file("kaputt.pdf", b"%PDF-1.7\n%%garbage")
    await house.send("", files=[("kaputt.pdf", url)])
    await house.settle(30)
    assert "kaputt" in str(house.last().card)


async def test_a_failed_summary_can_be_tried_again(house: House) -> None:
    await upload(house, "Bericht.pdf", pdf(3))
    received = house.last()
    await house.model.stop()
    await house.press(
        "summary.run", house.button(received.card, "summary.run"), reply_to=received.id
    )
    await house.settle(20)
    failed = house.shown()[received.id]
    retry = house.button(failed.card, "turn.retry")
    await house.model.start(house.model.port)
    house.model.answer("Nun doch [S. 1].")
    await asyncio.sleep(0)
    await house.press("turn.retry", retry, reply_to=received.id)
    await house.settle(20)
    assert "Nun doch" in str(house.shown()[received.id].card)


async def test_zusammenfassen_offers_the_files_that_are_there(house: House) -> None:
    shown = await house.ask("zusammenfassen")
    assert "help.topic" in str(shown.card)
    await upload(house, "Bericht.pdf", pdf(2))
    shown = await house.ask("zusammenfassen")
    assert "Bericht.pdf" in str(shown.card)


async def test_somebody_elses_file_cannot_be_summarised(house: House) -> None:
    await upload(house, "Bericht.pdf", pdf(2))
    run = house.button(house.last().card, "summary.run")
    reply = await house.press("summary.run", run, person="29:other", conversation="a:other")
    assert house.texts("errors.file_expired.title") in str(reply)
    assert not house.model.requests
