"""A server under measurement: started, waited for, its CPU time read from /proc, stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

_TICK_S: Final = 1 / os.sysconf("SC_CLK_TCK")
_READY_WITHIN_S: Final = 60


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Server:
    """One running program that listens on a port."""

    name: str
    process: asyncio.subprocess.Process
    port: int
    log: Path

    @classmethod
    async def start(
        cls, name: str, command: Sequence[str | Path], environ: Mapping[str, str], folder: Path
    ) -> Self:
        """Start it with PORT set, and wait until it takes connections."""
        port, log = free_port(), _log_in(folder, name)
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *command,
                env={**os.environ, **environ, "PORT": str(port)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
        server = cls(name, process, port, log)
        await server._until_it_listens()
        return server

    async def _until_it_listens(self) -> None:
        async with asyncio.timeout(_READY_WITHIN_S):
            while self.process.returncode is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return
        raise RuntimeError(f"{self.name} ended: {self.log.read_text()[-2000:]}")

    def cpu_s(self) -> float:
        """Return the CPU time of the process and of all it has started, so far."""
        return sum(_cpu_s(pid) for pid in _family(self.process.pid))

    def rss_mb(self) -> float:
        """Return its resident memory now."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    async def stop(self) -> None:
        """End it at once, with all it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()


def _log_in(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _cpu_s(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    fields = stat.rsplit(")", 1)[1].split()
    # utime, stime, and those of children that have ended (cutime, cstime)
    return sum(int(field) for field in fields[11:15]) * _TICK_S


def _family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return [pid]
    return [pid, *(one for child in children for one in _family(int(child)))]
