"""One deployment of a language model, asked exactly once per call.

Retries, waits and other deployments are the gateway's business. What fails before any text is a
`DeploymentFault`; after text it is one of the errors a person is told. Sends a request and reads
the stream itself: the openai package says where to and with which headers (client.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from bot.core.clock import Clock
from bot.core.errors import ModelCutOff, ModelMisconfigured
from bot.core.ports import Finish, ModelRequest, Piece
from bot.model.faults import DeploymentFault, outage, read_status, too_slow
from bot.model.identity import IdentityRefused, IdentityUnavailable
from bot.model.transport import Body, BodyBroken, HostNotAllowed, ModelSession, NoConnection
from bot.model.wire import AnswerReader, Rubbish

_FIRST_ERROR: Final = 300  # redirects are none of ours to follow
_USAGE_S: Final = 2.0
_END_S: Final = 0.05
_AT_ONCE_S: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long we wait, in seconds.

    ``first_text_s`` runs from the request to the first text, ``between_s`` from chunk to chunk
    after it. ``first_text_elsewhere_s`` holds while another deployment could be asked instead.
    ``gather_s``, ``gather_share`` and ``gather_least_s``: chunks of a running answer are collected
    for three tenths of the time it has taken so far, within these bounds. That is half of the CPU;
    the first text waits for nothing, the last one for half of it on average.
    """

    connect_s: float = 5.0
    first_text_s: float = 100.0
    first_text_elsewhere_s: float = 65.0
    between_s: float = 30.0
    gather_s: float = 0.5
    gather_share: float = 0.3
    gather_least_s: float = 0.1


@dataclass(frozen=True, slots=True)
class Access:
    """Where deployments are asked, and as whom; ``token`` says so anew for each request."""

    url: str
    headers: Mapping[str, str]
    token: Callable[[], Awaitable[str]] | None = None

    async def signed(self) -> Mapping[str, str]:
        """Return the headers of a request; raises IdentityRefused and IdentityUnavailable."""
        if self.token is None:
            return self.headers
        return {**self.headers, "Authorization": f"Bearer {await self.token()}"}


class Deployment:
    """A named deployment behind a session that it may share with others."""

    def __init__(
        self, name: str, session: ModelSession, access: Access, clock: Clock, limits: Limits
    ) -> None:
        self.name = name
        self._session = session
        self._access = access
        self._clock = clock
        self._limits = limits

    async def ask(self, request: ModelRequest, *, is_last: bool = True) -> AsyncGenerator[Piece]:
        """Yield the answer as it comes; closing the iterator hangs up.

        Raises DeploymentFault before any text; ModelCutOff, AnswerFiltered and FilterMissing also
        after some; the other errors of the model before any text.
        """
        limits = self._limits
        patience = limits.first_text_s if is_last else limits.first_text_elsewhere_s
        deadline = asyncio.get_running_loop().time() + patience
        body = await self._post(request, deadline)
        try:
            async for piece in _Answer(body, limits, deadline).pieces():
                yield piece
        finally:
            body.close()

    async def _post(self, request: ModelRequest, deadline: float) -> Body:
        """Send the request and return the answer's body, unread."""
        try:
            async with asyncio.timeout_at(deadline):
                headers = await self._access.signed()
                reply = await self._session.post(self._access.url, headers, self._body(request))
                if reply.status < _FIRST_ERROR:
                    return reply.body
                content = await reply.body.read_short()
        except NoConnection:
            raise outage("no_connection") from None
        except IdentityRefused as error:
            raise error.becomes from None
        except IdentityUnavailable:
            raise outage("no_identity") from None
        except HostNotAllowed:
            raise ModelMisconfigured from None
        except TimeoutError:
            raise too_slow("no_answer") from None
        raise read_status(reply.status, reply.headers, content, self._clock.now())

    def _body(self, request: ModelRequest) -> bytes:
        return orjson.dumps(
            {
                "model": self.name,
                "messages": [{"role": m.role, "content": m.content} for m in request.messages],
                "temperature": request.temperature,
                "max_tokens": request.max_tokens,
                "stream": True,
                "stream_options": {"include_usage": True},
            }
        )


class _Answer:
    """One answer on its way in."""

    def __init__(self, body: Body, limits: Limits, deadline: float) -> None:
        self._body = body
        self._limits = limits
        self._deadline = deadline
        self._reader = AnswerReader()
        self._loop = asyncio.get_running_loop()
        self._text_since: float | None = None

    async def pieces(self) -> AsyncGenerator[Piece]:
        reader = self._reader
        while data := await self._read():
            text = reader.feed(data)
            if text:
                self._text_since = self._text_since or self._loop.time()
                yield Piece(text)
            if reader.fault:
                raise self._told(reader.fault)
            self._go_on()
        if not reader.is_whole:
            raise self._told(Rubbish("cut"))
        yield Piece(finish=reader.finish or Finish.COMPLETE, usage=reader.usage)

    async def _read(self) -> bytes:
        """Return what has arrived; empty when the answer is over, or the connection."""
        try:
            return await self._body.read(self._deadline)
        except TimeoutError:
            if self._reader.is_whole:
                return b""
            raise self._told(too_slow("silent")) from None
        except BodyBroken:
            return b""

    def _go_on(self) -> None:
        """Set the next time limit, and let some chunks come together."""
        now = self._loop.time()
        if self._reader.is_whole:
            self._deadline = now + (_END_S if self._reader.is_done else _USAGE_S)
        elif self._text_since is not None:
            pause = self._pause(now - self._text_since)
            self._deadline = now + pause + self._limits.between_s
            if pause:
                self._body.gather(pause)

    def _pause(self, so_far: float) -> float:
        """Return how long to collect; what comes all at once, as short answers do, is read on."""
        if so_far < _AT_ONCE_S:
            return 0.0
        limits = self._limits
        return min(max(so_far * limits.gather_share, limits.gather_least_s), limits.gather_s)

    def _told(self, fault: Exception) -> Exception:
        """Return what the call ends with: after text nobody else may be asked."""
        if not isinstance(fault, DeploymentFault | Rubbish):
            return fault
        if self._text_since is not None:
            return ModelCutOff()
        return outage(fault.reason) if isinstance(fault, Rubbish) else fault
