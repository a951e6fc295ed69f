"""A finished summary: the text with its places, what to check, what was read, and the evidence.

A long one is spread over several cards, since Teams takes only so much in one; the buttons stand
under the last. Marks and evidence are made by cards/proof.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.documents.coverage import held_line, read_line
from bot.documents.summary import Length, Summary
from cards import elements as el
from cards.action import ANEW
from cards.actions import ExportWord, SummaryRun
from cards.escaping import escaped
from cards.markdown import model_blocks
from cards.proof import evidence_blocks, mark_blocks, with_places
from cards.question_actions import QuestionFocus

_BODY_BYTES: Final = 17_000
_LENGTHS: Final = tuple(Length)


def summary_cards(
    summary: Summary, texts: Texts, *, result: str = "", is_demo: bool = False
) -> tuple[Card, ...]:
    """Make the cards, nearly always one.

    ``result``: the id under which it is kept to become a file. ``is_demo``: no AI wrote it.
    """
    reminder = texts("answer.demo") if is_demo else texts("answer.reminder")
    blocks = [
        *model_blocks(with_places(summary, texts)),
        *mark_blocks(summary, texts),
        _coverage(summary, texts),
        *evidence_blocks(summary, texts),
        _ask(summary, texts),
        el.sub(reminder, spacing="medium"),
    ]
    parts = _parts(blocks)
    cards = []
    for number, part in enumerate(parts, 1):
        made = el.card(
            el.sub(_kicker(summary, number, len(parts), texts), spacing="none"),
            el.head(escaped(summary.name), spacing="none"),
            *_focus(summary, texts),
            *part,
            actions=_buttons(summary, result, texts) if number == len(parts) else [],
            language=texts.language,
            speak=_spoken(summary, texts),
            full_width=True,
        )
        cards.append(made)
    return tuple(cards)


def _parts(blocks: Sequence[el.Block]) -> list[list[el.Block]]:
    """Spread the blocks so that each card stays small enough."""
    parts: list[list[el.Block]] = [[]]
    filled = 0
    for block in blocks:
        size = el.size_of(block)
        if parts[-1] and filled + size > _BODY_BYTES:
            parts.append([])
            filled = 0
        parts[-1].append(block)
        filled += size
    return parts


def _kicker(summary: Summary, number: int, total: int, texts: Texts) -> str:
    length = texts(f"summary.length.{summary.wish.length}")
    kind = texts(f"summary.form.{summary.wish.form}", length=length)
    if total == 1:
        return kind
    return texts("summary.part", kind=kind, number=number, total=total)


def _focus(summary: Summary, texts: Texts) -> list[el.Block]:
    """Say what the person asked to be looked at; the words are theirs."""
    focus = summary.wish.focus
    return [el.sub(texts("summary.focus", focus=escaped(focus)))] if focus else []


def _coverage(summary: Summary, texts: Texts) -> el.Block:
    read = texts("summary.read", line=escaped(read_line(summary, texts)))
    checked = texts("summary.checked", line=escaped(held_line(summary, texts)))
    return el.text(f"{read} {checked}", spacing="medium")


def _spoken(summary: Summary, texts: Texts) -> str:
    spoken = texts("summary.speak", name=summary.name, coverage=read_line(summary, texts))
    if summary.remarks:
        spoken += " " + texts.count("summary.speak.marks", len(summary.remarks))
    return spoken


def _buttons(summary: Summary, result: str, texts: Texts) -> list[el.Button]:
    """Offer a file, and the next lengths as new messages; what was read is not read again."""
    tooltip = texts("export.word.tooltip")
    word = [el.execute(texts("export.word"), ExportWord(result), tooltip=tooltip)]
    at = _LENGTHS.index(summary.wish.length)
    wider = (("shorter", _LENGTHS[:at][-1:]), ("longer", _LENGTHS[at + 1 :][:1]))
    return (word if result else []) + [
        el.execute(
            texts(f"summary.{way}"),
            _again(summary, length),
            tooltip=texts(f"summary.{way}.tooltip"),
        )
        for way, lengths in wider
        for length in lengths
    ]


def _ask(summary: Summary, texts: Texts) -> el.Block:
    action, tooltip = QuestionFocus(summary.document_id), texts("question.ask.tooltip")
    return el.row_actions(el.execute(texts("question.ask"), action, tooltip=tooltip))


def _again(summary: Summary, length: Length) -> SummaryRun:
    language, form = summary.wish.language.value, summary.wish.form.value
    return SummaryRun(summary.document_id, length.value, language=language, form=form, anew=ANEW)
