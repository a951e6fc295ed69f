"""The Playground in Chromium: what a new user sees, with a picture of each step.

The pictures are in .local/screenshots, at desktop and at its narrowest width.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from bot.admin.node import LOCAL, find_node
from bot.core.texts import load
from tests.playground.conftest import REQUIRED, Run
from tests.playground.test_http import MINUTES, PERSONAL

pytestmark = [pytest.mark.playground, pytest.mark.browser]

SCREENSHOTS: Final = LOCAL / "screenshots"
STEPS: Final = ("welcome", "answer", "library", "form", "editor", "template", "summary")
GERMAN: Final = load("de")
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
_LONGEST_S: Final = 110


def chromium() -> str:
    found = next((path for path in map(shutil.which, _BROWSERS) if path), None)
    if found is None:
        if REQUIRED:
            pytest.fail("Chromium is not installed, and REQUIRE_BROWSER=1 wants it")
        pytest.skip("Chromium is not installed")
    return found


def prepared() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for old in SCREENSHOTS.glob("*.png"):
        old.unlink()
    return SCREENSHOTS


async def test_a_new_user_gets_an_answer_a_form_and_a_summary(
    run: Run, shelf: Callable[[str, bytes], str]
) -> None:
    node = find_node()
    assert node
    given = {
        "url": run.url,
        "folder": str(prepared()),
        "chromium": chromium(),
        "conversation": PERSONAL,
        "file": shelf("niederschrift.txt", MINUTES.encode()),
        "words": {
            "welcome": "KI-Assistenz Lindenfeld",
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
    }
    driver = Path(__file__).with_name("drive.mjs")
    process = await asyncio.create_subprocess_exec(
        str(node.node),
        str(driver),
        json.dumps(given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(_LONGEST_S):
        seen, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert json.loads(seen)["label"], "the answer carries no AI label"
    for step in STEPS:
        for width in ("desktop", "narrow"):
            with Image.open(SCREENSHOTS / f"{step}-{width}.png") as picture:
                assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 100
