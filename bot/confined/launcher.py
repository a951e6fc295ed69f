"""The launcher: a small process that starts the bot's children, so that the bot's loop need not.

Started as a script by bot.confined.launching with a socket as its stdin. Each request carries a
child's input, its output and a status socket; on that the launcher says the child's process id and
later how it ended. It loads next to nothing, because it forks. It ends with its socket.
"""

from __future__ import annotations

import os
import select
from _socket import (
    CMSG_LEN,
    SCM_RIGHTS,
    SOL_SOCKET,
    socket,
)  # the public module takes twice as long
from contextlib import suppress
from typing import Final

HEAD: Final = 4
"""Bytes of a request that say how long the rest is: ``N``, N variables, and the command, by NUL."""

NUMBER: Final = 8
"""Bytes of each number that is said on a status socket."""

_HANDED: Final = 3  # input, output, status
_MOST_FILES: Final = 65_536
_NICE: Final = 10
_LOOK_MS: Final = 20  # where the system can't say that a process ended
_NOT_STARTED: Final = 127


def main() -> None:
    """Serve the socket that is our stdin until it ends; then end all that still runs."""
    os.closerange(3, _MOST_FILES)
    os.chdir("/")
    _Launcher(socket(fileno=0)).serve()
    os._exit(0)


class _Child:
    """A started child; it stays a zombie until the bot lets go of its number."""

    __slots__ = ("code", "is_released", "pid", "sentinel", "status")

    def __init__(self, pid: int, status: socket) -> None:
        self.pid = pid
        self.status = status
        self.sentinel = _sentinel(pid)
        self.code: int | None = None
        self.is_released = False

    def say(self, number: int) -> None:
        """Tell the bot a number, if it still listens."""
        with suppress(OSError):
            self.status.send(number.to_bytes(NUMBER, "big", signed=True))

    def kill(self) -> None:
        """End it with all its children; its number is still its own."""
        for kill in (os.killpg, os.kill):  # the second, if it has not made its group yet
            with suppress(ProcessLookupError, PermissionError):
                kill(self.pid, 9)


class _Launcher:
    """Starts children, and watches them and those who wait for them."""

    def __init__(self, control: socket) -> None:
        self._control = control
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)
        self._children: list[_Child] = []

    def serve(self) -> None:
        """Work until the bot is gone."""
        while True:
            is_blind = any(child.sentinel < 0 and child.code is None for child in self._children)
            ready = {fd for fd, _ in self._poll.poll(_LOOK_MS if is_blind else None)}
            if self._control.fileno() in ready and not self._take():
                for child in self._children:
                    child.kill()
                    _reaped(child)
                return
            for child in self._children:
                if not child.is_released and child.status.fileno() in ready:
                    self._release(child)
                self._look(child)
            self._children = [child for child in self._children if not _is_over(child)]

    def _take(self) -> bool:
        """Start what a request asks for; False at the end of requests."""
        head, handed = self._received()
        if len(head) < HEAD:
            return False
        body = b""
        while len(body) < (size := int.from_bytes(head, "big")):
            part = self._control.recv(size - len(body))
            if not part:
                return False
            body += part
        if len(handed) == _HANDED:
            self._start(body.split(b"\0"), handed)
        return True

    def _received(self) -> tuple[bytes, list[int]]:
        """Return the head of a request with the open files that came with it."""
        head, extra, _, _ = self._control.recvmsg(HEAD, CMSG_LEN(4 * _HANDED))
        handed: list[int] = []
        for level, kind, data in extra:
            if (level, kind) == (SOL_SOCKET, SCM_RIGHTS):
                handed += memoryview(data[: len(data) // 4 * 4]).cast("i").tolist()
        for fd in handed:
            os.set_inheritable(fd, False)  # noqa: FBT003  it takes no names
        return head, handed

    def _start(self, fields: list[bytes], handed: list[int]) -> None:
        taken, given, status = handed
        try:
            pid = os.fork()
        except OSError:
            pid = -1
        if pid == 0:
            _become(fields, taken, given)
        os.close(taken)
        os.close(given)
        line = socket(fileno=status)
        if pid < 0:
            line.close()  # which says it
            return
        child = _Child(pid, line)
        child.say(pid)
        self._poll.register(line, select.POLLIN)
        if child.sentinel >= 0:
            self._poll.register(child.sentinel, select.POLLIN)
        self._children.append(child)

    def _release(self, child: _Child) -> None:
        """Nobody waits for it any more: the bot has closed its end."""
        child.is_released = True
        self._poll.unregister(child.status)
        child.status.close()
        child.kill()

    def _look(self, child: _Child) -> None:
        """Say how it ended, if it has."""
        if child.code is not None:
            return
        child.code = _ended(child.pid)
        if child.code is None:
            return
        if child.sentinel >= 0:
            self._poll.unregister(child.sentinel)
            os.close(child.sentinel)
        if not child.is_released:
            child.say(child.code)


def _become(fields: list[bytes], taken: int, given: int) -> None:
    """Turn the fork into the program; it has a session of its own and yields to everybody."""
    try:
        os.setsid()
        os.nice(_NICE)
        os.dup2(taken, 0)
        os.dup2(given, 1)
        variables = int(fields[0])
        pairs = [field.partition(b"=") for field in fields[1 : 1 + variables]]
        command = fields[1 + variables :]
        os.execve(  # noqa: S606  no shell
            command[0], command, {name: value for name, _, value in pairs}
        )
    finally:
        os._exit(_NOT_STARTED)


def _sentinel(pid: int) -> int:
    """Return what becomes readable when the process ends; -1 where the system has no such thing."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return -1


def _ended(pid: int) -> int | None:
    """Return how it ended, its signal as a negative number; it keeps its number where possible."""
    if not hasattr(os, "waitid"):
        done, state = os.waitpid(pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(state) if done else None
    seen = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    if seen is None:
        return None
    return seen.si_status if seen.si_code == os.CLD_EXITED else -seen.si_status


def _is_over(child: _Child) -> bool:
    """Let go of the number of a child that ended and that nobody waits for."""
    return child.is_released and child.code is not None and _reaped(child)


def _reaped(child: _Child) -> bool:
    """Take its exit from the system, and with that what it used; False if it still runs."""
    try:
        return os.waitpid(child.pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


if __name__ == "__main__":
    main()
