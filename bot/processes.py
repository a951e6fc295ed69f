"""Several processes on one port: starts them, passes signals on, ends when one of them ends."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from types import FrameType
from typing import Final

METRICS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_KILLED: Final = 128  # a shell's way to say which signal ended a process
_ASKED: Final = (-signal.SIGTERM, -signal.SIGINT)


def run_processes(count: int, work: Callable[[Path], None]) -> int:
    """Run ``work`` in ``count`` processes until all have ended; return the worst exit code.

    When one ends by itself, the others are asked to end too: the orchestrator then starts afresh.
    The path ``work`` is given leads to no file: whoever makes it does what only one shall do.
    """
    folder = tempfile.mkdtemp(prefix="metrics-")
    os.environ[METRICS_FOLDER] = folder  # noqa: TID251  # prometheus-client reads it at import
    context = multiprocessing.get_context("spawn")
    once = Path(tempfile.mkdtemp(prefix="once-")) / "done"
    family = _Family([context.Process(target=work, args=(once,)) for _ in range(count)])
    try:
        return family.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(once.parent, ignore_errors=True)


class _Family:
    """Processes that begin and end together."""

    def __init__(self, processes: list[SpawnProcess]) -> None:
        self._processes = processes
        self._asked = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._pass_on)  # before anybody starts: nobody is left behind
        for process in self._processes:
            if not self._asked:
                process.start()
            if self._asked and process.pid is not None:  # the signal came while this one started
                os.kill(process.pid, signal.SIGTERM)
        started = [process for process in self._processes if process.pid is not None]
        if started:
            wait([process.sentinel for process in started])
        if not self._asked:
            self._pass_on(signal.SIGTERM, None)
        for process in started:
            process.join()
        return max((_code(process.exitcode or 0) for process in started), default=0)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._asked = True
        for process in self._processes:
            if process.pid is not None and process.exitcode is None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, number)


def _code(code: int) -> int:
    """Return an exit code as a shell has it; who was asked to end too early to answer is fine."""
    if code < 0:
        return 0 if code in _ASKED else _KILLED - code
    return code
