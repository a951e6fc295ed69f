"""A model that says what a test tells it, and a service on the real store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from redis.asyncio import Redis

from bot.agency.profile import Agency
from bot.answering.service import AnsweringService
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Completion, Finish, ModelRequest, Piece, Usage
from bot.core.texts import Catalogue, Texts
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.store import RedisStore
from tests.fakes.clock import FakeClock

RETENTION_DAYS = 30
DAY_S = 86_400

ScriptedAnswer = str | list[str | Exception] | Exception


@dataclass
class ScriptedModel:
    """Answers from two queues, one for streams and one for summaries, and records requests."""

    answers: list[ScriptedAnswer] = field(default_factory=list)
    summaries: list[str | Exception] = field(default_factory=list)
    context_tokens: int = 100_000
    is_demo: bool = False
    finish: Finish = Finish.COMPLETE
    asked: list[ModelRequest] = field(default_factory=list)
    summarised: list[ModelRequest] = field(default_factory=list)
    closed: int = 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[Piece]:
        self.asked.append(request)
        answer = self.answers.pop(0) if self.answers else "Die Antwort."
        try:
            for piece in [answer] if isinstance(answer, str | Exception) else answer:
                if isinstance(piece, Exception):
                    raise piece
                yield Piece(piece)
            yield Piece(finish=self.finish, usage=Usage(11, 7))
        finally:
            self.closed += 1

    async def complete(self, request: ModelRequest) -> Completion:
        self.summarised.append(request)
        summary = self.summaries.pop(0) if self.summaries else "- Zusammenfassung"
        if isinstance(summary, Exception):
            raise summary
        return Completion(summary)


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def store(redis: Redis) -> RedisStore:
    return RedisStore(Commands(redis), Cipher([bytes(32)]), lambda _tenant: RETENTION_DAYS * DAY_S)


@pytest.fixture
def service(model: ScriptedModel, store: RedisStore, clock: FakeClock) -> AnsweringService:
    return AnsweringService(model, store, clock, budget_tokens=400)


@pytest.fixture
def agency() -> Agency:
    return Agency(
        id="musterstadt", name="Stadt Musterstadt", tenants=("t1",), retention_days=RETENTION_DAYS
    )


@pytest.fixture
def texts() -> Texts:
    return Catalogue().texts("de")


@pytest.fixture
def scope() -> Scope:
    return Scope(TenantId("t1"), ConversationId("c1"), PersonId("p1"))


@pytest.fixture
def group() -> Scope:
    return Scope(TenantId("t1"), ConversationId("g1"), PersonId(""))
