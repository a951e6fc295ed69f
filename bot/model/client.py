"""Builds the gateway from the settings: one session, all deployments.

The openai package is asked once where to send a request and with which headers. Key, organisation
and project it would read from the environment if left to itself; they are set, or left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from azure.identity.aio import DefaultAzureCredential
from openai import AsyncOpenAI, Omit

from bot.core.clock import Clock
from bot.core.settings import ModelSettings
from bot.model.deployment import Access, Deployment, Limits
from bot.model.gateway import ModelGateway
from bot.model.identity import AzureIdentity, Credential
from bot.model.meter import ModelMeter
from bot.model.transport import ModelSession

_NO_KEY: Final = "none"  # the package insists on one; the header it makes is left out


async def open_gateway(
    settings: ModelSettings,
    *,
    clock: Clock,
    meter: ModelMeter,
    limits: Limits | None = None,
    credential: Credential | None = None,
) -> ModelGateway:
    """Return the gateway to the configured model; call it inside the loop that will use it.

    ``credential`` stands in for azure-identity's default one, which asks the environment, the
    workload and the machine who we are; it is used only for Azure without a key.
    """
    limits = limits or Limits()
    identity: AzureIdentity | None = None
    if settings.is_azure and not settings.api_key:
        identity = AzureIdentity(credential or DefaultAzureCredential(), clock)
        identity.begin()
    session = ModelSession(settings.hosts, connect_s=limits.connect_s)
    access = await _access(settings, identity.token if identity else None)

    async def close() -> None:
        await session.aclose()
        if identity is not None:
            await identity.aclose()

    return ModelGateway(
        [Deployment(name, session, access, clock, limits) for name in settings.deployments],
        clock=clock,
        meter=meter,
        close=close,
    )


async def _access(settings: ModelSettings, token: Callable[[], Awaitable[str]] | None) -> Access:
    """Let the openai package say where and with which headers; it sends nothing itself."""
    async with AsyncOpenAI(
        base_url=settings.base_url, api_key=settings.api_key.value or _NO_KEY
    ) as client:
        wanted = {**client.default_headers, **client.auth_headers, **_headers(settings)}
        headers = {name: value for name, value in wanted.items() if isinstance(value, str)}
        return Access(f"{client.base_url}chat/completions", headers, token)


def _headers(settings: ModelSettings) -> dict[str, str | Omit]:
    headers: dict[str, str | Omit] = {
        "Accept": "text/event-stream",
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "OpenAI-Organization": Omit(),
        "OpenAI-Project": Omit(),
    }
    if settings.is_azure and settings.api_key:
        headers["api-key"] = settings.api_key.value
    if not settings.api_key:  # then nobody asks, or an identity signs each request
        headers["Authorization"] = Omit()
    return headers
