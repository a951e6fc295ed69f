"""Child processes that live and die together: whoever ends first ends them all.

Each child leads a process group of its own, so that Ctrl-C reaches the parent alone and the
parent ends them in order, with everything they have started themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Child:
    """One running program. ``grace_s``: how long it may take to end after SIGTERM."""

    name: str
    process: asyncio.subprocess.Process
    grace_s: float
    log: Path | None


class Children:
    """All programs of one local run, in the order in which they were started."""

    def __init__(self) -> None:
        self._all: list[Child] = []

    async def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environ: Mapping[str, str],
        folder: Path,
        log: Path | None = None,
        grace_s: float = 5,
    ) -> Child:
        """Start a program; with ``log`` its output goes there instead of to the terminal."""
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(log.open("ab")) if log else None
            process = await asyncio.create_subprocess_exec(
                *command,
                env=dict(environ),
                cwd=folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT if output else None,
                start_new_session=True,
            )
        child = Child(name, process, grace_s, log)
        self._all.append(child)
        return child

    async def first_to_end(self) -> Child:
        """Wait until any of them has ended and return that one."""
        waiting = {asyncio.create_task(child.process.wait()): child for child in self._all}
        try:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return waiting[done.pop()]

    async def stop(self) -> None:
        """End all of them, the last started first, and whatever they have left behind."""
        while self._all:
            child = self._all.pop()
            _signal(child, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.process.wait(), child.grace_s)
            _signal(child, signal.SIGKILL)
            await child.process.wait()


def _signal(child: Child, number: signal.Signals) -> None:
    """Signal a child's whole group, which may be gone already."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, number)
