"""Wishes in the words beside a file."""

from __future__ import annotations

import pytest

from bot.documents.summary import Form, Length, Tongue, Wish
from bot.documents.wishes import wish_in


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish()),
        ("Bitte zusammenfassen!", Wish()),
        ("Fass mir das bitte zusammen. Danke", Wish()),
        ("als Vermerk", Wish(form=Form.MEMO)),
        ("Kannst du daraus einen kurzen Vermerk machen?", Wish(Length.SHORT, form=Form.MEMO)),
        ("In Stichpunkten, bitte auf Englisch", Wish(form=Form.BULLETS, language=Tongue.ENGLISH)),
        ("Ausführlich nach Kapiteln", Wish(Length.DETAILED, form=Form.SECTIONS)),
        ("Zusammenfassung für Bürgerinnen und Bürger", Wish(form=Form.CITIZENS)),
        ("in einfacher Sprache auf einer Seite", Wish(language=Tongue.PLAIN)),
        (
            "Summarise this as bullet points in German, briefly",
            Wish(Length.SHORT, form=Form.BULLETS),
        ),
    ],
)
def test_what_is_wished_is_taken_from_the_words_and_leaves_no_focus(text: str, wish: Wish) -> None:
    assert wish_in(text, Wish()) == wish


@pytest.mark.parametrize(
    "text",
    ["Achte auf Fristen.", "Was kostet das?", "Wer ist nach § 4 zuständig?", "Kosten und Fristen"],
)
def test_other_words_are_what_to_look_at(text: str) -> None:
    assert wish_in(text, Wish()) == Wish(focus=text)


def test_a_form_and_something_to_look_at_go_together() -> None:
    text = "Kurzer Vermerk über die Kosten der Sanierung"
    assert wish_in(text, Wish()) == Wish(Length.SHORT, Tongue.GERMAN, text, Form.MEMO)


def test_what_the_words_leave_open_stays_as_usual() -> None:
    english = Wish(language=Tongue.ENGLISH)
    assert wish_in("Vermerk", english) == Wish(language=Tongue.ENGLISH, form=Form.MEMO)
    assert wish_in("auf Deutsch", english) == Wish()


def test_a_long_text_is_cut_and_read_in_no_time() -> None:
    assert len(wish_in("für " * 40_000, Wish()).focus) <= 300
