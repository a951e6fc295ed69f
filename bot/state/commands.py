"""Sends commands and scripts to Redis, together with whatever else is asked in the same moment.

Nobody who is cancelled interrupts a connection, so nobody's answer can reach somebody else. Every
fault of Redis becomes StateUnavailable here.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha1
from importlib import resources
from typing import Any

from redis.asyncio import RedisCluster
from redis.exceptions import NoScriptError

from bot.core.errors import StateUnavailable
from bot.state.cluster import ClusterLine
from bot.state.connection import AnyRedis
from bot.state.line import Line, Part

_log = logging.getLogger(__name__)


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


class Commands:
    """The way to Redis, best shared by all who ask there."""

    def __init__(self, redis: AnyRedis) -> None:
        self.is_cluster = isinstance(redis, RedisCluster)
        self._line: Line | ClusterLine = (
            ClusterLine(redis) if isinstance(redis, RedisCluster) else Line(redis.connection_pool)
        )
        self._failing = False
        self._closed = False

    async def close(self) -> None:
        """Ask nothing more: a late question would open a connection that nobody closes."""
        self._closed = True
        if isinstance(self._line, Line):
            await self._line.close()

    async def run(self, *command: Part) -> Any:  # noqa: ANN401  # Redis answers what it likes
        """Run one command; raises StateUnavailable."""
        self._check_open()
        return self._checked(await self._line.ask(command))

    async def call(self, script: Script, keys: list[str], *args: Part) -> Any:  # noqa: ANN401  # likewise
        """Run a script, which Redis may not know yet; raises StateUnavailable."""
        self._check_open()
        rest = (len(keys), *keys, *args)
        answer = await self._line.ask(("EVALSHA", script.digest, *rest))
        if isinstance(answer, NoScriptError):
            answer = await self._line.ask(("EVAL", script.text, *rest))
        return self._checked(answer)

    def _check_open(self) -> None:
        if self._closed:
            raise StateUnavailable

    def _checked(self, answer: Any) -> Any:  # noqa: ANN401  # likewise
        """Return an answer, or raise for a fault; the log names the first of a row of faults."""
        is_fault = isinstance(answer, Exception)
        if is_fault and not self._failing:
            _log.warning("Redis did not answer", extra={"error": type(answer).__name__})
        self._failing = is_fault
        if is_fault:
            raise StateUnavailable from answer
        return answer
