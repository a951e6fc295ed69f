"""The Playground in Chromium: what a new user sees, with a picture of each step.

The pictures are in .local/screenshots, at desktop and at its narrowest width.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

import pytest
from PIL import Image

from bot.core.texts import load
from tests.playground.browsing import SCREENSHOTS, forget, walk
from tests.playground.conftest import Run
from tests.playground.test_http import MINUTES, PERSONAL

pytestmark = [pytest.mark.playground, pytest.mark.browser]

STEPS: Final = ("welcome", "answer", "library", "form", "editor", "template", "summary")
GERMAN: Final = load("de")


async def test_a_new_user_gets_an_answer_a_form_and_a_summary(
    run: Run, shelf: Callable[[str, bytes], str]
) -> None:
    for step in STEPS:
        forget(f"{step}-*.png")
    seen = await walk(
        run,
        "drive.mjs",
        {
            "question": "Was wurde beschlossen?",
            "text": " ".join(MINUTES.split()),
            "demo": "Das ist eine Demo und keine KI.",
            "again": GERMAN["answer.again"],
            "library": "vorlagen",
            "area": GERMAN["library.category.citizens"],
            "template": "Bürgeranfrage beantworten",
            "run": GERMAN["form.run"],
            "new": GERMAN["library.new"],
            "title": GERMAN["editor.title"],
            "purpose": GERMAN["editor.description"],
            "task": GERMAN["editor.instruction"],
            "own": "Vermerk zur Ortsbegehung",
            "why": "Hält fest, was vor Ort zu sehen war.",
            "ask": "Schreibe einen Vermerk zur Begehung am {{ort}}. Notizen: {{notizen}}",
            "save": GERMAN["editor.save"],
            "edit": GERMAN["template.edit"],
            "summarise": "zusammenfassen",
            "read": "Gelesen:",
        },
        conversation=PERSONAL,
        file=shelf("niederschrift.txt", MINUTES.encode()),
    )
    assert json.loads(seen)["label"], "the answer carries no AI label"
    for step in STEPS:
        for width in ("desktop", "narrow"):
            with Image.open(SCREENSHOTS / f"{step}-{width}.png") as picture:
                assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 100
