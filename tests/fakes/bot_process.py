"""`python app.py` as a process of its own, between fakes that live in the test's event loop."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
import orjson
from redis import Redis

from bot.state import keys
from tests.conftest import Valkey
from tests.fakes.identity import APP_ID, FakeIdentity
from tests.fakes.model import FakeModel
from tests.fakes.teams import FakeTeams, Json
from tests.fakes.teams_inbound import TENANT, Reply

ROOT: Final = Path(__file__).resolve().parents[2]
KEY: Final = base64.b64encode(b"p" * 32).decode()
PASSWORD: Final = "geheim-app-5b1"
MODEL_KEY: Final = "geheim-model-77c"
_INHERITED: Final = ("PATH", "HOME", "LANG", "TMPDIR")
_LISTENING: Final = re.compile(rb'"listening".*?"port": (\d+)')


class BotProcess:
    """One start of app.py; its output is kept in files, so that no pipe can fill up."""

    def __init__(self, environ: Mapping[str, str], folder: Path, name: str) -> None:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        self.environ = {**inherited, **environ}
        self.folder = folder
        self._out, self._err = folder / f"{name}.out", folder / f"{name}.err"
        self.port = int(environ.get("PORT") or 0)
        self.process: asyncio.subprocess.Process

    async def start(self) -> Self:
        """Start it; does not wait until it serves."""
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, str(ROOT / "app.py")),
                env=self.environ,
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        return self

    async def listening(self, within_s: float = 60.0) -> Self:
        """Wait until it says that it listens, and note its port."""
        found: list[re.Match[bytes]] = []

        def listens() -> bool:
            found[:] = _LISTENING.finditer(self._err.read_bytes())
            return bool(found) or self.process.returncode is not None

        await eventually(listens, within_s)
        assert found, self.stderr
        self.port = int(found[0][1])
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def stderr(self) -> str:
        return self._err.read_text("utf-8")

    @property
    def output(self) -> str:
        """Everything it has written, to both streams."""
        return self._out.read_text("utf-8") + self.stderr

    @property
    def lines(self) -> list[Json]:
        """Its log; what Python itself may say as it is killed is none."""
        return [orjson.loads(line) for line in self.stderr.splitlines() if line.startswith("{")]

    def logged(self, message: str) -> list[Json]:
        """Return the log lines of one event."""
        return [line for line in self.lines if line["message"] == message]

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def ended(self, within_s: float = 15.0) -> int:
        """Wait until it has ended by itself, and return its exit code."""
        async with asyncio.timeout(within_s):
            return await self.process.wait()

    async def stop(self) -> None:
        """Make sure that it is gone."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


class Town:
    """The fakes around the bot, and the starting of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.valkey = Valkey()
        self.identity = FakeIdentity()
        self.teams = FakeTeams()
        self.model = FakeModel()
        self._bots: list[BotProcess] = []

    @property
    def environ(self) -> dict[str, str]:
        """What a real deployment sets, with the fakes' addresses."""
        return {
            "HOST": "127.0.0.1",
            "PORT": "0",
            "TEAMS_APP_ID": APP_ID,
            "TEAMS_APP_TENANT_ID": TENANT,
            "TEAMS_APP_PASSWORD": PASSWORD,
            "TEAMS_OPENID_METADATA_URL": self.identity.metadata_url,
            "TEAMS_LOGIN_URL": self.identity.url,
            "TEAMS_ALLOWED_SERVICE_HOSTS": self.teams.host,
            "TEAMS_ALLOWED_FILE_HOSTS": self.teams.host,
            "OPENAI_BASE_URL": self.model.base_url,
            "OPENAI_API_KEY": MODEL_KEY,
            "OPENAI_MODEL": "fake",
            "MODEL_ALLOWED_HOSTS": f"127.0.0.1:{self.model.port}",
            "REDIS_URL": self.valkey.url,
            "DATA_KEY": KEY,
            "AGENCY_PROFILES": str(self.folder / "profiles"),
        }

    async def start(self, **changes: str) -> BotProcess:
        """Start one bot and wait until it serves."""
        return await (await self.launch(**changes)).listening()

    async def launch(self, **changes: str) -> BotProcess:
        """Start one bot; an empty text takes a setting away."""
        environ = {name: text for name, text in {**self.environ, **changes}.items() if text}
        bot = BotProcess(environ, self.folder, f"bot{len(self._bots)}")
        self._bots.append(bot)
        return await bot.start()

    async def deliver(self, bot: BotProcess, activity: Json) -> Reply:
        """Deliver an activity as Teams does, with a good token."""
        token = self.identity.token(activity["serviceUrl"])
        return await self.teams.post(f"{bot.url}/api/messages", activity, token)

    async def get(self, bot: BotProcess, path: str) -> tuple[int, str]:
        """Ask one of the bot's other addresses."""
        async with self.teams.client.get(bot.url + path) as response:
            return response.status, await response.text()

    async def status(self, bot: BotProcess, path: str) -> int:
        """Return only the status; 0 when nobody answers."""
        try:
            return (await self.get(bot, path))[0]
        except aiohttp.ClientError:
            return 0

    def texts(self, conversation: str) -> list[str]:
        """Return what stands in a conversation now, cards without text left out."""
        return [shown.text for shown in self.teams.messages(conversation).values() if shown.text]

    async def settled(self, within_s: float = 30.0) -> None:
        """Wait until no work waits, runs or is due within a minute."""
        with closing(Redis.from_url(self.valkey.url)) as redis:

            def is_quiet() -> bool:
                soon_ms = (time.time() + 60) * 1_000
                return not redis.zcount(keys.DUE, 0, soon_ms) and not redis.xlen(keys.SIGNALS)

            await eventually(is_quiet, within_s)

    async def stop(self) -> None:
        """End all bots."""
        for bot in self._bots:
            await bot.stop()


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """Open the fakes, with a Valkey of their own."""
    here = Town(folder)
    async with AsyncExitStack() as stack:
        here.valkey.start()
        stack.callback(here.valkey.remove)
        await stack.enter_async_context(here.identity)
        await stack.enter_async_context(here.teams)
        await here.model.start()
        stack.push_async_callback(here.model.stop)
        stack.push_async_callback(here.stop)
        write_profile(folder / "profiles")
        yield here


def write_profile(folder: Path, **more: Any) -> None:  # any TOML value
    """Write one agency's profile that serves the fakes' tenant."""
    folder.mkdir(exist_ok=True)
    values = {"id": "probe", "name": "Amt Probe", "tenants": [TENANT], **more}
    lines = [f"{name} = {orjson.dumps(value).decode()}" for name, value in values.items()]
    (folder / "probe.toml").write_text("\n".join(lines), "utf-8")


async def eventually(what: Callable[[], Any], within_s: float = 10.0) -> None:
    """Wait until something outside of this process is true."""
    async with asyncio.timeout(within_s):
        while not what():  # noqa: ASYNC110  # another process: nothing tells us
            await asyncio.sleep(0.02)
