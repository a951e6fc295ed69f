"""What a document is made of: headings, paragraphs, lists, tables, quotes, code, signatures.

Plain data that pydantic reads and writes as JSON. `Markdown` stands for the blocks that its text
means; it is taken apart where the document is written, not where the bot talks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Run(_Part):
    """Letters of one look. ``note`` is the number of a footnote behind them, 0 for none.

    ``mark``: which of the report's marks they carry, counted from 1. A line end breaks the line.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    note: int = 0
    mark: int = 0


Runs = tuple[Run, ...]


class Heading(_Part):
    """A heading; 1 is the highest level. Writers close gaps between levels."""

    kind: Literal["heading"] = "heading"
    level: int
    runs: Runs


class Paragraph(_Part):
    """A paragraph."""

    kind: Literal["paragraph"] = "paragraph"
    runs: Runs


class Listing(_Part):
    """A list; each item holds blocks, so that lists may stand in lists."""

    kind: Literal["list"] = "list"
    items: tuple[tuple[Block, ...], ...]
    is_ordered: bool = False
    start: int = 1


class Table(_Part):
    """A table with a head; ``name`` says to those who can't see it what it holds."""

    kind: Literal["table"] = "table"
    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    name: str = ""


class Quote(_Part):
    """Words of somebody else."""

    kind: Literal["quote"] = "quote"
    blocks: tuple[Block, ...]


class Code(_Part):
    """Lines whose spaces count."""

    kind: Literal["code"] = "code"
    text: str


class Rule(_Part):
    """A break between two parts."""

    kind: Literal["rule"] = "rule"


class Signatures(_Part):
    """Empty lines to sign on, each with what stands under it; nobody's name is filled in."""

    kind: Literal["signatures"] = "signatures"
    under: tuple[str, ...]


class Markdown(_Part):
    """A text in Markdown, such as a model writes it.

    ``is_guarded``: it has passed the link guard, so that targets of links may be printed.
    """

    kind: Literal["markdown"] = "markdown"
    text: str
    is_guarded: bool = False


Block = Annotated[
    Heading | Paragraph | Listing | Table | Quote | Code | Rule | Signatures | Markdown,
    Field(discriminator="kind"),
]
"""Any of them."""

Listing.model_rebuild()
Quote.model_rebuild()


def words(text: str, *, bold: bool = False, italic: bool = False, note: int = 0) -> Runs:
    """Return one run of a plain text."""
    return (Run(text=text, bold=bold, italic=italic, note=note),)


def heading(text: str, level: int = 1) -> Heading:
    """Return a heading of a plain text."""
    return Heading(level=level, runs=words(text))


def paragraph(text: str, *, note: int = 0) -> Paragraph:
    """Return a paragraph of a plain text."""
    return Paragraph(runs=words(text, note=note))


def listing(lines: Sequence[str], *, ordered: bool = False) -> Listing:
    """Return a list of plain lines."""
    return Listing(items=tuple((paragraph(line),) for line in lines), is_ordered=ordered)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, name: str = "") -> Table:
    """Return a table of plain cells."""
    return Table(
        head=tuple(words(cell) for cell in head),
        rows=tuple(tuple(words(cell) for cell in row) for row in rows),
        name=name,
    )


def plain(runs: Runs) -> str:
    """Return the letters of runs."""
    return "".join(run.text for run in runs)
