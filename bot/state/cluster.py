"""Sends commands to a Redis cluster, in redis-py's pipeline, which knows the nodes.

What is asked while an exchange is under way leaves together after it, as on a single line.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Final

from redis.asyncio import RedisCluster
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from bot.state.line import Answer, Command

_BATCH: Final = 256


class ClusterLine:
    """The way to a cluster; an answer is what Redis said, or the error that came instead."""

    def __init__(self, redis: RedisCluster) -> None:
        self._redis = redis
        self._waiting: deque[tuple[Command, Answer]] = deque()
        self._flight: asyncio.Task[None] | None = None

    def ask(self, command: Command) -> Answer:
        """Ask along with whoever else is about to; the answer may be given up at any time."""
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        self._waiting.append((command, answer))
        if self._flight is None:
            self._flight = loop.create_task(self._fly())
        return answer

    async def _fly(self) -> None:
        """Exchange what has gathered, one batch after the other, until nobody waits."""
        try:
            while self._waiting:
                count = min(_BATCH, len(self._waiting))
                await self._exchange([self._waiting.popleft() for _ in range(count)])
                await asyncio.sleep(0)  # whoever was answered may ask more, which comes along
        finally:
            self._flight = None

    async def _exchange(self, batch: list[tuple[Command, Answer]]) -> None:
        answers: list[Any] = []
        try:
            pipe: Any = self._redis.pipeline()
            for command, _ in batch:
                pipe.execute_command(*command)
            answers = await pipe.execute(raise_on_error=False)
        except (RedisError, OSError, TimeoutError) as error:
            answers = [error] * len(batch)
        finally:  # whatever happened, nobody is left waiting
            answers += [RedisConnectionError()] * (len(batch) - len(answers))
            for (_, answer), found in zip(batch, answers, strict=True):
                if not answer.done():
                    answer.set_result(found)
