"""Progress in the chat: soon, but never more often than every five seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.agency.profile import load_agencies
from bot.core.ids import ConversationId, MessageId, PersonId, TenantId
from bot.core.texts import Catalogue
from bot.core.turn import Card, ChatKind, Conversation, Person, Turn, TurnKind
from bot.documents.document import Facts
from bot.documents.summary import Step
from dialogs.reporter import Reporter
from tests.fakes.clock import FakeClock
from tests.unit.documents.scripted import document


@dataclass
class Chat:
    """Notes how cards are updated."""

    updates: list[tuple[str, Card]] = field(default_factory=list)

    async def update(self, message: MessageId, card: Card, *, by_ai: bool = False) -> None:
        assert not by_ai
        self.updates.append((message, card))


def turn(chat: Any) -> Turn:
    """Return a turn in which nothing is to be done but to tell."""
    (agency,) = load_agencies(None, allow_any_tenant=True).all

    async def later(_later: object) -> None:
        raise AssertionError

    return Turn(
        id="t1",
        kind=TurnKind.TASK,
        agency=agency,
        person=Person(PersonId("anna")),
        conversation=Conversation(TenantId("t"), ConversationId("c"), ChatKind.PERSONAL),
        texts=Catalogue().texts("de"),
        chat=chat,
        people=chat,
        later=later,
    )


def reporter(chat: Chat, clock: FakeClock, message: str = "m1") -> Reporter:
    made = Reporter(turn(chat), "j1", MessageId(message), clock)
    facts: Facts = document(["a"] * 48)
    made.facts = facts
    return made


async def test_the_card_is_updated_at_most_every_five_seconds() -> None:
    chat, clock = Chat(), FakeClock()
    told = reporter(chat, clock)
    for done in range(1, 48):  # one page a second
        await clock.advance(1.0)
        await told.report(done, 48, Step.CONDENSE)
    assert len(chat.updates) == 9
    assert "5 von 48 Seiten" in str(chat.updates[0][1])
    assert "45 von 48 Seiten" in str(chat.updates[-1][1])
    assert told.done == 47


async def test_without_a_card_nothing_is_shown_but_counted() -> None:
    chat, clock = Chat(), FakeClock()
    told = reporter(chat, clock, message="")
    await clock.advance(60.0)
    await told.report(3, 48, Step.CONDENSE)
    assert (chat.updates, told.done) == ([], 3)
