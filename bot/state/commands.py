"""Sends commands to Redis, together with whatever else is asked in the same moment.

What is asked while an exchange is under way leaves together after it: a write to a socket costs
more than all else about a command. Nobody who is cancelled interrupts a connection, so nobody's
answer can reach somebody else. Every fault of Redis becomes StateUnavailable here.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from dataclasses import dataclass
from hashlib import sha1
from importlib import resources
from typing import Any, Final, TypeAlias

from redis.asyncio import ConnectionPool, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoScriptError, RedisError, ResponseError

from bot.core.errors import StateUnavailable
from bot.state.connection import AnyRedis

_log = logging.getLogger(__name__)

_BATCH: Final = 256

Part: TypeAlias = "str | bytes | int"


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the digest by which Redis knows it."""

    text: str
    digest: str


def script(*names: str) -> Script:
    """Load a script; several files form one, the first ones holding its functions."""
    folder = resources.files("bot.state").joinpath("lua")
    text = "\n".join(folder.joinpath(f"{name}.lua").read_text("utf-8") for name in names)
    return Script(text, sha1(text.encode(), usedforsecurity=False).hexdigest())


@dataclass(slots=True)
class _Asked:
    command: tuple[Part, ...]
    answer: asyncio.Future[Any]


class Commands:
    """The way to Redis, best shared by all who ask there."""

    def __init__(self, redis: AnyRedis) -> None:
        self._redis = redis
        self._waiting: deque[_Asked] = deque()
        self._flight: asyncio.Task[None] | None = None
        self._failing = False
        self.is_cluster = isinstance(redis, RedisCluster)

    async def run(self, *command: Part) -> Any:  # noqa: ANN401  # Redis answers what it likes
        """Run one command; raises StateUnavailable."""
        return self._checked(await self._ask(command))

    async def call(self, script: Script, keys: list[str], *args: Part) -> Any:  # noqa: ANN401  # likewise
        """Run a script, which Redis may not know yet; raises StateUnavailable."""
        rest = (len(keys), *keys, *args)
        answer = await self._ask(("EVALSHA", script.digest, *rest))
        if isinstance(answer, NoScriptError):
            answer = await self._ask(("EVAL", script.text, *rest))
        return self._checked(answer)

    def _checked(self, answer: Any) -> Any:  # noqa: ANN401  # likewise
        """Return an answer, or raise for a fault; the log names the first of a row of faults."""
        is_fault = isinstance(answer, Exception)
        if is_fault and not self._failing:
            _log.warning("Redis did not answer", extra={"error": type(answer).__name__})
        self._failing = is_fault
        if is_fault:
            raise StateUnavailable from answer
        return answer

    async def _ask(self, command: tuple[Part, ...]) -> Any:  # noqa: ANN401  # likewise
        asked = _Asked(command, asyncio.get_running_loop().create_future())
        if not self._waiting and self._flight is None:
            self._depart_soon()
        self._waiting.append(asked)
        return await asked.answer

    def _depart_soon(self) -> None:
        """Depart after one more turn of the loop: whoever is about to ask comes along."""
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._depart)

    def _depart(self) -> None:
        """Send off what has gathered, unless an exchange is under way."""
        if self._waiting and self._flight is None:
            batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
            self._flight = asyncio.get_running_loop().create_task(self._fly(batch))
            self._flight.add_done_callback(self._landed)

    def _landed(self, _flight: asyncio.Task[None]) -> None:
        self._flight = None
        self._depart_soon()

    async def _fly(self, batch: list[_Asked]) -> None:
        answers: list[Any] = []
        try:
            answers = await self._send([asked.command for asked in batch])
        except (RedisError, OSError, TimeoutError) as error:
            answers = [error] * len(batch)
        finally:  # whatever happened, nobody is left waiting
            answers += [StateUnavailable()] * (len(batch) - len(answers))
            for asked, answer in zip(batch, answers, strict=True):
                if not asked.answer.done():
                    asked.answer.set_result(answer)

    async def _send(self, commands: list[tuple[Part, ...]]) -> list[Any]:
        """Return one answer per command; a command's error is its answer."""
        if not isinstance(self._redis, RedisCluster):
            return await _exchange(self._redis.connection_pool, commands)
        pipe: Any = self._redis.pipeline()
        for command in commands:
            pipe.execute_command(*command)
        answers: list[Any] = await pipe.execute(raise_on_error=False)
        return answers


async def _exchange(pool: ConnectionPool, commands: list[tuple[Part, ...]]) -> list[Any]:
    """Write all commands at once and read as many answers.

    This is what redis-py's pipeline does, without its bookkeeping for each command and with one
    time limit for all: half of the cost.
    """
    connection = await pool.get_connection()  # type: ignore[no-untyped-call]  # as in redis-py
    is_whole = False
    try:
        async with asyncio.timeout(connection.socket_timeout):
            packed = [part for command in commands for part in connection.pack_command(*command)]
            await connection.send_packed_command(b"".join(packed), check_health=False)
            answers = [await _answer(connection) for _ in commands]
        is_whole = True
        return answers
    finally:
        if not is_whole:  # an answer may still be under way: nobody may read it as theirs
            await connection.disconnect(nowait=True)
        await pool.release(connection)


async def _answer(connection: AbstractConnection) -> Any:  # noqa: ANN401  # Redis answers what it likes
    try:
        return await connection.read_response(timeout=math.inf)
    except ResponseError as error:
        return error
