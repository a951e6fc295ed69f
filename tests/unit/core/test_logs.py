"""Logs: one line an event, and no word of anybody in it."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta

import orjson
import pytest

from bot.core.logs import configure_logs, log_of_loop, where

MARK = "Zwiebelfisch"
EVIL = f"{MARK}\r\nINFO faked\x1b[31m\u2028\x9b"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook)
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    sys.excepthook, sys.unraisablehook = hooks
    for name in ("bot", "cards", "dialogs", "security", "__main__"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)


def _fail() -> None:
    raise ValueError(EVIL)


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_event_is_one_line_without_control_characters(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("INFO", form)
    logging.getLogger("bot.x").info("done", extra={"code": EVIL, "count": 3})
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert not CONTROL.search(written)


def test_json_lines_carry_time_level_logger_message_and_extras(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO", "json")
    logging.getLogger("bot.x").warning("listening", extra={"port": 3978})
    line = orjson.loads(capsys.readouterr().err)
    assert datetime.fromisoformat(line.pop("time")).utcoffset() == timedelta(0)
    assert line == {
        "level": "WARNING",
        "logger": "bot.x",
        "message": "listening",
        "port": 3978,
    }


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_logged_by_class_and_place_only(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("DEBUG", form)
    try:
        _fail()
    except ValueError:
        logging.getLogger("bot.x").exception("it failed")
    written = capsys.readouterr().err
    assert MARK not in written
    assert "ValueError" in written
    assert "core/test_logs.py:" in written
    assert "Traceback" not in written


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_libraries_are_heard_from_warning_on_and_without_their_values(
    level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(level, "json")
    for name in (
        "openai._base_client",
        "httpcore.http11",
        "aiohttp.server",
        "asyncio",
        "botbuilder",
    ):
        library = logging.getLogger(name)
        library.debug("Request options: %s", MARK)
        library.info("HTTP Request: %s", MARK)
        library.error("Error handling request from %s", MARK)
    written = capsys.readouterr().err
    assert MARK not in written
    assert written.count("\n") == 5


def test_our_own_debug_events_are_heard_where_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("WARNING", "json")
    logging.getLogger("bot.x").info("quiet")
    configure_logs("DEBUG", "json")
    logging.getLogger("bot.x").debug("heard")
    assert [orjson.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == [
        "heard"
    ]


@pytest.mark.parametrize("level", ["DEBUG", "ERROR"])
def test_proofs_are_heard_at_every_level(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(level, "json")
    logging.getLogger("audit").info("minutes approved", extra={"version": "1.0"})
    assert '"version": "1.0"' in capsys.readouterr().err


def test_a_librarys_warning_keeps_its_words_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("INFO", "json")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning(MARK, UserWarning, f"{MARK}.py", 1)
    assert orjson.loads(capsys.readouterr().err)["message"] == "A library warns"


def test_what_nobody_catches_is_logged_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO", "json")
    try:
        _fail()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    line = orjson.loads(capsys.readouterr().err)
    assert (line["level"], line["class"]) == ("CRITICAL", "ValueError")
    assert MARK not in str(line)


async def test_what_a_task_leaves_behind_is_logged_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("INFO", "json")
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_of_loop)
    loop.call_soon(lambda _words: _fail(), MARK)
    await asyncio.sleep(0.01)
    loop.call_exception_handler({"message": f"Unclosed connection\n{MARK}"})
    written = capsys.readouterr().err
    assert MARK not in written
    first, second = (orjson.loads(line) for line in written.splitlines())
    assert first["class"] == "ValueError"
    assert second["message"] == "event loop: Unclosed connection"


def test_places_are_named_innermost_first() -> None:
    try:
        _fail()
    except ValueError as error:
        places = where(error).split(" < ")
    assert len(places) == 2
    assert all(place.startswith("core/test_logs.py:") for place in places)
