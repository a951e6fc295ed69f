"""Structured logs that can hold no content.

Tracebacks are reduced to the error's class and the places it passed: messages and local values
may quote what a person wrote. Line breaks and control characters are neutral in both formats.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Final

from pythonjsonlogger.json import JsonFormatter

_STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOISY: Final = ("aiohttp.access", "azure", "httpx", "httpx2", "openai", "msal", "urllib3")


def configure_logs(level: str, form: str) -> None:
    """Send all logs to standard error, as JSON lines or as text."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if form == "json" else _TextFormatter())
    handler.addFilter(without_traceback)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def without_traceback(record: logging.LogRecord) -> bool:
    """Replace an exception by its class and its places; keeps every record."""
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        record.__dict__.setdefault("class", type(error).__name__)
        record.__dict__.setdefault("where", where(error))
    record.exc_info = None
    record.exc_text = None
    record.stack_info = None
    return True


def where(error: BaseException) -> str:
    """Return file and line of each frame an error passed, innermost first."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        file_name = "/".join(trace.tb_frame.f_code.co_filename.rsplit("/", 2)[-2:])
        frames.append(f"{file_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(frames))


def _json() -> logging.Formatter:
    return JsonFormatter(
        "{asctime}{levelname}{name}{message}",
        style="{",
        rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
    )


class _TextFormatter(logging.Formatter):
    """One readable line for a local run."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Append the extra fields to the line."""
        extra = {k: v for k, v in record.__dict__.items() if k not in _STANDARD}
        line = " ".join([super().format(record), *(f"{k}={v}" for k, v in extra.items())])
        return _CONTROL.sub(" ", line)
