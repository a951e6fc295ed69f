"""Help, greetings, and whatever can't be answered otherwise: nothing ends without a next step."""

from __future__ import annotations

import re
from typing import Final

from bot.core.errors import FeatureNotSetUp
from bot.core.turn import Card, Turn
from cards.actions import HelpTopic
from cards.help import help_card, topic_card
from dialogs.pressed import pressed

_GREETING: Final = re.compile(
    r"\s*(hallo|hi|hey|moin( moin)?|servus|guten (morgen|tag|abend)|gr(ü|ue)(ß|ss) gott|hello|"
    r"good (morning|afternoon|evening))\b[\s.!,]*",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"\s*(danke( (schön|sehr|dir|ihnen))?|vielen dank|thanks|thank you)[\s.!]*", re.IGNORECASE
)


def is_greeting(turn: Turn) -> bool:
    """Tell whether a message is nothing but a greeting."""
    return _GREETING.fullmatch(turn.text) is not None


def is_thanks(turn: Turn) -> bool:
    """Tell whether a message is nothing but thanks."""
    return _THANKS.fullmatch(turn.text) is not None


def is_wordless(turn: Turn) -> bool:
    """Tell whether a message has no letter and no digit: a sticker, a picture, a smiley."""
    return not any(letter.isalnum() for letter in turn.text)


class HelpDialog:
    """Answers ``hilfe`` and the small things people say."""

    async def show(self, turn: Turn) -> Card | None:
        """Send the help."""
        await turn.chat.show(help_card(turn.texts, turn.agency, is_personal=turn.is_personal))
        return None

    async def press(self, turn: Turn) -> Card | None:
        """Send the help as a new message: the card that was pressed keeps its buttons."""
        return await self.show(turn)

    async def topic(self, turn: Turn) -> Card | None:
        """Explain one thing."""
        action = pressed(turn, HelpTopic)
        await turn.chat.show(topic_card(action.topic, turn.texts, turn.agency))
        return None

    async def greet(self, turn: Turn) -> Card | None:
        """Greet back and say how to begin."""
        key = "help.greeting" if turn.is_personal else "help.greeting.group"
        await turn.chat.say(turn.texts(key), self._first_steps(turn))
        return None

    async def welcome_thanks(self, turn: Turn) -> Card | None:
        """Take thanks."""
        await turn.chat.say(turn.texts("help.thanks"))
        return None

    async def ask_for_words(self, turn: Turn) -> Card | None:
        """Ask for words where there were none."""
        await turn.chat.say(turn.texts("help.wordless"), self._first_steps(turn))
        return None

    async def research(self, _turn: Turn) -> Card | None:
        """Say that research is not set up, and what works instead."""
        raise FeatureNotSetUp(feature="research")

    async def settings(self, _turn: Turn) -> Card | None:
        """Say that there are no settings yet, and what works instead."""
        raise FeatureNotSetUp(feature="settings")

    @staticmethod
    def _first_steps(turn: Turn) -> tuple[str, str, str]:
        texts = turn.texts
        return (
            texts("suggest.library"),
            texts("suggest.summarise"),
            texts("suggest.help"),
        )
