"""How often a growing answer is shown: at once, soon after, then in longer steps."""

from __future__ import annotations

import pytest

from bot.channel.way import Pace
from tests.scenarios.conftest import House


@pytest.fixture
def pace() -> Pace:
    """Let the later steps take longer than any test."""
    return Pace(update_s=0.05, steady_s=60.0)


async def test_after_two_texts_an_answer_is_shown_in_longer_steps(house: House) -> None:
    text = "Der Antrag ist fristgerecht gestellt und vollständig begründet. " * 5
    house.model.answer(text.strip(), chunks=30, delay_s=0.02)
    shown = await house.ask("Ist der Antrag zulässig?")
    kinds = [sent.stream["streamType"] for sent in house.teams.updates() if sent.stream]
    assert kinds == ["informative", "streaming", "streaming"]
    assert shown.text == text.strip()  # the end waits for no step
