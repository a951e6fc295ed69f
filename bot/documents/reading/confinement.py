"""Limits that the child puts on itself before it parses anything.

Resource limits come first, then (once stdin is read and the parser is loaded) a system call
filter: no files, no network, no other process, no signal to anybody. Linux lets any process
filter itself this way, in containers too. Where it can't be had, `lock` says so.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
from typing import Final

from bot.documents.reading.protocol import Limits

_NO_NEW_PRIVILEGES: Final = 38  # prctl options and modes, from <linux/prctl.h>
_SET_SECCOMP: Final = 22
_FILTER_MODE: Final = 2

_LOAD: Final = 0x20  # BPF: load the 32-bit word at offset k of struct seccomp_data
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # the call returns EPERM

_X32_CALLS: Final = 0x40000000  # a second table of calls on x86-64, none of which we need

# Per machine: its number in the kernel's audit list, and the calls refused: open and openat,
# everything with sockets, fork and exec, signals, tracing, io_uring, unlink, rename, truncate.
_MACHINES: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "x86_64": (
        0xC000003E,
        (2, 85, 257, 437, 41, 42, 43, 44, 46, 49, 50, 53, 288, 307, 56, 57, 58, 59, 322, 435)
        + (62, 129, 200, 234, 297, 424, 434, 438, 101, 310, 311, 425, 426, 427, 76, 77, 82, 83, 84)
        + (86, 87, 88, 263, 264, 265, 266, 316, 90, 91, 92, 268, 260, 165, 272, 308),
    ),
    "aarch64": (
        0xC00000B7,
        (56, 437, 198, 199, 200, 201, 202, 203, 206, 211, 242, 269, 220, 221, 281, 435)
        + (129, 130, 131, 138, 240, 424, 434, 438, 117, 270, 271, 425, 426, 427, 45, 46, 34, 35, 36, 37, 38)
        + (276, 52, 53, 54, 55, 40, 97, 268),
    ),
}


def limit(limits: Limits) -> None:
    """Set the resource limits; a system without one of them (macOS: memory) goes without it."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_AS: limits.memory_bytes,
    }
    for kind, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def rewind(seconds: float) -> None:
    """Give the next unit that much processor time; SIGPROF ends the process when it is used up."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def lock() -> bool:
    """Refuse this process everything but computing and its pipes; False where that can't be done.

    Whatever has to be imported has to be imported before.
    """
    machine = _MACHINES.get(os.uname().machine)
    if machine is None or os.uname().sysname != "Linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    program = _program(*machine)
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER_MODE, header, 0, 0) == 0)


def _program(audit_number: int, refused: tuple[int, ...]) -> bytes:
    """Return the filter: instructions of (code, jump if true, jump if false, operand)."""
    refuse = _instruction(_RETURN, 0, 0, _REFUSE)
    lines = [
        _instruction(_LOAD, 0, 0, 4),  # which machine's calls these are
        _instruction(_IF_EQUAL, 1, 0, audit_number),
        refuse,
        _instruction(_LOAD, 0, 0, 0),  # the call's number
        _instruction(_IF_AT_LEAST, 0, 1, _X32_CALLS),
        refuse,
    ]
    for number in refused:
        lines += [_instruction(_IF_EQUAL, 0, 1, number), refuse]
    return b"".join([*lines, _instruction(_RETURN, 0, 0, _ALLOW)])


def _instruction(code: int, if_true: int, if_false: int, operand: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)
