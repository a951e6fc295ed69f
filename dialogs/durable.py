"""Work that begins even where the process dies between what a press writes and putting it off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.core.turn import Later, Turn

# Longer than a press may take: work that wakes before the writing is over would be spent.
_SOON: Final = timedelta(seconds=10)


async def assured(turn: Turn, work: Later, now: datetime) -> Later:
    """Put work with an id off for a moment, and return it, to be put at once after the writing.

    It runs once. Woken after a crash it finds what was written, or nothing: that it must bear.
    """
    await turn.later(replace(work, at=now + _SOON))
    return work
