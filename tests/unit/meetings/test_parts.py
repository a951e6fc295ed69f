"""The two documents of a meeting with a closed part."""

from __future__ import annotations

from dataclasses import replace

from bot.meetings.minutes import Doubt, Mark, Part
from bot.meetings.parts import part_of, parts_in
from tests.minutes.meetings import meeting

DRAFT = meeting("jour_fixe").draft


def test_the_public_part_holds_nothing_of_the_closed_one() -> None:
    items = (DRAFT.items[0], replace(DRAFT.items[1], part=Part.CLOSED))
    point = items[1].points[0].id
    marks = (
        Mark(id="m1", doubt=Doubt.DATE, point=point, utterance=11, quote="geheim"),
        Mark(id="m2", doubt=Doubt.OMITTED_DECISION, utterance=12, quote="geheim"),
        Mark(id="m3", doubt=Doubt.REQUIRED, words="place"),
    )
    whole = replace(DRAFT, items=items, marks=marks)
    public, closed = part_of(whole, Part.PUBLIC), part_of(whole, Part.CLOSED)
    assert parts_in(whole) == (Part.PUBLIC, Part.CLOSED)
    assert [item.id for item in public.items] == [items[0].id]
    assert [mark.id for mark in public.marks] == ["m3"]
    assert "geheim" not in str(public.as_record())
    assert [mark.id for mark in closed.marks] == ["m1", "m2", "m3"]
    assert part_of(DRAFT, Part.PUBLIC).items == DRAFT.items
