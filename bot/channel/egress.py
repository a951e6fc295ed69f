"""The only door through which the Teams edge talks to the network.

Every connection is checked twice: the address as it was written, before a request is made of it,
and again at the socket, because an address may be read in more than one way. Redirects are never
followed and no proxy is taken from the environment. What may be talked to is bot.core.hosts.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from aiohttp.tracing import Trace
from yarl import URL

from bot.core.hosts import HostList, is_loopback

_log: Final = logging.getLogger(__name__)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_LONGEST_HOST: Final = 100
_KEEP_ALIVE_S: Final = 60.0

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class HostRefused(Exception):
    """The address is on no list of ours: nothing was sent there.

    Deliberately no OSError: aiohttp would take it for a network fault, and a caller try again.
    """

    def __init__(self, host: str) -> None:
        super().__init__(f"host not allowed: {host}")
        self.host = host


class AnswerTooLarge(Exception):
    """The answer is longer than the reader allows; the rest was not fetched."""


class GuardedSession:
    """An HTTP client that can reach the hosts of one list and no others.

    ``public_only`` also refuses names that lead to a private, local or reserved address; the
    address that was checked is the one that is connected to, so rebinding a name gains nothing.
    """

    def __init__(
        self,
        hosts: HostList,
        *,
        public_only: bool = False,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._hosts = hosts
        self._resolver = resolver
        self._public_only = public_only
        self._session: aiohttp.ClientSession | None = None

    def check(self, url: str) -> None:
        """Raise HostRefused unless the address may be talked to; to be asked before any secret."""
        if not self._hosts.allows(url):
            raise _refused(_host_of(url))

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
        timeout_s: float,
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Return the request as a context manager; the path of ``url`` must be quoted already."""
        self.check(url)
        return self.client.request(
            method,
            URL(url, encoded=True),
            headers=headers,
            data=data,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=timeout_s),
        )

    @property
    def client(self) -> aiohttp.ClientSession:
        """The client itself, for libraries that want one; its connections are checked too."""
        if self._session is None:
            resolver = self._resolver or ThreadedResolver()
            connector = _GuardedConnector(
                self._hosts, PublicResolver(resolver) if self._public_only else resolver
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._session

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _GuardedConnector(aiohttp.TCPConnector):
    """Checks what is really going to be connected to, also for pooled connections."""

    def __init__(self, hosts: HostList, resolver: AbstractResolver) -> None:
        super().__init__(resolver=resolver, limit=0, keepalive_timeout=_KEEP_ALIVE_S)
        self._hosts = hosts

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # the base class's signature
    ) -> aiohttp.connector.Connection:
        if req.proxy or not self._hosts.allows(str(req.url.origin())):
            raise _refused(req.url.raw_host or "")
        return await super().connect(req, traces, timeout)


async def read_at_most(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """Return a whole body of at most ``limit`` bytes; stops with AnswerTooLarge at more."""
    if (response.content_length or 0) > limit:
        response.close()
        raise AnswerTooLarge
    received = bytearray()
    async for piece in response.content.iter_any():
        received += piece
        if len(received) > limit:
            response.close()
            raise AnswerTooLarge
    return bytes(received)


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only; a listed loopback name to loopback only."""

    def __init__(self, resolver: AbstractResolver) -> None:
        self._resolver = resolver

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the harmless addresses of a name; HostRefused when it has no other kind."""
        found: Sequence[ResolveResult] = await self._resolver.resolve(host, port, family)
        local = is_loopback(host)
        harmless = [
            result
            for result in found
            if (is_loopback(result["host"]) if local else is_public(result["host"]))
        ]
        if found and not harmless:
            raise _refused(host)
        return harmless

    async def close(self) -> None:
        """Close the resolver behind."""
        await self._resolver.close()


def hosts_of(url: str, *more: str) -> HostList:
    """Return the list that holds the host of one configured address, and some fixed ones."""
    return HostList([urlsplit(url).netloc, *more])


def is_public(text: str) -> bool:
    """Tell whether an IP address is one of the open internet, also when wrapped in another."""
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        address = _unwrapped(address)
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _unwrapped(address: ipaddress.IPv6Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, where it does."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _refused(host: str) -> HostRefused:
    shown = ascii(host[:_LONGEST_HOST])[1:-1]
    _log.warning("address refused", extra={"host": shown})
    return HostRefused(shown)
