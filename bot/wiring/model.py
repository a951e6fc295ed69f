"""Opens the language model: the configured one, or the demo of a local run."""

from __future__ import annotations

from contextlib import AsyncExitStack

from bot.core.clock import Clock
from bot.core.ports import ChatModel
from bot.core.settings import Settings
from bot.core.texts import LANGUAGES, Catalogue
from bot.metrics import Metrics
from bot.model.client import open_gateway
from bot.model.confidential import ConfidentialModel
from bot.model.demo import DemoModel


async def open_model(
    settings: Settings,
    catalogue: Catalogue,
    clock: Clock,
    metrics: Metrics,
    stack: AsyncExitStack,
) -> ChatModel:
    """Return the model that answers."""
    if not settings.model.base_url:
        return DemoModel(clock, {name: catalogue.texts(name) for name in LANGUAGES})
    gateway = await open_gateway(settings.model, clock=clock, meter=metrics)
    stack.push_async_callback(gateway.aclose)
    return ConfidentialModel(gateway)
