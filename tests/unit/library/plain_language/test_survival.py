"""What survived: the same values in other forms are kept, and every change is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library.plain_language.survival import Kind, Loss, lost

SOURCE = (
    "Sehr geehrte Frau Özdemir, die Sprechzeiten des Sozialamts werden ab dem 4. Januar 2027 um den"
    " Mittwochnachmittag (14 bis 16 Uhr) erweitert. Sie müssen den Antrag innerhalb eines Monats"
    " bei Herrn Kern in der Lindenstraße 7 abgeben (§ 60 SGB I). Sie können ihn auch per E-Mail an"
    " amt@stadt.example oder unter 0391 567-01 ankündigen. Die Gebühr beträgt 12,50 Euro."
    " Kinder dürfen nicht allein kommen. Die Akte soll vollständig sein."
)
DRAFT = """Frau Özdemir, das Sozial-Amt hat länger offen.
Das gilt ab dem 4. Januar 2027.
Am Mittwoch-Nachmittag von 14 Uhr bis 16 Uhr.
Sie müssen den Antrag in 1 Monat abgeben.
Geben Sie den Antrag Herrn Kern.
Er ist in der Linden-Straße 7.
Das steht in Paragraf 60 vom SGB I.
1. Sie können auch eine E-Mail schreiben: amt@stadt.example
2. Sie können auch anrufen: 0391 56 701
Das kostet 12 Euro und 50 Cent.
Kinder dürfen **nicht** allein kommen.
Die Akte soll vollständig sein."""


def kinds(found: tuple[Loss, ...]) -> list[tuple[Kind, bool]]:
    return [(one.kind, one.is_new) for one in found]


def test_other_forms_of_the_same_are_no_loss() -> None:
    assert lost(SOURCE, DRAFT) == ()
    assert lost(SOURCE, SOURCE) == ()
    assert lost("", "") == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1 Monat", "30 Tagen", [(Kind.DEADLINE, False)]),
        ("1 Monat", "2 Monaten", [(Kind.DEADLINE, False)]),
        ("4. Januar", "14. Januar", [(Kind.DATE, False), (Kind.DATE, True)]),
        ("ab dem 4. Januar 2027", "bald", [(Kind.DATE, False)]),
        ("12 Euro und 50 Cent", "15 Euro", [(Kind.FIGURE, False), (Kind.FIGURE, True)]),
        ("von 14 Uhr bis 16 Uhr", "von 14 Uhr bis 18 Uhr", [(Kind.FIGURE, False)]),
        ("Paragraf 60", "Paragraf 61", [(Kind.PARAGRAPH, False), (Kind.PARAGRAPH, True)]),
        ("Herrn Kern", "Herrn Kerner", [(Kind.NAME, False)]),
        ("Linden-Straße", "Birken-Straße", [(Kind.NAME, False)]),
        ("amt@stadt", "info@stadt", [(Kind.CONTACT, False)]),
        ("56 701", "56 702", [(Kind.CONTACT, False)]),
        ("Sie müssen den", "Sie können den", [(Kind.MODAL, False)]),
        ("Sie müssen den Antrag in 1 Monat", "Den Antrag in 1 Monat", [(Kind.MODAL, False)]),
        ("**nicht** ", "", [(Kind.MODAL, False)]),
        ("Die Akte soll", "Die Akte muss", [(Kind.MODAL, False)]),
    ],
)
def test_a_change_is_named(before: str, after: str, expected: list[tuple[Kind, bool]]) -> None:
    changed = DRAFT.replace(before, after)
    assert changed != DRAFT
    found = [pair for pair in kinds(lost(SOURCE, changed)) if pair in expected]
    assert found == expected


def test_a_loss_shows_the_sentence_it_is_from() -> None:
    (found,) = lost("Das Amt ist offen. Die Frist endet am 3. Mai 2027.", "Das Amt ist offen.")
    assert found.words == "3. Mai 2027"
    assert found.sentence == "Die Frist endet am 3. Mai 2027."


def test_working_days_are_no_days() -> None:
    assert kinds(lost("Das dauert 3 Werktage.", "Das dauert 3 Tage.")) == [(Kind.DEADLINE, False)]
    assert lost("Das dauert drei Wochen.", "Das dauert 3 Wochen.") == ()


def test_what_nobody_said_is_named_too() -> None:
    (found,) = lost("Das Amt ist offen.", "Das Amt ist offen.\nDas kostet 20 Euro.")
    assert found.is_new
    assert found.kind is Kind.FIGURE


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(source: str, draft: str) -> None:
    lost(source, draft)
