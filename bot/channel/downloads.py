"""Fetches the files that people attach.

The addresses are pre-authenticated and come from outside, so they are trusted with nothing: no
token of ours goes there, only listed hosts on the open internet are reached, a redirect may not
leave its host, and a file is cut off the moment it is larger than allowed.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import aiohttp

from bot.channel.egress import AnswerTooLarge, GuardedSession, HostRefused, read_at_most
from bot.core.errors import FileTooBig, FileUnavailable

_log: Final = logging.getLogger(__name__)

_TOTAL_S: Final = 60.0
_MOST_REDIRECTS: Final = 3
_MB: Final = 1024 * 1024
_OK: Final = 200
_PLAIN: Final = {"Accept-Encoding": "identity"}
_ALREADY_FINE: Final = "%/:?#[]@!$&'()*+,;=~-._"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


class Downloads:
    """Downloads files; ``session`` reaches only the file hosts, and is public-only."""

    def __init__(self, session: GuardedSession) -> None:
        self._session = session

    async def download(self, url: str, *, max_bytes: int) -> bytes:
        """Return a file's bytes; raises FileTooBig (values: max_mb) or FileUnavailable."""
        try:
            async with asyncio.timeout(_TOTAL_S):
                return await self._follow(url, max_bytes)
        except AnswerTooLarge:
            raise FileTooBig(max_mb=max_bytes // _MB) from None
        except (HostRefused, aiohttp.ClientError, OSError, ValueError) as error:
            _log.warning("file not fetched", extra={"error": type(error).__name__})
            raise FileUnavailable from error

    async def _follow(self, url: str, max_bytes: int) -> bytes:
        """Fetch, following at most three redirects that stay on their host."""
        url = quote(url, safe=_ALREADY_FINE)
        for _ in range(_MOST_REDIRECTS + 1):
            request = self._session.request("GET", url, headers=_PLAIN, timeout_s=_TOTAL_S)
            async with request as response:
                if response.status == _OK:
                    return await read_at_most(response, max_bytes)
                if response.status not in _REDIRECTS:
                    _log.warning("file not fetched", extra={"status": response.status})
                    raise FileUnavailable
                url = _next(url, response.headers.get("Location", ""))
        _log.warning("file not fetched", extra={"error": "redirects"})
        raise FileUnavailable


def _next(url: str, location: str) -> str:
    target = quote(urljoin(url, location), safe=_ALREADY_FINE)
    before, after = urlsplit(url), urlsplit(target)
    if not location or (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise HostRefused(ascii(after.hostname or "")[1:-1])
    return target
