"""How an answer can end: each ending of Teams and of the model has its own behaviour."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.model import (
    answer,
    busy,
    context_too_long,
    hangs,
    prompt_filtered,
    resets,
    status,
)
from tests.fakes.teams_inbound import CONVERSATIONS
from tests.scenarios.conftest import House

PERSONAL = CONVERSATIONS["personal"]
LONG = " ".join(f"Satz {n} steht hier." for n in range(1, 41))


# --- Teams ---------------------------------------------------------------------------------------


async def test_stop_in_teams_cancels_the_model_and_sends_nothing_more(house: House) -> None:
    house.model.answer(LONG, chunks=400, delay_s=0.02)
    await house.send("Erzähle lange.")
    await house.until(lambda: len(house.teams.updates()) >= 3)
    house.teams.press_stop(PERSONAL)
    pressed = asyncio.get_running_loop().time()
    seen = house.model.requests[-1]
    await house.settle()
    assert asyncio.get_running_loop().time() - pressed < 2
    await asyncio.sleep(0.1)
    assert seen.left_at is not None
    assert seen.left_at - pressed < 2
    assert not house.teams.finals()[1:]  # the notice is the only whole message


async def test_the_word_stopp_ends_a_running_answer_and_says_so(house: House) -> None:
    house.model.answer(LONG, chunks=400, delay_s=0.02)
    await house.send("Erzähle lange.")
    await house.until(lambda: len(house.teams.updates()) >= 3)
    await house.send("Stopp!")
    await house.settle()
    texts = [message.text for message in house.shown().values()]
    assert texts[-2].endswith("*Abgebrochen.*")
    assert texts[-1] == "Ich habe aufgehört."
    assert house.model.requests[-1].left_at is not None
    assert house.breaches == []


async def test_stopp_without_anything_running_says_that(house: House) -> None:
    shown = await house.ask("stopp")
    assert shown.text == "Zurzeit läuft nichts, das ich beenden könnte."


async def test_after_two_minutes_the_same_message_is_updated_with_the_whole_text(
    house: House,
) -> None:
    house.teams.stream_limit_s = 0.3
    house.model.answer(LONG, chunks=40, delay_s=0.02)
    shown = await house.ask("Erzähle lange.")
    assert shown.text == LONG
    assert shown.labelled
    assert shown.card is not None
    assert not shown.streaming
    assert len(house.shown()) == 2  # the notice and the one answer


@pytest.mark.parametrize("switch", ["streaming_enabled", "streaming_allowed"])
async def test_where_streaming_is_not_allowed_one_plain_message_comes(
    house: House, switch: str
) -> None:
    setattr(house.teams, switch, False)
    house.model.answer("Eine Antwort in einem Stück.", chunks=5, delay_s=0.05)
    shown = await house.ask("Eine Frage")
    assert shown.text == "Eine Antwort in einem Stück."
    assert shown.labelled
    finals = [sent for sent in house.teams.finals() if sent.text]
    assert len(finals) == 1
    assert finals[0].stream is None


async def test_a_lost_update_is_made_up_for_by_the_next(house: House) -> None:
    house.teams.fail(502, times=2, where=lambda sent: bool(sent.stream) and sent.type == "typing")
    house.model.answer(LONG, chunks=40, delay_s=0.01)
    shown = await house.ask("Erzähle lange.")
    assert shown.text == LONG
    assert len([sent for sent in house.teams.finals() if sent.text]) == 1
    assert house.breaches == []


async def test_an_update_whose_answer_got_lost_does_no_harm(house: House) -> None:
    house.teams.fail(
        0, times=1, lost=True, where=lambda sent: bool(sent.stream) and sent.type == "typing"
    )
    house.model.answer(LONG, chunks=40, delay_s=0.01)
    shown = await house.ask("Erzähle lange.")
    assert shown.text == LONG
    assert len([sent for sent in house.teams.finals() if sent.text]) == 1


async def test_teams_that_is_busy_gets_the_final_later(house: House) -> None:
    house.teams.fail(429, times=2, retry_after="0.2", where=lambda sent: sent.type == "message")
    house.model.answer("Kurz.")
    shown = await house.ask("Eine Frage")
    assert shown.text == "Kurz."
    assert len([sent for sent in house.teams.finals() if sent.text]) == 1


async def test_teams_being_down_for_a_while_loses_nothing(house: House) -> None:
    house.model.answer("Trotzdem da.", chunks=4, delay_s=0.05)
    await house.send("Eine Frage")
    await house.until(lambda: len(house.teams.updates()) >= 1)
    house.teams.down(1.5)
    await house.settle(20)
    assert house.last().text == "Trotzdem da."
    assert len([sent for sent in house.teams.finals() if sent.text]) == 1


async def test_a_long_answer_is_split_at_paragraph_ends(house: House) -> None:
    paragraphs = [f"Absatz {n}. " + "Wort " * 400 for n in range(1, 16)]
    house.model.answer("\n\n".join(paragraphs), chunks=30)
    await house.ask("Schreib lange.")
    parts = [message for message in house.shown().values() if message.text]
    assert len(parts) > 1
    assert all(message.labelled for message in parts)
    assert [message.card is not None for message in parts] == [False] * (len(parts) - 1) + [True]
    assert "".join("".join(m.text.split()) for m in parts) == "".join("".join(paragraphs).split())
    assert house.breaches == []


# --- the model -----------------------------------------------------------------------------------


async def test_a_late_first_word_is_announced_and_awaited(house: House) -> None:
    house.model.answer("Endlich.", first_delay_s=1.0)
    shown = await house.ask("Eine Frage")
    lines = [sent.text for sent in house.teams.updates()]
    assert lines[0] == "Ich lese die Frage."
    assert lines[1] == "Das Sprachmodell braucht länger als sonst. Ich bleibe dran."
    assert shown.text == "Endlich."


async def test_a_model_cut_in_the_middle_keeps_what_came_and_offers_another_try(
    house: House,
) -> None:
    house.model.then(answer(LONG, chunks=40, cut_after=20))
    shown = await house.ask("Erzähle lange.")
    assert LONG.startswith(shown.text)
    assert shown.text
    card = str(shown.card)
    assert "answer.again" in card
    assert house.texts("answer.ending.cut_off") in card
    assert len(house.model.requests) == 1


async def test_a_model_that_breaks_before_its_first_word_is_explained(house: House) -> None:
    house.model.always(resets)
    shown = await house.ask("Eine Frage")
    assert "turn.retry" in str(shown.card)
    assert shown.text == house.texts("answer.failed")
    assert house.texts("errors.model_unavailable.title") in str(shown.card)
    assert not shown.labelled


async def test_another_try_needs_no_retyping(house: House) -> None:
    house.model.then(status(503))
    shown = await house.ask("Wie lange gilt der Ausweis?")
    retry = house.button(shown.card, "turn.retry")
    house.model.answer("Zehn Jahre.")
    receipt = await house.press("turn.retry", retry, reply_to=shown.id)
    assert "Ich versuche es noch einmal" in str(receipt)
    assert "turn.retry" not in str(receipt)
    await house.settle()
    assert house.last().text == "Zehn Jahre."
    assert house.model.requests[-1].question.endswith("Wie lange gilt der Ausweis?")


async def test_a_busy_model_is_waited_for(house: House) -> None:
    house.model.then(busy(retry_after_ms=700)).answer("Nach der Pause.")
    shown = await house.ask("Eine Frage")
    assert shown.text == "Nach der Pause."
    refused, answered = house.model.requests
    assert 0.7 <= answered.at - refused.at < 1.6


async def test_a_filtered_question_is_refused_in_a_sentence(house: House) -> None:
    house.model.then(prompt_filtered())
    shown = await house.ask("Etwas Verbotenes")
    assert shown.text == house.texts("answer.failed")
    assert house.texts("errors.prompt_filtered.title") in str(shown.card)
    assert house.texts("errors.nobody_told") in str(shown.card)


async def test_an_answer_stopped_by_the_filter_says_so(house: House) -> None:
    house.model.then(answer("Ein Anfang, dann nichts mehr.", chunks=4, finish="content_filter"))
    shown = await house.ask("Eine Frage")
    assert house.texts("answer.ending.filtered") in str(shown.card)


async def test_an_answer_without_its_filter_is_not_shown(house: House) -> None:
    house.model.then(answer("Ungefiltertes.", chunks=4, filter_error_at=0))
    shown = await house.ask("Eine Frage")
    assert "Ungefiltertes" not in str([sent.body for sent in house.teams.requests])
    assert house.texts("errors.filter_missing.title") in str(shown.card)


async def test_a_context_too_long_is_answered_with_a_summary_of_the_past(house: House) -> None:
    house.model.answer("Antwort eins.")
    await house.ask("Frage eins")
    house.model.then(context_too_long(), answer("Zusammenfassung."), answer("Antwort zwei."))
    shown = await house.ask("Frage zwei")
    assert shown.text == "Antwort zwei."
    assert any("Zusammenfassung." in str(seen.messages) for seen in house.model.requests[-1:])


@pytest.mark.parametrize(
    "environ", [{"OPENAI_MODEL": "first,second"}], indirect=False, ids=["two deployments"]
)
async def test_a_dead_deployment_is_replaced_by_the_next(house: House) -> None:
    house.model.on("first").always(status(503))
    house.model.on("second").answer("Vom zweiten.")
    shown = await house.ask("Eine Frage")
    assert shown.text == "Vom zweiten."


async def test_a_model_that_says_nothing_ends_in_a_sentence(house: House) -> None:
    house.model.answer("")
    shown = await house.ask("Eine Frage")
    assert shown.text == house.texts("answer.empty")


async def test_a_question_asked_meanwhile_waits_and_is_answered_after(house: House) -> None:
    house.model.then(answer("Erste Antwort.", chunks=3, delay_s=0.1)).answer("Zweite Antwort.")
    await house.send("Erste Frage")
    await house.send("Zweite Frage")
    await house.settle()
    texts = [message.text for message in house.shown().values() if message.text]
    assert texts == ["Erste Antwort.", "Zweite Antwort."]


async def test_a_hanging_model_holds_nobody_else_up(house: House) -> None:
    house.model.then(hangs).answer("Schnell.")
    await house.send("Hängt")
    await house.until(lambda: len(house.model.requests) == 1)
    await house.send("Geht", conversation="a:other", person="29:other")
    await house.until(lambda: any(m.text == "Schnell." for m in house.shown("a:other").values()))
    await house.send("stopp")
    await house.settle()


async def test_a_failed_answer_is_counted_as_failed_and_its_reference_is_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.model.always(status(503))
    shown = await house.ask("Eine Frage")
    figures = (await house.get("/metrics")).decode()
    assert 'assistant_turns_total{kind="message",outcome="failed"} 1.0' in figures
    references = {record.__dict__.get("reference") for record in caplog.records} - {None, ""}
    assert any(str(reference) in shown.card_text for reference in references)
