"""Minutes in the Playground with the demo model, with a picture of each step."""

from __future__ import annotations

from typing import Final

import pytest

from bot.core.texts import load
from tests.playground.browsing import SCREENSHOTS, forget, walk
from tests.playground.conftest import Run

pytestmark = [pytest.mark.playground, pytest.mark.browser]

GERMAN: Final = load("de")
SPOKEN: Final = """protokoll
Jana Krüger: Guten Morgen zusammen, wir beginnen mit dem Stand der E-Akte.
Tom Brandt: Der Pilot im Sozialamt läuft stabil, es gab drei Störungen.
Jana Krüger: Wir beschließen, den Pilot auf das Jugendamt zu erweitern.
Linh Nguyen: Einverstanden.
Tom Brandt: Ich erstelle die Liste für die Schulung bis Freitag.
Jana Krüger: Könnte vielleicht das Team von Frau Nguyen die Auswertung übernehmen?
Linh Nguyen: Darüber muss ich erst sprechen.
Jana Krüger: Für Lizenzen sind 48.000 Euro vorgesehen. Das müssen wir noch klären.
Tom Brandt: Der Ausschuss stimmt ab: fünf dafür, eine Gegenstimme, damit angenommen.
Jana Krüger: Vielen Dank, bis nächste Woche."""
KEYS: Final = {
    "informed": "minutes.start.informed",
    "draft": "minutes.start.draft",
    "right": "minutes.right",
    "context": "minutes.context",
    "quote": "minutes.quote",
    "edit": "minutes.edit",
    "save": "minutes.save",
    "back": "minutes.back",
    "versions": "minutes.versions",
    "version": "minutes.versions.title",
    "circulate": "minutes.circulate",
    "send": "minutes.send",
    "agree": "minutes.agree",
    "agreed": "minutes.agreed",
    "approve": "minutes.approve",
    "frozen": "minutes.approve.title",
    "approved": "minutes.approved",
    "word": "export.word",
    "offered": "export.offer",
}


async def test_minutes_from_pasted_text_to_the_approved_version(run: Run) -> None:
    forget("minutes-*.png")
    words = {name: GERMAN[key] for name, key in KEYS.items()}
    await walk(run, "minutes.mjs", words, transcript=SPOKEN)
    assert (SCREENSHOTS / "minutes-approved-desktop.png").stat().st_size > 10_000
