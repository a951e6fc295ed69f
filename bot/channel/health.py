"""/healthz, /readyz and /metrics.

Ready means: Redis answers, a model is configured, and the process is not being shut down. Whether
the model answers right now is no reason to take the process out: people get a sentence then.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web


class Health:
    """Answers the questions of an orchestrator."""

    def __init__(
        self, redis_answers: Callable[[], Awaitable[bool]], metrics: Callable[[], bytes]
    ) -> None:
        self._redis_answers = redis_answers
        self._metrics = metrics
        self.is_draining = False

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

    async def metrics(self, _request: web.Request) -> web.Response:
        """Return all figures in Prometheus' text format."""
        headers = {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        return web.Response(body=self._metrics(), headers=headers)
