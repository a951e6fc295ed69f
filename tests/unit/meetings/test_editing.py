"""A person's changes to a draft: what they decide stays decided, dates and votes as they typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.core.ports import Completion, ModelRequest, Piece
from bot.meetings.editing import Entry, added, day_in, edited, entry_of, quoted, rechecked
from bot.meetings.kinds import load_kinds
from bot.meetings.minutes import Action, Deadline, Decision, Draft, Item, MeetingFacts, Votes
from bot.meetings.rewording import Rewording
from bot.transcripts.parser import parse
from bot.transcripts.transcript import Transcript
from tests.minutes.meetings import meeting


class ScriptedModel:
    """A model that says one thing."""

    is_demo = False
    context_tokens = 32_000

    def __init__(self, text: str) -> None:
        self.text = text

    async def complete(self, _request: ModelRequest) -> Completion:
        return Completion(self.text)

    def stream(self, _request: ModelRequest) -> AsyncIterator[Piece]:
        raise NotImplementedError


KIND = load_kinds().get("ergebnisprotokoll")


def spoken() -> Transcript:
    return parse("Jana Krüger: Für Lizenzen sind 48.000 Euro da.\nTom Brandt: Wir beschließen das.")


def draft() -> Draft:
    decision = Decision(id="d1", text="Es sind 84.000 Euro da.", utterances=(1, 2))
    items = (Item(id="i1", title="Haushalt", decisions=(decision,)),)
    return Draft(kind="x", facts=MeetingFacts(day=dt.date(2026, 11, 18)), items=items)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-15", dt.date(2026, 12, 15)),
        ("15.12.2026", dt.date(2026, 12, 15)),
        ("31.02.2026", None),
        ("bald", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_was_typed(typed: str, day: dt.date | None) -> None:
    assert day_in(typed) == day


def test_a_form_that_is_sent_back_unchanged_changes_nothing() -> None:
    due = Deadline(spoken="bis Freitag", day=dt.date(2026, 11, 20), is_derived=True)
    action = Action(id="a1", what="Liste", who="Tom", due=due)
    assert edited(action, entry_of(action)) == action
    decision = Decision(id="d1", text="Ja", votes=Votes(yes=5, no=1))
    assert edited(decision, entry_of(decision)) == decision


def test_votes_that_nobody_typed_are_unknown_and_never_zero() -> None:
    decision = Decision(id="d1", text="Ja", votes=Votes(yes=5, no=1, abstained=0))
    changed = edited(decision, Entry(text="Ja", yes="5", no="viele", abstained=""))
    assert isinstance(changed, Decision)
    assert changed.votes == Votes(yes=5)


def test_what_a_person_wrote_is_not_doubted_again() -> None:
    checked = rechecked(draft(), spoken(), KIND)
    assert [mark for mark in checked.open_marks if mark.point == "d1"]
    mine = rechecked(checked, spoken(), KIND, touched=("d1",))
    assert not [mark for mark in mine.open_marks if mark.point == "d1"]


def test_a_settled_mark_stays_settled_also_about_something_missing() -> None:
    empty = replace(draft(), items=(Item(id="i1", title="Haushalt"),))
    checked = rechecked(empty, spoken(), KIND)
    missing = next(mark for mark in checked.marks if not mark.point and mark.utterance)
    settled = rechecked(checked, spoken(), KIND, settled=(missing.id,))
    again = rechecked(settled, spoken(), KIND)
    assert not [mark for mark in again.open_marks if mark.utterance == missing.utterance]


def test_new_points_get_ids_of_their_own() -> None:
    grown = draft()
    for kind in ("decision", "action", "statement", "open"):
        grown = added(grown, "i1", kind, Entry(text="Neu"), (1,))
    grown = quoted(grown, spoken(), 2)
    ids = [point.id for _, point in grown.points()]
    assert len(set(ids)) == len(ids) == 6
    assert grown.items[0].statements[-1].text == "Wir beschließen das."


async def test_rewording_keeps_decisions_and_adds_only_what_rests_on_something() -> None:
    one = meeting("jour_fixe")
    known = one.draft.items[0].id
    decision = next(p for _, p in one.draft.points() if isinstance(p, Decision))
    said = "\n".join(
        (
            f'{{"type": "remove", "id": "{decision.id}"}}',
            f'{{"type": "add", "item": "{known}", "text": "Erfunden", "from": []}}',
            f'{{"type": "add", "item": "{known}", "text": "Belegt", "from": [1]}}',
            '{"type": "add", "item": "nowhere", "text": "Fremd", "from": [1]}',
            '{"type": "done"}',
        )
    )
    changed = await Rewording(ScriptedModel(said)).reword(one.draft, one.transcript, "kürzer")
    texts = [getattr(p, "text", "") for _, p in changed.points()]
    assert "Belegt" in texts
    assert not {"Erfunden", "Fremd"} & set(texts)
    assert changed.point(decision.id)
