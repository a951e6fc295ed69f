"""Asks Microsoft Graph: tokens per person, patience with what passes, no redirects.

A refusal is told by the most specific code that Graph gives, never by its message. Where requests
may go is decided by the session that the caller gives; addresses in answers (next pages) are
followed on the same host only.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

import aiohttp

from bot.core.clock import Clock
from bot.core.errors import GraphUnavailable
from bot.core.ids import PersonId, TenantId

_PASSING: Final = frozenset({408, 429, 500, 502, 503, 504, 509})
_UNAUTHORIZED: Final = 401
_FIRST_ERROR: Final = 300
_TRIES: Final = 4
_LONGEST_PAUSE_S: Final = 10.0
_ATTEMPT_S: Final = 30.0
_LARGEST_JSON: Final = 2 * 1024 * 1024
_SLICE: Final = 64 * 1024
_DEEPEST: Final = 8
_MOST_CODES: Final = 8


class Session(Protocol):
    """What sends requests: an HTTP client that reaches Graph's host and no other."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        data: bytes | None = None,
        timeout_s: float,
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Return the request as a context manager; redirects are not followed."""
        ...


class GraphTokens(Protocol):
    """Where tokens for Graph come from: a person's sign-in, or the app's own consent."""

    async def header(self, tenant: TenantId, person: PersonId) -> str:
        """Return the value of the Authorization header.

        Raises FeatureNotSetUp where nobody can sign in.
        """
        ...

    def discard(self, tenant: TenantId, person: PersonId) -> None:
        """Forget a token that Graph no longer takes."""
        ...


class GraphRefused(Exception):
    """Graph said no for good. ``codes``: the most specific first."""

    def __init__(self, status: int, codes: tuple[str, ...] = ()) -> None:
        super().__init__(f"{status} {codes[0] if codes else ''}".strip())
        self.status = status
        self.codes = codes


class AnswerTooLong(Exception):
    """The answer is longer than the caller takes."""


@dataclass(frozen=True, slots=True)
class Caller:
    """In whose name something is asked."""

    tenant: TenantId
    person: PersonId


class GraphClient:
    """GET requests to one Graph."""

    def __init__(
        self,
        session: Session,
        base_url: str,
        tokens: GraphTokens,
        clock: Clock,
        *,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._session = session
        self._base = base_url.rstrip("/")
        self._tokens = tokens
        self._clock = clock
        self._jitter = jitter

    async def read(self, caller: Caller, path: str) -> Mapping[str, Any]:
        """Return a JSON answer; raises GraphRefused and GraphUnavailable."""
        raw = await self.fetch(caller, path, accept="application/json", most=_LARGEST_JSON)
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise GraphUnavailable from None
        if not isinstance(body, dict):
            raise GraphUnavailable
        return body

    async def pages(self, caller: Caller, path: str, *, most: int = 200) -> list[Mapping[str, Any]]:
        """Return the items of a collection, page after page, ``most`` at most."""
        found: list[Mapping[str, Any]] = []
        following: str | None = path
        while following and len(found) < most:
            body = await self.read(caller, following)
            values = body.get("value")
            found += [one for one in values if isinstance(one, dict)] if values else []
            link = body.get("@odata.nextLink")
            following = self._own(link) if isinstance(link, str) else None
        return found[:most]

    async def fetch(self, caller: Caller, path: str, *, accept: str, most: int) -> bytes:
        """Return an answer's bytes; raises AnswerTooLong, GraphRefused and GraphUnavailable."""
        renewed = False
        for attempt in range(1, _TRIES + 1):
            try:
                return await self._once(caller, path, accept, most)
            except GraphRefused as refused:
                if refused.status == _UNAUTHORIZED and not renewed:
                    renewed = True
                    self._tokens.discard(caller.tenant, caller.person)
                elif isinstance(refused, _Passing) and attempt < _TRIES:
                    await self._clock.sleep(self._pause(refused.wait_s, attempt))
                else:
                    raise GraphUnavailable if isinstance(refused, _Passing) else refused from None
        raise GraphUnavailable

    async def _once(self, caller: Caller, path: str, accept: str, most: int) -> bytes:
        headers = {
            "Authorization": await self._tokens.header(caller.tenant, caller.person),
            "Accept": accept,
        }
        url = f"{self._base}/v1.0{path}"
        try:
            async with self._session.request(
                "GET", url, headers=headers, timeout_s=_ATTEMPT_S
            ) as response:
                if response.status < _FIRST_ERROR:
                    return await _body(response, most)
                raise await _refusal(response)
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise _Passing(0) from None

    def _own(self, link: str) -> str | None:
        """Return the path of a next page; another host's is not followed."""
        prefix = f"{self._base}/v1.0"
        return link.removeprefix(prefix) if link.startswith(f"{prefix}/") else None

    def _pause(self, wait_s: float | None, attempt: int) -> float:
        if wait_s is not None:
            return min(wait_s, _LONGEST_PAUSE_S) + self._jitter()
        pause_s = float(2 ** (attempt - 1)) / 2
        return min(_LONGEST_PAUSE_S, pause_s) * (0.5 + self._jitter())


class _Passing(GraphRefused):
    """Refused for a reason that passes; ``wait_s`` as Graph asked."""

    def __init__(self, status: int, wait_s: float | None = None) -> None:
        super().__init__(status)
        self.wait_s = wait_s


async def _refusal(response: aiohttp.ClientResponse) -> GraphRefused:
    if response.status in _PASSING:
        wait = response.headers.get("Retry-After", "")
        return _Passing(response.status, float(wait) if wait.isdecimal() else None)
    try:
        error = json.loads(await _body(response, _SLICE))["error"]
    except (ValueError, KeyError, TypeError, RecursionError, AnswerTooLong):
        return GraphRefused(response.status)
    codes = list(_codes(error))[:_MOST_CODES]
    return GraphRefused(response.status, tuple(reversed(codes)))


def _codes(error: object) -> Iterator[str]:
    """Yield the codes from the outermost to the innermost; Graph spells the key in two ways."""
    for _ in range(_DEEPEST):
        if not isinstance(error, dict):
            return
        code = error.get("code")
        if isinstance(code, str):
            yield code
        error = error.get("innerError") or error.get("innererror")


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes:
    body = bytearray()
    async for part in response.content.iter_chunked(_SLICE):
        body += part
        if len(body) > most:
            raise AnswerTooLong
    return bytes(body)
