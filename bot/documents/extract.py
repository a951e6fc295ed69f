"""Reading a file: one short-lived, limited child process each; the parent only waits and counts.

The bot never parses: bytes go out in slices, units come back line by line, so that nobody else's
turn notices (loop lag at most 10 ms). What the child may do is in reading/confinement.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import logging
import os
import signal
import sys
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import bot
from bot.core.errors import (
    AssistantError,
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileTooManyPages,
    FileTooSlow,
    FileTypeUnknown,
    FileWithoutText,
)
from bot.documents.document import Unit
from bot.documents.reading import protocol
from bot.documents.reading.protocol import NOWHERE, Fault, Kind, Limits, Place, Spot, Unread

_log = logging.getLogger(__name__)

_SLICE: Final = 64 * 1024
_LONGEST_LINE: Final = 1024 * 1024
_CHARS_PER_UNIT: Final = 6_000
_SPARE_CHARS: Final = 200_000
_WALL_S: Final = 20.0
_CHILD: Final = Path(protocol.__file__).with_name("child.py")
_ROOT: Final = Path(next(iter(bot.__path__))).parent
_FAULTS: Final[dict[Fault, type[AssistantError]]] = {
    Fault.UNKNOWN: FileTypeUnknown,
    Fault.ENCRYPTED: FileEncrypted,
    Fault.EMPTY: FileEmpty,
    Fault.BROKEN: FileBroken,
}


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file says, with every unit that it has."""

    kind: Kind
    place: Place
    units: tuple[Unit, ...]


@dataclass(slots=True)
class _Reply:
    """The child's lines so far."""

    head: dict[str, object] = field(default_factory=dict)
    texts: dict[int, list[str]] = field(default_factory=dict)
    spots: dict[int, Spot] = field(default_factory=dict)
    unreadable: dict[int, Unread] = field(default_factory=dict)
    files: dict[int, list[bytes]] = field(default_factory=dict)
    fault: Fault | None = None
    total: int = 0
    is_whole: bool = False

    def take(self, line: bytes) -> None:
        """Take one line; raises ValueError, KeyError or TypeError for what is none."""
        value = json.loads(line)
        if "text" in value:
            self.texts.setdefault(int(value["n"]), []).append(str(value["text"]))
        elif "spot" in value:
            self.spots[int(value["n"])] = Spot.from_record(value["spot"])
        elif "unreadable" in value:
            self.unreadable[int(value["n"])] = Unread(value["unreadable"])
        elif "file" in value:
            self.files.setdefault(int(value["n"]), []).append(b64decode(value["file"]))
        elif "kind" in value:
            self.head, self.total = value, int(value["total"])
        elif "fault" in value:
            self.fault, self.total = Fault(value["fault"]), int(value.get("total", 0))
        else:
            self.is_whole = bool(value["end"])


class Extractor:
    """Reads files, at most ``at_once`` at a time; others wait.

    ``command`` starts the child; tests give others that misbehave.
    """

    def __init__(
        self,
        *,
        at_once: int = 2,
        wall_s: float = _WALL_S,
        command: Callable[[Limits], Sequence[str]] | None = None,
    ) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._wall_s = wall_s
        self._command = command or reader_command
        self._warned = False

    async def extract(self, data: bytes, *, max_pages: int) -> Extract:
        """Return all units of a file.

        Raises FileTypeUnknown, FileEncrypted, FileEmpty, FileBroken, FileWithoutText,
        FileTooManyPages and FileTooSlow. A cancelled call ends its child.
        """
        if not data:
            raise FileEmpty
        limits = Limits(max_units=max_pages, max_chars=max_pages * _CHARS_PER_UNIT + _SPARE_CHARS)
        async with self._turns:
            reply, exit_code = await self._run(data, limits)
        return self._judged(reply, exit_code, max_pages)

    async def _run(self, data: bytes, limits: Limits) -> tuple[_Reply, int]:
        process = await _started(self._command(limits))
        reply = _Reply()
        feeding = asyncio.create_task(_feed(process, data))
        try:
            async with asyncio.timeout(self._wall_s):
                await _listen(process, reply)
                exit_code = await process.wait()
        except TimeoutError:
            _log.warning("A file's reader was ended at its time limit", extra={"size": len(data)})
            raise FileTooSlow from None
        finally:
            feeding.cancel()
            await _end(process)
        return reply, exit_code

    def _judged(self, reply: _Reply, exit_code: int, max_pages: int) -> Extract:
        """Turn the child's lines into an extract, or into what the person is told."""
        if reply.fault is Fault.TOO_MANY:
            raise FileTooManyPages(pages=reply.total, max_pages=max_pages)
        if reply.fault is not None:
            raise _FAULTS[reply.fault]
        if not reply.is_whole or reply.total < 1:
            # Memory, processor time or the parser's own crash: a bomb or a damaged file.
            _log.warning("A file's reader ended early", extra={"exit_code": exit_code})
            raise FileBroken
        self._warn_once(confined=bool(reply.head["confined"]))
        units = tuple(
            Unit(
                n,
                "".join(reply.texts.get(n, ())),
                n not in reply.unreadable,
                reply.spots.get(n, NOWHERE),
            )
            for n in range(1, reply.total + 1)
        )
        if not any(unit.is_readable for unit in units):
            raise FileWithoutText
        return Extract(Kind(str(reply.head["kind"])), Place(str(reply.head["place"])), units)

    def _warn_once(self, *, confined: bool) -> None:
        if not confined and not self._warned:
            self._warned = True
            _log.warning("This system offers no system call filter; readers have limits only")


def reader_command(limits: Limits) -> list[str]:
    """Return the child's command; isolated from our environment, so it is told where modules are.

    -S also leaves out .pth files, which run code at every start.
    """
    path = [str(_ROOT), *(entry for entry in sys.path if entry)]
    options = json.dumps({"path": path, "limits": dataclasses.asdict(limits)})
    return [sys.executable, "-I", "-S", "-B", str(_CHILD), options]


async def _started(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start the child; a call cancelled meanwhile still ends it, and all that it started."""
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
        await _end(await starting)
        raise


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    """Write the file in slices; a child that ended early no longer wants the rest."""
    assert process.stdin is not None  # noqa: S101  it was asked for above
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for start in range(0, len(data), _SLICE):
            process.stdin.write(data[start : start + _SLICE])
            await process.stdin.drain()
        process.stdin.close()
        await process.stdin.wait_closed()


async def _listen(process: asyncio.subprocess.Process, reply: _Reply) -> None:
    """Take lines until the child closes its end; rubbish is treated like a crash."""
    assert process.stdout is not None  # noqa: S101  it was asked for above
    with contextlib.suppress(ValueError, KeyError, TypeError):
        while line := await process.stdout.readline():
            reply.take(line)
        return
    reply.is_whole = False
    _kill(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    _kill(process)
    await process.wait()


def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
