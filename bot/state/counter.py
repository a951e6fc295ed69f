"""Counts that end with the day, for the agency's limits; keys tell neither who nor what."""

from __future__ import annotations

from bot.core.clock import Clock
from bot.core.ids import PersonId, TenantId
from bot.state import keys
from bot.state.commands import Commands, script

_COUNT = script("count")


class RedisCounter:
    """What governance knows as Counter."""

    def __init__(self, commands: Commands, clock: Clock) -> None:
        self._redis = commands
        self._clock = clock

    async def add(self, tenant: TenantId, person: PersonId, what: str) -> int:
        """Count one and return today's total (UTC day)."""
        day = self._clock.now().date().isoformat()
        key = keys.count(tenant, person, what, day)
        return int(await self._redis.call(_COUNT, [key], keys.DAY + 3_600))
