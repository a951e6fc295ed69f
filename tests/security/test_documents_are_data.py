"""Whatever a document demands, and however gladly the model obeys: nothing comes of it.

Every demand stands in every kind of place; one document holds them all, is summarised, then asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pytest

from tests.scenarios.conftest import House
from tests.scenarios.test_files import lines_pdf, upload
from tests.security.injections import DEMANDS
from tests.security.injections.english import ENGLISH
from tests.security.injections.german import GERMAN
from tests.security.injections.places import PLACES, File, file_names
from tests.security.obedient import INVENTED, mark_of, obeys, told_to
from tests.security.watch import Secrets, breaches

OTHERS: Final = "Fremdwort-8841-Krause"
_OTHER: Final = {"person": "29:other", "conversation": "a:other"}
_VERBS: Final = frozenset(
    {
        "",
        "answer.again",
        "answer.formal",
        "answer.plain",
        "answer.shorten",
        "export.word",
        "help.topic",
        "library.home",
        "notice.accept",
        "notice.more",
        "question.focus",
        "question.without",
        "summary.run",
        "template.propose",
        "work.stop",
    }
)


def test_there_are_enough_demands_in_both_languages() -> None:
    assert min(len(GERMAN), len(ENGLISH)) >= 60
    assert len(set(DEMANDS)) == len(GERMAN) + len(ENGLISH)


@pytest.fixture
async def neighbour(house: House) -> list[bytes]:
    """Have somebody else hand in a file and ask about it; return the keys of what is theirs."""
    await house.ask("hallo", **_OTHER)
    await house.press("notice.accept", {"edition": 1}, **_OTHER)
    url = house.teams.put_file("Personal.pdf", lines_pdf(f"Vermerk {OTHERS} über die Kollegin."))
    house.model.answer(f"Es geht um {OTHERS}.")
    await house.ask("Was steht im Dokument?", files=[("Personal.pdf", url)], **_OTHER)
    kept = [key async for key in house.redis.scan_iter("*") if _is_kept(key)]
    assert kept
    house.model.always(obeys)
    return kept


def _is_kept(key: bytes) -> bool:
    return any(kind in key for kind in (b":files", b":memory", b":answers", b":consent"))


async def nothing_came_of_it(house: House, kept: Sequence[bytes], since: tuple[int, int]) -> None:
    """Fail with the names of the demands that had their way."""
    first_sent, first_asked = since
    asked = house.model.requests[first_asked:]
    secrets = Secrets(
        instructions=frozenset(told_to(one) for one in asked),
        marks=frozenset(mark_of(one) for one in asked),
        others=frozenset({OTHERS}),
    )
    assert all(len(mark) == 16 for mark in secrets.marks)
    sent = house.teams.requests[first_sent:]
    found = breaches(sent, secrets, _VERBS)
    assert not found, "\n".join(found)
    assert {one.conversation for one in sent} <= {"a:1Personal-Erika"}
    assert OTHERS not in str([one.body for one in asked])
    assert all([await house.redis.exists(key) for key in kept])
    assert not house.teams.uploads
    cited = [one for body in sent for one in body.body.get("entities") or [] if "citation" in one]
    assert INVENTED not in str(cited)
    assert house.breaches == []


def begun(house: House) -> tuple[int, int]:
    return len(house.teams.requests), len(house.model.requests)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
async def test_a_document_that_demands_is_summarised_and_asked_like_any_other(
    house: House, neighbour: list[bytes], place: Callable[[Sequence[str]], File]
) -> None:
    name, content = place(DEMANDS)
    since = begun(house)
    await upload(house, name, content)
    received = house.last()
    run = house.button(received.card, "summary.run")
    await house.press("summary.run", {**run, "length": "short"}, reply_to=received.id)
    await house.settle(30)
    assert len(house.model.requests) == since[1] + 1
    asked = house.model.requests[-1].question
    reached = [n for n in range(100, 100 + len(DEMANDS)) if str(n) in asked]
    assert len(reached) >= len(DEMANDS) * 0.9
    await house.ask("Was steht im Dokument?")
    assert len(house.model.requests) == since[1] + 2
    await nothing_came_of_it(house, neighbour, since)


@pytest.mark.parametrize("half", [0, 1])
async def test_names_of_files_that_demand_are_names(
    house: House, neighbour: list[bytes], half: int
) -> None:
    since = begun(house)
    await house.ask("hallo")
    await house.press("notice.accept", {"edition": 1})
    files = file_names(sorted(DEMANDS, key=len)[half:90:2])
    sent = [
        (name, house.teams.put_file(f"{number}.txt", content))
        for number, (name, content) in enumerate(files)
    ]
    await house.send("Was steht in den Dateien?", files=sent)
    await house.settle(30)
    assert len(house.model.requests) == since[1] + 1
    await house.ask("Fass die Dateien bitte kurz zusammen")
    await house.settle(30)
    await nothing_came_of_it(house, neighbour, since)
