"""Bench (e), a long summary: 450 pages on a model that takes a second for each call.

The ideal is what the model alone would take: the parts, so many at once, and one more call for the
summary. Ours on top of it: cutting, asking, keeping each note in Valkey, and looking every
quotation up. The fake model is in our own process, so its work counts against us.
"""

from __future__ import annotations

import math
import re
import secrets
import statistics
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from aiohttp import web

from bot.core.clock import SystemClock
from bot.core.hosts import HostList
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.settings import ModelSettings, Secret
from bot.documents.document import Document, Kind, Place, Unit
from bot.documents.summarise import SummaryService
from bot.documents.summary import Length, Step, Summary, Wish
from bot.model.client import open_gateway
from bot.model.meter import SilentMeter
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import AnyRedis, connect
from bot.state.store import RedisStore
from tests.bench import house
from tests.bench.environments import FOLDER
from tests.fakes.model import Call, FakeModel, answer

PAGES: Final = 450
PARALLEL: Final = 8
LATENCY_S: Final = 1.0
GOAL: Final = 1.25
_PART: Final = re.compile(r"^\[S\. (\d+)\]\n(.+?)\.", re.MULTILINE)
_NOTED: Final = re.compile(r"\[S\. \d+: „[^“]+“\]")
_SENTENCES: Final = (
    "Der Ausschuss für Umwelt und Verkehr berät die Vorlage {n} am {day}. November 2026.",
    "Die Kosten der Maßnahme {n} betragen {cost} Euro und sind im Haushalt 2027 veranschlagt.",
    "Die Verwaltung wird beauftragt, bis zum 31. März 2027 über den Stand zu berichten.",
    "Nach § 4 der Satzung ist der Ortsbeirat vor der Entscheidung anzuhören.",
    "Für den Bereich {n} liegen drei Anträge vor, über die noch nicht entschieden ist.",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One summary: how long it took, and how much the model was asked."""

    wall_s: float
    cpu_s: float
    parts: int
    held: int
    claims: int

    @property
    def ideal_s(self) -> float:
        """What the model alone would have taken."""
        return (math.ceil(self.parts / PARALLEL) + 1) * LATENCY_S


async def run(rounds: int) -> list[Run]:
    """Summarise the same pages several times, each time as if for the first."""
    async with AsyncExitStack() as stack:
        valkey = await house.start_valkey(FOLDER / "summary")
        stack.push_async_callback(valkey.stop)
        redis = connect(f"redis://127.0.0.1:{valkey.port}/0", blocking=False)
        stack.push_async_callback(redis.aclose)
        model = await FakeModel().start()
        stack.push_async_callback(model.stop)
        return [await _one(redis, model) for _ in range(rounds)]


async def _one(redis: AnyRedis, model: FakeModel) -> Run:
    await redis.flushdb()
    model.requests.clear()
    model.always(_takes_a_second)
    clock = SystemClock()
    settings = ModelSettings(
        base_url=model.base_url,
        api_key=Secret("made-up"),
        deployments=("fake",),
        is_azure=False,
        hosts=HostList([f"127.0.0.1:{model.port}"]),
    )
    gateway = await open_gateway(settings, clock=clock, meter=SilentMeter())
    store = RedisStore(Commands(redis), Cipher([secrets.token_bytes(32)]), lambda _tenant: 86_400)
    service = SummaryService(gateway, store, clock, parallel=PARALLEL)
    wall, cpu = time.perf_counter(), time.process_time()
    summary = await _summary(service, clock)
    took = time.perf_counter() - wall, time.process_time() - cpu
    await gateway.aclose()
    parts = len(model.requests) - 1
    return Run(*took, parts, summary.n_held, summary.n_claims)


async def _summary(service: SummaryService, clock: SystemClock) -> Summary:
    scope = Scope(TenantId("bench"), ConversationId("a:bench"), PersonId("29:bench"))

    async def progress(_done: int, _total: int, _step: Step) -> None:
        return

    return await service.summarise(
        scope,
        _document(clock),
        Wish(Length.DETAILED),
        job_id="bench",
        progress=progress,
        stopping=lambda: False,
    )


def _document(clock: SystemClock) -> Document:
    units = tuple(Unit(number, _page(number)) for number in range(1, PAGES + 1))
    now = clock.now()
    return Document(
        id="bench",
        name="Lang.pdf",
        kind=Kind.PDF,
        place=Place.PAGE,
        n_units=PAGES,
        unreadable=(),
        n_chars=sum(len(unit.text) for unit in units),
        size=0,
        created=now,
        expires=now + timedelta(days=1),
        digest="bench",
        units=units,
    )


def _page(number: int) -> str:
    """Return a page of about 4,500 letters, of which no two are alike."""
    told = (
        sentence.format(n=f"{number}/{place}", day=1 + place % 30, cost=1_000 + number * place)
        for place in range(12)
        for sentence in _SENTENCES
    )
    return f"Auf Seite {number} steht der Vermerk Nummer {number}. {' '.join(told)}"


async def _takes_a_second(call: Call) -> web.StreamResponse:
    """Note the first sentence of each page; write up the first thirty notes."""
    question = call.seen.question
    found = [f"[S. {page}: „{words}“]" for page, words in _PART.findall(question)]
    found = found or _NOTED.findall(question)[:30]
    text = "\n".join(f"- Der Vermerk steht dort {one}." for one in found)
    return await answer(text, first_delay_s=LATENCY_S)(call)


def table(runs: Sequence[Run]) -> str:
    """Return the figures as Markdown."""
    walls = [one.wall_s for one in runs]
    one, wall = runs[0], statistics.median(walls)
    asked = f"{one.parts} parts, {PARALLEL} at once, {LATENCY_S:.0f} s a call"
    ratio, cpu = wall / one.ideal_s, statistics.median(run.cpu_s for run in runs)
    figures = [f"{min(walls):.2f} ({wall:.2f})", f"{one.ideal_s:.2f}", f"{ratio:.2f}"]
    return "\n".join(
        [
            f"{PAGES} pages, {asked}; {one.held} of {one.claims} quotations held.",
            "",
            "| wall s, min (median) | ideal s | median ÷ ideal | goal | CPU s |",
            "| --- | --- | --- | --- | --- |",
            f"| {' | '.join(figures)} | ≤ {GOAL} | {cpu:.2f} |",
        ]
    )
