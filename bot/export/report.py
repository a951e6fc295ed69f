"""A result as a document of its own: what it is called, what it says, what it rests on.

Features make one of what they found, `results` keeps it, `service` hands it out as a file. It
holds no person's name unless a feature puts one into its text.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.export.blocks import Block


class Format(StrEnum):
    """As what a report leaves."""

    WORD = "docx"
    PDF = "pdf"


class Use(StrEnum):
    """What a document is for, as far as agencies have a template of its own for that."""

    GENERAL = "general"
    MINUTES = "minutes"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Footnote(_Part):
    """What ``[number]`` in the text rests on: where it stands, and the words that stand there."""

    number: Annotated[int, Field(ge=1)]
    place: str
    quote: str = ""


class Mark(_Part):
    """Words of the text that somebody should check, and why.

    ``claim`` is the sentence they stand in, where the words alone might be found elsewhere too.
    """

    words: str
    about: str
    claim: str = ""


class Fact(_Part):
    """A line of the document's head, such as „Dokument: Haushalt.pdf“."""

    label: str
    value: str


class Report(_Part):
    """One document. ``kind`` is its name for people (also in the file's name): „Vermerk“.

    In `Markdown` blocks ``[1]`` becomes the footnote 1 if there is one. ``reference`` is the file
    reference (Aktenzeichen); empty leaves a field to fill in. ``coverage`` says what was and was
    not read; ``warning`` stands first (an answer that broke off). ``is_demo``: no AI wrote it.
    ``language`` is that of the text.
    """

    title: str
    kind: str
    day: date
    body: tuple[Block, ...]
    language: str = "de"
    facts: tuple[Fact, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    marks: tuple[Mark, ...] = ()
    sources: tuple[str, ...] = ()
    coverage: str = ""
    warning: str = ""
    reference: str = ""
    signatures: tuple[str, ...] = ()
    use: Use = Use.GENERAL
    is_demo: bool = False
