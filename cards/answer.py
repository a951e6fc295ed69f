"""The card under an answer: the reminder that a person decides, and what to do next.

The answer itself is the message's text. An answer that ends early says so first. The reminder
cannot be switched off by an agency profile.
"""

from __future__ import annotations

from enum import StrEnum

from bot.answering.kept import Basis
from bot.core.texts import Texts
from bot.core.turn import Card
from cards import elements as el
from cards.action import Action
from cards.actions import (
    AnswerAgain,
    AnswerFormal,
    AnswerPlain,
    AnswerShorten,
    AnswerTemplate,
    ExportWord,
)
from cards.draft import Notes, next_rows, note_blocks, note_lines
from cards.question import basis_blocks, nothing_rows, without_button


class Ending(StrEnum):
    """How an answer ended."""

    COMPLETE = "complete"
    CUT_OFF = "cut_off"  # the model broke off
    LENGTH = "length"  # the model's longest answer was reached
    FILTERED = "filtered"  # a filter stopped it after some text


def answer_card(
    answer_id: str,
    texts: Texts,
    *,
    ending: Ending = Ending.COMPLETE,
    is_demo: bool = False,
    basis: Basis | None = None,
    notes: Notes | None = None,
) -> Card:
    """Make the card under the answer kept as ``answer_id``.

    ``is_demo``: no AI wrote it. ``basis``: what it rests on when it is from files. ``notes``: it
    was made with a template.
    """
    reminder = texts("answer.demo") if is_demo else texts("answer.reminder")
    is_nothing = basis is not None and basis.is_nothing
    spoken = texts("question.nothing.speak" if is_nothing else "answer.speak", reminder=reminder)
    lines: list[el.Block] = []
    if ending is not Ending.COMPLETE:
        early = texts(f"answer.ending.{ending}")
        lines.append(el.text(early, spacing="none"))
        spoken = f"{early} {spoken}"
    if basis is not None:
        lines += basis_blocks(basis, texts)
        spoken = f"{basis.line} {spoken}"
    if notes is not None:
        lines += note_blocks(notes, texts)
        spoken = " ".join([*note_lines(notes, texts), spoken])
    lines.append(el.sub(reminder, spacing="small" if lines else "none"))
    rows = [*_rows(answer_id, basis, texts)]
    if notes is not None:
        rows = [*next_rows(answer_id, notes.next, texts), *rows]
    return el.card(*lines, *rows, language=texts.language, speak=spoken)


def _rows(answer_id: str, basis: Basis | None, texts: Texts) -> tuple[el.Block, ...]:
    if basis is not None and basis.is_nothing:
        return nothing_rows(answer_id, basis, texts)

    def button(name: str, action: Action) -> el.Button:
        tooltip = texts(f"answer.{name}.tooltip")
        return el.execute(texts(f"answer.{name}"), action, tooltip=tooltip)

    word = el.execute(
        texts("export.word"), ExportWord(answer_id), tooltip=texts("export.word.tooltip")
    )
    template = button("template", AnswerTemplate(answer_id))
    beside = template if basis is None else without_button(answer_id, texts)
    return (
        el.row_actions(word, beside, spacing="small"),
        el.row_actions(
            button("shorten", AnswerShorten(answer_id)),
            button("plain", AnswerPlain(answer_id)),
            button("formal", AnswerFormal(answer_id)),
            spacing="small",
        ),
        el.row_actions(button("again", AnswerAgain(answer_id)), spacing="small"),
    )
