"""Thumbs and words about an answer, kept without the conversation's content.

The reaction, the day and the words the person chose to write; neither question nor answer, and no
link to them. The words are encrypted like every text and leave with the agency's retention.
"""

from __future__ import annotations

import json

from bot.core.clock import Clock
from bot.core.ids import Scope
from bot.core.ports import Record, Store

_REACTIONS = ("like", "dislike")
_LONGEST = 2_000


class FeedbackService:
    """Keeps feedback."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, person: Scope, reaction: str, raw: str) -> bool:
        """Keep one reaction; ``raw`` is Teams' JSON in a string. False for what is no reaction."""
        if reaction not in _REACTIONS:
            return False
        entry = {
            "reaction": reaction,
            "text": _words(raw),
            "day": self._clock.now().date().isoformat(),
        }
        await self._store.append(person, Record.FEEDBACK, entry)
        return True


def _words(raw: str) -> str:
    """Return what the person wrote; anything malformed counts as nothing written."""
    try:
        given = json.loads(raw)
    except ValueError:
        return ""
    text = given.get("feedbackText") if isinstance(given, dict) else None
    return text[:_LONGEST] if isinstance(text, str) else ""
