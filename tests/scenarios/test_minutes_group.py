"""Minutes of a group's meeting: who is told and asked, and that there is one draft."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.teams import Json
from tests.scenarios.conftest import House
from tests.scenarios.minutes import (
    BEN,
    BENS_CHAT,
    GROUP,
    PRIVATE,
    SPOKEN,
    ask,
    draft_data,
    press,
    written,
)


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
    yes = next(node for node in _buttons(notice.card) if node["data"].get("answer") == "yes")
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


def _buttons(card: Any) -> list[Json]:
    found = re.findall(r"minutes\.consent", json.dumps(card))
    assert found
    return [node for node in card["actions"] if node.get("verb") == "minutes.consent"]
