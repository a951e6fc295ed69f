"""Own templates in the Playground, driven over HTTP: it opens no dialogs, so forms come inline."""

from __future__ import annotations

import pytest

from bot.core.texts import load
from tests.playground.conftest import Run
from tests.playground.test_http import PERSONAL, ask, is_message, shown

pytestmark = [pytest.mark.playground]

GERMAN = load("de")
ENTERED = {
    "title": "Vermerk zur Ortsbegehung",
    "description": "Hält fest, was vor Ort zu sehen war.",
    "category": "memos",
    "tone": "factual",
    "instruction": "Schreibe einen Vermerk zur Begehung am {{ort}}.",
}


async def test_a_template_of_ones_own_is_made_found_edited_and_deleted(run: Run) -> None:
    library = (await ask(run, "vorlagen"))[-1]
    since = len(run.calls())
    await run.press(PERSONAL, library, "template.new")
    form = next(call for call in await run.until(since, is_message) if call.is_message)
    page = await run.press(PERSONAL, form, "template.save", **ENTERED)
    assert "Vermerk zur Ortsbegehung" in str(page)
    assert GERMAN["template.edit"] in str(page)

    shelf = await run.press(PERSONAL, library, "library.shelf")
    assert "Vermerk zur Ortsbegehung" in str(shelf)
    versions = await run.press(PERSONAL, shown(page), "template.versions")
    assert GERMAN["template.version.you"] in str(versions)
    gone = await run.press(PERSONAL, shown(page), "template.delete")
    back = await run.press(PERSONAL, shown(gone), "template.undo")
    assert "Vermerk zur Ortsbegehung" in str(back)


async def test_the_menu_of_a_message_answers_over_the_wire(run: Run) -> None:
    text = "Bitte schickt bis Freitag die Zahlen an das Referat 12."
    body = {"contentType": "text", "content": text}
    value = {
        "commandId": "summarise",
        "commandContext": "message",
        "messagePayload": {"id": "1", "body": body},
    }
    dialog = await run.invoke(PERSONAL, "composeExtension/fetchTask", value)
    assert "Freitag" in str(dialog["task"]["value"]["card"])


async def test_the_library_is_searched_from_a_compose_box(run: Run) -> None:
    value = {"commandId": "templates", "parameters": [{"name": "search", "value": "Baustelle"}]}
    found = await run.invoke(PERSONAL, "composeExtension/query", value)
    assert "Baustelle" in str(found["composeExtension"]["attachments"][0]["preview"])
