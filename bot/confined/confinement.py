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
from collections.abc import Collection, Mapping
from typing import Final

_NO_NEW_PRIVILEGES: Final = 38  # prctl options and modes, from <linux/prctl.h>
_SET_SECCOMP: Final = 22
_FILTER_MODE: Final = 2

_LOAD: Final = 0x20  # BPF: load the 32-bit word at offset k of struct seccomp_data
_IF_EQUAL: Final = 0x15
_IF_AT_LEAST: Final = 0x35
_IF_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # the call returns EPERM

_X32_CALLS: Final = 0x40000000  # a second table of calls on x86-64, none of which we need

_AUDIT_NUMBERS: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_STARTING: Final = frozenset({"execve"})
_THREADS: Final = frozenset({"clone", "clone3"})
_FLAGS_AT: Final = {"open": 1, "openat": 2}  # which argument says what a file is opened for
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CALLS: Final = """
open 2 -, creat 85 -, openat 257 56, openat2 437 437, truncate 76 45, ftruncate 77 46,
link 86 -, linkat 265 37, symlink 88 -, symlinkat 266 36, unlink 87 -, unlinkat 263 35,
rename 82 -, renameat 264 38, renameat2 316 276, mkdir 83 -, mkdirat 258 34, rmdir 84 -,
chmod 90 -, fchmod 91 52, fchmodat 268 53, chown 92 -, fchown 93 55, fchownat 260 54,
mount 165 40,
socket 41 198, socketpair 53 199, connect 42 203, bind 49 200, listen 50 201,
accept 43 202, accept4 288 242, sendto 44 206, sendmsg 46 211, sendmmsg 307 269,
fork 57 -, vfork 58 -, clone 56 220, clone3 435 435, execve 59 221, execveat 322 281,
unshare 272 97, setns 308 268, kill 62 129, tkill 200 130, tgkill 234 131,
rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240, pidfd_open 434 434,
pidfd_getfd 438 438, pidfd_send_signal 424 424, ptrace 101 117, process_vm_readv 310 270,
process_vm_writev 311 271, io_uring_setup 425 425, io_uring_enter 426 426,
io_uring_register 427 427, bpf 321 280, memfd_create 319 279, userfaultfd 323 282,
"""
"""The calls refused (files, network, processes, signals), with their numbers on x86-64 and arm64.

From the kernel's own headers; a minus where a machine has no such call.
"""


def limit(
    *, memory_bytes: int, cpu_s: int, open_files: int, memory: int = resource.RLIMIT_AS
) -> None:
    """Set the resource limits; a system without one of them (macOS: memory) goes without it."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: cpu_s,
        resource.RLIMIT_NOFILE: open_files,
        memory: memory_bytes,
    }
    for kind, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def rewind(seconds: float) -> None:
    """Give what comes that much processor time; SIGPROF ends the process when it is used up."""
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001))  # zero would mean for ever


def lock(*, may_read: bool = False, may_start: bool = False, may_thread: bool = False) -> bool:
    """Refuse this process everything but computing and its pipes; False where that can't be done.

    Whatever has to be imported has to be imported before, unless it ``may_read`` files. With
    ``may_start`` it may also become another program, which is refused the rest as well. With
    ``may_thread`` it may have threads, and so forks too, which are refused the same.
    """
    machine = os.uname().machine
    if machine not in _AUDIT_NUMBERS or os.uname().sysname != "Linux":
        return False
    granted = {
        *(_FLAGS_AT if may_read else ()),
        *(_STARTING if may_start else ()),
        *(_THREADS if may_thread else ()),
    }
    libc = ctypes.CDLL(None, use_errno=True)
    program = _program(
        _AUDIT_NUMBERS[machine],
        _numbers(machine, without=granted),
        _numbers(machine, only=_FLAGS_AT) if may_read else {},
    )
    instructions = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER_MODE, header, 0, 0) == 0)


def _numbers(
    machine: str, *, without: Collection[str] = (), only: Collection[str] | None = None
) -> dict[str, int]:
    """Return the numbers of the calls that this machine has."""
    column = 1 + list(_AUDIT_NUMBERS).index(machine)
    calls = [entry.split() for entry in _CALLS.split(",") if entry.strip()]
    return {
        call[0]: int(call[column])
        for call in calls
        if call[column] != "-" and call[0] not in without and (only is None or call[0] in only)
    }


def _program(audit_number: int, refused: Mapping[str, int], to_read: Mapping[str, int]) -> bytes:
    """Return the filter: instructions of (code, jump if true, jump if false, operand)."""
    refuse, allow = _instruction(_RETURN, 0, 0, _REFUSE), _instruction(_RETURN, 0, 0, _ALLOW)
    lines = [
        _instruction(_LOAD, 0, 0, 4),  # which machine's calls these are
        _instruction(_IF_EQUAL, 1, 0, audit_number),
        refuse,
        _instruction(_LOAD, 0, 0, 0),  # the call's number
        _instruction(_IF_AT_LEAST, 0, 1, _X32_CALLS),
        refuse,
    ]
    for number in refused.values():
        lines += [_instruction(_IF_EQUAL, 0, 1, number), refuse]
    for name, number in to_read.items():
        lines += [
            _instruction(_IF_EQUAL, 0, 4, number),
            _instruction(_LOAD, 0, 0, 16 + 8 * _FLAGS_AT[name]),
            _instruction(_IF_ANY_BIT, 0, 1, _WRITING),
            refuse,
            allow,
        ]
    return b"".join([*lines, allow])


def _instruction(code: int, if_true: int, if_false: int, operand: int) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, operand)
