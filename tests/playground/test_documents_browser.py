"""Files in the Playground in Chromium, with pictures wide and narrow.

The pictures are .local/screenshots/documents-*.png.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bot.admin.node import find_node
from bot.core.texts import load
from tests.playground import files
from tests.playground.conftest import Run
from tests.playground.test_browser import SCREENSHOTS, chromium
from tests.playground.test_http import PERSONAL

pytestmark = [pytest.mark.playground, pytest.mark.browser]

STEPS: Final = ("file", "summary", "answer", "word", "files")
GERMAN: Final = load("de")
_LONGEST_S: Final = 150


async def test_a_new_user_sees_files_summaries_answers_and_word(
    run: Run, shelf: Callable[[str, bytes], str]
) -> None:
    node = find_node()
    assert node
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for old in SCREENSHOTS.glob("documents-*.png"):
        old.unlink()
    uploads = [
        {
            "name": name,
            "url": shelf(name, content),
            "type": Path(name).suffix[1:],
            "shown": name.split(".", maxsplit=1)[0],
        }
        for name, content in files.every().items()
    ]
    given = {
        "url": run.url,
        "folder": str(SCREENSHOTS),
        "chromium": chromium(),
        "conversation": PERSONAL,
        "files": uploads,
        "words": {
            "welcome": "KI-Assistenz Lindenfeld",
            "kept": "Den Text sehen nur Sie",
            "summarise": GERMAN["file.summarise"],
            "read": "Gelesen:",
            "evidence": GERMAN["summary.evidence"],
            "question": "Wie hoch sind die Kosten der Maßnahmen laut Dokument?",
            "from": f"Aus {files.TWO_COLUMNS}:",
            "word": GERMAN["export.word"],
            "ready": GERMAN["export.offer"],
        },
    }
    driver = Path(__file__).with_name("walk.mjs")
    process = await asyncio.create_subprocess_exec(
        str(node.node),
        str(driver),
        json.dumps(given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(_LONGEST_S):
        _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    pictures = {path.name.split("-")[1] for path in SCREENSHOTS.glob("documents-*-*.png")}
    assert pictures == set(STEPS)
