"""Child processes that inherit nothing: no environment, no folder, no open file, no group.

Bytes go in by slices and come out as they are written, so that nobody else's turn notices. What
the children may do is their own business (see confinement.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Final

from bot.confined.launcher import NUMBER
from bot.confined.launching import Launcher

NOTHING: Final[Mapping[str, str]] = {}

_SLICE: Final = 64 * 1024
_LONGEST_LINE: Final = 1024 * 1024
_STARTED_S: Final = 10.0
_GONE_S: Final = 5.0


@contextlib.asynccontextmanager
async def child(
    launcher: Launcher,
    command: Sequence[str],
    data: bytes,
    variables: Mapping[str, str] = NOTHING,
) -> AsyncIterator[Child]:
    """Run a child that is fed ``data``; it and all that it started end with the block.

    Raises OSError if it can't be started.
    """
    running = await _started(launcher, command, variables)
    feeding = asyncio.create_task(running.feed(data))
    try:
        yield running
    finally:
        feeding.cancel()
        await running.end()


class Child:
    """A running child; made by `child`."""

    def __init__(
        self, pid: int, status: _Status, source: asyncio.StreamWriter, said: _Output
    ) -> None:
        self._pid = pid
        self._status = status
        self._source = source
        self._said = said
        self._code: int | None = None

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield what it writes; raises ValueError for a line longer than any should be."""
        while line := await self._said.reader.readline():
            yield line

    async def output(self, most: int) -> bytes:
        """Return all that it writes, but not more than ``most`` bytes."""
        parts: list[bytes] = []
        while most > 0 and (part := await self._said.reader.read(min(most, _SLICE))):
            parts.append(part)
            most -= len(part)
        return b"".join(parts)

    async def exit_code(self) -> int:
        """Return how it ended, once it has; a signal, and what nobody knows, is negative."""
        if self._code is None:
            code = await self._status.number()
            self._code = -signal.SIGKILL if code is None else code
        return self._code

    async def feed(self, data: bytes) -> None:
        """Write to its input; one that ended early no longer wants the rest."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for start in range(0, len(data), _SLICE):
                self._source.write(data[start : start + _SLICE])
                await self._source.drain()
            self._source.close()
            await self._source.wait_closed()

    def kill(self) -> None:
        """End it at once, with all its children: its number is its own until `end` is done."""
        for kill in (os.killpg, os.kill):  # the second, if it has not made its group yet
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self._pid, signal.SIGKILL)

    async def end(self) -> None:
        """End it if it still runs, and wait until it is gone."""
        self.kill()
        if not self._source.is_closing():
            self._source.transport.abort()
        self._said.transport.close()
        try:
            async with asyncio.timeout(_GONE_S):
                await self.exit_code()
        except TimeoutError:
            return  # it hangs within the system; the launcher takes its exit when it comes
        finally:
            self._status.close()


class _Status:
    """What the launcher says of a child; closing it ends the child and lets go of its number."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._seen = b""

    async def first(self) -> int | None:
        """Return the process id; None if the child was not started in time, or not at all."""
        try:
            async with asyncio.timeout(_STARTED_S):
                return await self.number()
        except TimeoutError:
            return None

    async def number(self) -> int | None:
        """Return the next number; None if there will be none."""
        loop = asyncio.get_running_loop()
        while len(self._seen) < NUMBER:
            try:
                part = await loop.sock_recv(self._line, NUMBER - len(self._seen))
            except ConnectionResetError:
                part = b""
            if not part:
                return None
            self._seen += part
        value, self._seen = int.from_bytes(self._seen, "big", signed=True), b""
        return value

    def close(self) -> None:
        self._line.close()


class _Output:
    """A child's output, read as it comes."""

    def __init__(self, reader: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self.reader = reader
        self.transport = transport


async def _started(
    launcher: Launcher, command: Sequence[str], variables: Mapping[str, str]
) -> Child:
    """Start the child; a call cancelled meanwhile still ends it. Raises OSError."""
    for _ in range(2):
        if (running := await _attempted(launcher, command, variables)) is not None:
            return running
    raise ConnectionError("no child process can be started")


async def _attempted(
    launcher: Launcher, command: Sequence[str], variables: Mapping[str, str]
) -> Child | None:
    """Return the running child; None if the launcher died, or does not answer."""
    with ExitStack() as ours:
        mine, status = socket.socketpair()
        ours.callback(mine.close)
        with status, ExitStack() as theirs:
            mine.settimeout(0)
            taken, source = os.pipe()
            theirs.callback(os.close, taken)
            fed = ours.enter_context(os.fdopen(source, "wb", 0))
            said, given = os.pipe()
            theirs.callback(os.close, given)
            heard = ours.enter_context(os.fdopen(said, "rb", 0))
            asked = launcher.launch(command, (taken, given, status.fileno()), variables)
        line = _Status(mine)
        pid = await line.first()
        if pid is None:
            launcher.restart(asked)
            return None
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(_LONGEST_LINE)
        reading, _ = await loop.connect_read_pipe(lambda: _protocol(reader), heard)
        ours.callback(reading.close)
        writing, flow = await loop.connect_write_pipe(lambda: _protocol(None), fed)
        ours.pop_all()
    writer = asyncio.StreamWriter(writing, flow, None, loop)
    return Child(pid, line, writer, _Output(reader, reading))


def _protocol(reader: asyncio.StreamReader | None) -> asyncio.StreamReaderProtocol:
    return asyncio.StreamReaderProtocol(reader or asyncio.StreamReader())
