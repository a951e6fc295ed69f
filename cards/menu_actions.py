"""The verbs of the dialogs that a message's menu opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from cards.action import Action, given, is_id, one_of, optional

LANGUAGES: Final = ("en", "de", "fr", "pl", "ro", "tr", "uk", "ru", "ar", "fa")
"""What a message is translated into; their names are texts."""


@dataclass(frozen=True, slots=True)
class _OnWork(Action):
    """A button about a piece of work, known by its id."""

    id: str = given(is_id)


class MenuLook(_OnWork):
    """See whether it is done."""

    verb = "menu.look"


class MenuInsert(_OnWork):
    """Put the result into the compose box."""

    verb = "menu.insert"


class MenuKeep(_OnWork):
    """Send the result to my own chat."""

    verb = "menu.keep"


@dataclass(frozen=True, slots=True)
class MenuTranslate(Action):
    """Translate into the language that was chosen."""

    verb: ClassVar[str] = "menu.translate"
    id: str = given(is_id)
    language: str = optional(one_of(*LANGUAGES))


MENU_ACTIONS: Final[tuple[type[Action], ...]] = (MenuLook, MenuInsert, MenuKeep, MenuTranslate)
