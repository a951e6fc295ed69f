"""Minutes of a group's meeting: who is told and asked, and that there is one draft."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.model import answer
from tests.fakes.teams import Json, Shown
from tests.scenarios.conftest import House
from tests.scenarios.minutes import (
    BEN,
    BENS_CHAT,
    GROUP,
    LINES,
    PRIVATE,
    SPOKEN,
    ask,
    draft_data,
    press,
    written,
)

AS_BEN = {"person": BEN, "conversation": BENS_CHAT}


@pytest.fixture
def without_consent(environ: dict[str, str], tmp_path: Path) -> None:
    """Let the agency ask nobody, and offer minutes in the chat."""
    example = Path("bot/agency/profiles/example.toml").read_text("utf-8")
    profile = example.replace("consent = true", "consent = false").replace(
        'offer = "organiser"', 'offer = "on"'
    )
    (tmp_path / "amt.toml").write_text(profile, "utf-8")
    environ["AGENCY_PROFILES"] = str(tmp_path)


async def test_all_are_told_and_asked_before_a_draft(house: House) -> None:
    house.teams.members[GROUP] = {"aad-1aBcD-Erika", "aad-2-Ben", "aad-3-Carla"}
    notice = await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
    assert "Eine KI liest dafür das Transkript" in notice.card_text
    form = house.last(PRIVATE)
    assert form.card
    data = draft_data(form.card, house)
    where = {"conversation": PRIVATE}
    waiting = await press(house, "minutes.draft", data, **where)
    assert "2 Personen haben noch nicht geantwortet" in str(waiting["value"])
    yes = next(
        node
        for node in nodes_of(notice.card, "minutes.consent")
        if node["data"].get("answer") == "yes"
    )
    for person in (BEN, "29:3-Carla"):
        card = (
            await press(house, "minutes.consent", yes["data"], kind="groupChat", person=person)
        )["value"]
    assert "3 Personen sind einverstanden" in str(card)
    house.model.answer(written())
    await press(house, "minutes.draft", data, reply_to=form.id, **where)
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text
    assert len(house.shown(GROUP)) == 1  # nothing of the draft reached the group


@pytest.mark.usefixtures("without_consent")
async def test_two_who_begin_get_one_draft(house: House) -> None:
    await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
    form = house.last(PRIVATE)
    await ask(house, "protokoll", kind="groupChat", person=BEN)
    second = house.last(BENS_CHAT)
    assert second.card
    first_id = house.button(form.card, "minutes.draft")["id"]
    assert house.button(second.card, "minutes.draft")["id"] == first_id
    house.model.answer(written())
    data = draft_data(form.card or {}, house)
    await press(house, "minutes.draft", data, reply_to=form.id, conversation=PRIVATE)
    await press(
        house, "minutes.draft", data, reply_to=second.id, conversation=BENS_CHAT, person=BEN
    )
    await house.settle()
    assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text
    assert "Bitte prüfen" in house.last(BENS_CHAT).card_text
    assert len([one for one in house.model.requests if "Pilot" in one.question]) == 1


async def kept_by_two(house: House) -> tuple[str, Shown]:
    """Begin minutes of a group with two keepers, who both have the draft; return the first's."""
    await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
    form = house.last(PRIVATE)
    await ask(house, "protokoll", kind="groupChat", person=BEN)
    doubtful: dict[str, object] = {
        "type": "statement",
        "top": "1",
        "text": "Es kostet 99.000 Euro.",
        "from": [2],
    }
    house.model.answer(written([doubtful, *LINES]))
    data = draft_data(form.card or {}, house)
    await press(house, "minutes.draft", data, reply_to=form.id, conversation=PRIVATE)
    await house.settle()
    return str(data["id"]), house.shown(PRIVATE)[form.id]


@pytest.mark.usefixtures("without_consent")
async def test_two_who_press_at_once_get_one_draft(house: House) -> None:
    await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
    form = house.last(PRIVATE)
    await ask(house, "protokoll", kind="groupChat", person=BEN)
    second = house.last(BENS_CHAT)
    house.model.answer(written())
    data = draft_data(form.card or {}, house)
    await asyncio.gather(
        press(house, "minutes.draft", data, reply_to=form.id, conversation=PRIVATE),
        press(house, "minutes.draft", data, reply_to=second.id, **AS_BEN),
    )
    await house.settle()
    await house.later(seconds=30)
    assert len([one for one in house.model.requests if "Pilot" in one.question]) == 1
    assert "Bitte prüfen" in house.shown(PRIVATE)[form.id].card_text
    assert "Bitte prüfen" in house.shown(BENS_CHAT)[second.id].card_text


@pytest.mark.usefixtures("without_consent")
async def test_marks_that_two_settle_at_once_are_both_settled(house: House) -> None:
    ident, shown = await kept_by_two(house)
    marks = [node["data"]["mark"] for node in nodes_of(shown.card, "minutes.mark")]
    assert len(marks) > 1
    await asyncio.gather(
        press(house, "minutes.mark", {"id": ident, "mark": marks[0]}, conversation=PRIVATE),
        press(house, "minutes.mark", {"id": ident, "mark": marks[1]}, **AS_BEN),
    )
    card = await press(house, "minutes.review", {"id": ident}, conversation=PRIVATE)
    left = [node["data"]["mark"] for node in nodes_of(card["value"], "minutes.mark")]
    assert not {marks[0], marks[1]} & set(left)


@pytest.mark.usefixtures("without_consent")
async def test_of_two_edits_at_once_one_is_kept_and_the_other_told(house: House) -> None:
    ident, _ = await kept_by_two(house)
    edit = {"id": ident, "base": 1, "point": "a1"}
    first, second = await asyncio.gather(
        press(house, "minutes.save", {**edit, "text": "Liste prüfen"}, conversation=PRIVATE),
        press(house, "minutes.save", {**edit, "text": "Liste verwerfen"}, **AS_BEN),
    )
    told = "Jemand hat das Protokoll inzwischen geändert."
    assert sorted(told in str(one["value"]) for one in (first, second)) == [False, True]
    versions = await press(house, "minutes.versions", {"id": ident}, conversation=PRIVATE)
    assert "Fassung 2" in str(versions["value"]).replace("\xa0", " ")
    assert "Fassung 3" not in str(versions["value"]).replace("\xa0", " ")
    kept = "prüfen" if told in str(second["value"]) else "verwerfen"
    card = await press(house, "minutes.review", {"id": ident}, **AS_BEN)
    assert f"Liste {kept}" in str(card["value"])


@pytest.mark.usefixtures("without_consent")
async def test_the_chat_is_asked_and_who_was_chosen_beside_it(house: House) -> None:
    house.teams.members[GROUP] = {"aad-1aBcD-Erika", "aad-2-Ben"}
    ident, shown = await kept_by_two(house)
    form = await press(house, "minutes.circulate", {"id": ident}, conversation=PRIVATE)
    assert "Der Chat der Besprechung" in str(form["value"])
    sent = {"id": ident, "people": "chat,aad-4-Dora"}
    await press(house, "minutes.send", sent, reply_to=shown.id, conversation=PRIVATE)
    await house.settle()
    assert "Bitte prüfen Sie den Entwurf" in house.last(GROUP).card_text
    dora = {"person": "29:4-Dora", "conversation": "a:1Chat-aad-4-Dora"}
    assert "Bitte prüfen Sie den Entwurf" in house.last(dora["conversation"]).card_text
    n_of_ben = len(house.shown(BENS_CHAT))
    await press(house, "minutes.agree", {"id": ident}, kind="groupChat")
    await press(house, "minutes.agree", {"id": ident}, **dora)
    await house.later(days=6)
    assert "fehlt noch" in house.last(BENS_CHAT).card_text
    assert len(house.shown(BENS_CHAT)) == n_of_ben + 1
    assert len(house.shown(dora["conversation"])) == 1


@pytest.mark.usefixtures("without_consent")
async def test_two_who_send_at_once_ask_and_remind_once(house: House) -> None:
    ident, shown = await kept_by_two(house)
    sent = {"id": ident, "people": "aad-4-Dora"}
    replies = await asyncio.gather(
        press(house, "minutes.send", sent, reply_to=shown.id, conversation=PRIVATE),
        press(house, "minutes.send", sent, **AS_BEN),
    )
    assert all("0 von 1" in str(one["value"]).replace("Antworten: ", "") for one in replies)
    await house.later(seconds=30)
    assert len(house.shown("a:1Chat-aad-4-Dora")) == 1
    day = (house.clock.now() + timedelta(days=7)).date().isoformat()
    await press(house, "minutes.deadline", {"id": ident, "until": day}, **AS_BEN)
    await house.later(days=6, hours=12)
    assert len(house.shown("a:1Chat-aad-4-Dora")) == 2
    before = len(house.shown(PRIVATE)), len(house.shown(BENS_CHAT))
    await house.later(days=1)
    assert len(house.shown(PRIVATE)) == before[0] + 1
    assert len(house.shown(BENS_CHAT)) == before[1] + 1


@pytest.mark.usefixtures("without_consent")
async def test_who_began_leaves_and_the_others_go_on(house: House) -> None:
    house.model.then(answer(written(), first_delay_s=0.5))
    await ask(house, f"protokoll\n{SPOKEN}", kind="groupChat")
    form = house.last(PRIVATE)
    data = draft_data(form.card or {}, house)
    await press(house, "minutes.draft", data, reply_to=form.id, conversation=PRIVATE)
    house.teams.unreachable.add("aad-1aBcD-Erika")
    house.teams.fail(403, times=99, where=lambda sent: sent.conversation == PRIVATE)
    await house.send("protokoll", kind="groupChat", person=BEN)
    await house.settle()
    draft = house.last(BENS_CHAT)
    assert "Bitte prüfen" in draft.card_text
    ident = data["id"]
    freeze = {"id": ident, "base": 1}
    done = await press(house, "minutes.freeze", freeze, reply_to=draft.id, **AS_BEN)
    assert "Protokoll freigegeben" in str(done["value"])
    await ask(house, "protokoll", kind="groupChat", person=BEN)  # the next meeting's
    assert house.last(BENS_CHAT).id != draft.id


@pytest.mark.usefixtures("without_consent")
async def test_a_meeting_that_ended_is_offered_in_its_chat(house: House) -> None:
    await house.post(house.teams.meeting_ended("Jour fixe"))
    await house.settle()
    assert "Besprechung beendet" in house.last("19:meeting_abc@thread.v2").card_text


async def test_to_the_organiser_only_where_the_agency_wants_that(house: House) -> None:
    await house.post(house.teams.meeting_ended("Jour fixe"))
    await house.settle()
    assert not house.shown("19:meeting_abc@thread.v2")
    form = house.last(PRIVATE)
    assert "Jour fixe" in form.card_text
    assert "Das Transkript aus Teams hat Ihre Verwaltung noch nicht" in form.card_text


def nodes_of(card: Any, verb: str) -> list[Json]:
    """Return the buttons with a verb, in order."""
    if isinstance(card, list):
        return [node for one in card for node in nodes_of(one, verb)]
    if not isinstance(card, dict):
        return []
    inner = [node for one in card.values() for node in nodes_of(one, verb)]
    return [card, *inner] if card.get("verb") == verb and "data" in card else inner
