"""The demo model: honest, in the reader's language, and made of the given text only."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from bot.core.ports import Finish, Message, ModelRequest, Piece
from bot.core.texts import LANGUAGES, Catalogue, Texts
from bot.model.demo import DemoModel
from tests.fakes.clock import FakeClock

MEETING = """\
Der Ausschuss für Bauen und Verkehr tagte am 3. März 2026 im Rathaus. Frau Dr. Sommer berichtete
über den Radweg an der Hafenstraße. Der Radweg kostet nach heutiger Schätzung 1,2 Mio. €. Herr
Lange fragte nach den Bäumen, z. B. den Linden an der Nr. 14. Die Linden bleiben stehen.

- Der Ausschuss beschließt einstimmig, den Radweg an der Hafenstraße zu bauen.
- Das Tiefbauamt legt bis zum 30. April einen Zeitplan vor.
"""
PART = (
    f"[S. 7]\n{MEETING}\n\n[S. 8]\nDie Satzung tritt am 1. Januar 2027 in Kraft und gilt überall.\n"
)


class HurriedClock(FakeClock):
    """Notes how long it was to sleep, and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture(scope="module")
def texts() -> dict[str, Texts]:
    catalogue = Catalogue(ZoneInfo("Europe/Berlin"))
    return {language: catalogue.texts(language) for language in LANGUAGES}


@pytest.fixture
def demo(texts: dict[str, Texts]) -> DemoModel:
    return DemoModel(HurriedClock(), texts)


def asked(text: str, purpose: str = "answer", **more: int) -> ModelRequest:
    return ModelRequest([Message("system", "Du bist."), Message("user", text)], purpose, **more)


async def test_a_question_is_answered_honestly(demo: DemoModel) -> None:
    text = (await demo.complete(asked("Was ist ein Verwaltungsakt?"))).text
    assert text.splitlines()[0] == "**Das ist eine Demo und keine KI.**"
    assert "Sprachmodell" in text
    assert "Verwaltungsakt" not in text


async def test_english_is_answered_in_english(demo: DemoModel) -> None:
    text = (await demo.complete(asked("What is the deadline of this application?"))).text
    assert text.splitlines()[0] == "**This is a demo and no AI.**"


async def test_a_long_text_is_told_by_its_own_sentences(demo: DemoModel) -> None:
    text = (await demo.complete(asked(f"Fasse zusammen:\n{MEETING}"))).text
    whole = " ".join(MEETING.split())
    body = text.split("\n\n", 2)[2]
    for line in re.sub(r"\*\*.+?\*\*", "", body).splitlines():
        told = line.removeprefix("- ").strip()
        assert told in whole or all(part in whole for part in re.split(r"(?<=\.) (?=Der)", told))
    assert "- Der Ausschuss beschließt einstimmig, den Radweg an der Hafenstraße zu bauen." in text
    assert "- Das Tiefbauamt legt bis zum 30. April einen Zeitplan vor." in text
    assert "**Beschlüsse**" in text
    assert "Fasse" not in text


async def test_notes_keep_their_pages_and_nothing_else(demo: DemoModel) -> None:
    request = asked(f"Notiere.\n\n<material>\n{PART}</material>\n\nRegel.", "summary.map")
    lines = (await demo.complete(request)).text.splitlines()
    assert len(lines) > 4
    assert all(re.fullmatch(r"- (.+) \[S\. [78]: „\1“\]", line) for line in lines)
    assert lines[-1].startswith("- Die Satzung tritt am 1. Januar 2027")
    assert "[S. 8: „Die Satzung" in lines[-1]


async def test_a_summary_of_notes_keeps_their_pages(demo: DemoModel) -> None:
    notes = (await demo.complete(asked(f"<material>\n{PART}</material>", "summary.map"))).text
    request = asked(
        f"Das sind Notizen, fasse sie zusammen.\n<material>\n{notes}\n</material>", "summary.reduce"
    )
    text = (await demo.complete(request)).text
    assert text.startswith("**Das ist eine Demo und keine KI.**")
    assert "in Kraft und gilt überall. [S. 8: „Die Satzung tritt" in text
    assert "zu bauen. [S. 7: „" in text
    assert "Notizen" not in text


async def test_no_sentence_stands_twice(demo: DemoModel) -> None:
    text = (await demo.complete(asked(f"<material>{PART}</material>", "summary.whole"))).text
    told = re.split(r"\n+|(?<=\]) ", text)
    assert len(told) == len(set(told))


async def test_a_part_without_sentences_says_so(demo: DemoModel) -> None:
    request = asked("Der Teil:\n<material>\n[S. 3]\nInhalt\n1\n2\n</material>", "summary.map")
    assert (await demo.complete(request)).text == "- Ich finde im Text keine ganzen Sätze."


async def test_several_materials_are_read_together(demo: DemoModel) -> None:
    request = asked(
        'Schreibe.\n<angabe name="a">\nDie Halle ist bis Mai zu. Das Dach wird neu gedeckt.'
        '\n</angabe>\n<angabe name="b">\nDer Verein zieht in die Schule um.\n</angabe>'
    )
    text = (await demo.complete(request)).text
    assert "Die Halle ist bis Mai zu." in text
    assert "Der Verein zieht in die Schule um." in text


async def test_a_revision_reads_the_earlier_answer_but_not_its_notice(demo: DemoModel) -> None:
    first = (await demo.complete(asked(f"Fasse zusammen:\n{MEETING}"))).text
    request = asked(
        f"Die Anfrage:\n<material>\nWas gilt?\n</material>\n<material>\n{first}\n</material>",
        "shorter",
    )
    text = (await demo.complete(request)).text
    assert text.count("keine KI") == 1
    assert "Radweg" in text
    assert len(text) < len(first)


async def test_it_is_streamed_word_by_word(texts: dict[str, Texts]) -> None:
    clock = HurriedClock()
    demo = DemoModel(clock, texts)
    request = asked(MEETING)
    pieces = [piece async for piece in demo.stream(request)]
    whole = await demo.complete(request)
    assert "".join(piece.text for piece in pieces) == whole.text
    assert pieces[-1] == Piece(finish=Finish.COMPLETE, usage=whole.usage)
    assert all(len(piece.text.split()) <= 1 for piece in pieces)
    assert 20 < len(clock.slept) / sum(clock.slept) < 40


@pytest.mark.parametrize("text", ["", "   ", "<material></material>", "🏛️", "<a>" * 50, "." * 500])
@pytest.mark.parametrize("purpose", ["answer", "summary.map", "summary.reduce", "shorter"])
async def test_anything_gets_an_answer(demo: DemoModel, text: str, purpose: str) -> None:
    assert (await demo.complete(asked(text, purpose))).text


async def test_no_message_at_all_gets_an_answer(demo: DemoModel) -> None:
    assert (await demo.complete(ModelRequest([], "answer"))).text
    assert demo.is_demo
    assert demo.context_tokens > 4_000
