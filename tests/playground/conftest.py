"""A local run for each module of tests, as `make run` starts it, with the demo model.

The Agents Playground keeps its state per process, so tests tell their messages apart by time. It
records every call between itself and the bot; that file is what the tests read.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web

from bot.admin import playground
from tests.structure.source import ROOT

Json = dict[str, Any]
Started = tuple[str, str, Path]
"""The bot's address, the Playground's, and its recording."""
REQUIRED: Final = os.environ.get("REQUIRE_BROWSER") == "1"
_READY_WITHIN_S: Final = 60
_ANSWER_WITHIN_S: Final = 30
_FROM_BOT: Final = "User Application"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot to the Playground's connector."""

    activity: Json
    status: int
    message_id: str

    @property
    def is_message(self) -> bool:
        """Whether people see it stay."""
        return self.activity.get("type") == "message"

    @property
    def stream(self) -> Json:
        """Its streaminfo entity, or nothing."""
        entities: list[Json] = self.activity.get("entities") or []
        return next((one for one in entities if one.get("type") == "streaminfo"), {})

    @property
    def words(self) -> str:
        """Everything that is said in it, cards included."""
        return json.dumps(self.activity, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Run:
    """A running bot with its Playground."""

    bot_url: str
    url: str
    recording: Path
    http: aiohttp.ClientSession

    async def template(self, conversation: str) -> Json:
        """Return an activity of a conversation that only lacks what happened."""
        query = f"conversationId={quote(conversation)}"
        async with self.http.get(
            f"{self.url}/_internal/v1/customActivities/template?{query}"
        ) as got:
            found: Json = await got.json()
        return found

    async def send(self, conversation: str, **what: Any) -> int:  # any JSON
        """Have the Playground send an activity; returns how many calls there were before."""
        before = len(self.calls())
        activity = {**await self.template(conversation), **what}
        url = f"{self.url}/_internal/v1/customActivities"
        async with self.http.post(url, json=activity) as response:
            assert response.status == 200
        return before

    def calls(self) -> list[Call]:
        """Return every call of the bot so far."""
        if not self.recording.is_file():
            return []
        records = _objects(self.recording.read_text("utf-8"))
        return [
            Call(
                one["request"].get("body") or {},
                one["response"]["statusCode"],
                str(one.get("messageId", "")),
            )
            for one in records
            if one["direction"].startswith(_FROM_BOT)
        ]

    async def until(self, since: int, fits: Callable[[Call], bool]) -> list[Call]:
        """Wait for a call that fits and return all calls since then."""
        began = time.monotonic()
        while time.monotonic() - began < _ANSWER_WITHIN_S:
            calls = self.calls()[since:]
            if any(fits(call) for call in calls):
                return calls
            await asyncio.sleep(0.05)
        said = [call.words[:300] for call in self.calls()[since:]]
        raise AssertionError(f"nothing that fits, but {said}")

    async def press(self, conversation: str, card: Call, verb: str, **inputs: str) -> Json:
        """Press the first button with a verb, and return the body that the bot answers with."""
        action = next(one for one in _actions(card.activity) if one.get("verb") == verb)
        action = {**action, "data": {**action.get("data", {}), **inputs}}
        value = {"action": action, "trigger": "manual"}
        return await self.invoke(conversation, "adaptiveCard/action", value, card.message_id)

    async def invoke(self, conversation: str, name: str, value: Json, reply_to: str = "") -> Json:
        """Have the Playground send an invoke, and return the body that the bot answers with."""
        # The Playground numbers its own activities as well as forwards them.
        mark = f"invoke-{time.monotonic_ns()}"
        await self.send(
            conversation,
            id=mark,
            type="invoke",
            name=name,
            value=value,
            replyToId=reply_to,
            locale="de-DE",
        )
        return await self._answer_to(mark)

    async def _answer_to(self, mark: str) -> Json:
        began = time.monotonic()
        while time.monotonic() - began < _ANSWER_WITHIN_S:
            for one in _objects(self.recording.read_text("utf-8")):
                if (one["request"].get("body") or {}).get("id") == mark:
                    body: Json = one["response"].get("body") or {}
                    return body
            await asyncio.sleep(0.05)
        raise AssertionError("the bot did not answer the button")


def _objects(text: str) -> Iterator[Json]:
    """Yield the JSON objects of a file in which they follow one another."""
    decoder, place = json.JSONDecoder(), 0
    starts = re.compile(r"^\{", re.MULTILINE)
    while (start := starts.search(text, place)) is not None:
        try:
            found, place = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError:
            return  # the last one is still being written
        yield found


def _actions(part: object) -> Iterator[Json]:
    """Yield every Action.Execute in a card, wherever it stands."""
    if isinstance(part, dict):
        if part.get("type") == "Action.Execute":
            yield part
        for value in part.values():
            yield from _actions(value)
    elif isinstance(part, list):
        for value in part:
            yield from _actions(value)


def free_port() -> int:
    """Return a port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    """Start the local run on free ports; end it as Ctrl-C does, and see that all of it ended."""
    if not playground.is_installed():
        if REQUIRED:
            pytest.fail("the Agents Playground is not installed: run `make web`")
        pytest.skip("the Agents Playground is not installed: run `make web`")
    folder = tmp_path_factory.mktemp("run")
    bot, own = free_port(), free_port()
    recording = folder / "recording.log"
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PORT": str(bot),
        "LOG_FORMAT": "json",
        f"{playground.PREFIX}ENABLE_EVENTS_RECORDING": "true",
        f"{playground.PREFIX}RECORDING_FILE": str(recording),
    }
    command = [sys.executable, "-m", "bot.admin", "local", "--playground-port", str(own)]
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--folder", str(folder)], cwd=ROOT, env=environ, stdout=log, stderr=log
        )
    _wait_for_greeting(process, folder / "run.log")
    yield f"http://127.0.0.1:{bot}", f"http://127.0.0.1:{own}", recording
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    for port in (bot, own):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def _wait_for_greeting(process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the command says where to go."""
    until = time.monotonic() + _READY_WITHIN_S
    while "Ctrl-C" not in log.read_text("utf-8"):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            pytest.fail(f"the local run did not start: {log.read_text('utf-8')[-2000:]}")
        time.sleep(0.1)


@pytest.fixture
async def run(started: Started) -> AsyncIterator[Run]:
    """Give the running bot, its Playground, and a client of this test's own."""
    bot_url, url, recording = started
    async with aiohttp.ClientSession() as http:
        yield Run(bot_url, url, recording, http)


@pytest.fixture
async def shelf() -> AsyncIterator[Callable[[str, bytes], str]]:
    """Give a file server; ``shelf(name, content)`` returns an address, as SharePoint would."""
    files: dict[str, bytes] = {}

    async def hand_out(request: web.Request) -> web.Response:
        return web.Response(body=files[request.match_info["name"]])

    app = web.Application()
    app.router.add_get("/{name}", hand_out)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    def put(name: str, content: bytes) -> str:
        files[name] = content
        return f"http://127.0.0.1:{runner.addresses[0][1]}/{name}"

    yield put
    await runner.cleanup()
