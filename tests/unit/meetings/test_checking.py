"""Single doubts, the nearest passage, and marks that stay settled."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.texts import Catalogue
from bot.meetings.checking import check
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
    Outcome,
    Run,
    Statement,
    Use,
    Votes,
)
from bot.meetings.wording import mark_reason, mark_title
from bot.transcripts.transcript import Kind, Transcript, Utterance
from tests.minutes.meetings import item_of, meeting

THURSDAY = dt.date(2026, 6, 11)
GERMAN = Catalogue().texts("de")


def spoken(*lines: str) -> Transcript:
    """Return a transcript of „Name: text“ lines."""
    parted = [line.partition(": ") for line in lines]
    return Transcript(
        Kind.LINES,
        tuple(Utterance(n, name, None, None, text) for n, (name, _, text) in enumerate(parted, 1)),
    )


def marks(transcript: Transcript, *points: Statement | Decision | Action) -> list[Mark]:
    """Return the marks of a draft with these points."""
    draft = Draft(
        kind="x", facts=MeetingFacts(day=THURSDAY), items=(item_of("1", "Punkt", list(points)),)
    )
    return list(check(draft, transcript).marks)


MEETING = spoken(
    "Ute Kern: Wir beschließen den Kauf von zwei Bussen für 240.000 Euro. Wer ist dafür? Sechs.",
    "Ute Kern: Gegenstimmen? Eine. Damit ist das mehrheitlich angenommen.",
    "Ute Kern: Herr Falk, schreiben Sie bitte die Firma an?",
    "Jan Falk: Ja, mache ich bis Montag.",
    "Eva Roth: Man könnte auch Elektrobusse nehmen.",
)
BUSES = Decision(
    id="d1",
    text="Zwei Busse werden für 240.000 Euro gekauft.",
    utterances=(1, 2),
    outcome=Outcome.ADOPTED,
    votes=Votes(yes=6, no=1),
)
LETTER = Action(
    id="a1",
    what="Firma anschreiben",
    utterances=(3, 4),
    who="Jan Falk",
    due=Deadline(spoken="bis Montag", day=dt.date(2026, 6, 15), is_derived=True),
)


def test_what_was_said_has_no_mark() -> None:
    assert marks(MEETING, BUSES, LETTER) == []


@pytest.mark.parametrize(
    ("point", "doubt"),
    [
        (replace(BUSES, text="Zwei Busse werden für 420.000 Euro gekauft."), Doubt.FIGURE),
        (replace(BUSES, votes=Votes(yes=6, no=1, abstained=2)), Doubt.VOTES),
        (replace(BUSES, votes=Votes(yes=6)), Doubt.OMITTED_VOTE),
        (replace(BUSES, votes=Votes(yes=6, no=1, is_unanimous=True)), Doubt.VOTES_CONTRADICT),
        (replace(BUSES, outcome=Outcome.REJECTED), Doubt.OPPOSITE),
        (
            replace(BUSES, text="Es werden Elektrobusse gekauft.", utterances=(5,)),
            Doubt.NOT_DECIDED,
        ),
        (replace(BUSES, text="Der Spielplatz erhält eine Rutsche."), Doubt.UNSUPPORTED),
        (replace(LETTER, who="Eva Roth"), Doubt.OWNER),
        (replace(LETTER, who="Ute Kern"), Doubt.OWNER),
        (replace(LETTER, who=""), Doubt.OWNER_MISSING),
        (replace(LETTER, due=Deadline(spoken="bis Montag", day=dt.date(2026, 6, 22))), Doubt.DATE),
        (replace(LETTER, due=Deadline(spoken="bis Dienstag")), Doubt.DATE),
        (replace(LETTER, due=Deadline()), Doubt.DATE),
    ],
)
def test_what_was_not_said_so_is_marked(point: Decision | Action, doubt: Doubt) -> None:
    others = [one for one in (BUSES, LETTER) if type(one) is not type(point)]
    found = marks(MEETING, point, *others)
    assert doubt in {mark.doubt for mark in found if mark.point == point.id}


def test_who_was_asked_and_did_not_answer_is_unconfirmed() -> None:
    silent = spoken(*(f"{one.speaker}: {one.text}" for one in MEETING.utterances[:3]))
    found = marks(silent, BUSES, replace(LETTER, utterances=(3,), due=Deadline()))
    assert [mark.doubt for mark in found] == [Doubt.OWNER_UNCONFIRMED]


def test_a_mark_shows_the_nearest_passage() -> None:
    [mark] = marks(MEETING, replace(BUSES, votes=Votes(yes=7, no=1)), LETTER)
    assert mark.utterance == 2
    assert "mehrheitlich angenommen" in mark.quote
    assert mark_title(mark, GERMAN) == "Stimmen"


def test_a_mark_that_asks_is_no_label() -> None:
    [mark] = marks(MEETING, replace(BUSES, votes=Votes()), LETTER)
    assert mark_title(mark, GERMAN) == "Fehlt eine Abstimmung?"
    assert mark_reason(mark, GERMAN) == "Hier wurde abgestimmt. Im Entwurf fehlt das Ergebnis."
    stranger = replace(LETTER, who="Frau Albers")
    titles = [mark_title(one, GERMAN) for one in marks(MEETING, BUSES, stranger)]
    assert "Wer ist zuständig? Frau Albers" in titles


def test_what_the_draft_leaves_out_is_marked() -> None:
    found = marks(MEETING)
    assert {mark.doubt for mark in found} == {Doubt.OMITTED_VOTE, Doubt.OMITTED_ACTION}
    assert all(mark.point == "" and mark.utterance for mark in found)


def test_more_votes_than_members_present_are_marked() -> None:
    small = spoken("Vorsitz: Es sind fünf Mitglieder anwesend.", *[
        f"{one.speaker}: {one.text}" for one in MEETING.utterances
    ])  # fmt: skip
    moved = replace(BUSES, utterances=(2, 3))
    assert Doubt.VOTES_TOO_MANY in {mark.doubt for mark in marks(small, moved)}


def test_names_are_found_in_spite_of_how_they_are_written() -> None:
    talk = spoken("Emre Yıldız: Ich kläre das mit Frau Doktor Öztürk bis morgen.")
    due = Deadline(spoken="bis morgen", day=dt.date(2026, 6, 12))
    point = Action(id="a1", what="Klären", utterances=(1,), who="Herr Yildiz", due=due)
    assert marks(talk, point) == []


def test_a_surname_that_two_share_names_nobody() -> None:
    talk = spoken("Theresa Maier: Das mache ich.", "Andreas Maier: Danke.")
    point = Action(id="a1", what="Das machen", utterances=(1,), who="Maier")
    assert [mark.doubt for mark in marks(talk, point)] == [Doubt.NAME]
    assert marks(talk, replace(point, who="Theresa Maier")) == []


def test_ten_speakers_of_one_surname_are_told_apart_by_first_name() -> None:
    names = [f"{first} Schmidt" for first in ("Ann", "Bea", "Cem", "Dag", "Eva", "Fay", "Gil")]
    talk = spoken(*(f"{name}: Ich prüfe Teil {n}." for n, name in enumerate(names)))
    for number, name in enumerate(names, 1):
        point = Action(id="a1", what=f"Teil {number - 1} prüfen", utterances=(number,), who=name)
        assert not [mark for mark in marks(talk, point) if mark.point]
        wrong = replace(point, who=names[number % len(names)])
        assert Doubt.OWNER in {mark.doubt for mark in marks(talk, wrong)}


def test_a_settled_mark_stays_settled_until_its_point_changes() -> None:
    draft = Draft(
        kind="x", facts=MeetingFacts(day=THURSDAY),
        items=(item_of("1", "", [replace(LETTER, who="Eva Roth")]),),
    )  # fmt: skip
    checked = check(draft, MEETING)
    settled = replace(checked, marks=tuple(replace(m, is_settled=True) for m in checked.marks))
    again = check(settled, MEETING)
    assert [mark.doubt for mark in again.open_marks if mark.point] == []
    changed = check(settled.replacing("a1", replace(LETTER, who="Ute Kern")), MEETING)
    assert Doubt.OWNER in {mark.doubt for mark in changed.open_marks}


def test_pieces_that_were_not_read_are_marked() -> None:
    coverage = Coverage((Run(1, 2, Use.UNREAD), Run(3, 5, Use.UNASSIGNED)))
    found = check(Draft(kind="x", coverage=coverage), MEETING).marks
    assert "1–2" in {mark.words for mark in found if mark.doubt is Doubt.UNREAD}


def test_utterances_that_do_not_exist_support_nothing() -> None:
    point = Statement(id="s1", text="Zwei Busse werden gekauft.", utterances=(99,))
    assert Doubt.UNSUPPORTED in {mark.doubt for mark in marks(MEETING, point) if mark.point}


def test_a_draft_survives_being_kept() -> None:
    whole = meeting("ausschuss")
    checked = check(
        replace(whole.draft, attendance=(Attendee(name="Ute Kern", utterances=(1,)),)),
        whole.transcript,
    )
    assert Draft.from_record(checked.as_record()) == checked


@given(st.lists(st.text(max_size=120), max_size=6), st.text(max_size=120))
def test_any_words_are_checked_without_a_fault(texts: list[str], claim: str) -> None:
    talk = Transcript(
        Kind.NOTES, tuple(Utterance(n, "", None, None, text) for n, text in enumerate(texts, 1))
    )
    item = Item(
        id="i",
        title="",
        statements=(Statement(id="s", text=claim, utterances=(1,)),),
        decisions=(Decision(id="d", text=claim, utterances=(1, 2)),),
        actions=(Action(id="a", what=claim, who=claim, due=Deadline(spoken=claim)),),
    )
    check(Draft(kind="x", facts=MeetingFacts(day=THURSDAY), items=(item,)), talk)


BARRIER = spoken(
    "Ute Kern: Könnte man nicht die Schranke am Hof abbauen? Kostet tausend Euro.",
    "Jan Falk: Nein, die Schranke bleibt, sonst parkt da jeder.",
    "Ute Kern: Es gab 14 Beschwerden, fünf davon aus der Nachtschicht.",
    "Ute Kern: Jan, besorgst du neue Schilder?",
    "Jan Falk: Da bin ich im Urlaub. Eva soll das machen.",
    "Eva Roth: Gut, ich bestell die bis Freitag, äh, nee, bis Montag.",
    "Eva Roth: Wir haben drei Komma zwei Millionen Euro beantragt, die sind noch nicht bewilligt.",
    "Ute Kern: Es sind 14 Dienste offen, fünf davon Nachtdienste.",
)


@pytest.mark.parametrize(
    "text",
    [
        "Die Schranke am Hof wird nicht abgebaut.",
        "Es gingen 14 Beschwerden ein, 5 kamen aus der Nachtschicht.",
        "Beantragt sind 3,2 Mio. Euro; die Bewilligung steht noch aus.",
    ],
)
def test_minutes_may_say_it_in_their_own_words(text: str) -> None:
    point = Statement(id="s1", text=text, utterances=(1, 2, 3, 7))
    assert [mark for mark in marks(BARRIER, point) if mark.point] == []


@pytest.mark.parametrize(
    ("text", "numbers", "doubt"),
    [
        ("Die Schranke am Hof wird abgebaut.", (1, 2), Doubt.OPPOSITE),
        ("Es sind 14 Nachtdienste.", (8,), Doubt.FIGURE),
        ("Es gab nicht 14 Beschwerden.", (3,), Doubt.OPPOSITE),
        ("Die 3,2 Millionen Euro sind bewilligt.", (7,), Doubt.OPPOSITE),
    ],
)
def test_what_is_turned_round_or_mixed_up_is_marked(
    text: str, numbers: tuple[int, ...], doubt: Doubt
) -> None:
    point = Statement(id="s1", text=text, utterances=numbers)
    assert doubt in {mark.doubt for mark in marks(BARRIER, point) if mark.point}


def test_an_owner_is_compared_with_everybody_else_who_could_be() -> None:
    due = Deadline(spoken="bis Montag", day=dt.date(2026, 6, 15), is_derived=True)
    task = Action(id="a1", what="Schilder bestellen", utterances=(4, 5, 6), who="Eva Roth", due=due)
    assert [mark for mark in marks(BARRIER, task) if mark.point] == []
    for who in ("Jan Falk", "Ute Kern"):
        found = marks(BARRIER, replace(task, who=who))
        assert {mark.doubt for mark in found if mark.point} & {
            Doubt.OWNER,
            Doubt.OWNER_UNCONFIRMED,
        }


def test_a_deadline_that_was_taken_back_is_marked() -> None:
    due = Deadline(spoken="bis Freitag", day=dt.date(2026, 6, 12), is_derived=True)
    task = Action(id="a1", what="Schilder bestellen", utterances=(4, 5, 6), who="Eva Roth", due=due)
    assert Doubt.DATE in {mark.doubt for mark in marks(BARRIER, task) if mark.point}


def test_a_function_before_a_name_is_the_same_person() -> None:
    talk = spoken("Emma Wolf: Ich schreibe der Bank bis morgen.")
    due = Deadline(spoken="bis morgen", day=dt.date(2026, 6, 12))
    point = Action(id="a1", what="Bank anschreiben", utterances=(1,), who="Emma Wolf", due=due)
    draft = Draft(
        kind="x", facts=MeetingFacts(day=THURSDAY), items=(item_of("1", "", [point]),),
        attendance=(Attendee(name="Bürgermeisterin Emma Wolf"),),
    )  # fmt: skip
    assert not [mark for mark in check(draft, talk).marks if mark.point]
