"""Reads the settings and runs the assistant; everything else is in bot/."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from pathlib import Path

from bot.agency.profile import load_agencies
from bot.core.errors import ConfigurationError
from bot.core.settings import Settings, read_settings
from bot.listening import take_port
from bot.processes import run_processes

EX_CONFIG = 78  # sysexits.h: the configuration is wrong
EX_SOFTWARE = 70  # sysexits.h: a defect of ours; the log says where


def main() -> int:
    """Run until a signal ends the process; 78 when the configuration is wrong."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until we serve, Ctrl-C just ends, without words
    try:
        settings = read_settings()
        # Read again where they serve; here, a wrong one is named before all that loads long.
        load_agencies(settings.agency_profiles, allow_any_tenant=settings.local_run)
        return run_processes(settings.workers, work) if settings.workers > 1 else run(settings)
    except ConfigurationError as error:
        _complain(error)
        return EX_CONFIG


def run(settings: Settings) -> int:
    """Serve in this process; raises ConfigurationError for what only the parts can find wrong."""
    sockets = take_port(settings.host, settings.port, is_shared=settings.workers > 1)
    gc.disable()  # nothing of what loads now is garbage; bot.serving looks for it from then on
    from bot.serving import run_until_signal  # noqa: PLC0415  # after the settings, it loads long

    return 0 if run_until_signal(settings, sockets) else EX_SOFTWARE


def work(said: Path) -> None:
    """Serve in one of several processes; the first to find a wrong configuration says so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        sys.exit(run(read_settings()))
    except ConfigurationError as error:
        with suppress(FileExistsError):
            said.touch(exist_ok=False)
            _complain(error)
        sys.exit(EX_CONFIG)


def _complain(error: ConfigurationError) -> None:
    print(f"Configuration error: {error}", file=sys.stderr)  # noqa: T201  # a sentence, not a log


if __name__ == "__main__":
    sys.exit(main())
