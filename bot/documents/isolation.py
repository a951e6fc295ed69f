"""Child processes that inherit nothing: no environment, no folder, no open file, no group.

Bytes go in by slices and come out as they are written, so that nobody else's turn notices. What
the children may do is their own business (see reading/confinement.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Sequence
from typing import Final

_SLICE: Final = 64 * 1024
_LONGEST_LINE: Final = 1024 * 1024


@contextlib.asynccontextmanager
async def child(command: Sequence[str], data: bytes) -> AsyncIterator[Child]:
    """Run a child that is fed ``data``; it and all that it started end with the block."""
    running = Child(await _started(command))
    feeding = asyncio.create_task(running.feed(data))
    try:
        yield running
    finally:
        feeding.cancel()
        await running.end()


class Child:
    """A running child; made by `child`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def lines(self) -> AsyncIterator[bytes]:
        """Yield what it writes; raises ValueError for a line longer than any should be."""
        assert self._process.stdout is not None  # noqa: S101  it was asked for below
        while line := await self._process.stdout.readline():
            yield line

    async def output(self, most: int) -> bytes:
        """Return all that it writes, but not more than ``most`` bytes."""
        assert self._process.stdout is not None  # noqa: S101  see above
        parts: list[bytes] = []
        while most > 0 and (part := await self._process.stdout.read(min(most, _SLICE))):
            parts.append(part)
            most -= len(part)
        return b"".join(parts)

    async def exit_code(self) -> int:
        """Return how it ended, once it has."""
        return await self._process.wait()

    async def feed(self, data: bytes) -> None:
        """Write to its input; one that ended early no longer wants the rest."""
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101  see above
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for start in range(0, len(data), _SLICE):
                pipe.write(data[start : start + _SLICE])
                await pipe.drain()
            pipe.close()
            await pipe.wait_closed()

    def kill(self) -> None:
        """End it at once, with all its children."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """End it if it still runs, and wait until it is gone."""
        self.kill()
        await self._process.wait()


async def _started(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start the child; a call cancelled meanwhile still ends it."""
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
            limit=_LONGEST_LINE,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await Child(await starting).end()
        raise
