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
_DOUBTS_BYTES: Final = 4_000
_SOURCES_BYTES: Final = 13_500


def basis_blocks(basis: Basis, texts: Texts) -> list[el.Block]:
    """Return the lines and folds about what an answer rests on, as many as one card takes."""
    blocks: list[el.Block] = [el.text(escaped(basis.line), spacing="none")]
    if not basis.sources and not basis.is_nothing:
        blocks.append(el.quiet(el.text(texts("question.no_evidence"), spacing="none")))
    blocks += [
        el.quiet(el.text(_doubt(one.told, texts), spacing="none"))
        for one in basis.doubts[:_SHOWN_DOUBTS]
    ]
    further: list[list[el.Block]] = [
        [el.text(_doubt(one.told, texts))] for one in basis.doubts[_SHOWN_DOUBTS:]
    ]
    doubts = _fitting(further, _DOUBTS_BYTES)
    if doubts:
        title = texts.count("summary.more_marks", len(doubts))
        blocks.append(_folded(title, "doubts", doubts, texts))
    sources = _fitting([_source(one, texts) for one in basis.sources], _SOURCES_BYTES)
    told = basis.sources[: len(sources)]
    for at in range(0, len(told), _FOLDED):
        part = told[at : at + _FOLDED]
        title = texts("summary.evidence")
        if len(told) > _FOLDED:
            title = texts("summary.evidence.part", first=part[0].number, last=part[-1].number)
        blocks.append(_folded(title, f"evidence{at}", sources[at : at + _FOLDED], texts))
    if left := len(further) - len(doubts) + len(basis.sources) - len(told):
        blocks.append(el.sub(texts.count("question.beyond", left)))
    return blocks


def _fitting(entries: Sequence[list[el.Block]], most_bytes: int) -> list[list[el.Block]]:
    """Return the first entries that fit: Teams refuses a card that is too large as a whole."""
    taken: list[list[el.Block]] = []
    for entry in entries:
        most_bytes -= el.size_of(*entry)
        if most_bytes < 0:
            break
        taken.append(entry)
    return taken


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


def _folded(title: str, name: str, entries: Sequence[list[el.Block]], texts: Texts) -> el.Block:
    lines = [line for entry in entries for line in entry]
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
