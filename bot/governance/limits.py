"""How many questions a person may ask in a day, as the agency's profile says.

Failing closed: without Redis nothing is answered anyway. The count holds no text and no name.
"""

from __future__ import annotations

from bot.agency.profile import Agency
from bot.core.errors import LimitReached
from bot.core.ids import Scope
from bot.core.ports import Counter


class LimitService:
    """Counts questions against the agency's limit."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def count_prompt(self, person: Scope, agency: Agency) -> None:
        """Count one question; raises LimitReached beyond the limit (0 means none)."""
        limit = agency.limits.prompts_per_day
        if not limit:
            return
        if await self._counter.add(person.tenant, person.owner, "prompts") > limit:
            raise LimitReached(limit=limit)
