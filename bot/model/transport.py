"""The connection to models: one aiohttp session, without a client library's own request and pool.

With every chunk arriving alone, httpx2's pool costs more than twice the CPU. No address off the
agency's list is connected to, and a redirect is an answer like any other, never followed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Final

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.tracing import Trace

from bot.core.hosts import HostList

_KEEP_ALIVE_S: Final = 60
_ERROR_BODY_S: Final = 5.0
_ERROR_BODY_BYTES: Final = 64 * 1024
_STALE_S: Final = 1.0
_TOGETHER_S: Final = 0.1
_NEVER: Final = float("inf")


class HostNotAllowed(Exception):
    """Somebody tried to reach a host that is not on the list."""


class NoConnection(Exception):
    """The request did not reach a server, or nothing came back."""


class BodyBroken(Exception):
    """The connection broke while the body was coming."""


class Body:
    """A response's body, read as it arrives."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self._loop = asyncio.get_running_loop()
        connection = response.connection  # None when all has come along with the head
        self._socket = connection.transport if connection is not None else None
        self._pause: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._deadline = _NEVER

    async def read(self, deadline: float = _NEVER) -> bytes:
        """Return what has arrived, waiting for at least a byte; empty at the end.

        Raises TimeoutError when nothing has come by that time of the loop: the body is lost then.
        """
        self._deadline = deadline
        if self._watch is None or deadline < self._watch.when():
            self._set_watch()
        try:
            return await self._response.content.readany()
        except (aiohttp.ClientError, ConnectionError) as error:
            raise BodyBroken from error
        finally:
            self._deadline = _NEVER

    def _set_watch(self) -> None:
        """Look at the deadline when it comes: one timer for many reads, which move it on."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._deadline < _NEVER:
            self._watch = self._loop.call_at(self._deadline, self._look)

    def _look(self) -> None:
        if self._deadline <= self._loop.time():
            self._response.content.set_exception(TimeoutError())
        self._watch = None
        self._set_watch()

    async def read_short(self) -> bytes:
        """Return an error's body, as far as it is short and comes soon, and close."""
        body = bytearray()
        deadline = self._loop.time() + _ERROR_BODY_S
        try:
            while data := await self.read(deadline):
                body += data
                if len(body) > _ERROR_BODY_BYTES:
                    break
        except (TimeoutError, BodyBroken):
            pass  # the status alone says enough
        finally:
            self.close()
        return bytes(body[:_ERROR_BODY_BYTES])

    def gather(self, seconds: float) -> None:
        """Let data pile up in the socket for about so long: one wake-up instead of many.

        All pauses end at the process's tenths of a second. Answers that come at the same time are
        then read, and sent on, one after the other by code that is at hand: with fifty of them
        that saves a quarter of the CPU of each.
        """
        if self._pause is None and self._socket is not None and not self._socket.is_closing():
            self._socket.pause_reading()
            # No Clock: this is about the socket, not about time.
            end = round((self._loop.time() + seconds) / _TOGETHER_S) * _TOGETHER_S
            self._pause = self._loop.call_at(end, self._go_on)

    def _go_on(self) -> None:
        self._pause = None
        if self._socket is not None and not self._socket.is_closing():
            self._socket.resume_reading()

    def close(self) -> None:
        """Hang up, unless all was read: then the connection may be used again."""
        self._deadline = _NEVER
        self._set_watch()
        if self._pause is not None:
            self._pause.cancel()
            self._go_on()
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; the body is still on its way."""

    status: int
    headers: Mapping[str, str]
    body: Body


class ModelSession:
    """Asks servers of models; make it inside the running loop."""

    def __init__(self, hosts: HostList, *, connect_s: float) -> None:
        reuse = aiohttp.TraceConfig()
        reuse.on_connection_reuseconn.append(_note_reuse)
        self._session = aiohttp.ClientSession(
            connector=_GuardedConnector(hosts),
            timeout=aiohttp.ClientTimeout(total=None, connect=connect_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            trace_configs=[reuse],
        )

    async def post(self, url: str, headers: Mapping[str, str], content: bytes) -> Reply:
        """Send a request; raises NoConnection, and HostNotAllowed."""
        note = SimpleNamespace(reused=False)
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            return await self._post_once(url, headers, content, note)
        except NoConnection:
            # The other side may just have closed a connection we kept. That shows at once, and
            # means that nobody read the request: it may go out again, on a new connection.
            if not note.reused or loop.time() - began > _STALE_S:
                raise
        return await self._post_once(url, headers, content, SimpleNamespace(reused=False))

    async def _post_once(
        self, url: str, headers: Mapping[str, str], content: bytes, note: SimpleNamespace
    ) -> Reply:
        try:
            response = await self._session.post(
                url, data=content, headers=headers, allow_redirects=False, trace_request_ctx=note
            )
        except (aiohttp.ClientError, OSError) as error:  # OSError holds aiohttp's time-outs too
            raise NoConnection from error
        return Reply(response.status, response.headers, Body(response))

    async def aclose(self) -> None:
        """Close all connections."""
        await self._session.close()


class _GuardedConnector(aiohttp.TCPConnector):
    """Connects to listed hosts only: the last place every request passes."""

    def __init__(self, hosts: HostList) -> None:
        super().__init__(limit=0, keepalive_timeout=_KEEP_ALIVE_S, ttl_dns_cache=60)
        # tests/unit/model/test_transport.py holds aiohttp to this way of making its handlers.
        make: partial[ResponseHandler] = partial(_handler, asyncio.get_running_loop())
        self._factory = make
        self._listed = hosts

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109  # aiohttp's signature
    ) -> aiohttp.connector.Connection:
        if not self._listed.allows(str(req.url)):
            raise HostNotAllowed
        return await super().connect(req, traces, timeout)


class _Handler(ResponseHandler):
    """aiohttp's own, but for what it does after every chunk that is read.

    It resumes reading each time, with a detour through its parser: also where nothing is paused.
    """

    def resume_reading(self, resume_parser: bool = True) -> None:  # noqa: FBT001, FBT002  # the base class's signature
        if self._reading_paused:
            super().resume_reading(resume_parser)


def _handler(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _Handler(loop)


async def _note_reuse(
    _session: aiohttp.ClientSession, context: SimpleNamespace, _params: object
) -> None:
    context.trace_request_ctx.reused = True
