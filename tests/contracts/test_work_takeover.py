"""Work survives what may happen to workers and to Redis."""

from __future__ import annotations

import asyncio
import random
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.core.errors import StateUnavailable
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Record
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import AnyRedis, connect
from bot.state.store import RedisStore
from bot.work import Control, WorkItem
from tests.conftest import Valkey
from tests.fakes.work_bench import KEY, Bench, Log, lane, until

_ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def own_valkey() -> Iterator[Valkey]:
    """Give a Valkey that the test may stop."""
    server = Valkey()
    server.start()
    yield server
    server.remove()


@asynccontextmanager
async def _client(url: str) -> AsyncIterator[AnyRedis]:
    client = connect(url, blocking=False)
    try:
        yield client
    finally:
        await client.aclose()


async def test_what_a_killed_worker_left_is_finished_by_another_once(
    redis: Redis, valkey_url: str
) -> None:
    bench, log = Bench(redis, valkey_url), Log()
    command = [sys.executable, "-m", "tests.fakes.work_process", valkey_url, "begun"]
    process = await asyncio.create_subprocess_exec(*command, cwd=_ROOT)
    try:
        await until(lambda: _has(redis, "begun"), within=15)
        repeated = await asyncio.gather(*(bench.queue.put(lane(), "m1", {}) for _ in range(5)))
        assert not any(repeated)
        await bench.queue.put(lane(), "m2", {})
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
    async with bench.worker(log), bench.worker(log):
        await until(lambda: log.ran == ["m1", "m2"], within=2)
        await until(bench.is_empty)
    assert log.begun == ["m1", "m2"]
    assert await redis.lrange("begun", 0, -1) == [b"m1"]


async def _has(redis: Redis, name: str) -> bool:
    return await redis.exists(name) == 1


async def test_a_worker_goes_on_after_redis_has_lost_everything(own_valkey: Valkey) -> None:
    async with _client(own_valkey.url) as client:
        bench, log = Bench(client, own_valkey.url), Log()
        async with bench.worker(log):
            await bench.queue.put(lane(), "m1", {})
            await until(lambda: log.ran == ["m1"])
            own_valkey.stop()
            with pytest.raises(StateUnavailable):
                await bench.queue.put(lane(), "m2", {})
            own_valkey.start()
            assert await bench.queue.put(lane(), "m2", {})
            await until(lambda: log.ran == ["m1", "m2"], within=3)


async def test_an_item_finished_while_redis_was_away_is_not_run_again(own_valkey: Valkey) -> None:
    ran: list[str] = []
    away = asyncio.Event()

    async def handle(item: WorkItem, _control: Control) -> None:
        ran.append(item.id)
        await away.wait()

    async with _client(own_valkey.url) as client:
        bench = Bench(client, own_valkey.url)
        async with bench.worker(handle):
            await bench.queue.put(lane(), "m1", {})
            await until(lambda: ran == ["m1"])
            own_valkey.pause()
            away.set()
            await asyncio.sleep(0.3)
            own_valkey.resume()
            await until(bench.is_empty)
    assert ran == ["m1"]


async def test_a_silent_redis_is_given_up_within_seconds(own_valkey: Valkey) -> None:
    scope = Scope(TenantId("t"), ConversationId("c"), PersonId("p"))
    async with _client(own_valkey.url) as client:
        store = RedisStore(Commands(client), Cipher([KEY]), lambda _tenant: 86_400)
        await store.write(scope, Record.SUMMARY, {})
        own_valkey.pause()
        began = time.monotonic()
        with pytest.raises(StateUnavailable):
            await store.read(scope, Record.SUMMARY)
        own_valkey.resume()
        assert time.monotonic() - began < 3
        assert await store.read(scope, Record.SUMMARY) == {}


class _SlowProxy:
    """Passes bytes on after a few milliseconds each way, so that cancels hit commands under way."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"redis://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._path)
        for source, target in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._pass(source, target))
            self._tasks.add(task)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65_536):
                await asyncio.sleep(0.003)
                target.write(data)
        finally:
            target.close()


async def test_cancelled_commands_never_hand_one_persons_value_to_another(
    redis: Redis, valkey_url: str
) -> None:
    for person in range(50):
        await redis.set(f"value-{person}", f"of-{person}")
    dice = random.Random(7)  # noqa: S311  # a reproducible scenario, no secret
    async with _SlowProxy(valkey_url.removeprefix("unix://")) as url, _client(url) as client:
        commands = Commands(client)

        async def ask(person: int) -> bool:
            return bool(await commands.run("GET", f"value-{person}") == f"of-{person}".encode())

        right = cancelled = 0
        for _ in range(20):
            tasks: list[asyncio.Task[bool]] = []
            for _ in range(40):
                tasks.append(asyncio.create_task(ask(dice.randrange(50))))
                if dice.random() < 0.5:
                    await asyncio.sleep(0.0003)
                if dice.random() < 0.5:
                    dice.choice(tasks[-3:]).cancel()
            answers = await asyncio.gather(*tasks, return_exceptions=True)
            cancelled += sum(isinstance(answer, asyncio.CancelledError) for answer in answers)
            right += sum(answer is True for answer in answers)
    assert cancelled > 200
    assert right == 800 - cancelled


async def test_everything_works_on_a_cluster_too() -> None:
    port, bus = _free_port(), _free_port()
    options = ("--port", str(port), "--cluster-enabled", "yes", "--cluster-port", str(bus))
    server = Valkey(*options, "--bind", "127.0.0.1")
    server.start()
    try:
        async with _client(server.url) as plain:
            await plain.execute_command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
            await until(lambda: _is_ok(plain))
        url = f"redis+cluster://127.0.0.1:{port}"
        async with _client(url) as client:
            await _use_everything(client, url)
    finally:
        server.remove()


async def _is_ok(client: AnyRedis) -> bool:
    return b"cluster_state:ok" in await client.execute_command("CLUSTER", "INFO")


async def _use_everything(client: AnyRedis, url: str) -> None:
    scope = Scope(TenantId("t"), ConversationId("c"), PersonId("p"))
    store = RedisStore(Commands(client), Cipher([KEY]), lambda _tenant: 86_400)
    bench, log = Bench(client, url), Log(0.15)  # longer than heartbeats
    await store.append(scope, Record.MEMORY, {"n": 1})
    await asyncio.gather(*(store.write(scope, Record.FILES, {}, str(n)) for n in range(20)))
    assert len(await store.read_all(scope, Record.FILES)) == 20
    assert await store.conversations(scope.tenant, scope.owner) == [scope]
    await store.forget(scope)
    assert await store.items(scope, Record.MEMORY) == []
    async with bench.worker(log) as worker:
        for n in range(10):
            await bench.queue.put(lane(f"c{n % 3}", "job" if n % 2 else ""), f"m{n}", {})
        await until(lambda: bench.queue.stop(lane("c0")))
        await until(lambda: len(log.ran) == 10)
        await until(bench.is_empty)
        await bench.queue.clear(lane("c0"))
        await bench.queue.put(lane("c9"), "m90", {})
        await bench.queue.put(lane("c9"), "m91", {})
        await until(lambda: worker.running == 1)
        await worker.drain(1)
    async with bench.worker(log):
        await until(lambda: log.ran[10:] == ["m90", "m91"])
        await bench.queue.put_at(lane("c8", "job"), "m80", {}, datetime.now(UTC))
        await until(lambda: log.ran[12:] == ["m80"])
        await until(bench.is_empty)
    assert (await bench.queue.depth()).waiting == 0
