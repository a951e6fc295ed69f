"""Serves one process: listens, works, and ends in good order.

On SIGTERM readiness goes off at once, no new work is taken, running turns may finish (up to
DRAIN_S, the time Teams gives a streamed answer), and what is left goes to other processes.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import AsyncExitStack
from typing import Final

from aiohttp import web

from bot.core.settings import Settings
from bot.wiring import Assistant, assemble

_log: Final = logging.getLogger(__name__)
DRAIN_S: Final = 120.0
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


async def serve(settings: Settings) -> None:
    """Run until a signal asks to end."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, ending.set)
    async with AsyncExitStack() as stack:
        assistant = await assemble(settings, stack)
        runner = web.AppRunner(assistant.web, access_log=None, handle_signals=False)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(
            runner, settings.host, settings.port, reuse_port=settings.workers > 1 or None
        )
        await site.start()
        _log.info("listening", extra={"port": settings.port, "local_run": settings.local_run})
        working = asyncio.create_task(assistant.worker.run())
        await _until_either(ending, working)
        await _drain(assistant)
        working.cancel()


async def _until_either(ending: asyncio.Event, working: asyncio.Task[None]) -> None:
    """Wait for a signal; a worker that ends by itself is a defect and ends the process."""
    waiting = asyncio.create_task(ending.wait())
    done, _ = await asyncio.wait({waiting, working}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working in done:
        working.result()


async def _drain(assistant: Assistant) -> None:
    assistant.health.is_draining = True
    _log.info("draining", extra={"running": assistant.worker.running})
    await assistant.worker.drain(DRAIN_S)
