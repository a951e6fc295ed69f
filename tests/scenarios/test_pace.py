"""How often a growing answer is shown: at once, soon after, then in longer steps."""

from __future__ import annotations

import pytest

from bot.channel.way import Pace
from tests.fakes.model import answer
from tests.scenarios.conftest import House


@pytest.fixture
def pace() -> Pace:
    """Let the later steps take longer than any test."""
    return Pace(update_s=0.3, steady_s=60.0, piece_s=0.05)


async def test_after_two_texts_an_answer_is_shown_in_longer_steps(house: House) -> None:
    text = "Der Antrag ist fristgerecht gestellt und vollständig begründet. " * 5
    house.model.answer(text.strip(), chunks=30, delay_s=0.02)
    shown = await house.ask("Ist der Antrag zulässig?")
    kinds = [sent.stream["streamType"] for sent in house.teams.updates() if sent.stream]
    assert kinds == ["informative", "streaming", "streaming"]
    assert shown.text == text.strip()  # the end waits for no step


async def test_text_after_which_nothing_comes_is_shown_all_the_same(house: House) -> None:
    text = "Der Antrag ist fristgerecht gestellt. Die Begründung fehlt noch."
    house.model.then(answer(text, delay_s=0.03, hangs_after=8))
    await house.send("Ist der Antrag zulässig?")
    await house.until(lambda: len(_texts(house)) == 2)
    assert _texts(house)[-1].startswith("Der Antrag ist")
    await house.send("stopp")
    await house.settle()


def _texts(house: House) -> list[str]:
    updates = [(sent, sent.stream or {}) for sent in house.teams.updates()]
    return [str(one.body["text"]) for one, kind in updates if kind.get("streamType") == "streaming"]
