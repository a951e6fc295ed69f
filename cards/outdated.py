"""What stands in place of a card whose button belongs to an older version or a settled matter."""

from __future__ import annotations

from bot.core.texts import Texts
from bot.core.turn import Card
from cards import elements as el
from cards.actions import HelpShow
from cards.library_actions import LibraryHome


def outdated_card(texts: Texts) -> Card:
    """Make the friendly card; it says what to press instead."""
    title, told = texts("errors.card_outdated.title"), texts("errors.card_outdated.text")
    return el.card(
        el.text(title, bold=True),
        el.text(told, spacing="small"),
        actions=[
            el.execute(texts("errors.library"), LibraryHome()),
            el.execute(texts("help.button"), HelpShow()),
        ],
        language=texts.language,
        speak=f"{title}. {told}",
    )
