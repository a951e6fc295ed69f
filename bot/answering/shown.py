"""What people see of an answer: readable in Teams first, then past the link guard.

The order is security: whatever rewrites a text comes before the guard, never behind it.
"""

from __future__ import annotations

from typing import Protocol

from bot.answering.links import guard_for
from bot.answering.teams_text import TeamsText


class Rewriting(Protocol):
    """Rewrites a growing text, so that each result continues the one before."""

    def __call__(self, text: str, *, final: bool) -> str:
        """Return the text as it may go on."""
        ...


class ShownAnswer:
    """Turns the text so far into what may be shown; fits `AnswerStream.pour`.

    ``trusted`` are the person's own words and retrieved sources: hosts in them may be linked.
    ``removed`` stands in for an address of which nothing fair can be shown. ``rewritten`` comes
    before everything: it takes parts out that no model may write.
    """

    def __init__(
        self, *trusted: str, removed: str = "…", rewritten: Rewriting | None = None
    ) -> None:
        self._rewritten = rewritten or _as_it_is
        self._teams = TeamsText()
        self._links = guard_for(*trusted, removed=removed)

    def __call__(self, text: str, final: bool) -> str:  # noqa: FBT001  # the contract of `pour`
        """Return what may be shown; for growing text each result continues the one before."""
        text = self._rewritten(text, final=final)
        return self._links.shown(self._teams.shown(text, final), final)

    def written(self, text: str) -> str:
        """Return the whole text for a file: headings and tables stay, addresses are guarded."""
        return self._links.shown(self._rewritten(text, final=True), final=True)


def _as_it_is(text: str, *, final: bool) -> str:  # noqa: ARG001  # the contract of Rewriting
    return text
