"""A report laid out for the writers: the same order and the same sentences in Word and PDF.

Made in the bot (layout.py), where the sentences are; written by the child, which knows none.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.export.blocks import Block
from bot.export.report import Fact, Footnote, Mark


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Paper(_Part):
    """What the writers write, top to bottom: title, facts, notices, body, end.

    ``page`` is the line at the foot, with ``{page}`` and ``{pages}``. ``reference_label`` names
    the field for the file reference, ``reference_hint`` stands in it while it is empty.
    """

    title: str
    kind: str
    agency: str
    date: str
    iso_date: str
    language: str
    reference: str
    reference_label: str
    reference_hint: str
    date_label: str
    facts: tuple[Fact, ...]
    notice: str
    notices: tuple[str, ...]
    body: tuple[Block, ...]
    end: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    marks: tuple[Mark, ...]
    mark_label: str
    quoted: str
    page: str
    category: str
    unshown: str

    def note_line(self, note: Footnote) -> str:
        """Return what stands in a footnote: the place, and the words that stand there."""
        return f"{note.place}: {self.quoted.format(words=note.quote)}" if note.quote else note.place
