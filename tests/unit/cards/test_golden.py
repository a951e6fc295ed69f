"""Each card as JSON, in both languages: a change of a card is seen in its file.

``UPDATE_GOLDEN=1 pytest tests/unit/cards`` writes them anew. They open as they are in the Adaptive
Cards Designer.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.core.texts import LANGUAGES
from tests.cards.gallery import gallery

_FOLDER = Path(__file__).with_name("golden")
_CARDS = {
    f"{name}.{language}.json": card
    for language in LANGUAGES
    for name, card in gallery(language).items()
}


@pytest.mark.parametrize("name", _CARDS)
def test_a_card_is_as_its_golden_file_says(name: str) -> None:
    written = json.dumps(_CARDS[name], ensure_ascii=False, indent=1) + "\n"
    file = _FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(written, encoding="utf-8")
    assert file.read_text("utf-8") == written


def test_no_golden_file_is_left_over() -> None:
    kept = {file.name for file in _FOLDER.glob("*.json")}
    if os.environ.get("UPDATE_GOLDEN"):
        for name in kept - _CARDS.keys():
            (_FOLDER / name).unlink()
    assert {file.name for file in _FOLDER.glob("*.json")} == _CARDS.keys()
