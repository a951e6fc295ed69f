"""A draft of any length fits into one card, and the card says what it leaves out."""

from __future__ import annotations

from dataclasses import replace

from bot.core.texts import Catalogue
from bot.meetings.minutes import Action, Decision, Doubt, Draft, Item, Mark, MeetingFacts, Statement
from cards.minutes_edit import diff_card, points_card
from cards.minutes_review import Review, review_card
from cards.minutes_round import asked_card
from cards.minutes_tasks import tasks_card
from tests.cards.gallery import NOW

TEXTS = Catalogue().texts("de")
LONG = "[Wort](https://boese.example) *und* \\ " * 40


def _long() -> Draft:
    items = tuple(
        Item(
            id=f"i{n}",
            number=str(n),
            title=LONG[:200],
            statements=tuple(Statement(id=f"s{n}.{m}", text=LONG) for m in range(30)),
            decisions=(Decision(id=f"d{n}", text=LONG),),
            actions=(Action(id=f"a{n}", what=LONG, who=LONG[:120]),),
        )
        for n in range(60)
    )
    marks = tuple(
        Mark(id=f"m{n}", doubt=Doubt.FIGURE, point=f"d{n}", words=LONG, quote=LONG)
        for n in range(60)
    )
    return Draft(kind="x", facts=MeetingFacts(title=LONG[:120]), items=items, marks=marks)


def test_the_review_of_a_day_long_meeting_fits() -> None:
    draft = _long()
    review = Review(id="p7", kind="Protokoll", draft=draft, transcript=None, result="p7.v1")
    card = review_card(review, TEXTS)
    assert "weitere Zeilen stehen in der Word-Datei" in str(card)
    assert "weitere Stellen" in str(card)


def test_so_do_all_its_other_cards() -> None:
    draft = _long()
    assert points_card("p7", draft, "", TEXTS)
    assert points_card("p7", draft, "i1", TEXTS)
    assert asked_card("p7", LONG[:120], NOW, draft, TEXTS, result="p7.v1")
    assert tasks_card(draft, TEXTS)
    assert diff_card("p7", (), TEXTS, asks=True, note=LONG[:300])
    assert replace(draft, items=()).items == ()
