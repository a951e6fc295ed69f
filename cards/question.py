"""What stands under an answer from files: where it is from, what to check, the quotations folded.

Never says more than code did: a quotation stands in the file or it doesn't. Words of the model, of
files and their names are escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.answering.kept import Basis, Source
from bot.core.texts import Texts
from bot.core.turn import Card
from bot.documents.coverage import size_line
from bot.documents.document import Facts
from cards import elements as el
from cards.action import ANEW
from cards.actions import SummaryRun
from cards.escaping import escaped, shortened
from cards.question_actions import QuestionWithout

_LONGEST: Final = 300
_FOLDED: Final = 10
_SHOWN_DOUBTS: Final = 3


def basis_blocks(basis: Basis, texts: Texts) -> list[el.Block]:
    """Return the lines and folds about what an answer rests on."""
    blocks: list[el.Block] = [el.text(escaped(basis.line), spacing="none")]
    if not basis.sources and not basis.is_nothing:
        blocks.append(el.quiet(el.text(texts("question.no_evidence"), spacing="none")))
    blocks += [
        el.quiet(el.text(_doubt(one.told, texts), spacing="none"))
        for one in basis.doubts[:_SHOWN_DOUBTS]
    ]
    if further := basis.doubts[_SHOWN_DOUBTS:]:
        title = texts.count("summary.more_marks", len(further))
        folded: list[el.Block] = [el.text(_doubt(one.told, texts)) for one in further]
        blocks.append(_folded(title, "doubts", folded, texts))
    for at in range(0, len(basis.sources), _FOLDED):
        part = basis.sources[at : at + _FOLDED]
        title = texts("summary.evidence")
        if len(basis.sources) > _FOLDED:
            title = texts("summary.evidence.part", first=part[0].number, last=part[-1].number)
        lines = [line for one in part for line in _source(one, texts)]
        blocks.append(_folded(title, f"evidence{at}", lines, texts))
    return blocks


def read_receipt(files: Sequence[Facts], texts: Texts) -> Card:
    """Make the line that an upload becomes when its question is answered right below."""
    lines = [texts("question.read", name=one.name, size=size_line(one, texts)) for one in files]
    blocks = [el.sub(escaped(line), spacing="none") for line in lines]
    return el.card(*blocks, language=texts.language, speak=" ".join(lines))


def without_button(answer_id: str, texts: Texts) -> el.Button:
    """Return the button that asks the same without files."""
    tooltip = texts("question.without.tooltip")
    return el.execute(texts("question.without"), QuestionWithout(answer_id), tooltip=tooltip)


def nothing_rows(answer_id: str, basis: Basis, texts: Texts) -> tuple[el.Block, ...]:
    """Return the next steps where the files say nothing."""
    run = SummaryRun(",".join(basis.files), anew=ANEW)
    return (
        el.row_actions(
            without_button(answer_id, texts),
            el.execute(
                texts("question.summarise"), run, tooltip=texts("question.summarise.tooltip")
            ),
            spacing="small",
        ),
    )


def _folded(title: str, name: str, lines: list[el.Block], texts: Texts) -> el.Block:
    fold = el.fold(title, name, tooltip=texts("summary.evidence.tooltip"))
    return el.group(
        el.row_actions(fold), el.quiet(*lines, name=name, visible=False), spacing="small"
    )


def _doubt(told: str, texts: Texts) -> str:
    return texts("question.check", told=escaped(told))


def _source(one: Source, texts: Texts) -> list[el.Block]:
    where = texts("question.source", number=one.number, name=one.name, place=one.place)
    words = shortened(" ".join(one.quote.split()), _LONGEST)
    quote = texts("summary.evidence.quote", words=escaped(words))
    return [el.sub(escaped(where), bold=True), el.text(quote, spacing="none")]
