"""What every button's payload is made of: a verb, typed fields, and how each field is checked.

One class both renders a button's data and reads the press. Payloads carry ids, never texts; what a
person entered arrives merged into the same data and is told apart here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, Final

from bot.core.entries import as_switch, as_text

VERSION: Final = 1
"""Raised when a payload changes its meaning: buttons of older cards are then outdated."""

FIELD_PREFIX: Final = "field_"
"""In front of the ids of a template's own fields, so that they can't pass for ours."""

ANEW: Final = "yes"
"""What a button says whose result comes as a new message, because its own card is to stay."""

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,80}")
_IDS: Final = re.compile(r"[A-Za-z0-9._-]{1,80}(?:,[A-Za-z0-9._-]{1,80}){0,9}")
MAX_ENTRY_CHARS: Final = 100_000
MAX_FIELDS: Final = 60
Check = Callable[[object], bool]
Reading = Callable[[object], object]


def is_id(value: object) -> bool:
    """Tell whether it may be one of our ids."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def are_ids(value: object) -> bool:
    """Tell whether it is an id, or up to ten as a choice of several sends them."""
    return isinstance(value, str) and _IDS.fullmatch(value) is not None


def is_count(value: object) -> bool:
    """Tell whether it is a whole number that is not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_entry(value: object) -> bool:
    """Tell whether it may have been entered into a field."""
    return isinstance(value, str) and len(value) <= MAX_ENTRY_CHARS


def one_of(*choices: str) -> Check:
    """Return a check for one of a few values."""
    return lambda value: value in choices


def given(check: Check) -> Any:  # noqa: ANN401 - dataclass fields are typed by their annotation
    """Declare a field that the card put into its button: it comes back exactly so."""
    return field(metadata={"check": check, "reading": _as_sent})


def chosen(check: Check) -> Any:  # noqa: ANN401 - likewise
    """Declare a field that the card gives, in its button or by an input that must be filled."""
    return field(metadata={"check": check, "reading": as_text})


def optional(check: Check) -> Any:  # noqa: ANN401 - likewise
    """Declare a field that the card may give and that an input of the same id may fill."""
    return field(default="", metadata={"check": check, "reading": as_text})


def counted() -> Any:  # noqa: ANN401 - likewise
    """Declare a number that the card may put into its button."""
    return field(default="", metadata={"check": is_count, "reading": _as_sent})


def switch() -> Any:  # noqa: ANN401 - likewise
    """Declare a field that a toggle of the same id fills: "true", "false", or nothing."""
    return field(default="", metadata={"check": one_of("true", "false"), "reading": as_switch})


def form_inputs(sent: Mapping[str, object], *own: str) -> dict[str, str] | None:
    """Return a form's inputs as text, by their names without FIELD_PREFIX.

    None where anything but ``own`` fields of the button stands beside them, or too much, or
    something that nobody can have entered.
    """
    entries = {key: as_text(value) for key, value in sent.items() if key not in own}
    values = {
        key.removeprefix(FIELD_PREFIX): text
        for key, text in entries.items()
        if key.startswith(FIELD_PREFIX) and isinstance(text, str) and is_entry(text)
    }
    fits = len(entries) <= MAX_FIELDS and len(values) == len(entries)
    return values if fits else None


def _as_sent(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Action:
    """What a press means. Subclasses name their verb and their fields."""

    verb: ClassVar[str]

    def data(self) -> dict[str, object]:
        """Return what the button sends; empty fields are left to the card's inputs."""
        values = {part.name: getattr(self, part.name) for part in fields(self)}
        return {"v": VERSION, **{name: value for name, value in values.items() if value != ""}}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action that the data mean, or None when they are not of this verb's form."""
        values = {}
        for part in fields(cls):
            value = part.metadata["reading"](sent.get(part.name, MISSING))
            if value is MISSING and part.default is not MISSING:
                continue
            if value == "" and part.default == "":  # an input that was left empty
                continue
            if not part.metadata["check"](value):
                return None
            values[part.name] = value
        return cls(**values) if sent.keys() <= {part.name for part in fields(cls)} else None
