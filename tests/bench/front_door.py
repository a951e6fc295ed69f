"""Bench (a), the front door: CPU per activity with signed tokens and one reply each.

This process is Teams: it signs, sends (closed loop, 16 connections) and receives the replies. Each
server is a process of its own; only its CPU time counts, because wall time on a shared machine
says little. Rounds of all servers alternate, so that a disturbance hits all of them.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench import house
from tests.bench.environments import FOLDER, python_of
from tests.bench.process import Server
from tests.bench.teams import FakeTeams
from tests.fakes.identity import FakeIdentity

SERVERS: Final = ("raw", "botbuilder", "agents", "teams", "ours")
_HERE: Final = Path(__file__).resolve().parent
_FOLDER: Final = FOLDER / "front_door"
_CONNECTIONS: Final = 16
_WARM_UP_S: Final = 1.0


@dataclass(slots=True)
class Measured:
    """What the rounds of one server have found."""

    cpu_ms: list[float] = field(default_factory=list)
    delays_ms: list[float] = field(default_factory=list)
    valkey_ms: list[float] = field(default_factory=list)
    rss_mb: float = 0.0


async def measure(teams: FakeTeams, server: Server, seconds: float) -> list[float]:
    """Send for some seconds over all connections; return how many seconds each answer took."""
    delays: list[float] = []
    until = time.perf_counter() + seconds

    async def one_connection() -> None:
        while time.perf_counter() < until:
            exchange = await teams.ask(server)
            delays.append(exchange.final - exchange.began)

    async with asyncio.TaskGroup() as group:
        for _ in range(_CONNECTIONS):
            group.create_task(one_connection())
    return delays


async def run(names: Sequence[str], rounds: int, seconds: float) -> dict[str, Measured]:
    """Measure the servers in alternating rounds."""
    found = {name: Measured() for name in names}
    async with contextlib.AsyncExitStack() as stack:
        identity = await stack.enter_async_context(FakeIdentity())
        teams = await stack.enter_async_context(FakeTeams(identity))
        valkey = await house.start_valkey(_FOLDER)
        stack.push_async_callback(valkey.stop)
        servers: dict[str, Server] = {}
        for name in names:
            servers[name] = await _start(name, teams, valkey)
            stack.push_async_callback(servers[name].stop)
            await measure(teams, servers[name], _WARM_UP_S)
        for _ in range(rounds):
            for name, server in servers.items():
                before, stored = server.cpu_s(), valkey.cpu_s()
                delays = await measure(teams, server, seconds)
                result = found[name]
                result.cpu_ms.append((server.cpu_s() - before) * 1000 / len(delays))
                result.valkey_ms.append((valkey.cpu_s() - stored) * 1000 / len(delays))
                result.delays_ms += [delay * 1000 for delay in delays]
                result.rss_mb = server.rss_mb()
    return found


async def _start(name: str, teams: FakeTeams, valkey: Server) -> Server:
    command = [str(python_of(name)), "-P", str(_HERE / "servers" / f"{name}.py")]
    own = house.environ(_FOLDER, valkey) if name == "ours" else {}
    return await Server.start(name, command, {**teams.environ(), **own}, _FOLDER)


def table(found: dict[str, Measured]) -> str:
    """Return the figures as Markdown."""
    columns = (
        "server",
        "CPU ms/activity, min (median)",
        "activities/s/core",
        "× raw",
        "Valkey's CPU ms",
        "p50 ms",
        "RSS MB",
    )
    lines: list[Sequence[str]] = [columns, ["---"] * len(columns)]
    raw = min(found["raw"].cpu_ms) if "raw" in found else float("nan")
    for name, one in found.items():
        least, middle = min(one.cpu_ms), statistics.median(one.cpu_ms)
        lines.append(
            [
                name,
                f"{least:.2f} ({middle:.2f})",
                f"{1000 / least:,.0f}",
                f"{least / raw:.1f}",
                f"{min(one.valkey_ms):.2f}",
                f"{statistics.median(one.delays_ms):.0f}",
                f"{one.rss_mb:.0f}",
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
