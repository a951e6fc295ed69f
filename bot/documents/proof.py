"""Compares what the model wrote with the document: quotations looked up, doubts noted."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.documents.chunks import defused, text_of
from bot.documents.document import Document
from bot.documents.summary import Quotation, Remark, is_heading
from bot.evidence.checking import Citation, Doubt, Mark, Verdict, check
from bot.evidence.passages import Passage, Passages


@dataclass(frozen=True, slots=True)
class Proof:
    """The text as it may be shown, with ``[1]`` for its first quotation, and what was found."""

    text: str
    quotations: tuple[Quotation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    n_claims: int = 0
    n_held: int = 0

    @property
    def units(self) -> frozenset[int]:
        """The pages or sections it points to."""
        quoted = {one.unit for one in self.quotations}
        return frozenset(quoted | {one.unit for one in self.remarks})


def passages_of(document: Document, without: AbstractSet[int] = frozenset()) -> Passages:
    """Return what the document says, to look things up in; a second for a long one."""
    units = (unit for unit in document.units if unit.is_readable and unit.number not in without)
    return Passages([Passage(unit.number, defused(text_of(unit))) for unit in units])


def prove(text: str, passages: Passages, label: str, language: str) -> Proof:
    """Check a text against what was read."""
    found = check(text, passages, label=label, language=language)
    marks = (one for one in found.marks if not _is_of_a_heading(one, found.text))
    return Proof(
        text=found.text,
        quotations=tuple(map(_quotation, found.citations)),
        remarks=tuple(map(_remark, marks)),
        n_claims=found.n_claims,
        n_held=found.n_held,
    )


def _is_of_a_heading(mark: Mark, text: str) -> bool:
    """Tell whether a doubt about meaning is about a heading, which states nothing."""
    return mark.doubt in {Doubt.MEANING, Doubt.UNSUPPORTED} and is_heading(text, mark.at)


def _quotation(one: Citation) -> Quotation:
    is_moved = one.verdict is Verdict.MOVED
    return Quotation(one.index, one.number, one.quote, is_moved, is_chosen=one.is_chosen)


def _remark(one: Mark) -> Remark:
    return Remark(one.doubt, one.words, one.claim, one.number, one.quote, one.at)
