"""What the child may not do once it is locked; a hostile parser is played by a script."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.documents.reading.protocol import Limits
from bot.documents.starting import reader_command

_PROLOGUE = """
import ctypes, json, os, resource, socket, subprocess, sys
sys.path[:] = json.loads(sys.argv[1])["path"]
from bot.confined import confinement
confinement.limit(memory_bytes=512 * 1024 * 1024, cpu_s=15, open_files=64)
if not confinement.lock():
    print("no filter here"); sys.exit()
"""
_ATTEMPTS = {
    "open a file": "open('/etc/passwd').read()",
    "see the bot's secrets": "open(f'/proc/{os.getppid()}/environ').read()",
    "write a file": "open('/tmp/va-left-behind', 'w')",
    "delete a file": "os.unlink('/tmp/va-not-there')",
    "connect": "socket.create_connection(('127.0.0.1', 9))",
    "speak to a local service": "socket.socket(socket.AF_UNIX)",
    "start a program": "os.execv('/bin/true', ['true'])",
    "start a process": "os.fork()",
    "end the bot": "os.kill(os.getppid(), 0)",
    "change another's memory": (
        "sys.exit(0 if ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) == 0"
        " else (print('PermissionError') or 0))"
    ),
}


def _options() -> str:
    return reader_command(Limits(max_units=1, max_chars=1))[-1]


def _run(code: str) -> str:
    command = [sys.executable, "-I", "-S", "-B", "-c", _PROLOGUE + code, _options()]
    done = subprocess.run(command, env={}, capture_output=True, text=True, check=False, timeout=20)
    return done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")
@pytest.mark.parametrize("what", _ATTEMPTS)
def test_a_locked_reader_cannot(what: str) -> None:
    said = _run(_ATTEMPTS[what])
    if "no filter here" in said:
        pytest.skip("this machine has no system call filter")
    assert "PermissionError" in said


def test_the_reader_inherits_no_environment_and_only_limited_resources() -> None:
    said = _run(
        "print(len(set(os.environ) - {'LC_CTYPE'}))\n"
        "for kind in ('AS', 'NOFILE', 'FSIZE'):\n"
        "    print(resource.getrlimit(getattr(resource, f'RLIMIT_{kind}'))[0])"
    )
    assert said.split() == ["0", str(512 * 1024 * 1024), "64", "0"]


def test_a_reader_that_takes_too_long_over_one_unit_is_ended() -> None:
    said = _run("confinement.rewind(0.05)\nwhile True: pass")
    assert said == ""


def test_the_reader_is_found_by_its_file_and_told_where_modules_are() -> None:
    command = reader_command(Limits(max_units=1, max_chars=1))
    options = json.loads(command[-1])
    assert Path(command[-2]).name == "child.py"
    assert Path(options["path"][0], "bot").is_dir()
    assert {"-I", "-S", "-B"} < set(command)
