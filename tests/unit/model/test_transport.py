"""The connection under the model: bodies in many small chunks, pauses, time limits, reuse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.core.hosts import HostList
from bot.model.transport import Body, ModelSession

Say = Callable[[web.StreamResponse], Awaitable[object]]
Ask = Callable[[], Awaitable[Body]]


@asynccontextmanager
async def _model(say: Say) -> AsyncIterator[tuple[Ask, set[object]]]:
    """Give what asks a server that answers so, and the ports its clients came from."""
    ports: set[object] = set()

    async def answer(request: web.Request) -> web.StreamResponse:
        ports.add(request.transport and request.transport.get_extra_info("peername"))
        response = web.StreamResponse()
        await response.prepare(request)
        await say(response)
        return response

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"127.0.0.1:{runner.addresses[0][1]}"
    session = ModelSession(HostList([host]), connect_s=1)

    async def ask() -> Body:
        return (await session.post(f"http://{host}/", {}, b"?")).body

    yield ask, ports
    await session.aclose()
    await runner.cleanup()


async def _all(body: Body, pause_s: float = 0.0) -> bytes:
    read = bytearray()
    while data := await body.read():
        read += data
        if pause_s:
            body.gather(pause_s)
    return bytes(read)


async def _chunks(response: web.StreamResponse) -> None:
    for number in range(300):
        await response.write(b"%03d;" % number)
        if number % 50 == 0:
            await asyncio.sleep(0.001)


async def _much(response: web.StreamResponse) -> None:
    for number in range(100):
        await response.write(bytes([number]) * 20_000)


async def test_many_small_chunks_arrive_whole_and_leave_the_connection_for_the_next() -> None:
    async with _model(_chunks) as (ask, ports):
        for pause_s in (0.0, 0.002):
            body = await ask()
            assert await _all(body, pause_s) == b"".join(b"%03d;" % n for n in range(300))
            body.close()
        assert len(ports) == 1


async def test_a_body_larger_than_every_buffer_is_read_to_its_end() -> None:
    async with _model(_much) as (ask, _):
        for pause_s in (0.0, 0.001):
            body = await ask()
            await asyncio.sleep(0.02)  # aiohttp's buffer fills up, and it stops reading by itself
            assert await _all(body, pause_s) == b"".join(bytes([n]) * 20_000 for n in range(100))
            body.close()


async def test_reading_a_chunk_is_no_reason_to_parse_anew() -> None:
    """Hold aiohttp to what _Handler relies on: where reading is resumed, and what made it."""
    async with _model(_chunks) as (ask, _):
        body = await ask()
        connection: Any = body._response.connection
        parsed: list[int] = []
        received = connection.protocol.data_received

        def note(data: bytes) -> None:
            parsed.append(len(data))
            received(data)

        connection.protocol.data_received = note
        await _all(body)
        body.close()
    assert parsed
    assert 0 not in parsed


async def test_a_pause_under_way_does_not_reach_the_next_request() -> None:
    async def two_parts(response: web.StreamResponse) -> None:
        await response.write(b"a")
        await asyncio.sleep(0.01)
        await response.write(b"b")

    async with _model(two_parts) as (ask, ports):
        body = await ask()
        assert await body.read() == b"a"
        await asyncio.sleep(0.03)  # the rest is there, and the end
        body.gather(5.0)
        assert await _all(body) == b"b"
        body.close()
        assert await asyncio.wait_for(_all(await ask()), 1.0) == b"ab"
        assert len(ports) == 1


async def test_pauses_of_many_answers_end_together() -> None:
    async def two_parts(response: web.StreamResponse) -> None:
        await response.write(b"a")
        await begun.wait()
        await response.write(b"b")

    async def rest(body: Body) -> None:
        assert await _all(body) == b"b"
        order.append("read")
        body.close()

    begun, order = asyncio.Event(), list[str]()
    async with _model(two_parts) as (ask, _):
        bodies = [await ask() for _ in range(2)]
        assert [await body.read() for body in bodies] == [b"a", b"a"]
        begun.set()
        loop = asyncio.get_running_loop()
        tenth = (loop.time() * 10 // 1 + 3) / 10
        loop.call_at(tenth - 0.001, order.append, "tenth")
        for body, sooner in zip(bodies, (0.04, -0.04), strict=True):
            body.gather(tenth - sooner - loop.time())
        await asyncio.gather(*map(rest, bodies))
    assert order == ["tenth", "read", "read"]


async def test_a_deadline_counts_while_something_is_read_and_moves_with_every_read() -> None:
    async def slowly(response: web.StreamResponse) -> None:
        for number in range(4):
            await response.write(b"%d" % number)
            await asyncio.sleep(0.03)
        await asyncio.sleep(1.0)

    async with _model(slowly) as (ask, _):
        body, loop = await ask(), asyncio.get_running_loop()
        for number in range(4):
            assert await body.read(loop.time() + 0.25) == b"%d" % number
        with pytest.raises(TimeoutError):
            await body.read(loop.time() + 0.02)
        body.close()


async def test_a_deadline_that_passes_between_two_reads_harms_nobody() -> None:
    async def two(response: web.StreamResponse) -> None:
        await response.write(b"a")
        await asyncio.sleep(0.05)
        await response.write(b"b")

    async with _model(two) as (ask, _):
        body, loop = await ask(), asyncio.get_running_loop()
        assert await body.read(loop.time() + 0.01) == b"a"
        await asyncio.sleep(0.03)
        assert await body.read(loop.time() + 1.0) == b"b"
        body.close()
