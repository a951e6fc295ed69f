"""Saves a file where the person's consent said: an address in their own OneDrive."""

from __future__ import annotations

import logging
from typing import Final

import aiohttp

from bot.channel.egress import GuardedSession, HostRefused
from bot.core.errors import FileUnavailable

_log: Final = logging.getLogger(__name__)
_TIMEOUT_S: Final = 60.0
_CREATED: Final = (200, 201)


class Uploads:
    """The FileDrop port; ``session`` reaches only the hosts of files."""

    def __init__(self, session: GuardedSession) -> None:
        self._session = session

    async def upload(self, url: str, content: bytes) -> None:
        """Put the whole file in one request; the address itself is the permission."""
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        try:
            async with self._session.request(
                "PUT", url, headers=headers, data=content, timeout_s=_TIMEOUT_S
            ) as response:
                status = response.status
        except (aiohttp.ClientError, HostRefused, TimeoutError, OSError) as error:
            _log.warning("file not saved", extra={"class": type(error).__name__})
            raise FileUnavailable from error
        if status not in _CREATED:
            _log.warning("file not saved", extra={"status": status})
            raise FileUnavailable
