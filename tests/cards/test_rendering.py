"""What people see: every card in a real browser, light, dark and contrast, phone and desktop.

The stock renderer draws them with Teams-like colours; render.mjs says what is cut off, beyond the
edge, too pale, or without a label. ``CARD_PICTURES=folder`` writes contact sheets to look at.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from bot.admin.node import WEB, find_node, web_is_installed
from bot.core.texts import LANGUAGES
from tests.cards.gallery import gallery

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _markdown(value: object, reader: MarkdownIt) -> dict[str, str]:
    """Return all words of a card that are read as Markdown, rendered as Teams does it."""
    found: dict[str, str] = {}
    if isinstance(value, dict):
        for key, part in value.items():
            is_text = key == "text" or (
                key in {"title", "value"} and value.keys() <= {"title", "value"}
            )
            if is_text and isinstance(part, str):
                found[part] = reader.render(part)
            else:
                found |= _markdown(part, reader)
    if isinstance(value, list):
        for part in value:
            found |= _markdown(part, reader)
    return found


def _render(pictures: str = "") -> dict[str, list[str]]:
    chromium = next(filter(None, map(shutil.which, _BROWSERS)), None)
    node = find_node()
    if not (chromium and node and web_is_installed()):
        assert os.environ.get("REQUIRE_BROWSER") != "1", (
            "Chromium, Node or its packages are missing"
        )
        pytest.skip("needs Chromium, Node and its packages (make run installs them)")
    chosen = os.environ.get("CARD_LANGUAGES", ",".join(LANGUAGES)).split(",")
    cards = {
        f"{name}.{language}": card
        for language in chosen
        for name, card in gallery(language).items()
    }
    given = {
        "modules": str(WEB / "node_modules"),
        "chromium": chromium,
        "cards": cards,
        "markdown": _markdown(list(cards.values()), MarkdownIt("js-default", {"html": False})),
        "pictures": pictures,
    }
    script = Path(__file__).with_name("render.mjs")
    done = subprocess.run(
        [node.node, script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, list[str]] = json.loads(done.stdout)
    return result


@pytest.mark.browser
def test_every_card_can_be_read_in_every_theme_and_width() -> None:
    complaints = _render(os.environ.get("CARD_PICTURES", ""))
    lines = [f"{name}: {one}" for name, said in complaints.items() for one in said]
    assert not lines, "\n".join(lines)
