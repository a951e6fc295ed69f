"""A finished summary: the text, what was and was not read, and that an AI wrote it.

A long one is spread over several cards, since Teams takes only so much in one; the coverage, the
reminder and the buttons stand under the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.documents.coverage import coverage_line
from bot.documents.summary import Length, Summary
from cards import elements as el
from cards.actions import ANEW, SummaryRun
from cards.escaping import escaped
from cards.markdown import model_blocks

_BODY_BYTES: Final = 17_000


def summary_cards(summary: Summary, texts: Texts, *, is_demo: bool = False) -> tuple[Card, ...]:
    """Make the cards, nearly always one; ``is_demo``: no AI wrote it."""
    parts = _parts(model_blocks(summary.text))
    coverage = coverage_line(summary, texts)
    cards = []
    for number, blocks in enumerate(parts, 1):
        is_last = number == len(parts)
        kicker = _kicker(summary, number, len(parts), texts)
        end = _end(coverage, texts, is_demo=is_demo) if is_last else []
        made = el.card(
            el.sub(kicker, spacing="none"),
            el.head(escaped(summary.name), spacing="none"),
            *_focus(summary, texts),
            *blocks,
            *end,
            actions=_buttons(summary, texts) if is_last else [],
            language=texts.language,
            speak=texts("summary.speak", name=summary.name, coverage=coverage),
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
    length = texts(f"summary.kind.{summary.wish.length}")
    if total == 1:
        return length
    return texts("summary.part", kind=length, number=number, total=total)


def _focus(summary: Summary, texts: Texts) -> list[el.Block]:
    """Say what the person asked to be looked at; the words are theirs."""
    focus = summary.wish.focus
    return [el.sub(texts("summary.focus", focus=escaped(focus)))] if focus else []


def _end(coverage: str, texts: Texts, *, is_demo: bool) -> list[el.Block]:
    reminder = texts("answer.demo") if is_demo else texts("answer.reminder")
    return [el.text(coverage, spacing="medium"), el.sub(reminder, spacing="medium")]


def _buttons(summary: Summary, texts: Texts) -> list[el.Button]:
    """Offer the two other lengths, as new messages; what was read is not read again."""
    others = [length for length in Length if length is not summary.wish.length]
    language = summary.wish.language.value
    return [
        el.execute(
            texts(f"summary.again.{length}"),
            SummaryRun(summary.document_id, length.value, language=language, anew=ANEW),
            tooltip=texts(f"summary.again.{length}.tooltip"),
        )
        for length in others
    ]
