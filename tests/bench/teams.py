"""Teams as the benches see it: one service that signs, sends, receives and notes the times."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import unquote
from uuid import UUID, uuid4

import aiohttp
import orjson
from aiohttp import web

from tests.bench.process import Server
from tests.fakes.identity import APP_ID, ISSUER, FakeIdentity

_REPLY_WITHIN_S: Final = 60
# Many tenants, because each may only receive so many messages a second.
TENANTS: Final = tuple(str(UUID(int=number)) for number in range(1, 401))
_WORDS: Final = (
    "Bitte fassen Sie den Vermerk zur Sanierung der Grundschule am Anger zusammen und nennen Sie "
    "die offenen Punkte, die Kosten und die Fristen, die der Ausschuss beschlossen hat. "
)


@dataclass(slots=True)
class Exchange:
    """One question and its answer; times are of time.perf_counter()."""

    conversation: str
    answered: asyncio.Future[None]
    began: float = field(default_factory=time.perf_counter)
    first_text: float = 0.0
    final: float = 0.0
    updates: int = 0

    def take(self, activity: dict[str, Any]) -> None:
        """Note what arrived: an update of the stream, or the answer itself."""
        now = time.perf_counter()
        # A card without text is a notice that comes before the answer.
        is_final = activity.get("type") == "message" and bool(activity.get("text"))
        entities: list[dict[str, Any]] = activity.get("entities") or []
        stream = next((one for one in entities if one.get("type") == "streaminfo"), {})
        if not self.first_text and (is_final or stream.get("streamType") == "streaming"):
            self.first_text = now
        self.updates += activity.get("type") == "typing"
        if is_final and not self.answered.done():
            self.final = now
            self.answered.set_result(None)


class FakeTeams:
    """The connector that receives replies, and the clients that send."""

    def __init__(self, identity: FakeIdentity) -> None:
        self._identity = identity
        self._open: dict[str, Exchange] = {}
        self._tenants = _round_robin()

    async def __aenter__(self) -> Self:
        app = web.Application()
        # Conversation ids hold colons and come percent-encoded; one wide route takes all.
        app.router.add_route("*", "/{rest:.*}", self._receive)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.service_url = f"http://{self.host}/"
        self._header = f"Bearer {self._identity.token(self.service_url)}"
        connector = aiohttp.TCPConnector(limit=0)
        self._http = aiohttp.ClientSession(connector=connector)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        await self._runner.cleanup()

    def environ(self) -> dict[str, str]:
        """Return what a server must find in its environment to talk with this Teams."""
        return {
            "HOST": "127.0.0.1",
            "TEAMS_APP_ID": self._identity.app_id,
            "TEAMS_APP_TENANT_ID": TENANTS[0],
            "TEAMS_APP_PASSWORD": "made-up",
            "TEAMS_OPENID_METADATA_URL": self._identity.metadata_url,
            "TEAMS_TOKEN_ISSUER": ISSUER,
            "TEAMS_LOGIN_URL": self._identity.url,
            "TEAMS_ALLOWED_SERVICE_HOSTS": self.host,
        }

    async def _receive(self, request: web.Request) -> web.Response:
        activity = orjson.loads(await request.read())
        exchange = self._open.get(unquote(request.path.split("/")[3]))
        if exchange:
            exchange.take(activity)
        return web.json_response({"id": uuid4().hex}, status=201)

    async def ask(self, server: Server, seat: int | None = None) -> Exchange:
        """Send one message and wait for the whole answer.

        A seat is a person who comes again, with a new conversation: summaries of older turns are
        calls to the model of their own and would be measured with the answer.
        """
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        person = uuid4().hex if seat is None else f"{server.name}-seat-{seat}"
        tenant = next(self._tenants) if seat is None else TENANTS[seat]
        exchange = Exchange(f"a:{uuid4().hex}", answered)
        self._open[exchange.conversation] = exchange
        async with self._http.post(
            f"http://127.0.0.1:{server.port}/api/messages",
            data=self._activity(exchange.conversation, person, tenant),
            headers={"Content-Type": "application/json", "Authorization": self._header},
        ) as response:
            if response.status not in {200, 201, 202}:
                raise RuntimeError(f"{server.name}: {response.status} {await response.text()}")
        async with asyncio.timeout(_REPLY_WITHIN_S):
            await answered
        del self._open[exchange.conversation]
        return exchange

    def _activity(self, conversation: str, person: str, tenant: str) -> bytes:
        return orjson.dumps(
            {
                "text": _WORDS,
                "textFormat": "plain",
                "type": "message",
                "timestamp": "2026-11-20T09:14:07.1234567Z",
                "localTimestamp": "2026-11-20T10:14:07.1234567+01:00",
                "id": str(time.time_ns()),
                "channelId": "msteams",
                "serviceUrl": self.service_url,
                "from": {"id": f"29:{person}", "name": "Karin Albers", "aadObjectId": person},
                "conversation": {
                    "conversationType": "personal",
                    "tenantId": tenant,
                    "id": conversation,
                },
                "recipient": {"id": f"28:{APP_ID}", "name": "KI-Assistenz"},
                "entities": [
                    {
                        "locale": "de-DE",
                        "country": "DE",
                        "platform": "Windows",
                        "timezone": "Europe/Berlin",
                        "type": "clientInfo",
                    }
                ],
                "channelData": {"tenant": {"id": tenant}},
                "locale": "de-DE",
                "localTimezone": "Europe/Berlin",
            }
        )


def _round_robin() -> Iterator[str]:
    while True:
        yield from TENANTS
