"""What an answer from files rests on, in people's words: sources, doubts, what was searched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.answering.kept import Basis, Doubt, Source
from bot.core.texts import Texts
from bot.documents.document import NOWHERE, Document, Facts, Spot
from bot.documents.places import place_name
from bot.documents.proof import Proof
from bot.documents.summary import Quotation, Remark
from bot.documents.used import names_line, searched_line, used_line
from bot.evidence.checking import Doubt as Kind
from cards.escaping import shortened

_LONGEST: Final = 200
_LOOKS: Final = re.compile(r"[*`\[\]()<>#|\\~!]|(?<!\w)_|_(?!\w)")


def opening(files: Sequence[Facts], texts: Texts) -> str:
    """Return the line above an answer from files, in which names carry no Markdown."""
    names = [replace(one, name=_LOOKS.sub(" ", one.name).strip()) for one in files]
    return texts("question.opening", files=names_line(names, texts)) + "\n\n"


def grounds(proof: Proof, document: Document, files: Sequence[Facts], texts: Texts) -> Basis:
    """Return what a checked answer rests on."""
    spots = {unit.number: unit.spot for unit in document.units}
    units = sorted({one.unit for one in proof.quotations})
    return Basis(
        files=tuple(one.id for one in files),
        line=used_line(document, files, units, texts),
        sources=tuple(
            _source(one, document, spots.get(one.unit, NOWHERE), files, texts)
            for one in proof.quotations
        ),
        doubts=(
            *(_doubt(one, document, spots, texts) for one in _distinct(proof.remarks)),
            *_bare(proof, texts),
        ),
    )


def nothing(files: Sequence[Facts], texts: Texts) -> Basis:
    """Return what the answer rests on that the files don't say it."""
    ids = tuple(one.id for one in files)
    return Basis(ids, searched_line(files, texts), is_nothing=True)


def nothing_text(files: Sequence[Facts], texts: Texts) -> str:
    """Return the sentences that say so."""
    names = [replace(one, name=_LOOKS.sub(" ", one.name).strip()) for one in files]
    return texts("question.nothing", files=names_line(names, texts))


def _source(
    one: Quotation, document: Document, spot: Spot, files: Sequence[Facts], texts: Texts
) -> Source:
    if len(files) > 1:
        name, spot = spot.file or document.name, replace(spot, file="")
    else:
        name = document.name
    place = place_name(one.unit, document.place, spot, texts)
    if one.is_moved:
        place = texts("summary.evidence.moved", place=place)
    if one.is_chosen:
        place = texts("summary.evidence.chosen", place=place)
    return Source(one.number, one.unit, name, place, one.words)


def _distinct(remarks: Sequence[Remark]) -> list[Remark]:
    """Return each doubt about the same words once."""
    return list({(one.doubt, one.words): one for one in reversed(remarks)}.values())[::-1]


def _bare(proof: Proof, texts: Texts) -> list[Doubt]:
    """Say that parts of an answer name no evidence, where others do."""
    if not proof.n_bare or not proof.quotations:
        return []
    return [Doubt("", texts.count("documents.coverage.bare", proof.n_bare))]


def _doubt(one: Remark, document: Document, spots: dict[int, Spot], texts: Texts) -> Doubt:
    kind = {Kind.UNSUPPORTED: "unsupported", Kind.MEANING: "meaning"}.get(one.doubt, "words")
    words = one.claim if one.doubt is Kind.MEANING else one.words
    told = texts(f"question.doubt.{kind}", words=_short(words))
    if one.nearest:
        spot = spots.get(one.unit, NOWHERE)
        place = place_name(one.unit, document.place, spot, texts)
        told += " " + texts("question.nearest", place=place, words=_short(one.nearest))
    return Doubt(words, told, one.claim)


def _short(words: str) -> str:
    return shortened(" ".join(words.split()), _LONGEST)
