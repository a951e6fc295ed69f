"""References in a model's text: known ones stay, the others are marked."""

from __future__ import annotations

import pytest

from bot.documents.references import checked

_READ = {*range(1, 17), *range(18, 49)}  # page 17 holds no text


@pytest.mark.parametrize(
    ("text", "expected", "n_unknown"),
    [
        ("Tempo 30 [S. 14–16].", "Tempo 30 [S. 14–16].", 0),
        ("Asphalt [S.21]", "Asphalt [S. 21]", 0),
        ("Asphalt [Seite 21]", "Asphalt [S. 21]", 0),
        ("Zuschuss [S. 3, 27]", "Zuschuss [S. 3, 27]", 0),
        ("Zuschuss [S. 3; S. 27]", "Zuschuss [S. 3, 27]", 0),
        ("Zuschuss [Seiten 3 und 27]", "Zuschuss [S. 3, 27]", 0),
        ("Zuschuss [S. 14-16, 18 f.]", "Zuschuss [S. 14–16, 18]", 0),
        ("Nach Absatz [S. 6, Absatz 2]", "Nach Absatz [S. 6]", 0),
        ("Englisch [p. 4]", "Englisch [S. 4]", 0),
        ("Erfunden [S. 99]", "Erfunden [S. ?]", 1),
        ("Unlesbar [S. 17]", "Unlesbar [S. ?]", 1),
        ("Teils [S. 3, 99]", "Teils [S. 3]", 1),
        ("Rückwärts [S. 16–14]", "Rückwärts [S. ?]", 1),
        ("Null [S. 0] und leer [S. ?]", "Null [S. ?] und leer [S. ?]", 2),
        ("Zwei [S. 98] und [S. 99]", "Zwei [S. ?] und [S. ?]", 2),
        ("Keine: [bitte ergänzen: Name], [1], § 7, S. 99 ff.", None, 0),
        ("Wort [Stelle 5] und [Personal 7] und [Sektor 3]", None, 0),
    ],
)
def test_references_are_checked(text: str, expected: str | None, n_unknown: int) -> None:
    assert checked(text, "S.", _READ) == (expected or text, n_unknown)


def test_sections_have_their_own_word() -> None:
    assert checked("So [Abschn. 2] und so [S. 3]", "Abschn.", {2, 3}) == (
        "So [Abschn. 2] und so [Abschn. 3]",
        0,
    )
