"""/healthz, /readyz and /metrics.

Ready means: Redis answers, a model is configured (or the process would not have started), and the
process is not being shut down. Whether the model answers right now is no reason to take the
process out: people get a sentence then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web

from bot.core.errors import StateUnavailable
from bot.core.lanes import Depth
from bot.metrics import Metrics


class Health:
    """Answers the questions of an orchestrator."""

    def __init__(
        self,
        redis_answers: Callable[[], Awaitable[bool]],
        depth: Callable[[], Awaitable[Depth]],
        running: Callable[[], int],
        metrics: Metrics,
    ) -> None:
        self._redis_answers = redis_answers
        self._depth = depth
        self._running = running
        self._metrics = metrics
        self.is_draining = False

    def note_running(self) -> None:
        """Keep this process's share of the figures current for whichever process is asked."""
        self._metrics.running(self._running())

    async def live(self, _request: web.Request) -> web.Response:
        """Say that the event loop turns."""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether new work may be sent here, and if not, why."""
        if self.is_draining:
            return web.json_response({"status": "draining"}, status=503)
        if not await self._redis_answers():
            return web.json_response({"status": "redis does not answer"}, status=503)
        return web.json_response({"status": "ready"})

    async def figures(self, _request: web.Request) -> web.Response:
        """Return all figures; the queue's stay as they were while Redis does not answer."""
        self.note_running()
        with suppress(StateUnavailable):
            depth = await self._depth()
            self._metrics.queue(depth.waiting, depth.oldest_s)
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=self._metrics.render(), headers=headers)
