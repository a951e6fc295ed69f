"""Serves one process: listens, works, and ends in good order.

On SIGTERM or SIGINT readiness goes off at once, no new work is taken, running turns may finish (up
to DRAIN_S, the time Teams gives a streamed answer), and what is left goes to other processes. A
second signal changes nothing: it may have come by another way, from a terminal and from a parent.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import signal
import socket
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final

from aiohttp import web

from bot.core.errors import ConfigurationError
from bot.core.logs import configure_logs, log_of_loop, where
from bot.core.settings import Settings
from bot.listening import not_listening
from bot.wiring import Assistant, assemble

_log: Final = logging.getLogger(__name__)
DRAIN_S: Final = 120.0
_CLOSE_S: Final = 10.0  # for requests still under way once no work is left
_NOTE_S: Final = 2.0
_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


def run_until_signal(settings: Settings, sockets: Sequence[socket.socket]) -> bool:
    """Serve on bound sockets; returns whether it ended as it should.

    Raises ConfigurationError.
    """
    configure_logs(settings.log_level, settings.log_format)
    try:
        asyncio.run(serve(settings, sockets))
    except ConfigurationError:
        raise
    except Exception as error:  # noqa: BLE001  # the process's boundary: a traceback quotes texts
        extra = {"class": type(error).__name__, "where": where(error)}
        _log.critical("the process ends by a defect", extra=extra)
        return False
    return True


async def serve(settings: Settings, sockets: Sequence[socket.socket]) -> None:
    """Run until a signal asks to end, or the parent process is gone."""
    ending = _signalled()
    async with AsyncExitStack() as stack:
        assistant = await assemble(settings, stack)
        port = await _listen(assistant, sockets, stack)
        settle_memory()
        _log.info("listening", extra={"port": port, "local_run": settings.local_run})
        working = asyncio.create_task(assistant.worker.run())
        noting = asyncio.create_task(_note_running(assistant))
        try:
            await _until_either(ending, working)
        finally:
            await _drain(assistant)
            noting.cancel()
        await working


def settle_memory() -> None:
    """Take all that was loaded so far out of the garbage collector's sight.

    It would look through 140,000 objects of libraries every thousand messages or so, and stop
    every answer for a tenth of a second meanwhile. What turns leave behind it finds as before.
    """
    gc.collect()
    gc.freeze()
    gc.enable()


def _signalled() -> asyncio.Event:
    """Return what is set when this process shall end."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_of_loop)
    for number in _SIGNALS:
        loop.add_signal_handler(number, ending.set)
    parent = multiprocessing.parent_process()
    if parent is not None:  # its pipe becomes readable when it dies, however that happened
        loop.add_reader(parent.sentinel, _heed_orphaning, parent.sentinel, ending)
    return ending


def _heed_orphaning(sentinel: int, ending: asyncio.Event) -> None:
    asyncio.get_running_loop().remove_reader(sentinel)
    ending.set()


async def _listen(
    assistant: Assistant, sockets: Sequence[socket.socket], stack: AsyncExitStack
) -> int:
    """Listen and return the port's number; raises ConfigurationError if somebody was faster."""
    runner = web.AppRunner(
        assistant.web, access_log=None, handle_signals=False, shutdown_timeout=_CLOSE_S
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        for one in sockets:
            await web.SockSite(runner, one).start()
    except OSError as error:
        raise ConfigurationError("PORT", not_listening(error)) from None
    port: int = runner.addresses[0][1]
    return port


async def _note_running(assistant: Assistant) -> None:
    while True:
        assistant.health.note_running()
        await asyncio.sleep(_NOTE_S)


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
    _log.info("ended")
