"""Builds the gateway from the settings: one openai client, one session, all deployments.

The package's own retries, redirects and proxies are off. Key, organisation and project it would
read from the environment if left to itself; they are set, or left out, with every request.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import httpx2
from azure.identity.aio import DefaultAzureCredential
from openai import AsyncOpenAI, Omit

from bot.core.clock import Clock
from bot.core.settings import ModelSettings
from bot.model.deployment import Deployment, Limits
from bot.model.gateway import ModelGateway
from bot.model.identity import AzureIdentity, Credential
from bot.model.meter import ModelMeter
from bot.model.transport import AiohttpTransport

_NO_KEY: Final = "none"  # the package insists on one; the header it would make is left out


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
    transport = AiohttpTransport(settings.hosts, connect_s=limits.connect_s)
    client = _client(settings, transport, identity.token if identity else None)

    headers = _headers(settings)

    async def close() -> None:
        await client.close()
        if identity is not None:
            await identity.aclose()

    return ModelGateway(
        [Deployment(name, client, clock, limits, headers) for name in settings.deployments],
        clock=clock,
        meter=meter,
        close=close,
    )


def _client(
    settings: ModelSettings,
    transport: AiohttpTransport,
    token: Callable[[], Awaitable[str]] | None,
) -> AsyncOpenAI:
    key = settings.api_key.value
    return AsyncOpenAI(
        base_url=settings.base_url,
        api_key=token or key or _NO_KEY,
        max_retries=0,
        timeout=None,
        http_client=httpx2.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, timeout=None
        ),
    )


def _headers(settings: ModelSettings) -> dict[str, str | Omit]:
    headers: dict[str, str | Omit] = {
        "Accept": "text/event-stream",
        "Accept-Encoding": "identity",
        "OpenAI-Organization": Omit(),
        "OpenAI-Project": Omit(),
    }
    if settings.is_azure and settings.api_key:
        headers["api-key"] = settings.api_key.value
    if not settings.is_azure and not settings.api_key:
        headers["Authorization"] = Omit()
    return headers
