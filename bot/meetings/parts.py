"""Public and closed parts: two documents, of which neither holds a word of the other."""

from __future__ import annotations

from dataclasses import replace

from bot.meetings.minutes import Draft, Part


def parts_in(draft: Draft) -> tuple[Part, ...]:
    """Return the parts that have items, the public one first."""
    return tuple(part for part in Part if any(item.part is part for item in draft.items))


def part_of(draft: Draft, part: Part) -> Draft:
    """Return one part as minutes of their own.

    Marks and coverage of the other part do not come along: a public document must not even quote
    what was said behind closed doors. What belongs to no item stays with the closed part, if there
    is one, because nobody knows where it was said.
    """
    items = tuple(item for item in draft.items if item.part is part)
    own = {item.id for item in items}
    points = {point.id for item in items for point in item.points}
    keeps_rest = part is Part.CLOSED or Part.CLOSED not in parts_in(draft)
    runs = tuple(
        run for run in draft.coverage.runs if run.item in own or (not run.item and keeps_rest)
    )
    marks = tuple(
        mark
        for mark in draft.marks
        if mark.point in points or (not mark.point and (mark.utterance is None or keeps_rest))
    )
    return replace(draft, items=items, coverage=replace(draft.coverage, runs=runs), marks=marks)
