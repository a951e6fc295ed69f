"""The Microsoft 365 Agents Playground: Teams' part in a local run and in browser tests.

It is Microsoft's own test client, run from .local/web. It knows no tokens, so the bot must accept
unsigned activities, on loopback only; playground.cjs keeps the Playground there as well.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.admin.node import WEB, find_node

PORT: Final = 56150
PERSONAL_CHAT: Final = "a:personal-karin-albers"  # as in playground.yml
PREFIX: Final = "M365_AGENTS_PLAYGROUND_"
_HERE: Final = Path(__file__).resolve().parent
_CLI: Final = WEB / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"


def is_installed() -> bool:
    """Tell whether the Playground and a Node to run it are there."""
    return _CLI.is_file() and find_node() is not None


def command(bot_url: str, port: int) -> list[str]:
    """Return the command line that starts it on a port, for the bot at an address."""
    found = find_node()
    node = str(found.node) if found else "node"
    preload = str(_HERE / "playground.cjs")
    start = [node, "--require", preload, str(_CLI), "start"]
    return [*start, "-e", f"{bot_url}/api/messages", "-c", "msteams", "-p", str(port), "--dt"]


def environment(folder: Path) -> dict[str, str]:
    """Return what it must find in its environment; its own log goes into ``folder``."""
    return {
        "BROWSER": "none",
        "TEAMSAPPTESTER_BROWSER": "none",
        f"{PREFIX}CONFIG_PATH": str(_HERE / "playground.yml"),
        f"{PREFIX}LOGFILE": str(folder / "playground-events.log"),
    }


def service_hosts(port: int) -> str:
    """Return what TEAMS_ALLOWED_SERVICE_HOSTS must list for its replies."""
    return f"localhost:{port},127.0.0.1:{port}"
