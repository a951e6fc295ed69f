"""How much may be sent to Teams: per conversation and per tenant, over all processes.

Exact sliding windows in one script and one round trip. Stream updates may use three quarters of
each budget, so that a final message nearly always finds room. Without Redis everything may leave:
Teams throttles by itself, and a turn must not fail for want of a counter.
"""

from __future__ import annotations

import logging
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import StateUnavailable
from bot.core.ids import ConversationId, TenantId
from bot.state import keys
from bot.state.commands import Commands, script
from bot.state.line import Part

_log = logging.getLogger(__name__)

_BUDGET: Final = script("budget")
_WINDOWS: Final[tuple[Part, ...]] = (
    *(1, 40, 1_000),
    *(2, 7, 1_000),
    *(2, 60, 30_000),
    *(2, 1_800, 3_600_000),
)
"""Tenant (1) or conversation (2), limit, length in ms."""
_WHOLE: Final = 100
_UPDATES: Final = 75
_WARN_EVERY_S: Final = 60.0


class SendBudget:
    """The budgets of all tenants and conversations."""

    def __init__(self, commands: Commands, clock: Clock) -> None:
        self._redis = commands
        self._clock = clock
        self._warned_at: float | None = None

    async def take(self, tenant: TenantId, conversation: ConversationId, *, final: bool) -> float:
        """Count a message and return 0.0, or return how many seconds to wait before asking again.

        ``final`` messages may use the whole budget, stream updates only a part.
        """
        names = keys.budgets(tenant, conversation)
        part = _WHOLE if final else _UPDATES
        try:
            wait_ms = await self._redis.call(_BUDGET, names, part, *_WINDOWS)
        except StateUnavailable:
            self._warn()
            return 0.0
        return int(wait_ms) / 1_000

    def _warn(self) -> None:
        now = self._clock.monotonic()
        if self._warned_at is None or now - self._warned_at >= _WARN_EVERY_S:
            self._warned_at = now
            _log.warning("Sending without budgets: Redis does not answer")
