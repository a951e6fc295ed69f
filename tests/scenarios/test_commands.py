"""What people can always write, and that nothing they write has a dead end."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import House


@pytest.mark.parametrize(
    "word", ["hilfe", "HILFE", "/hilfe", "Hilfe!", "Hlife", "help", "bitte hilfe"]
)
async def test_help_is_found_in_any_case_and_spelling(house: House, word: str) -> None:
    shown = await house.ask(word)
    assert "library.home" in str(shown.card)
    assert not house.model.requests


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("vorlagen", "library.open"),
        ("zusammenfassen", "help.topic"),
        ("datenschutz", "data.show"),
        ("meine daten", "data."),
        ("löschen", "data.delete"),
        ("loeschen", "data.delete"),
        ("protokoll", "minutes.draft"),
        ("recherche", "summary.start"),
        ("einstellungen", "library.home"),
    ],
)
async def test_each_command_opens_its_card(house: House, word: str, verb: str) -> None:
    await house.ask("hallo")
    shown = await house.ask(word)
    assert verb in str(shown.card) or word == "meine daten"
    assert not house.model.requests


@pytest.mark.parametrize("word", ["recherche", "einstellungen"])
async def test_what_is_not_set_up_says_so_and_what_works_instead(house: House, word: str) -> None:
    shown = await house.ask(word)
    assert house.texts("errors.feature_not_set_up.title") in str(shown.card)
    assert house.texts("errors.contact", contact="")[:12] not in str(shown.card)


@pytest.mark.parametrize("text", ["hallo", "Guten Morgen!", "danke", "👍", "   ", "...", "hi"])
async def test_small_things_get_an_answer_without_the_model(house: House, text: str) -> None:
    shown = await house.ask(text)
    assert shown.text
    assert not house.model.requests


async def test_a_greeting_offers_three_first_steps(house: House) -> None:
    shown = await house.ask("hallo")
    actions = shown.body["suggestedActions"]["actions"]
    assert [action["value"] for action in actions] == ["Vorlagen", "Zusammenfassen", "Hilfe"]


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("library.home", {"anew": "yes"}),
        ("library.open", {"category": "citizens", "anew": "yes"}),
        ("data.show", {"anew": "yes"}),
        ("summary.start", {}),
        ("privacy.show", {}),
    ],
)
async def test_what_a_standing_card_opens_comes_below_it(
    house: House, verb: str, data: dict[str, object]
) -> None:
    welcome = await house.ask("hilfe")
    reply = await house.press(verb, data, reply_to=welcome.id)
    assert reply["value"] == house.texts("action.received")
    assert house.last().card is not None
    assert house.last().id != welcome.id
    assert house.shown()[welcome.id].card == welcome.card


async def test_in_a_group_greeting_and_help_say_how_to_call_the_assistant(house: House) -> None:
    greeting = await house.ask("hallo", kind="groupChat")
    assert greeting.text == house.texts("help.greeting.group")
    shown = await house.ask("hilfe", kind="groupChat")
    assert house.texts("help.intro.group") in str(shown.card)
    assert "summary.start" not in str(shown.card)
    assert "data.show" not in str(shown.card)


async def test_new_forgets_the_conversation(house: House) -> None:
    await house.ask("Das Kennwort ist Apfelbaum.")
    shown = await house.ask("neu")
    assert shown.text == "Ich habe das bisherige Gespräch und seine Dateien vergessen."
    await house.ask("Wie heißt das Kennwort?")
    assert "Apfelbaum" not in str(house.model.requests[-1].messages)


async def test_the_conversation_is_remembered(house: House) -> None:
    await house.ask("Das Kennwort ist Apfelbaum.")
    await house.ask("Wie heißt das Kennwort?")
    assert "Apfelbaum" in str(house.model.requests[-1].messages)


async def test_english_speakers_get_english(house: House) -> None:
    shown = await house.ask("help", locale="en-US")
    assert "What I can" in str(shown.card) or "Help" in str(shown.card)
    shown = await house.ask("stop", locale="en-GB")
    assert shown.text == "Nothing is running that I could stop."


async def test_an_installation_is_greeted_once(house: House) -> None:
    await house.post(house.teams.installed())
    added = house.teams.message("") | {"type": "conversationUpdate"}
    added["membersAdded"] = [added["recipient"]]
    await house.post(added)
    await house.post(house.teams.installed(action="add-upgrade"))
    await house.settle()
    assert len(house.cards()) == 1
    assert "library.open" in str(house.cards()[0])


async def test_a_reinstallation_is_greeted_again_and_the_past_is_gone(house: House) -> None:
    await house.post(house.teams.installed())
    await house.ask("Das Kennwort ist Apfelbaum.")
    await house.post(house.teams.installed(action="remove"))
    await house.post(house.teams.installed())
    await house.settle()
    await house.ask("Wie heißt das Kennwort?")
    assert "Apfelbaum" not in str(house.model.requests[-1].messages)


async def test_a_team_gets_one_message(house: House) -> None:
    await house.post(house.teams.installed(kind="channel"))
    await house.settle()
    assert len(house.teams.finals()) == 1


async def test_removal_from_a_team_forgets_its_threads(house: House) -> None:
    await house.ask("Das Kennwort ist Apfelbaum.", kind="channel")
    removed = house.teams.installed(kind="channel", action="remove")
    removed["conversation"]["id"] = removed["conversation"]["id"].split(";")[0]
    await house.post(removed)
    await house.settle()
    await house.ask("Wie heißt das Kennwort?", kind="channel")
    assert "Apfelbaum" not in str(house.model.requests[-1].messages)
