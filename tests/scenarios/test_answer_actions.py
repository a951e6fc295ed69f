"""The buttons under an answer, and presses that nobody was offered."""

from __future__ import annotations

import logging

import pytest

from tests.scenarios.conftest import House


@pytest.mark.parametrize(
    ("verb", "opening"),
    [
        ("answer.again", "answer.opening.again"),
        ("answer.shorten", "answer.opening.shorter"),
        ("answer.formal", "answer.opening.formal"),
        ("answer.plain", "answer.opening.plain"),
    ],
)
async def test_another_version_comes_as_a_new_message(
    house: House, verb: str, opening: str
) -> None:
    house.model.answer("Die erste Fassung.")
    first = await house.ask("Was gilt?")
    house.model.answer("Die zweite Fassung.")
    await house.press(verb, house.button(first.card, verb), reply_to=first.id)
    await house.settle()
    assert house.last().text == f"{house.texts(opening)}\n\nDie zweite Fassung."
    assert house.shown()[first.id].text == "Die erste Fassung."
    assert "Die erste Fassung." in house.model.requests[-1].question


async def test_a_press_that_comes_as_a_message_works_as_well(house: House) -> None:
    first = await house.ask("Was gilt?")
    data = house.button(first.card, "answer.shorten")
    house.model.answer("Kurz.")
    await house.send("", value={"verb": "answer.shorten", **data}, reply_to=first.id)
    await house.settle()
    assert house.last().text.endswith("Kurz.")


async def test_somebody_elses_button_does_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    first = await house.ask("Mein Geheimnis")
    asked = len(house.model.requests)
    with caplog.at_level(logging.WARNING, "security"):
        reply = await house.press(
            "answer.again",
            house.button(first.card, "answer.again"),
            person="29:other",
            conversation="a:other",
        )
    await house.settle()
    assert house.texts("errors.card_outdated.title") in str(reply)
    assert len(house.model.requests) == asked
    assert "press refused" in caplog.text
    assert "Geheimnis" not in caplog.text


FORGED = [
    ("answer.again", {"id": "unknown"}),
    ("answer.again", {"id": ["list"]}),
    ("answer.again", {}),
    ("answer.again", {"id": "../../etc"}),
    ("answer.again", {"v": 99, "id": "x"}),
    ("answer.explode", {"id": "x"}),
    ("template.open", {"id": "no-such-template"}),
    ("template.run", {"id": "no-such-template"}),
    ("template.run", {"id": "vermerk", "extra": {"nested": 1}}),
    ("library.open", {"category": "no-such-area"}),
    ("library.open", {"category": 7}),
    ("summary.run", {"document": "no-such-file"}),
    ("summary.run", {"document": "x", "length": "enormous"}),
    ("work.stop", {"job": "no-such-job"}),
    ("work.resume", {"job": "no-such-job"}),
    ("turn.retry", {"id": "no-such-turn"}),
    ("notice.accept", {"edition": 99}),
    ("notice.accept", {"edition": "1"}),
    ("notice.accept", {"edition": True}),
    ("data.delete", {"what": "the neighbour"}),
    ("data.delete", {}),
    ("help.topic", {"topic": ["x"]}),
    ("", {}),
]


@pytest.mark.parametrize(("verb", "data"), FORGED)
async def test_a_forged_press_gets_a_friendly_card(
    house: House, verb: str, data: dict[str, object]
) -> None:
    body = await house.press(verb, data)
    await house.settle()
    assert body["statusCode"] == 200
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    assert not house.model.requests


async def test_a_press_without_verb_is_a_bad_request(house: House) -> None:
    reply = await house.post(house.teams.invoke("adaptiveCard/action", {"action": 7}))
    assert reply.status == 400


async def test_an_unknown_invoke_is_not_implemented(house: House) -> None:
    reply = await house.post(house.teams.invoke("composeExtension/queryLink", {}))
    assert reply.status == 501
