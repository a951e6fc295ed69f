"""Other people's 1:1 chats: cards brought to many, each once, and who could not be reached."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Final

from bot.core.errors import PersonUnreachable, TeamsUnavailable
from bot.core.ids import PersonId
from bot.core.turn import Card, Chat, Turn

_PATIENCE: Final = 3
"""How often a turn runs again for those at whose chats Teams did not answer."""
_PERSON: Final = re.compile(r"[A-Za-z0-9:._-]{1,120}")
_log: Final = logging.getLogger(__name__)


def is_person(text: str) -> bool:
    """Tell whether a text can be somebody's id, as Teams and people pickers give them."""
    return _PERSON.fullmatch(text) is not None


async def chat_with(turn: Turn, person: str) -> Chat:
    """Return somebody's 1:1 chat; raises PersonUnreachable and TeamsUnavailable."""
    if turn.is_personal and person == turn.person.id:
        return turn.chat
    return (await turn.people.reach(PersonId(person))).chat


async def bring(turn: Turn, cards: Iterable[tuple[str, Card]]) -> list[str]:
    """Show each person their card, in a turn that may run again; return who can't be reached.

    Where Teams does not answer, the others come first, and then TeamsUnavailable is raised: the
    next run updates the cards that are there. In the end such a person counts as out of reach.
    """
    missed = []
    late: TeamsUnavailable | None = None
    for person, card in cards:
        try:
            await (await chat_with(turn, person)).show(card)
        except PersonUnreachable:
            missed.append(person)
        except TeamsUnavailable as error:
            late = error
            missed.append(person)
    if late is not None and turn.attempt <= _PATIENCE:
        raise late
    if missed:
        _log.info("cards not delivered", extra={"people": len(missed)})
    return missed
