"""Bench (b), a streamed answer: 300 chunks of a model, shown in Teams as they come.

A fake model and the server are processes of their own, this one is Teams. What counts: the
server's CPU for a turn, and how much later than the model's first words Teams gets the first text.
Fifty at once begin within one second and then stream side by side for six.
Beside us stand what one writes first (naive) and the least that reads every chunk when it comes
(bare): a millisecond depends on the machine, and on how often a process has to wake up on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench import house
from tests.bench.environments import FOLDER, python_of
from tests.bench.process import Server
from tests.bench.teams import Exchange, FakeTeams
from tests.fakes.identity import FakeIdentity

SERVERS: Final = ("naive", "bare", "ours_streamed")
_HERE: Final = Path(__file__).resolve().parent
_FOLDER: Final = FOLDER / "streamed"
CHUNKS: Final = 300
CHUNK_S: Final = 0.02
FIRST_S: Final = 0.3
_AT_ONCE: Final = (1, 50)
_ONE_BY_ONE: Final = 3


@dataclass(slots=True)
class Measured:
    """What the rounds of one server with so many turns at once have found."""

    cpu_ms: list[float] = field(default_factory=list)
    added_ms: list[float] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)


Found = dict[tuple[str, int], Measured]


async def run(names: Sequence[str], rounds: int) -> Found:
    """Measure the servers in alternating rounds, with one turn and with many at once."""
    found: Found = {(name, n): Measured() for name in names for n in _AT_ONCE}
    async with contextlib.AsyncExitStack() as stack:
        identity = await stack.enter_async_context(FakeIdentity())
        teams = await stack.enter_async_context(FakeTeams(identity))
        model = await _start_model()
        stack.push_async_callback(model.stop)
        valkey = await house.start_valkey(_FOLDER)
        stack.push_async_callback(valkey.stop)
        servers: dict[str, Server] = {}
        for name in names:
            servers[name] = await _start(name, teams, model, valkey)
            stack.push_async_callback(servers[name].stop)
            # Everybody has asked once before: notices are read, connections are open.
            await asyncio.gather(*(teams.ask(servers[name], seat) for seat in range(max(_AT_ONCE))))
        for _ in range(rounds):
            for name, server in servers.items():
                for at_once in _AT_ONCE:
                    await _measure(teams, server, at_once, found[name, at_once])
    return found


async def _measure(teams: FakeTeams, server: Server, at_once: int, result: Measured) -> None:
    before = server.cpu_s()
    exchanges: list[Exchange] = []
    for _ in range(_ONE_BY_ONE if at_once == 1 else 1):
        asking = (_ask(teams, server, seat, at_once) for seat in range(at_once))
        exchanges += await asyncio.gather(*asking)
    result.cpu_ms.append((server.cpu_s() - before) * 1000 / len(exchanges))
    result.updates += [one.updates for one in exchanges]
    result.added_ms += [(one.first_text - one.began - FIRST_S) * 1000 for one in exchanges]


async def _ask(teams: FakeTeams, server: Server, seat: int, at_once: int) -> Exchange:
    """Ask a little later: people do not press Enter in the same millisecond."""
    await asyncio.sleep(seat / at_once)
    return await teams.ask(server, seat)


async def _start_model() -> Server:
    """Start the fake model; it takes its port as an argument, so a shell passes it on."""
    options = f"--chunks {CHUNKS} --delay {CHUNK_S} --first {FIRST_S}"
    line = f'exec "{sys.executable}" -m tests.fakes.model --port "$PORT" {options}'
    return await Server.start("model", ["/bin/sh", "-c", line], {}, _FOLDER)


async def _start(name: str, teams: FakeTeams, model: Server, valkey: Server) -> Server:
    own = house.environ(_FOLDER, valkey) if name == "ours_streamed" else {}
    environ = {
        **teams.environ(),
        **own,
        "OPENAI_BASE_URL": f"http://127.0.0.1:{model.port}/v1",
        "OPENAI_MODEL": "fake",
        "OPENAI_API_KEY": "made-up",
    }
    command = [str(python_of(name)), "-P", str(_HERE / "servers" / f"{name}.py")]
    return await Server.start(name, command, environ, _FOLDER)


def table(found: Found) -> str:
    """Return the figures as Markdown."""
    head = (
        "| server | at once | CPU ms/turn, min (median) | added before first text, ms, p50 (p95) "
        "| updates |\n| --- | --- | --- | --- | --- |"
    )
    rows = []
    for (name, at_once), one in found.items():
        added = sorted(one.added_ms)
        late = added[min(len(added) - 1, round(0.95 * len(added)))]
        rows.append(
            f"| {name} | {at_once} | {min(one.cpu_ms):.1f} ({statistics.median(one.cpu_ms):.1f}) "
            f"| {statistics.median(added):.0f} ({late:.0f}) "
            f"| {statistics.median(one.updates):.0f} |"
        )
    return "\n".join([head, *rows])
