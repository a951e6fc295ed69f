"""One field of a template: what it asks, what it accepts, how its value is written.

Values arrive as text, as cards send them: choices by their wording, several joined by commas,
dates as 2026-11-24, toggles as true or false. What a person typed is returned as typed; only
outer blanks, carriage returns and control characters are dropped.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

import pydantic
from babel.dates import format_date
from babel.numbers import format_decimal
from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from bot.core.entries import as_switch, as_text
from bot.library.fault import Fault

MAX_TEXT: Final = 500
MAX_LONG: Final = 20_000
MAX_CHOICES: Final = 12

# Half a surrogate pair can't be sent to anybody: no encoder takes it.
_NO_CONTENT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d{1,12}([.,]\d{1,6})?")
# Cards send these beside the inputs; a field of that name would overwrite them.
_RESERVED = frozenset({"action", "edition", "id", "msteams", "template", "v", "verb", "version"})
_DAY_PATTERNS = {"de": "EEEE, d. MMMM y", "en": "EEEE, d MMMM y"}


class FieldType(StrEnum):
    """What a field looks like in the form."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    MULTIPLE = "multiple"
    DATE = "date"
    NUMBER = "number"
    TOGGLE = "toggle"
    FILE = "file"  # one of the conversation's files: the value is its id, its text is material


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Why a value is not accepted: the field's name and the sentence to show beside it."""

    field: str
    text_key: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


def as_entry(value: object) -> object:
    """Turn what YAML makes of an unquoted value into the text that a card would send."""
    return value.isoformat() if isinstance(value, date) else as_text(value)


def clean(raw: str) -> str:
    """Drop what is no content: outer blanks, carriage returns, control characters."""
    return _NO_CONTENT.sub("", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


class Field(BaseModel):
    """A field as its author wrote it. ``minimum`` and ``maximum`` are for numbers only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    type: FieldType = FieldType.TEXT
    label: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    required: bool = False
    placeholder: Annotated[str, StringConstraints(max_length=200)] = ""
    help: Annotated[str, StringConstraints(max_length=200)] = ""
    choices: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=80)], ...],
        pydantic.Field(max_length=MAX_CHOICES),
    ] = ()
    default: Annotated[str, BeforeValidator(as_entry)] = ""
    minimum: int | None = None
    maximum: int | None = None

    @property
    def is_free_text(self) -> bool:
        """Whether a person writes whatever they like: such values go between delimiters."""
        return self.type in {FieldType.TEXT, FieldType.LONG, FieldType.FILE}

    @property
    def max_chars(self) -> int:
        """How long a value may be."""
        return MAX_LONG if self.type is FieldType.LONG else MAX_TEXT

    def read(self, raw: str) -> str:
        """Return an entry as it is checked and kept."""
        entry = clean(raw)
        return str(as_switch(entry)) if self.type is FieldType.TOGGLE else entry

    def is_filled(self, value: str) -> bool:
        """Whether parts that depend on this field are kept; a toggle that is off is not."""
        return value == "true" if self.type is FieldType.TOGGLE else bool(value)

    def check(self, value: str, language: str) -> FieldProblem | None:
        """Return what is wrong with a cleaned value, or None."""
        if not value:
            return self._problem("required") if self.required else None
        if len(value) > self.max_chars:
            longest = str(format_decimal(self.max_chars, locale=language))
            return self._problem("too_long", max=longest)
        match self.type:
            case FieldType.CHOICE | FieldType.MULTIPLE | FieldType.TOGGLE:
                fits = all(part in self._offered for part in self._parts(value))
                return None if fits else self._problem("choice")
            case FieldType.DATE:
                return None if _is_date(value) else self._problem("date")
            case FieldType.NUMBER:
                return self._check_number(value)
            case _:
                return None

    def write(self, value: str, language: str) -> str:
        """Write an accepted value as people read it: dates with their weekday, numbers local."""
        if not value:
            return ""
        match self.type:
            case FieldType.MULTIPLE:
                return ", ".join(self._parts(value))
            case FieldType.DATE:
                pattern = _DAY_PATTERNS[language]
                return str(format_date(date.fromisoformat(value), pattern, locale=language))
            case FieldType.NUMBER:
                return str(format_decimal(_number(value), locale=language))
            case _:
                return value

    @property
    def _offered(self) -> tuple[str, ...]:
        return ("true", "false") if self.type is FieldType.TOGGLE else self.choices

    def _parts(self, value: str) -> list[str]:
        if self.type is not FieldType.MULTIPLE:
            return [value]
        return [part.strip() for part in value.split(",")]

    def _check_number(self, value: str) -> FieldProblem | None:
        if not _NUMBER.fullmatch(value):
            return self._problem("number")
        number = _number(value)
        if self.minimum is not None and number < self.minimum:
            return self._problem("too_small", min=self.minimum)
        if self.maximum is not None and number > self.maximum:
            return self._problem("too_large", max=self.maximum)
        return None

    def _problem(self, reason: str, **values: object) -> FieldProblem:
        return FieldProblem(self.name, f"library.problem.{reason}", values)

    @pydantic.model_validator(mode="after")
    def _agrees_with_itself(self) -> Field:
        found = self._author_error()
        if found:
            code, reason = found
            raise Fault(code, self.label, f"{self.name}: {reason}")
        return self

    def _author_error(self) -> tuple[str, str] | None:
        with_choices = self.type in {FieldType.CHOICE, FieldType.MULTIPLE}
        bounds = [bound for bound in (self.minimum, self.maximum) if bound is not None]
        rules = (
            (self.name in _RESERVED, "reserved", "this name is taken by the card itself"),
            (with_choices and not self.choices, "no_choices", "needs choices"),
            (
                bool(self.choices) and not with_choices,
                "other",
                "only choice and multiple have choices",
            ),
            (
                len(set(self.choices)) < len(self.choices),
                "choice_twice",
                "a choice stands there twice",
            ),
            (self._has_comma(), "comma", "choices of a multiple field must not contain commas"),
            (
                bool(bounds) and self.type is not FieldType.NUMBER,
                "other",
                "only numbers have bounds",
            ),
            (bounds != sorted(bounds), "bounds", "minimum is above maximum"),
            (
                self.type is FieldType.TOGGLE and self.required,
                "toggle_required",
                "a toggle can't be required",
            ),
            (
                bool(self.default) and self.check(self.default, "en") is not None,
                "default",
                "wrong default",
            ),
        )
        return next(((code, reason) for broken, code, reason in rules if broken), None)

    def _has_comma(self) -> bool:
        return self.type is FieldType.MULTIPLE and any("," in choice for choice in self.choices)


def _number(value: str) -> Decimal:
    return Decimal(value.replace(",", "."))


def _is_date(value: str) -> bool:
    # fromisoformat alone would accept week dates, which no card sends.
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
