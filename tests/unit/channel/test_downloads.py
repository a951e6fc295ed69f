"""Files come from listed hosts only, within their limits, and never with a token."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channel.downloads import Downloads
from bot.channel.egress import GuardedSession, HostRefused, PublicResolver, is_public
from bot.core.errors import FileTooBig, FileUnavailable
from bot.core.hosts import HostList

MB = 1024 * 1024


class Names(AbstractResolver):
    """A DNS that says what the test wants."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in self.addresses
        ]

    async def close(self) -> None:
        """Nothing to close."""


class FileHost:
    """A server with files of all kinds; notes who comes."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.elsewhere = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{name:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"http://{self.host}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        self.seen.append(name)
        assert "Authorization" not in request.headers
        if name.startswith("hop"):
            left = int(name[3:])
            return web.Response(
                status=302, headers={"Location": f"/hop{left - 1}" if left else "/a"}
            )
        if name == "elsewhere":
            return web.Response(status=307, headers={"Location": self.elsewhere})
        if name == "nowhere":
            return web.Response(status=302)
        if name == "endless":
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b"x" * 65_536)
        if name == "cut":
            response = web.StreamResponse(headers={"Content-Length": "1000"})
            await response.prepare(request)
            await response.write(b"half")
            assert request.transport is not None
            request.transport.abort()
            return response
        if name == "gone":
            return web.Response(status=404)
        return web.Response(body=b"Inhalt")


@pytest.fixture
async def files() -> AsyncIterator[FileHost]:
    host = FileHost()
    await host.start()
    yield host
    await host.stop()


@pytest.fixture
async def other() -> AsyncIterator[FileHost]:
    host = FileHost()
    await host.start()
    yield host
    await host.stop()


@pytest.fixture
async def transfer(files: FileHost) -> AsyncIterator[Downloads]:
    async with GuardedSession(HostList([files.host]), public_only=True) as session:
        yield Downloads(session)


async def test_a_file_is_fetched(transfer: Downloads, files: FileHost) -> None:
    assert await transfer.download(f"{files.url}/a", max_bytes=MB) == b"Inhalt"
    assert await transfer.download(f"{files.url}/Bericht März 2026.pdf?x=ä", max_bytes=MB)
    assert files.seen[-1] == "Bericht März 2026.pdf"


async def test_three_redirects_on_the_same_host_are_followed(
    transfer: Downloads, files: FileHost
) -> None:
    assert await transfer.download(f"{files.url}/hop2", max_bytes=MB) == b"Inhalt"
    with pytest.raises(FileUnavailable):
        await transfer.download(f"{files.url}/hop3", max_bytes=MB)
    with pytest.raises(FileUnavailable):
        await transfer.download(f"{files.url}/nowhere", max_bytes=MB)


async def test_a_file_over_the_limit_is_cut_off(transfer: Downloads, files: FileHost) -> None:
    for name in ("endless", "a"):
        with pytest.raises(FileTooBig) as caught:
            await transfer.download(f"{files.url}/{name}", max_bytes=5 if name == "a" else MB)
    assert caught.value.values == {"max_mb": 0}
    assert await transfer.download(f"{files.url}/a", max_bytes=6) == b"Inhalt"


@pytest.mark.parametrize("name", ["gone", "cut"])
async def test_a_file_that_does_not_come_whole_is_unavailable(
    transfer: Downloads, files: FileHost, name: str
) -> None:
    with pytest.raises(FileUnavailable):
        await transfer.download(f"{files.url}/{name}", max_bytes=MB)


FORBIDDEN = [
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "http://[::1]:{port}/",
    "https://[::1]:{port}/",
    "https://[::ffff:169.254.169.254]/",
    "http://127.1:{port}/",
    "https://127.1:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_GET",
    "ftp://agency.sharepoint.com/a",
    "https://evil.example/a",
    "https://sharepoint.com.evil.example/a",
    "https://evilsharepoint.com/a",
    "https://agency.sharepoint.com@127.0.0.1:{port}/a",
    "https://agency.sharepoint.com\\@127.0.0.1:{port}/a",
    "https://agency.sharepoint.com#@127.0.0.1:{port}/a",
    "https://agency.sharepoint.com:22/a",
    "http://agency.sharepoint.com/a",
    "https://agency.sharepoint.com./a",
    "https://agency\u3002sharepoint.com/a",
    "//127.0.0.1:{port}/a",
    "",
    "a",
    "https://[::1",
]


@pytest.mark.parametrize("url", FORBIDDEN)
async def test_no_address_leads_into_our_own_network(
    files: FileHost, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    port = files.host.rpartition(":")[2]
    hosts = HostList(["*.sharepoint.com"])
    resolver = Names("127.0.0.1")
    async with GuardedSession(hosts, public_only=True, resolver=resolver) as session:
        with pytest.raises(FileUnavailable):
            await Downloads(session).download(url.format(port=port), max_bytes=MB)

    assert files.seen == []
    assert "meta-data" not in caplog.text


@pytest.mark.parametrize("url", [*FORBIDDEN, "https://agency.sharepoint.com/a"])
async def test_no_redirect_leads_off_the_host(files: FileHost, other: FileHost, url: str) -> None:
    if not url or url == "a":
        return  # relative: that is the same host
    files.elsewhere = url.format(port=other.host.rpartition(":")[2])
    hosts = HostList([files.host, other.host, "*.sharepoint.com"])
    async with GuardedSession(hosts, public_only=True, resolver=Names("127.0.0.1")) as session:
        with pytest.raises(FileUnavailable):
            await Downloads(session).download(f"{files.url}/elsewhere", max_bytes=MB)

    assert other.seen == []
    assert files.seen == ["elsewhere"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.9",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # an address to be refused
        "224.0.1.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "ff02::1",
    ],
)
async def test_a_listed_name_that_leads_inside_is_not_connected_to(address: str) -> None:
    connections = 0

    def count(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    hosts = HostList([f"files.sharepoint.com:{port}"])
    async with GuardedSession(hosts, public_only=True, resolver=Names(address)) as session:
        with pytest.raises(FileUnavailable):
            await Downloads(session).download(
                f"https://files.sharepoint.com:{port}/a", max_bytes=MB
            )
    server.close()
    assert connections == 0
    assert not is_public(address)


async def test_only_the_public_addresses_of_a_name_are_used() -> None:
    mixed = PublicResolver(Names("10.0.0.1", "52.97.1.1", "2620:1ec:a92::1", "::1"))
    found = await mixed.resolve("files.sharepoint.com", 443)
    assert [result["host"] for result in found] == ["52.97.1.1", "2620:1ec:a92::1"]

    local = PublicResolver(Names("127.0.0.1", "10.0.0.1"))
    assert [result["host"] for result in await local.resolve("localhost")] == ["127.0.0.1"]
    with pytest.raises(HostRefused):
        await PublicResolver(Names("10.0.0.1")).resolve("localhost")
    assert await PublicResolver(Names()).resolve("nobody.example") == []
