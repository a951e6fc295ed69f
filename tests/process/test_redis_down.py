"""Redis gone, silent or refusing: people are told once, nothing is claimed, and it passes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from functools import partial

from redis import Redis

from tests.fakes.bot_process import BotProcess, Town

NOTICE = "Ich kann gerade nichts speichern. Deshalb arbeite ich nicht."


@dataclass
class Fault:
    """One way in which Redis fails, and how it is mended."""

    name: str
    begin: Callable[[], object]
    end: Callable[[], object]


def faults(here: Town) -> list[Fault]:
    def ask(*command: str) -> None:
        with closing(Redis.from_url(here.valkey.url)) as redis:
            redis.execute_command(*command)  # type: ignore[no-untyped-call]  # redis-py's gap

    def alone() -> None:
        ask("REPLICAOF", "NO", "ONE")

    return [
        Fault("silent", here.valkey.pause, here.valkey.resume),
        Fault("readonly", lambda: ask("REPLICAOF", "127.0.0.1", "1"), alone),
        Fault("gone", here.valkey.stop, here.valkey.start),
    ]


async def test_whatever_redis_does_people_are_told_and_it_passes(here: Town) -> None:
    here.valkey.stop()
    bot = await here.start()
    assert await here.status(bot, "/healthz") == 200
    assert await here.get(bot, "/readyz") == (503, '{"status": "redis does not answer"}')
    here.valkey.start()
    await _ready(here, bot)
    here.model.answer("Da bin ich.")
    for fault in faults(here):
        conversation = f"a:{fault.name}"
        fault.begin()
        try:
            await _is_refused_with_one_notice(here, bot, conversation)
        finally:
            fault.end()
        await _ready(here, bot)
        await _is_answered(here, bot, conversation)
    assert "Traceback" not in bot.output
    assert bot.logged("unexpected error") == []


async def test_a_full_redis_loses_nothing_that_was_accepted(here: Town) -> None:
    """Scripts that free something first may go on: what they took is kept, and answered."""
    bot = await here.start()
    here.model.answer("Da bin ich.")
    with closing(Redis.from_url(here.valkey.url)) as redis:
        redis.config_set("maxmemory", "1")
        statuses = {
            number: (await here.deliver(bot, here.teams.message("Hallo?", conversation=number)))
            for number in ("a:1", "a:2", "a:3")
        }
        await asyncio.sleep(0.3)
        redis.config_set("maxmemory", "0")
    for conversation, reply in statuses.items():
        assert reply.status in (202, 503)
        said = "Da bin ich." if reply.status == 202 else NOTICE
        await here.teams.wait_for(partial(_says, here, conversation, said), 20)
    await here.settled()
    assert "Traceback" not in bot.output
    assert bot.logged("unexpected error") == []


def _says(here: Town, conversation: str, text: str) -> bool:
    return any(shown.startswith(text) for shown in here.texts(conversation))


async def _is_refused_with_one_notice(here: Town, bot: BotProcess, conversation: str) -> None:
    began = time.monotonic()
    for _ in range(2):
        activity = here.teams.message("Hallo?", conversation=conversation)
        assert (await here.deliver(bot, activity)).status == 503, conversation
    told = here.texts(conversation)
    assert len(told) == 1, conversation
    assert told[0].startswith(NOTICE)
    press = here.teams.action("data.show", {"v": 1}, conversation=conversation)
    pressed = await here.deliver(bot, press)
    assert pressed.status == 503 or pressed.body["statusCode"] == 200, conversation
    assert await here.status(bot, "/healthz") == 200
    assert time.monotonic() - began < 15


async def _is_answered(here: Town, bot: BotProcess, conversation: str) -> None:
    began = time.monotonic()
    activity = here.teams.message("Und jetzt?", conversation=conversation)
    assert (await here.deliver(bot, activity)).status == 202, conversation
    await here.teams.wait_for(lambda: here.texts(conversation)[1:] == ["Da bin ich."])
    assert time.monotonic() - began < 8, conversation


async def _ready(here: Town, bot: BotProcess) -> None:
    async with asyncio.timeout(10):
        while await here.status(bot, "/readyz") != 200:  # noqa: ASYNC110  # another process
            await asyncio.sleep(0.05)


async def test_a_redis_that_is_still_loading_is_waited_for(here: Town) -> None:
    async with _loading_redis() as url:
        bot = await here.start(REDIS_URL=url)
        assert await here.status(bot, "/readyz") == 503
        reply = await here.deliver(bot, here.teams.message("Hallo?", conversation="a:loading"))
        assert reply.status == 503
        assert here.texts("a:loading")[0].startswith(NOTICE)
        assert "Traceback" not in bot.output


@asynccontextmanager
async def _loading_redis() -> AsyncIterator[str]:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while (line := await reader.readline()) != b"":
                if line.startswith(b"*"):  # one answer for each command
                    writer.write(b"-LOADING Valkey is loading the dataset in memory\r\n")
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
