"""Files in the Playground in Chromium, with pictures wide and narrow.

The pictures are .local/screenshots/documents-*.png.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from bot.core.texts import load
from tests.playground import files
from tests.playground.browsing import SCREENSHOTS, forget, walk
from tests.playground.conftest import Run
from tests.playground.test_http import PERSONAL

pytestmark = [pytest.mark.playground, pytest.mark.browser]

STEPS: Final = ("file", "summary", "answer", "word", "files")
GERMAN: Final = load("de")


async def test_a_new_user_sees_files_summaries_answers_and_word(
    run: Run, shelf: Callable[[str, bytes], str]
) -> None:
    forget("documents-*.png")
    uploads = [
        {
            "name": name,
            "url": shelf(name, content),
            "shown": name.split(".", maxsplit=1)[0],
        }
        for name, content in files.every().items()
    ]
    await walk(
        run,
        "walk.mjs",
        {
            "kept": "Den Text sehen nur Sie",
            "summarise": GERMAN["file.summarise"],
            "read": "Gelesen:",
            "evidence": GERMAN["summary.evidence"],
            "question": "Wie hoch sind die Kosten der Maßnahmen laut Dokument?",
            "from": f"Aus {files.TWO_COLUMNS}:",
            "word": GERMAN["export.word"],
            "ready": GERMAN["export.offer"],
        },
        conversation=PERSONAL,
        files=uploads,
    )
    pictures = {path.name.split("-")[1] for path in SCREENSHOTS.glob("documents-*-*.png")}
    assert pictures == set(STEPS)
