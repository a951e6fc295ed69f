"""Writes files in short-lived, limited child processes, so that nobody's turn waits for one.

A child gets the document and gives the file back; it inherits nothing, reaches no state and ends
with its file, at its limits, or with the turn that wanted it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import bot
from bot.confined.isolation import child
from bot.confined.launching import Launcher
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
_OPEN_FILES: Final = 64
_ENVIRONMENT: Final = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}  # else it looks through all packages


class Printer:
    """Writes files, at most ``at_once`` at a time; ``command`` starts the child."""

    def __init__(
        self,
        launcher: Launcher | None = None,
        *,
        at_once: int = 2,
        wall_s: float = _WALL_S,
        command: Sequence[str] | None = None,
    ) -> None:
        self._launcher = launcher or Launcher()
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
        made, code = b"", 0
        try:
            async with (
                asyncio.timeout(self._wall_s),
                child(self._launcher, self._command, given, _ENVIRONMENT) as writer,
            ):
                made = await writer.output(_MOST_BYTES + 1)
                code = 0 if len(made) > _MOST_BYTES else await writer.exit_code()
        except TimeoutError:
            _log.warning("a file's writer was ended at its time limit")
            raise ExportFailed from None
        if code or not made or len(made) > _MOST_BYTES:
            _log.warning("a file's writer ended early", extra={"exit_code": code})
            raise ExportFailed
        return made


def _own_command() -> list[str]:
    """Return the child's command; -S also leaves out .pth files, which run code at every start."""
    path = [str(_ROOT), *(entry for entry in sys.path if entry)]
    options = json.dumps(
        {"path": path, "cpu_s": _CPU_S, "memory": _MEMORY, "open_files": _OPEN_FILES}
    )
    return [sys.executable, "-I", "-S", "-B", str(_CHILD), options]
