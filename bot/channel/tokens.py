"""The app's own tokens: one for Teams, and for Graph one in each tenant that is served.

azure-identity gets them: with the app's secret, or without one by workload or managed identity.
Here each is kept, fetched once for all who wait, and renewed in the background while the old one
still serves, so that a send almost never waits for the login.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final, Protocol, Self
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError
from azure.core.pipeline.transport import AioHttpTransport, AsyncHttpTransport
from azure.identity.aio import (
    ClientSecretCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)

from bot.channel.egress import GuardedSession, HostRefused
from bot.core.clock import Clock
from bot.core.errors import (
    AssistantError,
    ConfigurationError,
    FeatureNotSetUp,
    GraphUnavailable,
    TeamsUnavailable,
)
from bot.core.hosts import is_loopback
from bot.core.ids import PersonId, TenantId
from bot.core.settings import TeamsSettings
from bot.graph.client import GraphRefused

_log: Final = logging.getLogger(__name__)

SCOPE: Final = "https://api.botframework.com/.default"

_FETCH_S: Final = 10.0
_RENEW_BEFORE_S: Final = 600.0  # ten minutes before its end a token is renewed
_UNUSABLE_BEFORE_S: Final = 30.0  # and this long before its end it is no longer sent
_PAUSE_AFTER_FAILURE_S: Final = 5.0
_TENANT: Final = re.compile(r"[0-9A-Za-z.-]+")
_ENTRA_CODE: Final = re.compile(r"AADSTS\d+")
# Entra does not know the app in that tenant: nobody has consented to it there.
_UNKNOWN_THERE: Final = frozenset({"AADSTS7000229", "AADSTS700016", "AADSTS500011"})
_FORBIDDEN: Final = 403
_MOST_TENANTS: Final = 200


class Credential(Protocol):
    """What azure-identity's asynchronous credentials have in common."""

    async def get_token(self, *scopes: str) -> AccessToken:
        """Return a token for the scopes."""
        ...

    async def close(self) -> None:
        """Release connections."""
        ...


class KeptToken:
    """Keeps one token for one scope."""

    def __init__(
        self,
        credentials: Callable[[], Credential],
        clock: Clock,
        scope: str,
        unavailable: type[AssistantError],
    ) -> None:
        """Raise ``unavailable`` when there is no token to be had."""
        self._credentials = credentials
        self._clock = clock
        self._scope = scope
        self._unavailable = unavailable
        self.refusal = ""  # Entra's code, when the last fetch was refused with one
        self._token = ""
        self._ends_at = 0.0
        self._renew_at = 0.0
        self._fetching: asyncio.Task[bool] | None = None

    async def header(self) -> str:
        """Return the value of the Authorization header."""
        now = self._clock.now().timestamp()
        if now >= self._renew_at and self._fetching is None:
            self._fetching = asyncio.create_task(self._fetch(self._credentials()), name="app token")
        if now >= self._ends_at - _UNUSABLE_BEFORE_S:
            await self._wait()
        return f"Bearer {self._token}"

    def discard(self) -> None:
        """Forget the token: it is no longer taken."""
        self._token = ""
        self._ends_at = self._renew_at = 0.0

    async def close(self) -> None:
        """Stop fetching."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    async def _wait(self) -> None:
        """Wait for the running fetch; who is cancelled meanwhile does not take it along."""
        if self._fetching is None or not await asyncio.shield(self._fetching):
            raise self._unavailable

    async def _fetch(self, credential: Credential) -> bool:
        """Fetch a token; on failure the old one stays and the next try waits a little.

        Each fetch has a credential of its own: they remember tokens, also discarded ones.
        """
        now = self._clock.now().timestamp()
        try:
            async with asyncio.timeout(_FETCH_S):
                fetched = await credential.get_token(self._scope)
        except (AzureError, HostRefused, OSError) as error:
            self._renew_at = now + _PAUSE_AFTER_FAILURE_S
            facts = _facts(error)
            self.refusal = facts["code"]
            _log.error("no token for the bot", extra={**facts, "for": urlsplit(self._scope).netloc})
            return False
        else:
            self.refusal = ""
            self._token = fetched.token
            self._ends_at = float(fetched.expires_on)
            lifetime = self._ends_at - now
            self._renew_at = self._ends_at - min(_RENEW_BEFORE_S, lifetime / 2)
            return True
        finally:
            self._fetching = None
            await credential.close()


class BotToken:
    """The token for Teams; without a credential (a local run) there is none to send."""

    def __init__(self, credentials: Callable[[], Credential] | None, clock: Clock) -> None:
        self._kept = (
            None if credentials is None else KeptToken(credentials, clock, SCOPE, TeamsUnavailable)
        )

    async def header(self) -> str:
        """Return the value of the Authorization header, or nothing; may raise TeamsUnavailable."""
        return "" if self._kept is None else await self._kept.header()

    def discard(self) -> None:
        """Forget the token: Teams no longer takes it."""
        if self._kept is not None:
            self._kept.discard()

    async def close(self) -> None:
        """Stop fetching."""
        if self._kept is not None:
            await self._kept.close()


class AppTokens:
    """Graph tokens in the app's own name: what it may read, chats and teams have consented to.

    Who asks makes no difference to Graph; that they may ask is the caller's to check.
    """

    def __init__(
        self, credentials: Callable[[TenantId], Callable[[], Credential]], clock: Clock, scope: str
    ) -> None:
        self._credentials = credentials
        self._clock = clock
        self._scope = scope
        self._kept: OrderedDict[TenantId, KeptToken] = OrderedDict()

    async def header(self, tenant: TenantId, person: PersonId) -> str:  # noqa: ARG002  # the port's
        """Return the Authorization header for a tenant.

        Raises GraphUnavailable; GraphRefused where the tenant does not know the app, and
        FeatureNotSetUp where our identity is good for one tenant only.
        """
        kept = self._of(tenant)
        try:
            return await kept.header()
        except GraphUnavailable:
            if kept.refusal in _UNKNOWN_THERE:
                raise GraphRefused(_FORBIDDEN, (kept.refusal,)) from None
            raise

    def discard(self, tenant: TenantId, person: PersonId) -> None:  # noqa: ARG002  # the port's
        """Forget a tenant's token: Graph no longer takes it."""
        if tenant in self._kept:
            self._kept[tenant].discard()

    async def close(self) -> None:
        """Stop fetching."""
        for kept in self._kept.values():
            await kept.close()

    def _of(self, tenant: TenantId) -> KeptToken:
        if tenant not in self._kept:
            make = self._credentials(tenant)
            self._kept[tenant] = KeptToken(make, self._clock, self._scope, GraphUnavailable)
            if len(self._kept) > _MOST_TENANTS:  # what it still fetches ends by itself
                self._kept.popitem(last=False)
        self._kept.move_to_end(tenant)
        return self._kept[tenant]


def bot_credentials(
    teams: TeamsSettings, session: GuardedSession
) -> Callable[[], Credential] | None:
    """Choose how the bot proves who it is; ``session`` reaches only the login's host."""
    if not teams.app_id:
        return None
    _, tenant = _authority(teams)
    if not _TENANT.fullmatch(tenant):
        raise ConfigurationError("TEAMS_APP_TENANT_ID", "is missing or no tenant id")
    return _credentials(teams, session, tenant)


def graph_credentials(
    teams: TeamsSettings, session: GuardedSession
) -> Callable[[TenantId], Callable[[], Credential]]:
    """Return what proves the same app's identity in any tenant that we serve.

    Raises FeatureNotSetUp for what is no tenant; what it returns does so for a tenant other than
    that of a managed identity, which is good for no other.
    """

    def of(tenant: TenantId) -> Callable[[], Credential]:
        if not _TENANT.fullmatch(tenant):
            raise FeatureNotSetUp(feature="transcripts")
        return _credentials(teams, session, tenant)

    return of


def _credentials(
    teams: TeamsSettings, session: GuardedSession, tenant: str
) -> Callable[[], Credential]:
    """Return what makes a credential for a tenant.

    Without a password azure-identity reads the platform's own variables: workload identity where
    the cluster provides it, else the managed identity of that client id.
    """
    authority, home = _authority(teams)
    options: dict[str, Any] = {"authority": authority, "retry_total": 2}

    def make() -> Credential:
        options["transport"] = _LoginTransport(session)
        if teams.app_password:
            secret = teams.app_password.value
            return ClientSecretCredential(tenant, teams.app_id, secret, **options)
        try:
            return WorkloadIdentityCredential(tenant_id=tenant, client_id=teams.app_id, **options)
        except ValueError:
            # No token of a cluster. The managed identity's endpoint is the machine's own.
            if tenant.lower() != home.lower():
                raise FeatureNotSetUp(feature="transcripts") from None
            return ManagedIdentityCredential(client_id=teams.app_id)

    return make


class _LoginTransport(AsyncHttpTransport[Any, Any]):
    """azure-identity's requests over our guarded session.

    It insists on https; a login on loopback (tests, an emulator) is spoken to in plain http.
    """

    def __init__(self, session: GuardedSession) -> None:
        self._inner = AioHttpTransport(
            session=session.client, session_owner=False, use_env_settings=False
        )

    async def open(self) -> None:
        """Do nothing: the session is open."""

    async def close(self) -> None:
        """Do nothing: the session is closed where it was made."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def send(self, request: Any, **config: Any) -> Any:  # noqa: ANN401  # the SDK's overloads
        """Send one request of the login; redirects are never followed."""
        parts = urlsplit(request.url)
        if parts.scheme == "https" and is_loopback(parts.hostname or ""):
            request.url = parts._replace(scheme="http").geturl()
        return await self._inner.send(request, **config)


def _authority(teams: TeamsSettings) -> tuple[str, str]:
    """Split the login's address into authority and tenant; it may name the tenant itself."""
    parts = urlsplit(teams.login_url)
    named = parts.path.strip("/").partition("/")[0]
    return f"https://{parts.netloc}", teams.app_tenant_id or named


def _facts(error: Exception) -> dict[str, str]:
    """Return what may be logged of a failed login: its kind and Entra's code, no message."""
    code = _ENTRA_CODE.search(str(error))
    return {"error": type(error).__name__, "code": code[0] if code else ""}
