"""Dialogs, message extensions, meeting events and other people's chats, as Teams sees them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.channel.router import Routes
from bot.core.commands import Command
from bot.core.errors import CardOutdated, NotAllowedHere, StateUnavailable
from bot.core.ids import ConversationId, PersonId
from bot.core.settings import read_settings
from bot.core.turn import Card, Dialog, DialogReply, Insert, Turn, TurnKind
from bot.wiring import assemble
from bot.wiring.library import Books
from cards import elements as el
from tests.fakes.teams import FakeTeams, Json
from tests.scenarios.conftest import KEY, QUICK

CIRCLE = "19:haushalt@thread.tacv2"


def _card(words: str) -> Card:
    return el.card(el.text(words), language="de", speak=words)


@dataclass
class Dialogs:
    """Dialogs of the test's own; ``seen`` are the turns that reached them."""

    seen: list[Turn] = field(default_factory=list)

    async def open(self, turn: Turn) -> DialogReply:
        self.seen.append(turn)
        return Dialog("Vorlage bearbeiten", _card("Formular"), "large")

    async def save(self, turn: Turn) -> DialogReply:
        self.seen.append(turn)
        return "Gespeichert."

    async def insert(self, turn: Turn) -> DialogReply:
        self.seen.append(turn)
        return Insert("Antwort", "kurz", card=_card("Antwort"))

    async def refuse(self, _turn: Turn) -> DialogReply:
        raise NotAllowedHere

    async def close(self, _turn: Turn) -> DialogReply:
        return None

    async def find(self, turn: Turn) -> Sequence[Insert]:
        self.seen.append(turn)
        if turn.payload and turn.payload.data["query"] == "kaputt":
            raise CardOutdated
        return [Insert("Vermerk", "Vermerke und Vorlagen", card=_card("Vermerk"))]

    async def event(self, turn: Turn) -> Card | None:
        self.seen.append(turn)
        await turn.chat.show(_card("Protokoll erstellen?"))
        return None

    async def ask(self, turn: Turn) -> Card | None:
        self.seen.append(turn)
        word, _, person = turn.text.partition(" ")
        if word == "gehört":
            inside = await turn.people.belongs(PersonId(person), ConversationId(CIRCLE))
            await turn.chat.say("ja" if inside else "nein")
        else:
            private = await turn.people.reach(PersonId(person))
            await private.chat.show(_card("Für Sie"))
            if word == "abgebrochen" and turn.attempt == 1:
                raise StateUnavailable
            await turn.chat.say(private.conversation.id)
        return None

    async def nothing(self, _turn: Turn) -> Card | None:
        return None

    def routes(self) -> Routes:
        return Routes(
            actions={},
            tasks={},
            events={TurnKind.MEETING_ENDED: self.event},
            files=self.nothing,
            commands=dict.fromkeys(Command, self.nothing),
            small_talk=(),
            free_prompt=self.ask,
            search={},
            dialogs={
                "template.edit": self.open,
                "template.save": self.save,
                "message.insert": self.insert,
                "refused": self.refuse,
                "closed": self.close,
            },
            message_actions={"summarise": self.open},
            compose_search={"vorlagen": self.find},
        )


@dataclass
class Stage:
    """A bot with the test's own dialogs."""

    teams: FakeTeams
    dialogs: Dialogs
    url: str

    async def invoke(self, name: str, value: Json, **more: Any) -> Json:
        reply = await self.teams.post(self.url, self.teams.invoke(name, value, **more))
        assert reply.status == 200
        body: Json = reply.body
        return body


@pytest.fixture
async def stage(valkey_url: str, redis: object, shipped_books: Books) -> AsyncIterator[Stage]:
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(FakeTeams())
        settings = read_settings(
            {
                "UNSAFE_SKIP_AUTH": "1",
                "REDIS_URL": valkey_url,
                "DATA_KEY": KEY,
                "TEAMS_ALLOWED_SERVICE_HOSTS": teams.host,
            }
        )
        dialogs = Dialogs()
        assistant = await assemble(
            settings, stack, pace=QUICK, routes=dialogs.routes(), books=shipped_books
        )
        server = TestServer(assistant.web)
        await server.start_server()
        stack.push_async_callback(server.close)
        working = asyncio.create_task(assistant.worker.run())

        yield Stage(teams, dialogs, str(server.make_url("/api/messages")))
        await assistant.worker.drain(1.0)
        await asyncio.wait_for(working, 10)


async def test_a_button_opens_a_dialog_for_the_person_who_pressed(stage: Stage) -> None:
    data = {"msteams": {"type": "task/fetch"}, "verb": "template.edit", "id": "vermerk"}
    body = await stage.invoke("task/fetch", {"data": data, "context": {"theme": "dark"}})
    task = body["task"]
    assert task["type"] == "continue"
    assert task["value"]["title"] == "Vorlage bearbeiten"
    assert (task["value"]["height"], task["value"]["width"]) == ("large", "large")
    assert task["value"]["card"]["content"]["type"] == "AdaptiveCard"
    [turn] = stage.dialogs.seen
    assert turn.payload is not None
    assert turn.payload.data == {"id": "vermerk"}
    assert turn.can_dialog
    assert not stage.teams.posted


async def test_a_sent_form_ends_with_a_sentence(stage: Stage) -> None:
    value = {"data": {"verb": "template.save", "title": "Neu"}}
    body = await stage.invoke("task/submit", value)
    assert body == {"task": {"type": "message", "value": "Gespeichert."}}


async def test_nothing_to_say_closes_the_dialog(stage: Stage) -> None:
    assert await stage.invoke("task/submit", {"data": {"verb": "closed"}}) == {}


async def test_an_error_is_shown_in_the_dialog_and_nowhere_else(stage: Stage) -> None:
    body = await stage.invoke("task/fetch", {"data": {"verb": "refused"}})
    assert body["task"]["value"]["title"] == "Das ging nicht"
    assert "Einzelchat" in str(body["task"]["value"]["card"])
    assert not stage.teams.posted


@pytest.mark.parametrize("data", [{"verb": "unknown"}, {"verb": "template.edit2"}])
async def test_a_verb_nobody_knows_is_an_outdated_card(stage: Stage, data: Json) -> None:
    body = await stage.invoke("task/fetch", {"data": data})
    assert "nicht mehr aktuell" in str(body)
    assert not stage.dialogs.seen


async def test_a_form_without_a_verb_is_refused(stage: Stage) -> None:
    activity = stage.teams.invoke("task/submit", {"data": {"title": "x"}})
    assert (await stage.teams.post(stage.url, activity)).status == 400


async def test_a_message_is_handed_over_as_plain_text_without_its_author(stage: Stage) -> None:
    message = {
        "id": "1763900000001",
        "linkToMessage": "https://teams.example/l/message/1",
        "body": {
            "contentType": "html",
            "content": "<p>Guten&nbsp;Tag,</p><ul><li>Punkt <b>eins</b></li><li>Zwei</li></ul>",
        },
        "from": {"user": {"id": "u1", "displayName": "Marker-Name"}},
    }
    value = {"commandId": "summarise", "commandContext": "message", "messagePayload": message}
    body = await stage.invoke("composeExtension/fetchTask", value, kind="channel")
    assert body["task"]["type"] == "continue"
    [turn] = stage.dialogs.seen
    assert turn.chosen is not None
    assert turn.chosen.text == "Guten Tag,\n\n- Punkt eins\n- Zwei"
    assert "Marker-Name" not in repr(turn.chosen)


async def test_what_a_dialog_inserts_goes_into_the_compose_box(stage: Stage) -> None:
    value = {"commandId": "summarise", "data": {"verb": "message.insert"}}
    body = await stage.invoke("composeExtension/submitAction", value)
    result = body["composeExtension"]
    assert (result["type"], result["attachmentLayout"]) == ("result", "list")
    assert result["attachments"][0]["contentType"].endswith("card.adaptive")
    assert not stage.teams.posted


async def test_a_search_in_a_compose_box_lists_cards_with_previews(stage: Stage) -> None:
    value = {
        "commandId": "vorlagen",
        "parameters": [{"name": "search", "value": "verm"}],
        "queryOptions": {"skip": 25, "count": 25},
    }
    body = await stage.invoke("composeExtension/query", value)
    [hit] = body["composeExtension"]["attachments"]
    assert hit["preview"]["content"] == {"title": "Vermerk", "text": "Vermerke und Vorlagen"}
    [turn] = stage.dialogs.seen
    assert turn.payload is not None
    assert turn.payload.data == {"query": "verm", "skip": 25}


async def test_the_first_search_comes_before_anything_is_typed(stage: Stage) -> None:
    value = {"commandId": "vorlagen", "parameters": [{"name": "initialRun", "value": "true"}]}
    await stage.invoke("composeExtension/query", value)
    assert stage.dialogs.seen[0].payload is not None
    assert stage.dialogs.seen[0].payload.data["query"] == ""


async def test_a_search_that_fails_says_so_in_the_list(stage: Stage) -> None:
    value = {"commandId": "vorlagen", "parameters": [{"name": "search", "value": "kaputt"}]}
    body = await stage.invoke("composeExtension/query", value)
    assert body["composeExtension"]["type"] == "message"
    assert "antwortet gerade nicht" in body["composeExtension"]["text"]


async def test_an_unknown_search_finds_nothing(stage: Stage) -> None:
    body = await stage.invoke("composeExtension/query", {"commandId": "fremd"})
    assert body["composeExtension"]["attachments"] == []


async def test_the_end_of_a_meeting_is_work(stage: Stage) -> None:
    activity = stage.teams.meeting_ended("Jour fixe")
    assert (await stage.teams.post(stage.url, activity)).status == 202
    await _sent(stage, 1)
    [turn] = stage.dialogs.seen
    assert turn.kind is TurnKind.MEETING_ENDED
    assert turn.payload is not None
    assert turn.payload.data["title"] == "Jour fixe"
    assert turn.payload.data["meeting"] == "MCMxMeeting"


async def test_other_events_are_not_even_stored(stage: Stage) -> None:
    activity = {**stage.teams.meeting_ended("x"), "name": "application/vnd.microsoft.readReceipt"}
    assert (await stage.teams.post(stage.url, activity)).status == 202
    assert not stage.dialogs.seen


async def test_membership_is_asked_of_teams_and_remembered(stage: Stage) -> None:
    stage.teams.members[CIRCLE] = {"aad-berta"}
    said = []
    for number, person in enumerate(("aad-berta", "aad-carla", "aad-berta"), 1):
        await stage.teams.post(stage.url, stage.teams.message(f"gehört {person}"))
        await _sent(stage, number)
        said.append(stage.teams.posted[-1].text)
    assert said == ["ja", "nein", "ja"]
    assert stage.teams.members_asked == 2


async def test_a_card_reaches_another_person_in_their_own_chat(stage: Stage) -> None:
    await stage.teams.post(stage.url, stage.teams.message("schreibe aad-berta"))
    await _sent(stage, 2)
    first, second = stage.teams.posted
    assert first.conversation == "a:1Chat-aad-berta"
    assert first.body["recipient"] == {"id": "aad-berta"}
    assert "replyToId" not in first.body
    assert second.text == "a:1Chat-aad-berta"


async def test_who_has_not_installed_us_is_named_as_unreachable(stage: Stage) -> None:
    stage.teams.unreachable.add("aad-berta")
    await stage.teams.post(stage.url, stage.teams.message("schreibe aad-berta"))
    await _sent(stage, 1)
    assert "erreiche ich nicht" in str(stage.teams.posted[-1].body)


async def _sent(stage: Stage, count: int) -> None:
    await stage.teams.wait_for(lambda: len(stage.teams.posted) >= count)


async def test_a_turn_that_runs_again_sends_nobody_a_second_card(stage: Stage) -> None:
    await stage.teams.post(stage.url, stage.teams.message("abgebrochen aad-berta"))
    await _sent(stage, 2)
    assert [turn.attempt for turn in stage.dialogs.seen] == [1, 2]
    assert len(stage.teams.messages("a:1Chat-aad-berta")) == 1


async def test_a_chat_that_lets_us_in_no_more_is_a_person_out_of_reach(stage: Stage) -> None:
    stage.teams.fail(403, where=lambda sent: sent.conversation == "a:1Chat-aad-berta")
    await stage.teams.post(stage.url, stage.teams.message("schreibe aad-berta"))
    await _sent(stage, 1)
    assert "erreiche ich nicht" in str(stage.teams.posted[-1].body)
