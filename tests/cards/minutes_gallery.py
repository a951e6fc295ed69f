"""The cards of minutes, from the start to the approval, for the gallery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.texts import Texts
from bot.core.turn import Card
from bot.meetings.approval import Approval, Objection, Round
from bot.meetings.drafting import Step
from bot.meetings.editing import entry_of
from bot.meetings.minutes import (
    Action,
    Attendee,
    Coverage,
    Deadline,
    Decision,
    Doubt,
    Draft,
    Item,
    Mark,
    MeetingFacts,
    OpenPoint,
    Outcome,
    Part,
    Run,
    Statement,
    Use,
    Votes,
)
from bot.meetings.versions import Version, changes
from bot.transcripts.transcript import Kind, Transcript, Utterance
from cards.minutes_edit import (
    Editing,
    context_card,
    diff_card,
    edit_card,
    facts_card,
    points_card,
    versions_card,
)
from cards.minutes_review import Review, review_card
from cards.minutes_round import (
    Status,
    approve_card,
    approved_card,
    asked_card,
    circulate_card,
    discard_card,
    over_card,
    round_card,
    shared_card,
)
from cards.minutes_start import (
    Beginning,
    announcement_card,
    drafting_card,
    drafting_stopped_card,
    ended_card,
    speakers_card,
    start_card,
)
from cards.minutes_tasks import Handing, Owner, own_tasks_card, tasks_card


def _transcript(hostile: str) -> Transcript:
    said = (
        ("Jana Krüger", "Wir beginnen mit dem Stand der E-Akte."),
        ("Tom Brandt", "Bis zum 5. schaffen wir die Liste."),
        (hostile, "Dann sagen wir fünfzehnter Dezember, das ist realistisch."),
        ("", "Das könnte doch das Team von Frau Nguyen mit übernehmen."),
    )
    return Transcript(
        Kind.VTT,
        tuple(
            Utterance(number, who, 30.0 * number, 30.0 * number + 20, text)
            for number, (who, text) in enumerate(said, start=1)
        ),
    )


def _draft(hostile: str) -> Draft:
    first = Item(
        id="i1",
        number="1",
        title="Stand E-Akte",
        statements=(
            Statement(id="s1", text="Der Pilot in zwei Ämtern läuft stabil.", utterances=(1,)),
            Statement(id="s2", text=hostile, speaker="Tom Brandt", is_verbatim=True),
        ),
        decisions=(
            Decision(
                id="d1",
                text="Der Pilot E-Akte wird auf das Sozialamt erweitert.",
                outcome=Outcome.ADOPTED,
                votes=Votes(yes=5, no=1, abstained=0),
                motion="Antrag der Fraktion",
                reference="VI/123",
            ),
        ),
    )
    second = Item(
        id="i2",
        number="Ö 2",
        title=hostile,
        part=Part.CLOSED,
        actions=(
            Action(
                id="a1",
                what="Liste für die Schulung",
                who="Tom Brandt",
                due=Deadline(spoken="bis zum 15.", day=date(2026, 12, 15), is_derived=True),
            ),
            Action(id="a2", what=hostile, due=Deadline(spoken="bald", is_ambiguous=True)),
        ),
        open_points=(OpenPoint(id="o1", text="Wer trägt die Kosten?"),),
    )
    marks = (
        Mark(id="m1", doubt=Doubt.DATE, point="a1", words="15. Dezember", utterance=3),
        Mark(id="m2", doubt=Doubt.OWNER_MISSING, point="a2", utterance=4),
        Mark(id="m3", doubt=Doubt.FIGURE, point="s1", words=hostile, utterance=1, quote=hostile),
        Mark(id="m4", doubt=Doubt.REQUIRED, words="place"),
    )
    return Draft(
        kind="ergebnisprotokoll",
        facts=MeetingFacts(
            title="Jour fixe Digitalisierung",
            day=date(2026, 11, 20),
            begin="9:00",
            end="10:02",
        ),
        attendance=(Attendee(name="Jana Krüger", function="Leitung"), Attendee(name=hostile)),
        items=(first, second),
        coverage=Coverage((Run(1, 3, Use.ITEM, "i1"), Run(4, 4, Use.UNREAD))),
        marks=marks,
        n_checked=25,
        n_held=22,
    )


def minutes_cards(words: Texts, hostile: str, now: datetime) -> dict[str, Card]:
    """Return all cards of minutes."""
    draft, transcript = _draft(hostile), _transcript(hostile)
    review = Review(
        id="p7", kind="Ergebnisprotokoll", draft=draft, transcript=transcript, result="p7.v1"
    )
    settled = replace(draft, marks=(), is_without_names=True)
    return {
        **_starting(words, hostile, now),
        "minutes-review": review_card(review, words),
        "minutes-review-settled": review_card(
            replace(review, draft=settled, can_dialog=False, is_demo=True, note=hostile), words
        ),
        **_editing(words, draft, transcript, hostile, now),
        **_rounds(words, draft, hostile, now),
    }


def _starting(words: Texts, hostile: str, now: datetime) -> dict[str, Card]:
    kinds = [("Ergebnisprotokoll", "ergebnisprotokoll"), ("Kurzvermerk", "kurzvermerk")]
    form = Beginning(id="p7", kinds=kinds, kind="kurzvermerk", day=now.date())
    files = replace(
        form,
        sources=[(hostile, "f91c")],
        source="f91c",
        title=hostile,
        agenda=hostile,
        wrong=hostile,
        discards=False,
    )
    speakers = {"Jana Krüger": 12, hostile: 1}
    return {
        "minutes-start": start_card(form, words),
        "minutes-start-files": start_card(files, words),
        "minutes-start-look": start_card(replace(form, can_look=True, wrong=hostile), words),
        "minutes-start-text": start_card(replace(form, has_text=True), words),
        "minutes-speakers": speakers_card("p7", speakers, words, is_pseudonymous=True),
        "minutes-speakers-none": speakers_card("p7", {}, words),
        "minutes-announced": announcement_card("p7", "", words, asks=False, agreed=1, declined=0),
        "minutes-announced-asks": announcement_card(
            "p7", hostile, words, asks=True, agreed=3, declined=1
        ),
        "minutes-ended": ended_card(hostile, words),
        "minutes-drafting": drafting_card(hostile, 0, 412, Step.READ, "p7", words),
        "minutes-drafting-check": drafting_card(hostile, 412, 412, Step.CHECK, "p7", words),
        "minutes-stopped": drafting_stopped_card("p7", hostile, 200, words),
    }


def _editing(
    words: Texts, draft: Draft, transcript: Transcript, hostile: str, now: datetime
) -> dict[str, Card]:
    decision, action = draft.items[0].decisions[0], draft.items[1].actions[0]
    editing = Editing(id="p7", base=1, entry=entry_of(action), point=action, mark="m1")
    new = replace(editing, entry=entry_of(draft.items[0].statements[1]), point=None, quote=hostile)
    changed = draft.replacing("s1", replace(draft.items[0].statements[0], text=hostile))
    versions = [
        Version(number=2, draft=changed, author="a", at=now, why="restored 1"),
        Version(number=1, draft=draft, author="a", at=now, why="draft"),
    ]
    said = transcript.utterances
    return {
        "minutes-edit": edit_card(editing, words),
        "minutes-edit-decision": edit_card(
            replace(editing, entry=entry_of(decision), point=decision, in_dialog=True), words
        ),
        "minutes-edit-new": edit_card(replace(new, items=draft.items), words),
        "minutes-facts": facts_card("p7", draft, words, in_dialog=False),
        "minutes-context": context_card("p7", said, 3, words, in_dialog=False),
        "minutes-points": points_card("p7", draft, "", words),
        "minutes-points-item": points_card("p7", draft, "i2", words),
        "minutes-versions": versions_card("p7", versions, words, is_frozen=False),
        "minutes-diff": diff_card("p7", changes(draft, changed), words, asks=True, note=hostile),
        "minutes-diff-none": diff_card("p7", (), words, asks=False),
    }


def _rounds(words: Texts, draft: Draft, hostile: str, now: datetime) -> dict[str, Card]:
    deadline = now + timedelta(days=3)
    objections = (
        Objection(
            id="o1",
            person="b",
            at=now,
            point="a1",
            before="Liste",
            proposal=hostile,
            reason=hostile,
        ),
        Objection(id="o2", person="c", at=now, proposal="Der Dank fehlt."),
    )
    open_round = Round(version=1, deadline=deadline, people=("a", "b", "c"), objections=objections)
    status = Status(
        id="p7", title=hostile, draft=draft, round=open_round, now=now, names={"a": hostile}
    )
    agreed = Round(version=1, deadline=now, people=("a",), agreed=("a",))
    approval = Approval(
        version=1, label="1.0", sha256="9f2c41d7a0be5c13" * 4, approver="a", name=hostile, at=now,
        n_people=6, n_agreed=5, n_accepted=2,
    )  # fmt: skip
    title = "Jour fixe"
    tasks = [point for _, point in draft.points() if isinstance(point, Action)]
    owners = (
        Owner(name=hostile, n_tasks=1, known=(hostile, "aad-1")),
        Owner(name="Kämmerei", n_tasks=2),
    )
    handing = Handing(id="p7", version=1, owners=owners, has_closed=True)
    return {
        "minutes-circulate": circulate_card("p7", 2, now.date(), words, has_group=True),
        "minutes-asked": asked_card("p7", hostile, deadline, draft, words, result="p7.v1"),
        "minutes-asked-again": asked_card(
            "p7", title, deadline, draft, words, result="p7.v1", said=title, is_reminder=True
        ),
        "minutes-round": round_card(status, words),
        "minutes-round-over": round_card(
            replace(status, round=agreed, now=deadline), words, note=hostile
        ),
        "minutes-over": over_card(status, words),
        "minutes-over-free": over_card(replace(status, title=title, round=agreed), words),
        "minutes-approve": approve_card("p7", hostile, draft, words, silent=1),
        "minutes-approved": approved_card(
            "p7", draft, approval, now, words, result="p7.v1", can_share=True
        ),
        "minutes-shared": shared_card(draft, words, result="p7.v1"),
        "minutes-tasks": tasks_card(draft, words, handing=handing),
        "minutes-tasks-sent": tasks_card(draft, words, note=hostile),
        "minutes-own-tasks": own_tasks_card(draft, tasks, hostile, "1.0", words),
        "minutes-tasks-none": tasks_card(replace(draft, items=()), words),
        "minutes-discard": discard_card("p7", words),
    }
