"""The line to Redis: a connection taken over from redis-py, and everything that may befall it."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis.asyncio import Redis
from redis.exceptions import (
    ConnectionError as RedisConnectionError,
)
from redis.exceptions import (
    InvalidResponse,
    NoScriptError,
    ReadOnlyError,
    ResponseError,
)
from redis.exceptions import (
    TimeoutError as RedisTimeoutError,
)

from bot.core.errors import StateUnavailable
from bot.state.commands import Commands
from bot.state.connection import connect
from bot.state.line import Line

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def _line_to(client: Redis) -> Line:
    return Line(client.connection_pool)


@asynccontextmanager
async def _talking_to(
    *talks: Talk, tls: ssl.SSLContext | None = None, options: str = ""
) -> AsyncIterator[Line]:
    """Give a line to a server that treats its connections so, one after the other."""
    left = list(talks)

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await left.pop(0)(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    scheme = "rediss" if tls else "redis"
    client = connect(f"{scheme}://127.0.0.1:{port}{options}", blocking=False)
    assert isinstance(client, Redis)
    async with server:
        yield Line(client.connection_pool, limit_s=0.1)
        await client.aclose()


async def _answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer OK to all that redis-py asks on connecting, and PONG to each PING."""
    while data := await reader.read(65_536):
        pings = data.count(b"PING")
        writer.write(b"+PONG\r\n" * pings if pings else b"+OK\r\n" * data.count(b"*"))


def _after_connecting(answer: bytes) -> Talk:
    """Connect properly, and then answer every command so."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(answer if b"PING" in data else b"+OK\r\n" * data.count(b"*"))

    return talk


async def test_every_answer_reaches_whoever_asked(redis: Redis) -> None:
    line = _line_to(redis)
    asked = [line.ask(("ECHO", f"{n}")) for n in range(1_000)]
    assert await asyncio.gather(*asked) == [b"%d" % n for n in range(1_000)]


async def test_what_is_asked_in_one_moment_leaves_on_one_connection(redis: Redis) -> None:
    line = _line_to(redis)
    names = await asyncio.gather(*(line.ask(("CLIENT", "ID")) for _ in range(20)))
    names += await asyncio.gather(*(line.ask(("CLIENT", "ID")) for _ in range(20)))
    assert len(set(names)) == 1


async def test_an_exchange_makes_no_task(redis: Redis) -> None:
    line = _line_to(redis)
    await line.ask(("PING",))
    loop, made = asyncio.get_running_loop(), []

    def make(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> asyncio.Task[Any]:
        made.append(coroutine)
        return asyncio.Task(coroutine, loop=loop, **more)

    loop.set_task_factory(make)
    try:
        assert await line.ask(("PING",)) == b"PONG"
    finally:
        loop.set_task_factory(None)
    assert made == []


async def test_errors_of_redis_are_answers_and_keep_their_kind(redis: Redis) -> None:
    line = _line_to(redis)
    unknown, wrong, fine = await asyncio.gather(
        line.ask(("EVALSHA", "0" * 40, 0)), line.ask(("LPUSH",)), line.ask(("PING",))
    )
    assert isinstance(unknown, NoScriptError)
    assert type(wrong) is ResponseError
    assert fine == b"PONG"


async def test_who_gives_up_takes_nobodys_answer(redis: Redis) -> None:
    line = _line_to(redis)
    asked = [line.ask(("ECHO", f"{n}")) for n in range(3)]
    await asyncio.sleep(0)
    asked[1].cancel()
    assert (await asked[0], await asked[2]) == (b"0", b"2")


async def test_a_lost_connection_is_told_and_made_anew(redis: Redis) -> None:
    line = _line_to(redis)
    name = await line.ask(("CLIENT", "ID"))
    waiting = line.ask(("BLPOP", "nothing", "5"))
    await asyncio.sleep(0.02)
    await redis.client_kill_filter(_id=name)
    assert isinstance(await waiting, RedisConnectionError)
    assert await line.ask(("CLIENT", "ID")) != name


async def test_a_connection_that_ended_between_two_questions_costs_neither(redis: Redis) -> None:
    line = _line_to(redis)
    name = await line.ask(("CLIENT", "ID"))
    await redis.client_kill_filter(_id=name)
    await asyncio.sleep(0.02)
    assert isinstance(await line.ask(("CLIENT", "ID")), int)


async def test_silence_ends_with_the_limit_and_late_answers_reach_nobody() -> None:
    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            if b"PING" in data:
                await asyncio.sleep(0.12)
            writer.write(b"+late\r\n" * data.count(b"*"))

    async with _talking_to(late, _answers) as line:
        first = await line.ask(("PING",))
        second = await line.ask(("PING",))
    assert isinstance(first, RedisTimeoutError)
    assert second == b"PONG"


@pytest.mark.parametrize(
    "rubbish", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"+PONG\r\n+one more\r\n"]
)
async def test_what_is_no_answer_ends_the_connection(rubbish: bytes) -> None:
    async with _talking_to(_after_connecting(rubbish), _answers) as line:
        first = await line.ask(("PING",))
        assert first == b"PONG" or isinstance(first, InvalidResponse)
        assert await line.ask(("PING",)) == b"PONG"


async def test_a_primary_that_is_none_any_more_is_left() -> None:
    demoted = _after_connecting(b"-READONLY You can't write against a read only replica.\r\n")
    async with _talking_to(demoted, _answers) as line:
        assert isinstance(await line.ask(("PING",)), ReadOnlyError)
        assert await line.ask(("PING",)) == b"PONG"


async def test_nobody_waits_for_a_redis_that_is_not_there() -> None:
    async with _talking_to() as line:
        pass  # the port is closed again
    asked = [line.ask(("PING",)) for _ in range(3)]
    assert all(isinstance(answer, RedisConnectionError) for answer in await asyncio.gather(*asked))


async def test_it_also_takes_over_connections_with_tls(tmp_path: Path) -> None:
    certificate, context = _certificate(tmp_path)
    options = f"?ssl_ca_certs={certificate}"
    async with _talking_to(_answers, tls=context, options=options) as line:
        assert await asyncio.gather(*(line.ask(("PING",)) for _ in range(3))) == [b"PONG"] * 3


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "valkey")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    pem += key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "valkey.pem"
    path.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


async def test_after_closing_nothing_is_asked_and_no_connection_opened(valkey_url: str) -> None:
    own = connect(valkey_url, blocking=False)
    commands = Commands(own)
    assert await commands.run("PING")
    await commands.close()
    with pytest.raises(StateUnavailable):
        await commands.run("PING")
    await own.aclose()
