"""Versions, the correction round, and what approval freezes."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import CardOutdated, ObjectionsOpen, RoundClosed
from bot.meetings.approval import (
    Objection,
    Round,
    Ruling,
    applied,
    approval_record,
    approve,
    hash_of,
    holds,
    read_approval,
    read_round,
    round_record,
)
from bot.meetings.minutes import Action, Attendee, Decision, Statement, Votes, text_of
from bot.meetings.versions import How, Version, changes, next_version, restored, words
from tests.minutes.meetings import meeting

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DRAFT = meeting("jour_fixe").draft
FIRST = next_version(None, DRAFT, author="jana", at=NOON, why="draft")
ACTION = next(p for _, p in DRAFT.points() if isinstance(p, Action))
DECISION = next(p for _, p in DRAFT.points() if isinstance(p, Decision))
OPEN = Round(version=1, deadline=NOON + dt.timedelta(days=7), people=("tom", "linh", "uwe"))


def objection(
    person: str = "linh",
    *,
    point: str = ACTION.id,
    proposal: str = "Prüfen, ob das Team es übernimmt",
) -> Objection:
    """Return an objection to the first action."""
    return Objection(
        id=f"o-{person}", person=person, at=NOON, point=point, proposal=proposal, reason="Darum."
    )


def test_versions_count_up_and_an_earlier_one_comes_back_as_a_new_one() -> None:
    changed = DRAFT.replacing(ACTION.id, replace(ACTION, what="Etwas anderes"))
    second = next_version(FIRST, changed, author="jana", at=NOON, why="edit")
    third = restored(second, FIRST, author="jana", at=NOON)
    assert [FIRST.number, second.number, third.number] == [1, 2, 3]
    assert third.draft.version == 3
    assert changes(third.draft, FIRST.draft) == ()
    assert third.why == "restored 1"
    assert Version.from_record(json.loads(json.dumps(third.as_record()))) == third


def test_changes_name_the_point_the_field_and_both_wordings() -> None:
    changed = DRAFT.replacing(ACTION.id, replace(ACTION, who="Tom Brandt"))
    changed = changed.replacing(DECISION.id, replace(DECISION, votes=Votes(yes=5, no=1)))
    found = {(one.point, one.field): (one.before, one.after) for one in changes(DRAFT, changed)}
    assert found == {
        (ACTION.id, "who"): ("Emre Yılmaz", "Tom Brandt"),
        (DECISION.id, "votes"): ("?/?/?", "5/1/?"),
    }


def test_added_and_removed_points_items_and_people_are_changes() -> None:
    item = DRAFT.items[0]
    fuller = replace(item, statements=(*item.statements, Statement(id="neu", text="Neu.")))
    after = replace(
        DRAFT.replacing(DECISION.id, None),
        attendance=(*DRAFT.attendance, Attendee(name="Neue Person")),
    )
    after = replace(after, items=(replace(fuller, decisions=()), *after.items[1:-1]))
    found = [(one.point, one.how) for one in changes(DRAFT, after)]
    assert ("attendance", How.ADDED) in found
    assert ("neu", How.ADDED) in found
    assert (DECISION.id, How.REMOVED) in found
    assert (DRAFT.items[-1].id, How.REMOVED) in found


def test_words_show_what_was_put_in_and_taken_out() -> None:
    shown = words("Liste bis 15. Dezember", "Liste bis 5. Dezember, 12 Uhr")
    assert "".join(text for how, text in shown if how is not How.ADDED) == "Liste bis 15. Dezember"
    assert "".join(text for how, text in shown if how is not How.REMOVED).endswith("12 Uhr")


@given(st.text(max_size=120), st.text(max_size=120))
def test_words_never_lose_a_letter(before: str, after: str) -> None:
    shown = words(before, after)
    assert "".join(text for how, text in shown if how is not How.ADDED) == before
    assert "".join(text for how, text in shown if how is not How.REMOVED) == after


def test_objections_are_ruled_on_one_by_one_and_then_it_is_approved() -> None:
    asked = OPEN.agree("tom", NOON).object(objection("linh")).object(objection("uwe"))
    assert asked.silent() == ()
    with pytest.raises(ObjectionsOpen) as refused:
        approve(FIRST, approver="jana", name="Jana Krüger", at=NOON, round_=asked, before=0)
    assert refused.value.values == {"n": 2}
    ruled = asked.rule("o-linh", accepted=True, by="jana", at=NOON)
    ruled = ruled.rule("o-uwe", accepted=False, by="jana", at=NOON, answer="So wurde es gesagt.")
    second = next_version(
        FIRST, applied(FIRST.draft, ruled.objections[0]), author="jana", at=NOON, why="objection"
    )
    approval = approve(second, approver="jana", name="Jana Krüger", at=NOON, round_=ruled, before=0)
    assert (approval.label, approval.version) == ("1.0", 2)
    assert (approval.n_people, approval.n_agreed, approval.n_accepted) == (3, 1, 1)
    assert holds(second.draft, approval)
    assert not holds(FIRST.draft, approval)
    assert read_approval(json.loads(json.dumps(approval_record(approval)))) == approval
    assert read_round(json.loads(json.dumps(round_record(ruled)))) == ruled
    later = next_version(second, FIRST.draft, author="jana", at=NOON)
    assert approve(later, approver="j", name="J", at=NOON, round_=None, before=1).label == "2.0"


def test_who_is_silent_can_still_answer_and_change_their_mind() -> None:
    assert OPEN.silent() == ("tom", "linh", "uwe")
    changed = OPEN.object(objection("linh")).agree("linh", NOON)
    assert changed.open_objections == ()
    assert changed.object(objection("linh")).agreed == ()


def test_another_persons_objection_is_refused_and_so_is_a_late_one() -> None:
    with pytest.raises(CardOutdated):
        OPEN.object(objection("fremd"))
    with pytest.raises(RoundClosed):
        OPEN.agree("tom", NOON + dt.timedelta(days=8))
    extended = OPEN.extended(NOON + dt.timedelta(days=9))
    assert extended.agree("tom", NOON + dt.timedelta(days=8)).agreed == ("tom",)


def test_a_ruling_stands_and_no_press_changes_it() -> None:
    ruled = OPEN.object(objection()).rule("o-linh", accepted=False, by="jana", at=NOON)
    with pytest.raises(CardOutdated):
        ruled.rule("o-linh", accepted=True, by="jana", at=NOON)
    with pytest.raises(CardOutdated):
        ruled.object(objection())
    with pytest.raises(CardOutdated):
        ruled.rule("gibt es nicht", accepted=True, by="jana", at=NOON)
    assert ruled.objections[0].ruling is Ruling.REFUSED


def test_an_accepted_proposal_takes_its_points_place() -> None:
    changed = applied(DRAFT, objection())
    found = changed.point(ACTION.id)
    assert found
    assert text_of(found[1]) == "Prüfen, ob das Team es übernimmt"
    missing = applied(DRAFT, objection(point="", proposal="Es fehlt der Dank."))
    assert missing.items[-1].statements[-1].text == "Es fehlt der Dank."
    at_item = applied(DRAFT, objection(point=DRAFT.items[0].id, proposal="Nachtrag."))
    assert at_item.items[0].statements[-1].text == "Nachtrag."
    assert applied(DRAFT, objection(proposal="")) == DRAFT


def test_the_hash_is_over_what_readers_see() -> None:
    assert hash_of(DRAFT) == hash_of(replace(DRAFT, marks=(), n_checked=99))
    assert hash_of(DRAFT) != hash_of(DRAFT.replacing(ACTION.id, replace(ACTION, who="X")))
    approval = approve(FIRST, approver="j", name="J", at=NOON, round_=None, before=0)
    assert len(approval.sha256) == 64
    assert approval.shown_hash.replace(" ", "") == approval.sha256[:16]
