"""Bench (d), hostile files: when each ends, how late it makes the loop, and what others notice.

Others are stand-ins for turns: every 20 ms one begins that writes, reads and decrypts four records
in Valkey. Their 95th percentile is taken while each file is being read, and after it in a pause and
beside a program that only counts, at a reader's priority: such a machine is not steady, and what a
mere counter costs others is the machine's doing and not ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from redis.asyncio import Redis

from bot.core.errors import PersonCanFix, TryAgainLater
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Record, Store
from bot.documents.extract import Extractor
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.store import RedisStore
from tests.bench import house
from tests.bench.environments import FOLDER
from tests.unit.documents import hostile

_EVERY_S: Final = 0.02
_PAUSE_S: Final = 0.7
_STARTED_S: Final = 0.1
_RECORDS: Final = 4
_COUNTER: Final = "import os\nos.nice(10)\nwhile True: pass"
_TEXT: Final = "Die Verwaltung legt dem Ausschuss einen Bericht vor. " * 40


@dataclass(slots=True)
class Ended:
    """How one file ended, and what was noticed meanwhile."""

    name: str
    outcome: str
    seconds: float
    late_ms: float
    turns_ms: list[float] = field(default_factory=list)

    def add(self, other: Ended) -> None:
        """Take in what was noticed in another pause."""
        self.turns_ms += other.turns_ms
        self.late_ms = max(self.late_ms, other.late_ms)


async def run() -> list[Ended]:
    """Read every hostile file while others have their turns.

    The first two stand for all pauses, without a file and beside a counter.
    """
    (FOLDER / "hostile").mkdir(parents=True, exist_ok=True)
    valkey = await house.start_valkey(FOLDER / "hostile")
    redis = Redis(port=valkey.port)
    try:
        store = RedisStore(Commands(redis), Cipher([os.urandom(32)]), lambda _tenant: 86_400)
        quiet = await _watched("pauses without a file", b"", store)
        async with _counting():
            counted = await _watched("pauses beside a counter", b"", store)
        found = [quiet, counted]
        for name in hostile.NAMES:
            data = await asyncio.to_thread(hostile.made, name)
            found.append(await _watched(name, data, store))
            quiet.add(await _watched("", b"", store))
            async with _counting():
                counted.add(await _watched("", b"", store))
        return found
    finally:
        await redis.aclose()
        await valkey.stop()


async def _watched(name: str, data: bytes, store: Store) -> Ended:
    late: list[float] = [0.0]
    turns: list[float] = []
    watching = [
        asyncio.create_task(_clock(late)),
        asyncio.create_task(_others(store, turns)),
    ]
    began = time.perf_counter()
    outcome = await _read(data) if data else await asyncio.sleep(_PAUSE_S, "–")
    seconds = time.perf_counter() - began
    for task in watching:
        task.cancel()
    await asyncio.gather(*watching, return_exceptions=True)
    return Ended(name, outcome, seconds, max(late), turns)


@contextlib.asynccontextmanager
async def _counting() -> AsyncIterator[None]:
    """Have a program count meanwhile, as hard as it can."""
    counter = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", _COUNTER)
    try:
        await asyncio.sleep(_STARTED_S)
        yield
    finally:
        counter.kill()
        await counter.wait()


async def _read(data: bytes) -> str:
    try:
        extract = await Extractor().extract(data, max_pages=1_500)
    except (PersonCanFix, TryAgainLater) as error:
        return type(error).__name__
    return f"{len(extract.units)} units"


async def _clock(late: list[float]) -> None:
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.002)
        late.append((time.perf_counter() - before - 0.002) * 1000)


async def _others(store: Store, turns: list[float]) -> None:
    scope = Scope(TenantId("bench"), ConversationId("gespräch"), PersonId("anna"))
    running: set[asyncio.Task[None]] = set()
    with contextlib.suppress(asyncio.CancelledError):
        while True:
            task = asyncio.create_task(_turn(store, scope, turns))
            running.add(task)
            task.add_done_callback(running.discard)
            await asyncio.sleep(_EVERY_S)
    await asyncio.gather(*running)


async def _turn(store: Store, scope: Scope, turns: list[float]) -> None:
    began = time.perf_counter()
    for number in range(_RECORDS):
        await store.write(scope, Record.FILES, {"text": _TEXT}, f"bench.{number}", ttl_s=600)
        await store.read(scope, Record.FILES, f"bench.{number}")
    turns.append((time.perf_counter() - began) * 1000)


def table(found: Sequence[Ended]) -> str:
    """Return the figures as Markdown, and in the last line those of all files together."""
    head = (
        "| file | outcome | ended after, s | loop late at most, ms | others' p50 (p95), ms |\n"
        "| --- | --- | --- | --- | --- |"
    )
    rows = [
        f"| {one.name} | {one.outcome} | {one.seconds:.2f} | {one.late_ms:.0f} "
        f"| {_percentiles(one.turns_ms)} |"
        for one in found
    ]
    files = found[2:]
    turns = [turn for one in files for turn in one.turns_ms]
    rows.append(
        f"| all files | – | {max(one.seconds for one in files):.2f} at most "
        f"| {max(one.late_ms for one in files):.0f} | {_percentiles(turns)} |"
    )
    return "\n".join([head, *rows])


def _percentiles(turns: Sequence[float]) -> str:
    if not turns:
        return "–"
    ordered = sorted(turns)
    late = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"{statistics.median(ordered):.1f} ({late:.1f})"
