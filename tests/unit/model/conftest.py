"""A fake model, and gateways that ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from bot.core.clock import Clock, SystemClock
from bot.core.hosts import HostList
from bot.core.ports import Message, ModelRequest, Usage
from bot.core.settings import ModelSettings, Secret
from bot.model.client import open_gateway
from bot.model.deployment import Limits
from bot.model.gateway import ModelGateway
from bot.model.identity import Credential
from bot.model.meter import CallReport
from tests.fakes.model import FakeModel, running_model

# Long enough for a busy machine to have sent the request, short enough to be waited out.
QUICK = Limits(connect_s=1, first_text_s=0.4, first_text_elsewhere_s=0.4, between_s=0.25)
PATIENT = Limits(connect_s=10, first_text_s=30, first_text_elsewhere_s=30, between_s=30)
QUESTION = ModelRequest([Message("user", "Wer entscheidet?")], purpose="chat")


class Meter:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.reports: list[CallReport] = []
        self.faults: list[tuple[str, str]] = []

    def called(self, report: CallReport) -> None:
        self.reports.append(report)

    def faulted(self, deployment: str, reason: str) -> None:
        self.faults.append((deployment, reason))

    @property
    def outcome(self) -> str:
        return self.reports[-1].outcome

    @property
    def usage(self) -> Usage:
        return self.reports[-1].usage


@pytest.fixture
async def fake() -> AsyncIterator[FakeModel]:
    async with running_model() as model:
        yield model


@pytest.fixture
def meter() -> Meter:
    return Meter()


Opens = Callable[..., Awaitable[ModelGateway]]


@pytest.fixture
async def gateway(fake: FakeModel, meter: Meter) -> AsyncIterator[Opens]:
    """Return a function that opens gateways to the fake and closes them in the end."""
    async with AsyncExitStack() as stack:

        async def opens(
            *deployments: str,
            clock: Clock | None = None,
            limits: Limits = PATIENT,
            base_url: str = "",
            key: str = "geheim",
            is_azure: bool = True,
            hosts: HostList | None = None,
            credential: Credential | None = None,
        ) -> ModelGateway:
            settings = ModelSettings(
                base_url=base_url or f"{fake.origin}/openai/v1",
                api_key=Secret(key),
                deployments=deployments or ("gpt-4.1",),
                is_azure=is_azure,
                hosts=hosts or HostList((), any_loopback=True),
            )
            opened = await open_gateway(
                settings,
                clock=clock or SystemClock(),
                meter=meter,
                limits=limits,
                credential=credential,
            )
            stack.push_async_callback(opened.aclose)
            return opened

        yield opens
