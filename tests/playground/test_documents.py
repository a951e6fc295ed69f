"""Files in the Playground, driven over HTTP: read, summarised, asked about, taken along."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest

from bot.core.texts import load
from tests.playground import files
from tests.playground.conftest import Call, Json, Run
from tests.playground.test_http import PERSONAL, ask, parts
from tests.structure.source import ROOT
from tests.unit.documents.scans import has_tesseract

pytestmark = [pytest.mark.playground]

GERMAN = load("de")
Shelf = Callable[[str, bytes], str]


def is_ready(call: Call) -> bool:
    return GERMAN["file.summarise"] in call.words


def is_answer(call: Call) -> bool:
    """Tell a final, or a whole message where so much was sent that no stream was begun."""
    return call.is_message and f"**Aus {files.TWO_COLUMNS}:**" in call.words


async def hand_in(run: Run, shelf: Shelf, name: str, text: str = "") -> int:
    """Upload one of the files; returns how many calls there were before."""
    url = shelf(name, files.every()[name])
    attachment = {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": url,
        "name": name,
        "content": {"downloadUrl": url, "uniqueId": name, "fileType": Path(name).suffix[1:]},
    }
    return await run.send(
        PERSONAL, type="message", text=text, attachments=[attachment], locale="de-DE"
    )


async def summary_of(run: Run, shelf: Shelf, name: str) -> Call:
    """Upload a file on its own, press the one-click button and return the result."""
    await ask(run, "neu")
    since = await hand_in(run, shelf, name)
    received = next(one for one in await run.until(since, is_ready) if is_ready(one))
    since = len(run.calls())
    await run.press(PERSONAL, received, "summary.run")
    calls = await run.until(since, lambda call: "Gelesen:" in call.words)
    return next(call for call in calls if "Gelesen:" in call.words)


@pytest.mark.parametrize(
    ("name", "read", "told"),
    [
        (files.TWO_COLUMNS, "2 von 2 Seiten", "240.000"),
        (files.SHEET, "1 von 1", "131000"),
        (files.MAIL, "2 von 2 Teilen", "131000"),
    ],
)
async def test_a_new_users_file_is_read_completely_and_summarised(
    run: Run, shelf: Shelf, name: str, read: str, told: str
) -> None:
    result = await summary_of(run, shelf, name)
    words = result.words.replace("\u00a0", " ").replace("\\", "")
    assert read in words
    assert told in words
    assert GERMAN["summary.evidence"] in words


@pytest.mark.skipif(not has_tesseract(), reason="Tesseract is not installed")
async def test_a_scanned_page_is_recognised_and_said_to_be(run: Run, shelf: Shelf) -> None:
    await ask(run, "neu")
    since = await hand_in(run, shelf, files.SCAN)
    received = next(one for one in await run.until(since, is_ready) if is_ready(one))
    assert GERMAN["documents.size.page.recognised.one"].format(n=1) in received.words
    since = len(run.calls())
    await run.press(PERSONAL, received, "summary.run")
    calls = await run.until(since, lambda call: "Gelesen:" in call.words)
    assert "180" in calls[-1].words


async def test_a_question_is_answered_from_the_file_and_taken_along_as_word(
    run: Run, shelf: Shelf
) -> None:
    await ask(run, "neu")
    since = await hand_in(run, shelf, files.TWO_COLUMNS)
    await run.until(since, is_ready)
    asked = await ask(run, "Wie hoch sind die Kosten der Maßnahmen laut Dokument?", is_answer)
    answer = next(call for call in asked if is_answer(call))
    assert "240.000" in answer.words
    since = len(run.calls())
    await run.press(PERSONAL, answer, "export.word")
    offered = await run.until(since, lambda call: "file.save_here" in call.words)
    ready = next(call for call in offered if "file.save_here" in call.words)
    receipt = await run.press(PERSONAL, ready, "file.save_here")
    path = ROOT / path_in(receipt)
    try:
        paper = docx.Document(io.BytesIO(path.read_bytes()))
        assert "240.000" in "\n".join(one.text for one in paper.paragraphs)
    finally:
        path.unlink()


def path_in(receipt: Json) -> str:
    """Return where the receipt says that the file was saved."""
    texts: Iterator[str] = (str(one.get("text", "")) for one in parts(receipt))
    words = next(text for text in texts if ".docx" in text).replace("\\", "").replace("\u2060", "")
    return next(word for word in words.split() if ".docx" in word).strip("„“*").rstrip(".")
