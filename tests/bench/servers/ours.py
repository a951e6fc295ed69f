"""The assistant's front door with an echo behind it: tokens, deduplication, durable work, budgets.

Everything of a turn but its dialog: the message is put into Redis before the 202, taken by the
worker, answered through the connector, and dropped.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from bot.channel.router import Routes
from bot.core.logs import configure_logs
from bot.core.settings import read_settings
from bot.core.turn import Card, Turn
from bot.serving import settle_memory
from bot.wiring import assemble


async def echo(turn: Turn) -> Card | None:
    """Say what was said."""
    await turn.chat.say(turn.text)
    return None


ECHO = Routes(
    actions={},
    tasks={},
    events={},
    files=echo,
    commands={},
    small_talk=(),
    free_prompt=echo,
    search={},
)


async def serve(routes: Routes | None) -> None:
    """Serve until the process is ended; without routes, the whole assistant."""
    async with AsyncExitStack() as stack:
        settings = read_settings()
        configure_logs(settings.log_level, "text")
        assistant = await assemble(settings, stack, routes=routes)
        runner = web.AppRunner(assistant.web, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        settle_memory()
        await assistant.worker.run()


if __name__ == "__main__":
    asyncio.run(serve(ECHO))
