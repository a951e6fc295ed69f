"""The order in which a person reads what stands on a slide: the title, then row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.documents.reading.plain import mended

EMU_PER_MM: Final = 36_000
_SAME_ROW: Final = 7.5 * EMU_PER_MM  # shapes whose tops differ by less stand side by side
_LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A shape's text with its place on the slide, in English Metric Units."""

    top: int
    left: int
    text: str
    is_title: bool = False


def in_reading_order(shown: Iterable[Shown]) -> list[Shown]:
    """Return titles first, the others from top to bottom and, side by side, from left to right."""
    by_top = sorted(shown, key=lambda each: (not each.is_title, each.top))
    rows: list[list[Shown]] = []
    for each in by_top:
        begun = rows[-1][0] if rows else None
        is_beside = begun is not None and each.top - begun.top <= _SAME_ROW
        if begun is not None and is_beside and begun.is_title == each.is_title:
            rows[-1].append(each)
        else:
            rows.append([each])
    return [each for row in rows for each in sorted(row, key=lambda one: one.left)]


def title_of(shown: Iterable[Shown]) -> str:
    """Return the slide's title in one line; "" if it has none."""
    title = next((each.text for each in shown if each.is_title), "")
    return " ".join(mended(title).split())[:_LONGEST_TITLE]
