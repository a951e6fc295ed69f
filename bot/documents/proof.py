"""Compares what the model wrote with the document: quotations looked up, doubts noted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from bot.documents.chunks import defused, text_of
from bot.documents.document import Document
from bot.documents.summary import Quotation, Remark, is_heading
from bot.evidence.checking import Checked, Citation, Doubt, Mark, Verdict, check
from bot.evidence.findings import Backed
from bot.evidence.passages import Passage, Passages

_FEWEST_WORDS: Final = 5
_REFERENCE: Final = re.compile(r"\[\d{1,4}\]")
_NOTHING_TO_SAY: Final = re.compile(  # as the prompts ask for it, of what a document lacks
    r"[-*\s]*(?:\*\*[^*]+\*\*\s*)?(?:Das Dokument (?:enthält|nennt) keine|Dazu steht"
    r"|The document (?:holds|names) no)\b"
)


@dataclass(frozen=True, slots=True)
class Proof:
    """The text as it may be shown, with ``[1]`` for its first quotation, and what was found.

    ``n_bare`` paragraphs and list items name no evidence; ``backed`` statements bear a second look.
    """

    text: str
    quotations: tuple[Quotation, ...] = ()
    remarks: tuple[Remark, ...] = ()
    n_claims: int = 0
    n_held: int = 0
    n_bare: int = 0
    backed: tuple[Backed, ...] = ()

    @property
    def units(self) -> frozenset[int]:
        """The pages or sections it points to."""
        quoted = {one.unit for one in self.quotations}
        return frozenset(quoted | {one.unit for one in self.remarks})


def passages_of(document: Document, without: AbstractSet[int] = frozenset()) -> Passages:
    """Return what the document says, to look things up in; half a second for a book."""
    units = (unit for unit in document.units if unit.is_readable and unit.number not in without)
    return Passages([Passage(unit.number, defused(text_of(unit))) for unit in units])


def prove(text: str, passages: Passages, label: str, language: str) -> Proof:
    """Check a text against what was read."""
    found = check(text, passages, label=label, language=language)
    return Proof(
        text=found.text,
        quotations=tuple(map(_quotation, found.citations)),
        remarks=tuple(map(_remark, found.marks)),
        n_claims=found.n_claims,
        n_held=found.n_held,
        n_bare=_bare_lines(found),
        backed=found.backed,
    )


def _bare_lines(found: Checked) -> int:
    """Count the paragraphs and list items that say something and name no evidence at all."""
    at, n_bare = 0, 0
    doubted = [mark.at for mark in found.marks if mark.doubt is Doubt.UNSUPPORTED]
    for line in found.text.split("\n"):
        end = at + len(line)
        says = len(line.split()) >= _FEWEST_WORDS and not line.rstrip().endswith(":")
        is_left_out = is_heading(found.text, at) or _NOTHING_TO_SAY.match(line)
        is_backed = _REFERENCE.search(line) or any(at <= mark <= end for mark in doubted)
        n_bare += says and not is_left_out and not is_backed
        at = end + 1
    return n_bare


def _quotation(one: Citation) -> Quotation:
    is_moved = one.verdict is Verdict.MOVED
    return Quotation(one.index, one.number, one.quote, is_moved, is_chosen=one.is_chosen)


def _remark(one: Mark) -> Remark:
    return Remark(one.doubt, one.words, one.claim, one.number, one.quote, one.at)


def with_doubts(proof: Proof, doubted: Sequence[Backed]) -> Proof:
    """Return the proof with remarks on statements whose meaning somebody else doubts."""
    remarks = [
        Remark(Doubt.MEANING, one.claim, one.claim, one.number, one.quote, one.at)
        for one in doubted
    ]
    both = sorted((*proof.remarks, *remarks), key=lambda one: one.at)
    return replace(proof, remarks=tuple(both))
