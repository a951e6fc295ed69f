"""The library in every compose box: what is found there, and what is inserted.

A person finds what they may see, and nothing of it leaves before they send the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.errors import TemplateGone
from bot.core.turn import Insert, Turn
from bot.library.bookcase import Bookcase, Listed
from bot.library.rights import Circles, Viewer
from cards.template_found import found_card

TEMPLATES: Final = "templates"
"""The manifest's command for it."""
_MOST: Final = 15


class ComposeDialog:
    """Answers the search of a compose box."""

    def __init__(self, bookcase: Bookcase, circles: Circles) -> None:
        self._bookcase = bookcase
        self._circles = circles

    async def search(self, turn: Turn) -> Sequence[Insert]:
        """Return what fits the letters typed so far; before any, what to begin with."""
        data = turn.payload.data if turn.payload else {}
        if data.get("skip"):  # there is one page; more letters find better than more pages
            return []
        viewer = await self._circles.viewer(turn)
        language = turn.texts.language
        hits = await self._bookcase.search(viewer, str(data.get("query", "")), language, _MOST)
        found = [await self._insert(turn, viewer, hit) for hit in hits]
        return [one for one in found if one is not None]

    async def _insert(self, turn: Turn, viewer: Viewer, hit: Listed) -> Insert | None:
        try:
            found = await self._bookcase.find(viewer, hit.id, turn.texts.language)
        except TemplateGone:  # deleted a moment ago
            return None
        where = turn.texts(f"library.where.{hit.kind or 'shipped'}")
        line = turn.texts("library.hit", where=where, description=hit.description)
        return Insert(hit.title, line, card=found_card(found.template, turn.texts))
