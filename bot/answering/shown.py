"""What people see of an answer: readable in Teams first, then past the link guard.

The order is security: whatever rewrites a text comes before the guard, never behind it.
"""

from __future__ import annotations

from bot.answering.links import guard_for
from bot.answering.teams_text import TeamsText


class ShownAnswer:
    """Turns the text so far into what may be shown; fits `AnswerStream.pour`.

    ``trusted`` are the person's own words and retrieved sources: hosts in them may be linked.
    ``removed`` stands in for an address of which nothing fair can be shown.
    """

    def __init__(self, *trusted: str, removed: str = "…") -> None:
        self._teams = TeamsText()
        self._links = guard_for(*trusted, removed=removed)

    def __call__(self, text: str, final: bool) -> str:  # noqa: FBT001  # the contract of `pour`
        """Return what may be shown; for growing text each result continues the one before."""
        return self._links.shown(self._teams.shown(text, final), final)

    def written(self, text: str) -> str:
        """Return the whole text for a file: headings and tables stay, addresses are guarded."""
        return self._links.shown(text, final=True)
