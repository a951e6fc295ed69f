"""The Playground, driven over HTTP: what a new user does in the first five minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Final

import pytest
import yaml

from bot.core.texts import load
from tests.playground.conftest import Call, Json, Run
from tests.structure.source import ROOT

pytestmark = [pytest.mark.playground]

PEOPLE: Final = yaml.safe_load((ROOT / "bot/admin/playground.yml").read_text("utf-8"))
PERSONAL: Final = PEOPLE["personalChat"]["id"]
GROUP: Final = PEOPLE["groupChat"]["id"]
BOT: Final = PEOPLE["bot"]
GERMAN: Final = load("de")
MINUTES: Final = """\
Niederschrift der Sitzung des Bauausschusses vom 12. März 2026.
Der Ausschuss hat beschlossen, das Dach der Grundschule am Anger bis Oktober zu sanieren.
Frau Krause legt bis zum 30. April drei Angebote vor. Die Kosten betragen rund 240.000 Euro.
Offen ist, ob das Land einen Zuschuss gewährt. Herr Petersen klärt das mit dem Ministerium.
"""


def is_message(call: Call) -> bool:
    return call.is_message


def is_final(call: Call) -> bool:
    return call.stream.get("streamType") == "final"


async def ask(run: Run, text: str, fits: Callable[[Call], bool] = is_message) -> list[Call]:
    since = await run.send(PERSONAL, type="message", text=text, locale="de-DE")
    return await run.until(since, fits)


async def test_a_new_person_is_greeted_once_in_german(run: Run) -> None:
    install = {"type": "installationUpdate", "action": "add", "locale": "de-DE"}
    since = await run.send(PERSONAL, **install)
    calls = await run.until(since, is_message)
    assert "KI-Assistenz Lindenfeld" in calls[-1].words
    assert "AdaptiveCard" in calls[-1].words or calls[-1].activity["attachments"]
    again = await run.send(PERSONAL, **install)
    await asyncio.sleep(0.5)
    assert not [call for call in run.calls()[again:] if call.is_message]


async def test_a_question_is_answered_in_a_stream_that_the_playground_accepts(run: Run) -> None:
    calls = await ask(run, f"Was wurde beschlossen? {MINUTES}", is_final)
    assert {call.status for call in calls} <= {200, 201, 202}
    streamed = [call.stream for call in calls if call.stream]
    kinds = [one["streamType"] for one in streamed]
    assert kinds[0] == "informative"
    assert kinds[-1] == "final"
    assert "streamSequence" not in streamed[-1]
    labels = [one for one in calls[-1].activity["entities"] if "AIGeneratedContent" in str(one)]
    assert labels
    assert "Demo" in calls[-1].words


async def test_help_answers_with_a_card_in_any_spelling(run: Run) -> None:
    calls = await ask(run, " /HILFE! ")
    assert "vnd.microsoft.card.adaptive" in calls[-1].words


async def test_the_library_opens_as_a_card(run: Run) -> None:
    calls = await ask(run, "vorlagen")
    assert GERMAN["library.category.citizens"] in calls[-1].words


async def test_a_template_opens_as_a_form_and_runs(run: Run) -> None:
    library = (await ask(run, "vorlagen"))[-1]
    area = await run.press(PERSONAL, library, "library.open")
    form = await run.press(PERSONAL, shown(area), "template.open")
    needed = [one for one in parts(form) if one.get("isRequired")]
    assert needed
    since = len(run.calls())
    filled = {one["id"]: value_for(one) for one in needed}
    await run.press(PERSONAL, shown(form), "template.run", **filled)
    calls = await run.until(since, is_final)
    assert "Demo" in calls[-1].words


def shown(answer: Json) -> Call:
    return Call(activity=answer, status=200, message_id="")


def parts(part: object) -> Iterator[Json]:
    if isinstance(part, dict):
        yield part
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for value in inner:
        yield from parts(value)


def value_for(field: Json) -> str:
    if field["type"] == "Input.ChoiceSet":
        return str(field.get("value") or field["choices"][0]["value"])
    return "Die Antwort hat sechs Wochen gedauert."


async def test_a_file_is_summarised_with_every_page_read(
    run: Run, shelf: Callable[[str, bytes], str]
) -> None:
    url = shelf("niederschrift.txt", MINUTES.encode())
    attachment = {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": url,
        "name": "niederschrift.txt",
        "content": {"downloadUrl": url, "uniqueId": "1", "fileType": "txt"},
    }
    file = {"type": "message", "text": "zusammenfassen", "attachments": [attachment]}
    since = await run.send(PERSONAL, **file, locale="de-DE")
    calls = await run.until(since, lambda call: "Gelesen:" in call.words)
    assert "Dach" in calls[-1].words


async def test_a_group_gets_one_whole_message_and_no_stream(run: Run) -> None:
    mention = f"<at>{BOT['name']}</at>"
    since = await run.send(
        GROUP,
        type="message",
        text=f"{mention} Was ist offen? {MINUTES}",
        entities=[{"type": "mention", "mentioned": BOT, "text": mention}],
        locale="de-DE",
    )
    calls = await run.until(since, lambda call: call.is_message and "Demo" in call.words)
    assert not [call for call in calls if call.stream]
    assert {call.status for call in calls} <= {200, 201, 202}


async def test_probes_and_figures_are_there(run: Run) -> None:
    for path in ("healthz", "readyz", "metrics"):
        async with run.http.get(f"{run.bot_url}/{path}") as response:
            assert response.status == 200
