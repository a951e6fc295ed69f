"""A template as it is inserted from a compose box: what it is for, how it asks, one button."""

from __future__ import annotations

from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.library.template import Template
from cards import elements as el
from cards.escaping import escaped, shortened
from cards.library_actions import TemplateOpen
from cards.markdown import model_blocks

_LONGEST: Final = 1_500


def found_card(template: Template, texts: Texts) -> Card:
    """Make the card that people send to others; its button opens the form where we are in."""
    cut = shortened(template.for_reading(), _LONGEST)
    return el.card(
        el.sub(texts(template.category.text_key), spacing="none"),
        el.head(escaped(template.title), spacing="none"),
        el.text(escaped(template.description)),
        el.quiet(el.section(texts("template.instruction"), spacing="none"), *model_blocks(cut)),
        actions=[el.execute(texts("template.fill"), TemplateOpen(template.id), style="positive")],
        language=texts.language,
        speak=f"{template.title}. {template.description}",
    )
