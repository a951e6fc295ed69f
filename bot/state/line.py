"""One connection to Redis that is held for good: commands leave together, answers come in order.

redis-py connects: address, TLS, login, sentinels. From then on the connection is ours: through
redis-py's streams and pool, a command took longer on its way out and in than Redis took for it.
What is asked while an exchange is under way leaves together after it: a write to a socket costs
more than all else about a command.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias, cast

import hiredis
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import (
    InvalidResponse,
    NoScriptError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

Part: TypeAlias = "str | bytes | int"
Command: TypeAlias = "tuple[Part, ...]"
Answer: TypeAlias = "asyncio.Future[Any]"
"""What Redis said, or as a result too the error that came instead."""

_BATCH: Final = 256
_NOTHING_YET: Final = object()
_ERRORS: Final = {"NOSCRIPT": NoScriptError, "READONLY": ReadOnlyError}


class Line:
    """The way to one Redis: connects when asked, and anew after each loss."""

    def __init__(self, pool: ConnectionPool, *, limit_s: float = 1.0) -> None:
        self._pool = pool
        self._limit_s = limit_s
        self._waiting: deque[tuple[Command, Answer]] = deque()
        self._is_busy = False  # about to leave, under way, or connecting
        self._talk: _Talk | None = None
        self._connecting: asyncio.Task[None] | None = None

    def ask(self, command: Command) -> Answer:
        """Ask along with whoever else is about to; the answer may be given up at any time."""
        loop = asyncio.get_running_loop()
        answer: Answer = loop.create_future()
        self._waiting.append((command, answer))
        if not self._is_busy:
            self._is_busy = True
            loop.call_soon(self._depart)
        return answer

    async def close(self) -> None:
        """Wait for a connection that is being made: closing redis-py's pool then ends it, too."""
        if self._connecting is not None:
            await asyncio.wait([self._connecting])

    def _depart(self) -> None:
        """Send off what has gathered, connecting first if need be."""
        if self._talk is None or self._talk.has_ended:
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
            return
        count = min(_BATCH, len(self._waiting))
        self._talk.exchange([self._waiting.popleft() for _ in range(count)])

    def _landed(self) -> None:
        """Let the next ones leave, after those just answered have had time to ask more."""
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._depart)
        else:
            self._is_busy = False

    async def _connect(self) -> None:
        """Have redis-py connect, and take the connection over; who waits hears if that fails."""
        ended, self._talk = self._talk, None
        error: Exception = RedisConnectionError()
        try:
            if ended is not None:
                await ended.connection.disconnect(nowait=True)
                await self._pool.release(ended.connection)
            connection = await self._pool.get_connection()  # type: ignore[no-untyped-call]  # as in redis-py
            self._talk = _Talk(connection, self._limit_s, self._landed)
        except (RedisError, OSError, TimeoutError) as reason:
            error = reason
        finally:
            if self._talk is None:
                waiting, self._waiting, self._is_busy = self._waiting, deque(), False
                _settle((answer for _, answer in waiting), error)
        self._landed()


class _Talk(asyncio.Protocol):
    """A connection while it stands, taken over from redis-py; one exchange at a time."""

    def __init__(
        self, connection: AbstractConnection, limit_s: float, landed: Callable[[], None]
    ) -> None:
        self.connection = connection
        self._limit_s = limit_s
        self._landed = landed
        self._unanswered: deque[Answer] = deque()
        self._limit: asyncio.TimerHandle | None = None  # set while an exchange is under way
        self._reader = hiredis.Reader(
            protocolError=InvalidResponse, replyError=_error, notEnoughData=_NOTHING_YET
        )
        # tests/unit/state/test_line.py holds redis-py to it.
        writer = cast("asyncio.StreamWriter", connection._writer)  # noqa: SLF001  # no public way
        self._transport: Any = writer.transport
        self._before: asyncio.BaseProtocol = self._transport.get_protocol()
        self._transport.set_protocol(self)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more can be sent."""
        ended: bool = self._transport.is_closing()
        return ended

    def exchange(self, batch: list[tuple[Command, Answer]]) -> None:
        """Write all commands at once; their answers come within the limit, or an error."""
        self._limit = asyncio.get_running_loop().call_later(self._limit_s, self._too_late)
        self._unanswered.extend(answer for _, answer in batch)
        packed: list[bytes] = [hiredis.pack_command(command) for command, _ in batch]  # type: ignore[arg-type]  # its stub means a tuple of one
        self._transport.write(b"".join(packed))

    def data_received(self, data: bytes) -> None:
        """Give each answer to whoever asked for it."""
        try:
            self._reader.feed(data)
            while (found := self._reader.gets()) is not _NOTHING_YET:
                _settle([self._unanswered.popleft()], found)
                if isinstance(found, ReadOnlyError):  # a primary no more: look for the new one
                    self._hang_up(found)
                    return
        except (InvalidResponse, IndexError):  # no Redis, or an answer to nothing we asked
            self._hang_up(InvalidResponse())
            return
        if not self._unanswered:
            self._end(RedisConnectionError())

    def connection_lost(self, reason: Exception | None) -> None:
        """Tell redis-py, which waits for it on closing, and whoever waits for an answer."""
        self._before.connection_lost(reason)
        self._end(RedisConnectionError())

    def _too_late(self) -> None:
        self._hang_up(RedisTimeoutError())

    def _hang_up(self, error: Exception) -> None:
        """Give the connection up: an answer may still come, and nobody may read it as theirs."""
        self._transport.abort()
        self._end(error)

    def _end(self, error: Exception) -> None:
        """End the exchange, if there is one; who has no answer gets the error."""
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
            unanswered, self._unanswered = self._unanswered, deque()
            _settle(unanswered, error)
            self._landed()


def _settle(answers: Iterable[Answer], found: object) -> None:
    for answer in answers:
        if not answer.done():
            answer.set_result(found)


def _error(words: str) -> ResponseError:
    return _ERRORS.get(words.partition(" ")[0], ResponseError)(words)
