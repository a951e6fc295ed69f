"""Writes files in short-lived, limited child processes, so that nobody's turn waits for one.

A child gets the document and gives the file back; it inherits nothing, reaches no state and ends
with its file, at its limits, or with the turn that wanted it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import bot
from bot.core.errors import ExportFailed
from bot.export.paper import Paper
from bot.export.report import Format

_log: Final = logging.getLogger(__name__)

_CHILD: Final = Path(__file__).with_name("child.py")
_ROOT: Final = Path(next(iter(bot.__path__))).parent
_WALL_S: Final = 20.0
_CPU_S: Final = 15
_MEMORY: Final = 1024 * 1024 * 1024
_MOST_BYTES: Final = 20 * 1024 * 1024
_SLICE: Final = 64 * 1024
_ENVIRONMENT: Final = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}  # else it looks through all packages


class Printer:
    """Writes files, at most ``at_once`` at a time; ``command`` starts the child."""

    def __init__(
        self, *, at_once: int = 2, wall_s: float = _WALL_S, command: Sequence[str] | None = None
    ) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._wall_s = wall_s
        self._command = command or _own_command()

    async def print(self, paper: Paper, form: Format, template: bytes | None = None) -> bytes:
        """Return the file; raises ExportFailed. A cancelled call ends its child."""
        head = {"format": form.value, "template": len(template or b"")}
        given = b"".join(
            (json.dumps(head).encode(), b"\n", template or b"", paper.model_dump_json().encode())
        )
        async with self._turns:
            return await self._run(given)

    async def _run(self, given: bytes) -> bytes:
        process = await _started(self._command)
        feeding = asyncio.create_task(_feed(process, given))
        made = b""
        try:
            async with asyncio.timeout(self._wall_s):
                made = await _taken(process)
                code = await process.wait()
        except TimeoutError:
            _log.warning("a file's writer was ended at its time limit")
            raise ExportFailed from None
        finally:
            feeding.cancel()
            await _end(process)
        if code or not made:
            _log.warning("a file's writer ended early", extra={"exit_code": code})
            raise ExportFailed
        return made


def _own_command() -> list[str]:
    """Return the child's command; -S also leaves out .pth files, which run code at every start."""
    path = [str(_ROOT), *(entry for entry in sys.path if entry)]
    options = json.dumps({"path": path, "cpu_s": _CPU_S, "memory": _MEMORY})
    return [sys.executable, "-I", "-S", "-B", str(_CHILD), options]


async def _started(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start the child; a call cancelled meanwhile still ends it."""
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise


async def _feed(process: asyncio.subprocess.Process, given: bytes) -> None:
    """Write the document in slices; a child that ended early no longer wants the rest."""
    assert process.stdin is not None  # noqa: S101  # it was asked for above
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for start in range(0, len(given), _SLICE):
            process.stdin.write(given[start : start + _SLICE])
            await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()


async def _taken(process: asyncio.subprocess.Process) -> bytes:
    """Read the file, as far as we would keep one."""
    assert process.stdout is not None  # noqa: S101  # it was asked for above
    made = bytearray()
    while piece := await process.stdout.read(_SLICE):
        made += piece
        if len(made) > _MOST_BYTES:
            raise ExportFailed
    return bytes(made)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the child and take what it wrote: asyncio waits for its pipes, not for it alone."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.stdout is not None  # noqa: S101  # likewise
    while await process.stdout.read(_SLICE):
        pass
    await process.wait()
