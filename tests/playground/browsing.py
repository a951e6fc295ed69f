"""Starts the drivers (*.mjs) that walk through the Playground in Chromium."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any, Final

import pytest

from bot.admin.node import LOCAL, find_node
from tests.playground.conftest import REQUIRED, Run

SCREENSHOTS: Final = LOCAL / "screenshots"
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
_LONGEST_S: Final = 110


async def walk(run: Run, driver: str, words: dict[str, str], **more: Any) -> bytes:  # any JSON
    """Have a driver do its steps, with a picture of each; return what it prints."""
    node = find_node()
    assert node
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    given = {
        "url": run.url,
        "folder": str(SCREENSHOTS),
        "chromium": _chromium(),
        "words": {"welcome": "KI-Assistenz Lindenfeld", **words},
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        str(node.node),
        str(Path(__file__).with_name(driver)),
        json.dumps(given),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(_LONGEST_S):
        seen, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return seen


def forget(pictures: str) -> None:
    """Delete the pictures of earlier runs."""
    for old in SCREENSHOTS.glob(pictures):
        old.unlink()


def _chromium() -> str:
    found = next((path for path in map(shutil.which, _BROWSERS) if path), None)
    if found is None:
        if REQUIRED:
            pytest.fail("Chromium is not installed, and REQUIRE_BROWSER=1 wants it")
        pytest.skip("Chromium is not installed")
    return found
