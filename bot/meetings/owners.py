"""Whose the tasks of minutes are, and whom of the people we know a name means."""

from __future__ import annotations

from collections.abc import Mapping

from bot.meetings.minutes import Action, Draft, Part
from bot.meetings.people import Person, Roster, is_nobody, is_unit


def owners(draft: Draft) -> dict[str, tuple[Action, ...]]:
    """Return the tasks of the public part by their owners' names, in reading order."""
    found: dict[str, tuple[Action, ...]] = {}
    for item in draft.items:
        for action in item.actions if item.part is Part.PUBLIC else ():
            if action.who and not is_nobody(action.who):
                found[action.who] = (*found.get(action.who, ()), action)
    return found


def has_closed_tasks(draft: Draft) -> bool:
    """Tell whether there are tasks in the part that only its participants may know."""
    return any(item.actions for item in draft.items if item.part is not Part.PUBLIC)


def meant_by(name: str, known: Mapping[str, str]) -> str:
    """Return the id of the one person that a name means, empty for none or several.

    ``known`` are people's names by id. An office is nobody's name.
    """
    found = Roster(known.values()).find(name)
    if len(found) != 1 or is_unit(name):
        return ""
    same = [ident for ident, own in known.items() if Person(own).words == found[0].words]
    return same[0] if len(same) == 1 else ""
