"""The local run: one command starts everything, and nothing outlives it."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import os
import socket
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.admin import local
from bot.admin.children import Children
from bot.core.errors import ConfigurationError

STAND_IN = """
import asyncio, os, pathlib, subprocess, sys
from aiohttp import web

async def answer(request):
    return web.Response(text="ok")

pathlib.Path(os.environ["SEEN"]).write_text(repr(dict(os.environ)))
orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(os.environ["SEEN"] + ".orphan").write_text(str(orphan.pid))
app = web.Application()
app.router.add_get("/readyz", answer)
web.run_app(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), print=None)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plan_in(folder: Path, source: str = STAND_IN, **environ: str) -> local.Plan:
    app = folder / "app.py"
    app.write_text(source)
    own = {"PATH": os.environ["PATH"], "SEEN": str(folder / "seen"), "PORT": str(free_port())}
    plan = local.make_plan({**own, **environ}, folder / ".local", with_playground=False)
    return dataclasses.replace(plan, app=app)


async def until(condition: Callable[[], object]) -> None:
    """Wait for what another process does."""
    while not condition():  # noqa: ASYNC110  # a file appears; nothing would tell us
        await asyncio.sleep(0.01)


async def run_until(plan: local.Plan, path: Path) -> dict[str, str]:
    """Run until the stand-in has written what it found, then stop; return that."""
    stop = asyncio.Event()
    running = asyncio.create_task(local.run_until_stopped(plan, stop))
    await until(lambda: path.exists() or running.done())
    stop.set()
    await running
    seen: dict[str, str] = eval(path.with_name("seen").read_text())  # noqa: S307  # our own repr
    return seen


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


async def test_the_bot_finds_a_valkey_a_key_and_a_loopback_address(tmp_path: Path) -> None:
    seen = await run_until(plan_in(tmp_path), tmp_path / "seen.orphan")
    assert seen["UNSAFE_SKIP_AUTH"] == "1"
    assert seen["HOST"] == "127.0.0.1"
    assert seen["REDIS_URL"].startswith("unix://")
    assert seen["TEAMS_ALLOWED_SERVICE_HOSTS"] == "localhost:56150,127.0.0.1:56150"


async def test_stopping_ends_what_the_bot_has_started_too(tmp_path: Path) -> None:
    await run_until(plan_in(tmp_path), tmp_path / "seen.orphan")
    assert not is_running(int((tmp_path / "seen.orphan").read_text()))


async def test_what_the_environment_sets_is_kept(tmp_path: Path) -> None:
    model = {"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1", "OPENAI_MODEL": "qwen"}
    plan = plan_in(tmp_path, REDIS_URL="redis://127.0.0.1:1/0", LOG_FORMAT="json", **model)
    seen = await run_until(plan, tmp_path / "seen.orphan")
    assert seen["REDIS_URL"] == "redis://127.0.0.1:1/0"
    assert seen["LOG_FORMAT"] == "json"
    assert seen["OPENAI_MODEL"] == "qwen"
    assert not (tmp_path / ".local" / "valkey").exists()


async def test_conversations_survive_a_restart(tmp_path: Path) -> None:
    for expected in (None, b"1"):
        plan = plan_in(tmp_path)
        stop = asyncio.Event()
        running = asyncio.create_task(local.run_until_stopped(plan, stop))
        await until((tmp_path / "seen").exists)
        redis = Redis.from_url(f"unix://{tmp_path}/.local/valkey/valkey.sock")
        assert await redis.get("kept") == expected
        await redis.set("kept", "1")
        await redis.aclose()
        (tmp_path / "seen").unlink()
        stop.set()
        await running


def test_the_data_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = local.keep_data_key(tmp_path / "deep" / "data.key")
    first = path.read_bytes()
    assert len(base64.b64decode(first)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert local.keep_data_key(path).read_bytes() == first


def test_a_wrong_setting_is_named_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="PORT"):
        plan_in(tmp_path, PORT="web")
    with pytest.raises(ConfigurationError, match="HOST"):
        plan_in(tmp_path, HOST="192.0.2.1")


async def test_a_busy_port_is_named(tmp_path: Path) -> None:
    plan = plan_in(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", plan.port))
        other.listen()
        with pytest.raises(local.CannotRun, match=f"Port {plan.port} is in use"):
            await local.run_until_stopped(plan, asyncio.Event())


async def test_a_bot_that_dies_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    plan = plan_in(tmp_path, "import sys; sys.exit(3)")
    with pytest.raises(local.CannotRun, match=r"bot ended by itself \(code 3\)"):
        await local.run_until_stopped(plan, asyncio.Event())


async def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    children = Children()
    source = "import signal, sys, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    command = [sys.executable, "-c", f"{source}; time.sleep(60)"]
    log = tmp_path / "log"
    child = await children.start(
        "stubborn", command, environ=os.environ, folder=tmp_path, log=log, grace_s=0.05
    )
    await until(log.read_text)
    await children.stop()
    assert child.process.returncode == -9
