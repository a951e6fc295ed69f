"""Structured logs that can hold no content.

Tracebacks are reduced to the error's class and the places it passed: messages and local values
may quote what a person wrote. For the same reason other people's libraries are heard from WARNING
on only, whatever the level, and without the values in their messages. Line breaks and control
characters are neutral in both formats.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Final

from pythonjsonlogger.json import JsonFormatter

_log: Final = logging.getLogger(__name__)
_STANDARD: Final = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "taskName",
}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN_WORDS: Final = re.compile(r"[A-Za-z ]{0,80}")
_OURS: Final = ("bot", "cards", "dialogs", "security", "audit", "__main__")
_PROOF: Final = "audit"  # heard whatever the level: its lines are evidence, not news


def configure_logs(level: str, form: str) -> None:
    """Send all logs to standard error, as JSON lines or as text; also what nobody has caught."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if form == "json" else _TextFormatter())
    handler.addFilter(without_values)
    handler.addFilter(without_traceback)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    logging.getLogger(_PROOF).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    sys.unraisablehook = _log_unraisable


def log_of_loop(_loop: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """Log what a task or callback left behind; asyncio itself would write the error's words."""
    error = context.get("exception")
    extra = _facts(error) if isinstance(error, BaseException) else {}
    words = _PLAIN_WORDS.match(str(context.get("message", "")))  # arguments would come after them
    _log.error("event loop: %s", words[0].strip() if words else "", extra=extra)


def without_values(record: logging.LogRecord) -> bool:
    """Keep a foreign library's message without the values put into it; keeps every record."""
    if record.name.partition(".")[0] not in _OURS:
        record.args = None
        if record.name == "py.warnings":  # nothing but a value: file, line and words
            record.msg = "A library warns"
    return True


def without_traceback(record: logging.LogRecord) -> bool:
    """Replace an exception by its class and its places; keeps every record."""
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        for name, fact in _facts(error).items():
            record.__dict__.setdefault(name, fact)
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


def _facts(error: BaseException) -> dict[str, str]:
    return {"class": type(error).__name__, "where": where(error)}


def _log_uncaught(
    _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    _log.critical("the process ends by a defect", extra=_facts(error))


def _log_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    error = unraisable.exc_value
    _log.error("an error could not be raised", extra=_facts(error) if error else {})


def _json() -> logging.Formatter:
    return _JsonFormatter(
        "{asctime}{levelname}{name}{message}",
        style="{",
        rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
    )


class _JsonFormatter(JsonFormatter):
    """One JSON object a line; times in UTC, wherever the machine stands."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"


class _TextFormatter(logging.Formatter):
    """One readable line for a local run."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """Append the extra fields to the line."""
        extra = {k: v for k, v in record.__dict__.items() if k not in _STANDARD}
        line = " ".join([super().format(record), *(f"{k}={v}" for k, v in extra.items())])
        return _CONTROL.sub(" ", line)
