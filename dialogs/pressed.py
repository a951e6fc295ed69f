"""Reads the press of a button: the action a dialog expects, or a card that is outdated."""

from __future__ import annotations

from typing import TypeVar

from bot.core.errors import CardOutdated
from bot.core.turn import Turn
from cards.action import Action
from cards.actions import parse

_A = TypeVar("_A", bound=Action)


def pressed(turn: Turn, kind: type[_A]) -> _A:
    """Return what was pressed; raises CardOutdated for anything but an action of that kind."""
    action = parse(turn.payload.verb, turn.payload.data) if turn.payload else None
    if not isinstance(action, kind):
        raise CardOutdated
    return action
