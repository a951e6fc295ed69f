"""What a person may wish of a summary, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.documents.document import NOWHERE, Place, Spot, Unread
from bot.evidence.checking import Doubt

LONGEST_FOCUS: Final = 300
_NUMBERS: Final = ("unreadable", "recognised", "refused", "skipped")


_HEADING: Final = re.compile(r"[ \t]*(?:#{1,6}[ \t].*|\*\*[^*\n]+\*\*:?[ \t]*)")


class Form(StrEnum):
    """What it is to be; OVERVIEW is a summary as such, the most important first."""

    OVERVIEW = "overview"
    MEMO = "memo"
    BULLETS = "bullets"
    SECTIONS = "sections"
    CITIZENS = "citizens"


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
    form: Form = Form.OVERVIEW

    @property
    def is_plain(self) -> bool:
        """Whether it is to be in plain German."""
        to_citizens = self.form is Form.CITIZENS and self.language is Tongue.GERMAN
        return to_citizens or self.language is Tongue.PLAIN

    @property
    def written_in(self) -> str:
        """The language of the summary, as texts and prompts name it."""
        return "en" if self.language is Tongue.ENGLISH else "de"

    def as_record(self) -> dict[str, str]:
        """Return what `from_record` takes."""
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_record(cls, record: Mapping[str, object]) -> Wish:
        """Rebuild a kept wish; raises ValueError for what is none."""
        return cls(
            Length(str(record.get("length"))),
            Tongue(str(record.get("language"))),
            str(record.get("focus", "")),
            Form(str(record.get("form") or Form.OVERVIEW)),
        )


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of the document behind a statement, marked ``[number]`` in the text.

    ``is_moved``: the model named another place; ``unit`` is where the words do stand.
    ``is_chosen``: it named a place only, and code chose what is most like the statement there.
    """

    number: int
    unit: int
    words: str
    is_moved: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What code could not find in the document: ``words`` of a ``claim``.

    ``nearest`` is what comes closest and ``unit`` where that stands; empty and 0 where nothing
    does. ``at`` is where the claim ends in the summary's text.
    """

    doubt: Doubt
    words: str
    claim: str
    unit: int = 0
    nearest: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A finished summary and what it rests on. All tuples of numbers are pages or sections.

    ``unreadable`` hold no text (``reasons`` says why), ``recognised`` were told from pictures,
    ``refused`` were turned away by the model's content filter,
    ``skipped`` were not read because the person stopped; ``spots`` say where those stand that
    have more than a number. ``text`` is Markdown with ``[1]`` for the first of ``quotations``.
    ``n_held`` of ``n_claims`` statements stand word for word in the document; ``n_bare``
    paragraphs and list items name no evidence. ``is_cut``: the model reached its length limit
    before it was done.
    """

    text: str
    document_id: str
    name: str
    place: Place
    wish: Wish
    total_units: int
    unreadable: tuple[int, ...]
    reasons: Mapping[Unread, tuple[int, ...]] = field(default_factory=dict)
    recognised: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    n_claims: int = 0
    n_held: int = 0
    n_bare: int = 0
    spots: Mapping[int, Spot] = field(default_factory=dict)
    is_cut: bool = False
    created: datetime

    @property
    def read_units(self) -> int:
        """How many pages or sections reached the model."""
        return self.total_units - len({*self.unreadable, *self.refused, *self.skipped})

    def spot(self, unit: int) -> Spot:
        """Return where a unit stands, beyond its number."""
        return self.spots.get(unit, NOWHERE)

    def as_record(self) -> dict[str, object]:
        """Return what `from_record` takes."""
        spots = {str(number): spot.as_record() for number, spot in self.spots.items()}
        reasons = {why.value: units for why, units in self.reasons.items()}
        own = {"created": self.created.isoformat(), "wish": self.wish.as_record(), "spots": spots}
        return {**asdict(self), **own, "reasons": reasons}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Summary:
        """Rebuild a kept summary."""
        remarks = ({**one, "doubt": Doubt(one["doubt"])} for one in record["remarks"])
        spots = record["spots"].items()
        values = {
            **record,
            "wish": Wish.from_record(record["wish"]),
            "place": Place(record["place"]),
            "created": datetime.fromisoformat(record["created"]),
            "quotations": tuple(Quotation(**one) for one in record["quotations"]),
            "remarks": tuple(Remark(**one) for one in remarks),
            "spots": {int(number): Spot.from_record(spot) for number, spot in spots},
            "reasons": {Unread(why): tuple(units) for why, units in record["reasons"].items()},
            **{name: tuple(record[name]) for name in _NUMBERS},
        }
        return cls(**values)


def is_heading(text: str, at: int) -> bool:
    """Tell whether the line of Markdown in which ``at`` lies is a heading, or bold as a whole."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return _HEADING.fullmatch(text[begin : end if end >= 0 else len(text)]) is not None
