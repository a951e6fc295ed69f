"""The whole assistant between a fake Teams and a fake model, all in the test's own event loop."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from redis.asyncio import Redis

from bot.agency.profile import load_agencies
from bot.channel.way import Pace
from bot.core.clock import SystemClock
from bot.core.settings import read_settings
from bot.core.texts import Catalogue, Texts
from bot.state import keys
from bot.wiring import Assistant, assemble
from bot.wiring.library import Books, load_books
from tests.fakes.model import FakeModel
from tests.fakes.teams import FakeTeams, Json, Sent, Shown
from tests.fakes.teams_inbound import CONVERSATIONS

KEY = base64.b64encode(b"k" * 32).decode()
QUICK = Pace(
    update_s=0.05,
    steady_s=0.05,
    piece_s=0.05,
    patience_s=0.6,
    placeholder_s=0.2,
    typing_s=0.3,
    put_s=0.1,
)


class SettableClock(SystemClock):
    """The machine's clock, set ahead by a test; whoever sleeps wakes up then."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._jumped = asyncio.Event()

    def now(self) -> datetime:
        return super().now() + self._ahead

    async def sleep(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._jumped.wait()

    def jump(self, by: timedelta) -> None:
        self._ahead += by
        self._jumped.set()
        self._jumped = asyncio.Event()


@dataclass
class House:
    """A running assistant and everything around it."""

    assistant: Assistant
    server: TestServer
    teams: FakeTeams
    model: FakeModel
    redis: Redis
    clock: SettableClock
    statuses: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/api/messages"))

    async def send(self, text: str, **more: Any) -> Json:
        """Write to the assistant in the 1:1 chat (or where ``more`` says)."""
        activity = self.teams.message(text, **more)
        await self.post(activity)
        return activity

    async def post(self, activity: Json) -> Any:
        reply = await self.teams.post(self.url, activity)
        self.statuses.append(reply.status)
        return reply

    async def ask(self, text: str, **more: Any) -> Shown:
        """Write, wait until everything is said, and return the last message."""
        await self.send(text, **more)
        await self.settle()
        return self.last(more.get("conversation") or CONVERSATIONS[more.get("kind", "personal")])

    async def settle(self, timeout_s: float = 30.0) -> None:
        """Wait until no work waits or runs."""
        async with asyncio.timeout(timeout_s):
            while True:
                await asyncio.sleep(0.02)
                if self.assistant.worker.running:
                    continue
                depth = await self.depth()
                if not depth and not self.assistant.worker.running:
                    return

    async def later(self, **time: float) -> None:
        """Let time pass, and wait until what has become due by then is done."""
        self.clock.jump(timedelta(**time))
        async with asyncio.timeout(10):
            while await self._due():  # noqa: ASYNC110  # Redis: nothing tells us
                await asyncio.sleep(0.02)
        await self.settle()

    async def _due(self) -> int:
        return int(await self.redis.zcount(keys.DUE, 0, self.clock.now().timestamp() * 1_000))

    async def depth(self) -> int:
        """Return how many signals are still in the stream: waiting, or taken and not done."""
        names = [name async for name in self.redis.scan_iter("*signals*")]
        return sum([await self.redis.xlen(name) for name in names])

    async def press(self, verb: str, data: Mapping[str, Any] | None = None, **more: Any) -> Json:
        """Press a button and return the card (or message) that answers it."""
        reply = await self.post(self.teams.action(verb, {"v": 1, **(data or {})}, **more))
        assert reply.status == 200, reply
        body: Json = reply.body
        return body

    async def get(self, path: str) -> bytes:
        """Fetch a page of the assistant, such as /metrics."""
        async with self.teams.client.get(self.server.make_url(path)) as response:
            return await response.read()

    async def until(self, what: Callable[[], Any], timeout_s: float = 30.0) -> None:
        """Wait for something to become true."""
        await self.teams.wait_for(what, timeout_s)

    def last(self, conversation: str = "") -> Shown:
        """Return the newest message that a person sees."""
        return list(self.shown(conversation).values())[-1]

    def shown(self, conversation: str = "") -> dict[str, Shown]:
        return self.teams.messages(conversation or PERSONAL)

    def cards(self) -> list[Json]:
        """Return all cards that a person sees now."""
        return [card for message in self.shown().values() if (card := message.card) is not None]

    @property
    def texts(self) -> Texts:
        """Return the German sentences."""
        return Catalogue().texts("de")

    @staticmethod
    def button(card: Json | None, verb: str) -> Json:
        """Return the data of the first button with that verb; fails when there is none.

        A dialog's buttons carry their verb within their data.
        """
        found = [node for node in _nodes(card) if node.get("verb") == verb]
        assert found, verb
        data: Json = found[0].get("data", found[0])
        return data

    def sent(self) -> list[Sent]:
        return self.teams.posted

    @property
    def breaches(self) -> list[str]:
        """Return where Teams' rules were broken, but for the pace, which tests quicken."""
        return [what for what in self.teams.violations if "stream request after" not in what]


def _nodes(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


PERSONAL = CONVERSATIONS["personal"]


@pytest.fixture
def environ() -> dict[str, str]:
    """Give what a test may change before the house is built."""
    return {}


@pytest.fixture
def pace() -> Pace:
    """Give how fast this house sends."""
    return QUICK


@pytest.fixture(scope="session")
def shipped_books() -> Books:
    """Give what every start reads when no agency brings its own: nothing changes it."""
    return load_books(load_agencies(None, allow_any_tenant=True), None)


@pytest.fixture
async def house(
    redis: Redis, valkey_url: str, environ: dict[str, str], pace: Pace, shipped_books: Books
) -> AsyncIterator[House]:
    """Build the whole assistant, as app.py does, with a local run's settings."""
    books = None if "AGENCY_PROFILES" in environ else shipped_books
    async with AsyncExitStack() as stack:
        teams = await stack.enter_async_context(FakeTeams())
        model = await FakeModel().start()
        stack.push_async_callback(model.stop)
        settings = read_settings(
            {
                "UNSAFE_SKIP_AUTH": "1",
                "REDIS_URL": valkey_url,
                "DATA_KEY": KEY,
                "TEAMS_ALLOWED_SERVICE_HOSTS": teams.host,
                "OPENAI_BASE_URL": model.base_url,
                "OPENAI_MODEL": "fake",
                **environ,
            }
        )
        clock = SettableClock()
        assistant = await assemble(settings, stack, pace=pace, clock=clock, books=books)
        server = TestServer(assistant.web)
        await server.start_server()
        stack.push_async_callback(server.close)
        working = asyncio.create_task(assistant.worker.run())
        yield House(assistant, server, teams, model, redis, clock)
        await assistant.worker.drain(1.0)
        await asyncio.wait_for(working, 10)
