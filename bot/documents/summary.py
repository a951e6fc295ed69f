"""What a person may wish of a summary, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.documents.document import Place

LONGEST_FOCUS: Final = 300


class Length(StrEnum):
    """How long it is to be."""

    SHORT = "short"
    PAGE = "page"
    DETAILED = "detailed"


class Tongue(StrEnum):
    """The language it is written in."""

    GERMAN = "de"
    PLAIN = "plain"
    ENGLISH = "en"


class Step(StrEnum):
    """What is being done, as the progress card names it."""

    CONDENSE = "condense"
    WRITE = "write"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a file summarised; the defaults are what one click gives."""

    length: Length = Length.PAGE
    language: Tongue = Tongue.GERMAN
    focus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A finished summary and what it rests on. All tuples are numbers of pages or sections.

    ``unreadable`` hold no text, ``refused`` were turned away by the model's content filter,
    ``skipped`` were not read because the person stopped. ``text`` is Markdown without tables;
    references to pages that don't exist or weren't read have become ``[S. ?]``, ``n_unknown`` of
    them. ``is_cut``: the model reached its length limit before it was done.
    """

    text: str
    document_id: str
    name: str
    place: Place
    wish: Wish
    total_units: int
    unreadable: tuple[int, ...]
    refused: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    n_unknown: int = 0
    is_cut: bool = False
    created: datetime

    @property
    def read_units(self) -> int:
        """How many pages or sections reached the model."""
        return self.total_units - len({*self.unreadable, *self.refused, *self.skipped})

    def as_record(self) -> dict[str, object]:
        """Return what `from_record` takes."""
        return {**asdict(self), "created": self.created.isoformat()}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Summary:
        """Rebuild a kept summary."""
        values = dict(record)
        wish = values["wish"]
        if not isinstance(wish, Mapping):
            raise TypeError("a kept summary names its wish")
        values |= {
            "wish": Wish(Length(wish["length"]), Tongue(wish["language"]), str(wish["focus"])),
            "place": Place(str(values["place"])),
            "created": datetime.fromisoformat(str(values["created"])),
        }
        for name in ("unreadable", "refused", "skipped"):
            numbers = values[name]
            values[name] = tuple(numbers) if isinstance(numbers, list | tuple) else ()
        return cls(**values)  # type: ignore[arg-type]  # as_record wrote them
