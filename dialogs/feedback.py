"""Thumbs under an answer: taken in silence, because Teams itself says thanks."""

from __future__ import annotations

from bot.core.turn import Card, Turn
from bot.governance.feedback import FeedbackService


class FeedbackDialog:
    """Keeps feedback."""

    def __init__(self, feedback: FeedbackService) -> None:
        self._feedback = feedback

    async def keep(self, turn: Turn) -> Card | None:
        """Keep the reaction and the words, without the answer they are about."""
        data = turn.payload.data if turn.payload else {}
        reaction, words = str(data.get("reaction", "")), str(data.get("feedback", ""))
        await self._feedback.keep(turn.own_scope, reaction, words)
        return None
