"""Who we are to Azure when there is no key: a token of the process's own identity.

Kept until shortly before it ends, and renewed beside the calls that still use the old one: no
call waits for a token, unless it comes before the very first one.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final, Protocol

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ClientAuthenticationError

from bot.core.clock import Clock
from bot.core.errors import AssistantError, ModelRejectedKey

SCOPE: Final = "https://cognitiveservices.azure.com/.default"
_RENEW_S: Final = 600
_MARGIN_S: Final = 30
_FETCH_S: Final = 20.0
_PAUSE_S: Final = 30
_log = logging.getLogger(__name__)


class Credential(Protocol):
    """What we use of azure-identity's credentials."""

    async def get_token(self, *scopes: str) -> AccessToken:
        """Return a token for the scopes."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


class IdentityRefused(Exception):
    """There is no identity, or it is not one of ours to use."""

    becomes: AssistantError = ModelRejectedKey()


class IdentityUnavailable(Exception):
    """The identity service does not answer."""


class AzureIdentity:
    """Hands out the process's token for Azure OpenAI."""

    def __init__(self, credential: Credential, clock: Clock) -> None:
        self._credential = credential
        self._clock = clock
        self._token = AccessToken("", 0)
        self._renewal: asyncio.Task[None] | None = None
        self._failed_at: float | None = None

    def begin(self) -> None:
        """Fetch the first token beside whatever else is being started."""
        self._renew()

    async def token(self) -> str:
        """Return a token that is valid now; raises IdentityRefused or IdentityUnavailable."""
        left = self._token.expires_on - self._clock.now().timestamp()
        if left < _RENEW_S and not (left > _MARGIN_S and self._is_pausing()):
            renewal = self._renew()
            if left < _MARGIN_S:
                await asyncio.shield(renewal)
        return self._token.token

    async def aclose(self) -> None:
        """Stop renewing and let go of the credential."""
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)
        await self._credential.close()

    def _is_pausing(self) -> bool:
        return self._failed_at is not None and self._clock.monotonic() - self._failed_at < _PAUSE_S

    def _renew(self) -> asyncio.Task[None]:
        """Fetch a token, once for all who ask meanwhile."""
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._fetch(), name="model identity")
            self._renewal.add_done_callback(_note)
        return self._renewal

    async def _fetch(self) -> None:
        self._failed_at = self._clock.monotonic()
        try:
            async with asyncio.timeout(_FETCH_S):
                self._token = await self._credential.get_token(SCOPE)
        except ClientAuthenticationError:
            raise IdentityRefused from None
        except (AzureError, TimeoutError, OSError):
            raise IdentityUnavailable from None
        self._failed_at = None


def _note(renewal: asyncio.Task[None]) -> None:
    """Look at a renewal's end, so that nobody has to be waiting for it."""
    if not renewal.cancelled() and (error := renewal.exception()):
        _log.warning("no token for the model", extra={"reason": type(error).__name__})
