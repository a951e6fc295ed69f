"""The verbs of the prompt library: finding, filling, and making templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final

from cards.action import (
    ANEW,
    FIELD_PREFIX,
    MAX_FIELDS,
    VERSION,
    Action,
    given,
    is_entry,
    is_id,
    one_of,
    optional,
)


@dataclass(frozen=True, slots=True)
class LibraryHome(Action):
    """Open the library; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "library.home"
    anew: str = optional(one_of(ANEW))


@dataclass(frozen=True, slots=True)
class LibraryOpen(Action):
    """Show the templates of one category; ``anew``: below, so that the pressed card stays."""

    verb: ClassVar[str] = "library.open"
    category: str = given(is_id)
    anew: str = optional(one_of(ANEW))


@dataclass(frozen=True, slots=True)
class LibraryChoose(Action):
    """Open the template chosen in the search field, or search for what was typed there."""

    verb: ClassVar[str] = "library.choose"
    template: str = optional(is_entry)


@dataclass(frozen=True, slots=True)
class TemplateOpen(Action):
    """Show a template's form."""

    verb: ClassVar[str] = "template.open"
    id: str = given(is_id)


@dataclass(frozen=True, slots=True)
class TemplateExample(Action):
    """Fill a template's form with its example."""

    verb: ClassVar[str] = "template.example"
    id: str = given(is_id)


@dataclass(frozen=True, slots=True)
class TemplateRun(Action):
    """Run a template with what was entered in its form."""

    verb: ClassVar[str] = "template.run"
    id: str = given(is_id)
    values: Mapping[str, str] = field(default_factory=dict)

    def data(self) -> dict[str, object]:
        """Return what the button sends: the id only, since the form's inputs add the values."""
        return {"v": VERSION, "id": self.id}

    @classmethod
    def read(cls, sent: Mapping[str, object]) -> Action | None:
        """Return the action; every input of the form carries FIELD_PREFIX."""
        entries = {key: value for key, value in sent.items() if key != "id"}
        as_text = {key.removeprefix(FIELD_PREFIX): _entry(entries[key]) for key in entries}
        fits = is_id(sent.get("id")) and len(entries) <= MAX_FIELDS
        fits = fits and all(key.startswith(FIELD_PREFIX) for key in entries)
        values = {name: text for name, text in as_text.items() if text is not None}
        return cls(str(sent["id"]), values) if fits and len(values) == len(entries) else None


def _entry(value: object) -> str | None:
    """Return an input's value as text: phones send numbers and toggles as JSON's own types."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) and is_entry(value) else None


LIBRARY_ACTIONS: Final[tuple[type[Action], ...]] = (
    LibraryHome,
    LibraryOpen,
    LibraryChoose,
    TemplateOpen,
    TemplateExample,
    TemplateRun,
)
