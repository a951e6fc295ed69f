"""What a card becomes once it is decided: one line, and nothing to press twice."""

from __future__ import annotations

from datetime import datetime

from bot.core.texts import Texts
from bot.core.turn import Card
from cards import elements as el


def receipt(texts: Texts, line: str, *buttons: el.Button, note: str = "") -> Card:
    """Make a card of one finished sentence (from texts), perhaps with a quiet second one."""
    body = [el.text(line)]
    if note:
        body.append(el.sub(note))
    return el.card(*body, actions=buttons, language=texts.language, speak=line)


def retry_receipt(texts: Texts, at: datetime) -> Card:
    """Make the line of an error card once *Noch einmal* was pressed."""
    return receipt(texts, texts("receipt.retrying", time=texts.time(at)))
