"""A short meeting, what a model writes of it, and the presses that bring it to a draft."""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from tests.fakes.model import Call, answer
from tests.fakes.teams import Json, Shown
from tests.fakes.teams_inbound import CONVERSATIONS
from tests.scenarios.conftest import House

_SAID = re.compile(r"^\[(\d+)\] ?(?:[^:\n]{1,60}: )?(.*)$", re.MULTILINE)
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


async def reads(call: Call) -> web.StreamResponse:
    """Answer as a model that takes a sentence of each piece, and puts all of it into one item."""
    said = _SAID.findall(call.seen.question)
    lines: list[dict[str, object]] = []
    if said:
        numbers = [int(number) for number, _ in said]
        number, words = max(said, key=lambda one: len(one[1]))
        lines = [
            {"type": "item", "top": "1", "title": "Haushalt"},
            {"type": "statement", "top": "1", "text": words[:200], "from": [int(number)]},
            {"type": "use", "as": "item", "top": "1", "from": [f"{min(numbers)}-{max(numbers)}"]},
        ]
    written = [json.dumps(line, ensure_ascii=False) for line in [*lines, {"type": "done"}]]
    return await answer("\n".join(written))(call)


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


async def approved(house: House, ident: str, shown: Shown) -> Json:
    """Approve what is there, and return the receipt."""
    ask = (await press(house, "minutes.approve", {"id": ident}))["value"]
    freeze = house.button(ask, "minutes.freeze")
    card: Json = (await press(house, "minutes.freeze", freeze, reply_to=shown.id))["value"]
    return card


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
