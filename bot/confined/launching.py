"""Has children started by a process of its own: starting one here would hold up the event loop.

Python holds its lock until the new program runs, which takes 5 to 15 ms when the machine is busy.
The launcher (launcher.py) starts with the first child, is started again when it died, and ends
with this object.
"""

from __future__ import annotations

import array
import contextlib
import os
import signal
import socket
import sys
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.confined.launcher import HEAD

_SCRIPT: Final = Path(__file__).with_name("launcher.py")
_LOOK_S: Final = 0.002
_LOOKS: Final = 500  # a second: it ends at once, or hangs
_COMMAND: Final = (sys.executable, "-I", "-S", "-B", str(_SCRIPT))


class Launcher:
    """Starts children through one small process; ``command`` starts that, tests give others."""

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = tuple(command)
        self._process: _Process | None = None

    def launch(
        self, command: Sequence[str], files: tuple[int, int, int], variables: Mapping[str, str]
    ) -> int:
        """Ask for a child with these open files (input, output, status); return who was asked.

        The files stay open here. On the status socket come the child's process id and how it
        ended; nothing at all if it could not be started. Raises OSError if no launcher runs.
        """
        pairs = [f"{name}={value}" for name, value in variables.items()]
        body = "\0".join([str(len(pairs)), *pairs, *command]).encode(errors="surrogateescape")
        request = len(body).to_bytes(HEAD, "big") + body
        if self._process is None or not self._process.send(request, files):
            self._process = _Process(self._command)
            if not self._process.send(request, files):
                raise ConnectionError("no child process can be started")
        return self._process.pid

    def restart(self, asked: int) -> None:
        """Have the next child started by another launcher than the one that was asked.

        It does not answer. Children that it started for others go on.
        """
        if self._process is not None and self._process.pid == asked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(asked, signal.SIGKILL)
            self.close()

    def close(self) -> None:
        """End the launcher with all that it started; another child would start another."""
        if self._process is not None:
            self._process.end()
            self._process = None

    @property
    def pid(self) -> int | None:
        """The launcher's process id, while there is one."""
        return self._process.pid if self._process is not None else None


class _Process:
    """One launcher, ended with this object."""

    def __init__(self, command: Sequence[str]) -> None:
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(0)
        with theirs, open(os.devnull, "r+b") as nothing:  # noqa: PTH123  a device, for its number
            self.pid = os.posix_spawn(
                command[0],
                list(command),
                {},
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
                    (os.POSIX_SPAWN_DUP2, nothing.fileno(), 1),
                    (os.POSIX_SPAWN_DUP2, nothing.fileno(), 2),
                ],
                setsid=True,
            )
        self.end = weakref.finalize(self, _ended, self._socket, self.pid)

    def send(self, request: bytes, files: Sequence[int]) -> bool:
        """Send a request; False if nobody takes it (or takes none for long)."""
        handed = array.array("i", files)
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)]
        try:
            return self._socket.sendmsg([request], rights) == len(request)
        except OSError:
            return False


def _ended(line: socket.socket, pid: int) -> None:
    """End a launcher, which ends its children, and take its exit from the system."""
    line.close()
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        for _ in range(_LOOKS):
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
            time.sleep(_LOOK_S)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
