"""Bench (a), the front door: CPU per activity with signed tokens and one reply each.

This process is Teams: it signs, sends (closed loop, 16 connections) and receives the replies. Each
server is a process of its own; only its CPU time counts, because wall time on a shared machine
says little. Rounds of all servers alternate, so that a disturbance hits all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID, uuid4

import aiohttp
import orjson
from aiohttp import web

from tests.bench.environments import FOLDER, python_of
from tests.bench.process import Server
from tests.fakes.identity import APP_ID, ISSUER, FakeIdentity

SERVERS: Final = ("raw", "botbuilder", "agents", "teams", "ours")
_HERE: Final = Path(__file__).resolve().parent
_CONNECTIONS: Final = 16
_WARM_UP_S: Final = 1.0
_REPLY_WITHIN_S: Final = 30
# Many tenants, because each may only receive so many messages a second.
TENANTS: Final = tuple(str(UUID(int=number)) for number in range(1, 401))
_WORDS: Final = (
    "Bitte fassen Sie den Vermerk zur Sanierung der Grundschule am Anger zusammen und nennen Sie "
    "die offenen Punkte, die Kosten und die Fristen, die der Ausschuss beschlossen hat. "
)


@dataclass(slots=True)
class Measured:
    """What the rounds of one server have found."""

    cpu_ms: list[float] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)
    count: int = 0
    rss_mb: float = 0.0


class FakeTeams:
    """The connector that receives replies, and the clients that send."""

    def __init__(self, identity: FakeIdentity) -> None:
        self._identity = identity
        self._waiting: dict[str, asyncio.Future[None]] = {}

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

    async def _receive(self, request: web.Request) -> web.Response:
        activity = orjson.loads(await request.read())
        if activity.get("type") == "message":
            waiting = self._waiting.pop(request.path.split("/")[3], None)
            if waiting and not waiting.done():
                waiting.set_result(None)
        return web.json_response({"id": uuid4().hex}, status=201)

    async def exchange(self, server: Server, tenant: str) -> float:
        """Send one message, wait for its answer, and return the seconds between."""
        conversation = f"a:{uuid4().hex}"
        answered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[conversation] = answered
        began = time.perf_counter()
        async with self._http.post(
            f"http://127.0.0.1:{server.port}/api/messages",
            data=self._activity(conversation, tenant),
            headers={"Content-Type": "application/json", "Authorization": self._header},
        ) as response:
            if response.status not in {200, 201, 202}:
                raise RuntimeError(f"{server.name}: {response.status} {await response.text()}")
        async with asyncio.timeout(_REPLY_WITHIN_S):
            await answered
        return time.perf_counter() - began

    def _activity(self, conversation: str, tenant: str) -> bytes:
        person = uuid4().hex
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


async def measure(teams: FakeTeams, server: Server, seconds: float) -> tuple[int, list[float]]:
    """Send for some seconds over all connections; return how many and how long each took."""
    delays: list[float] = []
    until = time.perf_counter() + seconds
    tenants = _round_robin(TENANTS)

    async def one_connection() -> None:
        while time.perf_counter() < until:
            delays.append(await teams.exchange(server, next(tenants)))

    async with asyncio.TaskGroup() as group:
        for _ in range(_CONNECTIONS):
            group.create_task(one_connection())
    return len(delays), delays


def _round_robin(items: Sequence[str]) -> Iterator[str]:
    while True:
        yield from items


async def run(names: Sequence[str], rounds: int, seconds: float) -> dict[str, Measured]:
    """Measure the servers in alternating rounds."""
    found = {name: Measured() for name in names}
    async with contextlib.AsyncExitStack() as stack:
        identity = await stack.enter_async_context(FakeIdentity())
        teams = await stack.enter_async_context(FakeTeams(identity))
        servers: dict[str, Server] = {}
        for name in names:
            servers[name] = await _start(name, identity, teams)
            stack.push_async_callback(servers[name].stop)
            await measure(teams, servers[name], _WARM_UP_S)
        for _ in range(rounds):
            for name, server in servers.items():
                before = server.cpu_s()
                count, delays = await measure(teams, server, seconds)
                result = found[name]
                result.cpu_ms.append((server.cpu_s() - before) * 1000 / count)
                result.delays_ms += [delay * 1000 for delay in delays]
                result.count += count
                result.rss_mb = server.rss_mb()
    return found


async def _start(name: str, identity: FakeIdentity, teams: FakeTeams) -> Server:
    folder = FOLDER / "front_door"
    return await Server.start(
        name,
        [python_of(name), "-P", _HERE / "servers" / f"{name}.py"],
        {
            "TEAMS_APP_ID": identity.app_id,
            "TEAMS_APP_TENANT_ID": TENANTS[0],
            "TEAMS_APP_PASSWORD": "made-up",
            "TEAMS_OPENID_METADATA_URL": identity.metadata_url,
            "TEAMS_TOKEN_ISSUER": ISSUER,
            "TEAMS_LOGIN_URL": identity.url,
            "TEAMS_ALLOWED_SERVICE_HOSTS": teams.host,
            "BENCH_FOLDER": str(folder),
            "BENCH_TENANTS": ",".join(TENANTS),
        },
        folder,
    )


def table(found: dict[str, Measured]) -> str:
    """Return the figures as Markdown."""
    head = (
        "| server | CPU ms/activity, min (median) | activities/s/core | × raw | p50 ms | RSS MB |\n"
        "| --- | --- | --- | --- | --- | --- |"
    )
    raw = min(found["raw"].cpu_ms) if "raw" in found else float("nan")
    rows = []
    for name, one in found.items():
        least, middle = min(one.cpu_ms), statistics.median(one.cpu_ms)
        rows.append(
            f"| {name} | {least:.2f} ({middle:.2f}) | {1000 / least:,.0f} | {least / raw:.1f} "
            f"| {statistics.median(one.delays_ms):.0f} | {one.rss_mb:.0f} |"
        )
    return "\n".join([head, *rows])


def as_json(found: dict[str, Measured]) -> str:
    """Return all rounds, for keeping."""
    rounds: dict[str, Any] = {name: one.cpu_ms for name, one in found.items()}
    return json.dumps(rounds, indent=1)
