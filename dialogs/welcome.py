"""The greeting: once for each installation, however often Teams tells of it."""

from __future__ import annotations

from bot.core.clock import Clock
from bot.core.ids import ConversationId, PersonId, Scope
from bot.core.ports import Record, Store
from bot.core.turn import Card, Turn
from bot.governance.personal_data import PersonalDataService
from cards.welcome import personal_welcome, team_welcome


class WelcomeDialog:
    """Greets, and forgets a conversation when the app is removed from it."""

    def __init__(self, store: Store, data: PersonalDataService, clock: Clock) -> None:
        self._store = store
        self._data = data
        self._clock = clock

    async def installed(self, turn: Turn) -> Card | None:
        """Greet, unless this installation was greeted already."""
        place = _place(turn)
        if await self._store.read(place, Record.WELCOME) is not None and turn.attempt == 1:
            return None
        await self._store.write(place, Record.WELCOME, {"at": self._clock.now().isoformat()})
        make = personal_welcome if turn.is_personal else team_welcome
        await turn.chat.show(make(turn.texts, turn.agency))
        return None

    async def removed(self, turn: Turn) -> Card | None:
        """Forget the conversation; a new installation is greeted again."""
        await self._data.delete_place(turn.scope)
        await self._store.erase(_place(turn), Record.WELCOME)
        return None


def _place(turn: Turn) -> Scope:
    """Return the conversation as nobody's own: it was greeted, not a person."""
    where = ConversationId(turn.conversation.id.split(";", 1)[0])
    return Scope(turn.conversation.tenant, where, PersonId(""))
