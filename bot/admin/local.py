"""`make run`: the bot, an embedded Valkey and the Agents Playground, without account or key.

What the environment already sets is kept: a real model, another Redis, another port. Everything
that is made here lives in .local/ and survives a restart. One program's end ends all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import os
import secrets
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp

from bot.admin import playground
from bot.admin.children import Child, Children
from bot.admin.command import Command, complain, say
from bot.admin.node import LOCAL, ROOT
from bot.core.settings import read_settings
from bot.state import embedded

_READY_WITHIN_S: Final = 60
_POLL_S: Final = 0.2
_INHERITED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
_BOT_GRACE_S: Final = 10  # long enough to finish what streams, short enough for Ctrl-C


class CannotRun(Exception):
    """The local run can't start or go on; the sentence says why and what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything one local run needs to know."""

    environ: Mapping[str, str]
    port: int
    playground_port: int
    with_playground: bool
    folder: Path
    app: Path = ROOT / "app.py"

    @property
    def bot_url(self) -> str:
        """Where the bot listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def playground_url(self) -> str:
        """What people open."""
        return f"http://localhost:{self.playground_port}"


def make_plan(
    environ: Mapping[str, str],
    folder: Path,
    *,
    playground_port: int = playground.PORT,
    with_playground: bool = True,
) -> Plan:
    """Complete an environment for a local run; raises ConfigurationError for what it has wrong."""
    local = {
        "LOG_FORMAT": "text",
        "TEAMS_ALLOWED_SERVICE_HOSTS": playground.service_hosts(playground_port),
        **environ,
        "UNSAFE_SKIP_AUTH": "1",
        "HOST": environ.get("HOST") or "127.0.0.1",
    }
    if not (environ.get("DATA_KEY") or environ.get("DATA_KEY_FILE")):
        local["DATA_KEY_FILE"] = str(keep_data_key(folder / "data.key"))
    return Plan(
        environ=local,
        port=read_settings(local).port,
        playground_port=playground_port,
        with_playground=with_playground,
        folder=folder,
    )


def keep_data_key(path: Path) -> Path:
    """Make the key that encrypts this run's texts, unless it exists; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)))
    return path


def check_ports(plan: Plan) -> None:
    """Raise CannotRun when somebody else listens where we want to."""
    wanted = {"PORT": plan.port}
    if plan.with_playground:
        wanted["--playground-port"] = plan.playground_port
    for name, port in wanted.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise CannotRun(
                    f"Port {port} is in use, perhaps by another local run. "
                    f"Stop that one, or choose another port with {name}."
                ) from None


async def run_until_stopped(plan: Plan, stop: asyncio.Event) -> None:
    """Start everything, say where it is, and end it all when asked; raises CannotRun."""
    check_ports(plan)
    async with _children() as children:
        environ = dict(plan.environ)
        if not (environ.get("REDIS_URL") or environ.get("REDIS_URL_FILE")):
            environ["REDIS_URL"] = await _start_valkey(plan, children)
        bot = [sys.executable, str(plan.app)]
        await children.start("bot", bot, environ=environ, folder=ROOT, grace_s=_BOT_GRACE_S)
        if plan.with_playground:  # it speaks to the bot only once somebody opens it
            await _start_playground(plan, children)
        await _while_all_live(children, stop, _until_answers(f"{plan.bot_url}/readyz"))
        if plan.with_playground:
            await _while_all_live(children, stop, _until_answers(plan.playground_url))
        if not stop.is_set():
            _greet(plan)
        await _while_all_live(children, stop, stop.wait())
        say("Stopping …")


@contextlib.asynccontextmanager
async def _children() -> AsyncIterator[Children]:
    children = Children()
    try:
        yield children
    finally:
        await children.stop()


async def _start_valkey(plan: Plan, children: Children) -> str:
    """Start the embedded Valkey and return its address."""
    program = embedded.find_valkey()
    if program is None:
        raise CannotRun("No Valkey is installed here: run `make run`, or set REDIS_URL.")
    folder = plan.folder / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    path = embedded.socket_path(folder)
    path.unlink(missing_ok=True)
    command = embedded.command(program, folder, path)
    log = folder / "valkey.log"
    await children.start("Valkey", command, environ=_bare(plan.environ), folder=folder, log=log)
    async with asyncio.timeout(_READY_WITHIN_S):
        while not path.is_socket():  # noqa: ASYNC110  # a file appears; nothing would tell us
            await asyncio.sleep(_POLL_S / 4)
    return f"unix://{path}"


async def _start_playground(plan: Plan, children: Children) -> None:
    if not playground.is_installed():
        raise CannotRun("The Agents Playground is not installed: run `make run`.")
    folder = plan.folder / "playground"
    folder.mkdir(parents=True, exist_ok=True)
    await children.start(
        "Agents Playground",
        playground.command(plan.bot_url, plan.playground_port),
        environ={**_bare(plan.environ), **playground.environment(folder)},
        folder=folder,
        log=folder / "playground.log",
    )


def _bare(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what a program that is not ours may inherit: no key, no address."""
    return {
        name: value
        for name, value in environ.items()
        if name in _INHERITED or name.startswith(playground.PREFIX)
    }


async def _while_all_live(
    children: Children, stop: asyncio.Event, wanted: Coroutine[object, object, object]
) -> None:
    """Wait for something, unless a person stops the run; raises CannotRun if a child ends first."""
    waiting = asyncio.create_task(wanted)
    stopping = asyncio.create_task(stop.wait())
    ended = asyncio.create_task(children.first_to_end())
    tasks = (waiting, stopping, ended)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if ended.done() and not stopping.done():
            raise CannotRun(_obituary(ended.result()))
        if waiting.done():
            waiting.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _obituary(child: Child) -> str:
    where = f" See {child.log}." if child.log else ""
    code = child.process.returncode
    return f"{child.name} ended by itself (code {code}), so everything was stopped.{where}"


async def _until_answers(url: str) -> None:
    """Poll an address until it answers 200; raises CannotRun with what it said last."""
    last = "nothing listens there"
    timeout = aiohttp.ClientTimeout(total=5)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_READY_WITHIN_S), aiohttp.ClientSession(timeout=timeout) as http:
            while True:
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with http.get(url) as response:
                        last = f"it answers {response.status}"
                        if response.ok:
                            return
                await asyncio.sleep(_POLL_S)
    raise CannotRun(f"{url} was not ready within {_READY_WITHIN_S} seconds: {last}.")


def _greet(plan: Plan) -> None:
    """Say where everything is, and open the browser where there is one."""
    say(f"The bot answers at {plan.bot_url}/api/messages.")
    if plan.with_playground:
        say(f"Open {plan.playground_url} and write to it. Ctrl-C ends everything.")
        has_display = plan.environ.get("DISPLAY") or plan.environ.get("WAYLAND_DISPLAY")
        if sys.platform == "darwin" or has_display:
            webbrowser.open(plan.playground_url)


async def _run(plan: Plan) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    await run_until_stopped(plan, stop)


def _local(arguments: argparse.Namespace) -> int:
    plan = make_plan(
        os.environ,  # noqa: TID251  # the children inherit what the person has set
        Path(arguments.folder),
        playground_port=arguments.playground_port,
        with_playground=not arguments.no_playground,
    )
    try:
        asyncio.run(_run(plan))
    except CannotRun as reason:
        complain(str(reason))
        return 1
    return 0


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--playground-port", type=int, default=playground.PORT)
    parser.add_argument("--no-playground", action="store_true", help="the bot and Valkey only")
    parser.add_argument("--folder", default=str(LOCAL), help="where data, key and logs are kept")


COMMAND: Final = Command(
    name="local",
    help="Run the bot with an embedded Valkey and the Agents Playground.",
    add_arguments=_add_arguments,
    run=_local,
)
