"""Several processes on one port: starts them, passes signals on, ends when one of them ends."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from multiprocessing.connection import wait
from types import FrameType
from typing import Final

METRICS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


def run_processes(count: int, work: Callable[[], None]) -> int:
    """Run ``work`` in ``count`` processes until all have ended; return the worst exit code.

    When one ends by itself, the others are asked to end too: the orchestrator then starts afresh.
    """
    folder = tempfile.mkdtemp(prefix="metrics-")
    os.environ[METRICS_FOLDER] = folder  # noqa: TID251  # prometheus-client reads it at import
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=work) for _ in range(count)]
    for process in processes:
        process.start()

    def pass_on(number: int, _frame: FrameType | None) -> None:
        for process in processes:
            if process.pid is not None and process.is_alive():
                os.kill(process.pid, number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    wait([process.sentinel for process in processes])
    pass_on(signal.SIGTERM, None)
    for process in processes:
        process.join()
    shutil.rmtree(folder, ignore_errors=True)
    return max(abs(process.exitcode or 0) for process in processes)
