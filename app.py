"""Reads the settings and runs the assistant; everything else is in bot/."""

from __future__ import annotations

import asyncio
import sys

from bot.core.errors import ConfigurationError
from bot.core.logs import configure_logs
from bot.core.settings import Settings, read_settings
from bot.processes import run_processes

EX_CONFIG = 78  # sysexits.h: the configuration is wrong


def main() -> int:
    """Run until a signal ends the process; 78 when the configuration is wrong."""
    try:
        settings = read_settings()
        if settings.workers > 1:
            return run_processes(settings.workers, work)
        run(settings)
    except ConfigurationError as error:
        print(f"Configuration error: {error}", file=sys.stderr)  # noqa: T201  # before there are logs
        return EX_CONFIG
    return 0


def run(settings: Settings) -> None:
    """Serve in this process."""
    from bot.serving import serve  # noqa: PLC0415  # wrong settings end the process before this loads

    configure_logs(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))


def work() -> None:
    """Serve in one of several processes."""
    try:
        run(read_settings())
    except ConfigurationError as error:
        print(f"Configuration error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(EX_CONFIG)


if __name__ == "__main__":
    sys.exit(main())
