"""The one place where concrete classes meet: settings in, a running assistant's parts out.

Whatever is opened here is closed by the caller's exit stack, in reverse order.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.agency.profile import Agencies, load_agencies
from bot.channel.adapter import TeamsAdapter
from bot.channel.bot import AssistantBot
from bot.channel.conductor import Conductor, Parts
from bot.channel.endpoint import MAX_BODY, Door, MessagesEndpoint
from bot.channel.health import Health
from bot.channel.inbox import Inbox
from bot.channel.notice_of_loss import NoticeOfLoss
from bot.channel.people import Memberships
from bot.channel.router import Router, Routes
from bot.channel.way import Pace
from bot.core.clock import Clock, SystemClock
from bot.core.settings import Settings
from bot.core.texts import Catalogue
from bot.export.word_template import load_templates
from bot.metrics import Metrics
from bot.wiring.dialogs import Outgoing, make_routes
from bot.wiring.edge import open_edge
from bot.wiring.library import Books, load_books
from bot.wiring.model import open_model
from bot.wiring.state import open_state
from bot.work.intake import Intake
from bot.work.worker import Worker

_HERE: Final = Path(".local/files")


@dataclass(frozen=True, slots=True)
class Assistant:
    """What bot.serving runs."""

    web: web.Application
    worker: Worker
    health: Health


async def assemble(
    settings: Settings,
    stack: AsyncExitStack,
    *,
    pace: Pace | None = None,
    routes: Routes | None = None,
    clock: Clock | None = None,
    books: Books | None = None,
) -> Assistant:
    """Build everything; raises ConfigurationError for what the settings have wrong.

    ``pace``, ``routes``, ``clock`` and ``books`` stand in for ours in tests and benches.
    """
    clock, catalogue = clock or SystemClock(), Catalogue()
    metrics = Metrics(shared=settings.workers > 1)
    agencies = load_agencies(settings.agency_profiles, allow_any_tenant=settings.local_run)
    books = books or load_books(agencies, settings.agency_profiles)
    state = await open_state(settings, agencies, clock, stack)
    model = await open_model(settings, catalogue, clock, metrics, stack)
    edge = await open_edge(settings, state.budget, clock, metrics, stack)
    at_once, outgoing = settings.model.parallel, _outgoing(settings, agencies, stack)
    routes = routes or make_routes(state, model, edge, books, clock, at_once, outgoing)
    parts = Parts(
        router=Router(routes),
        connector=edge.connector,
        memberships=Memberships(edge.connector, clock, edge.owners),
        store=state.store,
        queue=state.queue,
        catalogue=catalogue,
        clock=clock,
        meter=metrics,
        pace=pace or Pace(),
    )
    bot, adapter = AssistantBot(Conductor(parts)), TeamsAdapter(edge.connector)
    service_hosts = settings.teams.service_hosts
    worker = Worker(state.lanes, Inbox(adapter, bot, agencies, service_hosts).handle, clock)
    door = Door(
        verifier=edge.verifier,
        agencies=agencies,
        service_hosts=service_hosts,
        queue=Intake(state.queue, worker),
        adapter=adapter,
        bot=bot,
        notice_of_loss=NoticeOfLoss(edge.connector, catalogue, clock),
        meter=metrics,
    )
    health = Health(state.answers, state.queue.depth, lambda: worker.running, metrics)
    return Assistant(_web(MessagesEndpoint(door), health), worker, health)


def _outgoing(settings: Settings, agencies: Agencies, stack: AsyncExitStack) -> Outgoing:
    here = _HERE if settings.local_run else None
    outgoing = Outgoing(load_templates(agencies.all, settings.agency_profiles), here)
    stack.callback(outgoing.launcher.close)
    return outgoing


def _web(endpoint: MessagesEndpoint, health: Health) -> web.Application:
    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post("/api/messages", endpoint.handle)
    app.router.add_get("/healthz", health.live)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", health.figures)
    return app
