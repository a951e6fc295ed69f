"""What checking a text finds: citations that hold, and marks on what should be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a citation."""

    HELD = "held"  # it stands where the model said
    MOVED = "moved"  # it stands elsewhere: the number was repaired
    MISSING = "missing"  # it stands nowhere


class Doubt(StrEnum):
    """Why a statement is marked: „nicht belegt“ for the first, „bitte prüfen“ for the others."""

    UNSUPPORTED = "unsupported"  # its quotation stands nowhere
    FIGURE = "figure"  # a number, share or time that the source doesn't have
    DATE = "date"
    AMOUNT = "amount"
    PARAGRAPH = "paragraph"
    NAME = "name"
    MEANING = "meaning"  # the passage seems to say something else


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation that was looked up.

    ``quote`` is as it stands in the passage, or as the model wrote it when it is MISSING (then
    ``index`` and ``number`` are 0). ``is_chosen``: the model named only the place, and code chose
    the sentence there that is most like the statement.
    """

    index: int
    number: int
    quote: str
    verdict: Verdict
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A doubt about one statement, with the passage that comes nearest (0 and "" for none).

    ``at`` is where the statement ends in the checked text.
    """

    doubt: Doubt
    words: str
    claim: str
    number: int = 0
    quote: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Backed:
    """A statement whose meaning wasn't doubted, and the sentences that it cites.

    ``number``, ``quote`` and ``at`` are those that a Mark on it would have.
    """

    claim: str
    passage: str
    number: int = 0
    quote: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A text with what checking it found.

    In ``text`` every citation that holds is written [1], [2]…; others are gone. ``n_claims``
    counts statements that name a place or quotation, ``n_held`` those of them with a quotation
    of the model's that stands in the source, ``n_uncited`` statements that name none.
    """

    text: str
    citations: tuple[Citation, ...]
    marks: tuple[Mark, ...]
    n_claims: int
    n_held: int
    n_uncited: int = 0
    missing: tuple[Citation, ...] = ()
    backed: tuple[Backed, ...] = ()
