"""What a statement works out or words otherwise is clean; what it alters in doing so is not."""

from __future__ import annotations

import pytest

from bot.evidence.checking import Doubt, check
from bot.evidence.passages import Passage, Passages
from bot.evidence.sentences import sentences

REPORT = """2 Personal und Finanzen
Der Schuldenstand sank von 52,7 auf 51,3 Mio. €. Von den 842 Stellen waren 71 nicht besetzt.
Aufwand in TEUR | Plan 2027 | Ist 2027
Hilfe zur Pflege | 12.600 | 13.450
Die Kosten von 96.000 Euro teilen sich Stadt und Kreis je zur Hälfte. Variante A dauert 16 Monate,
Variante B sieben Monate. Jeder Einsatz zählt mindestens eine Stunde. Das Institut Nordlab GmbH hat
das Grundstück Lindenhof untersucht. Die Prüfung steht im dritten Quartal 2028 an.
§ 4 Ausnahmen
Die Stadt kann bis zu 45 Prozent übernehmen. Der Kläger trägt vor, die Straße sei eine Landstraße.
Grundlage ist das Kommunalabgabengesetz, dort § 6 Abs. 1 des Kommunalabgabengesetzes."""
SOURCE = Passages([Passage(1, REPORT), Passage(2, "Es gab sechs Anträge, 58 Briefe und 2 Mängel.")])


def doubts(claim: str, quote: str) -> set[Doubt]:
    return {mark.doubt for mark in check(f"{claim} [S. 1: „{quote}“].", SOURCE).marks}


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Die Schulden gingen um 1,4 Mio. Euro zurück", "sank von 52,7 auf 51,3 Mio. €"),
        ("Es fehlten 771 der 842 nicht", "Von den 842 Stellen waren 71 nicht besetzt"),
        (
            "Für die Pflege waren es 13,45 statt 12,6 Mio. Euro",
            "Hilfe zur Pflege | 12.600 | 13.450",
        ),
        ("Das sind 850.000 Euro mehr als im Plan", "Hilfe zur Pflege | 12.600 | 13.450"),
        ("Jeder zahlt 48.000 Euro", "Die Kosten von 96.000 Euro teilen sich Stadt und Kreis je"),
        ("Ein Einsatz zählt wenigstens 60 Minuten", "mindestens eine Stunde"),
        ("Geprüft wird bis September 2028", "Die Prüfung steht im dritten Quartal 2028 an"),
        ("Rechtsgrundlage ist § 6 Absatz 1 KAG", "dort § 6 Abs. 1 des Kommunalabgabengesetzes"),
    ],
)
def test_what_follows_from_the_cited_words_is_no_stranger(claim: str, quote: str) -> None:
    assert doubts(claim, quote) <= {Doubt.MEANING}


@pytest.mark.parametrize(
    ("claim", "quote", "expected"),
    [
        ("Die Schulden gingen um 2,4 Mio. Euro zurück", "auf 51,3 Mio. €", Doubt.AMOUNT),
        ("58 der 842 Stellen waren frei", "Von den 842 Stellen waren 71", Doubt.FIGURE),
        ("Variante B dauert sechs Monate", "Variante B sieben Monate", Doubt.FIGURE),
        ("Untersucht hat es die Südlab GmbH", "Das Institut Nordlab GmbH", Doubt.NAME),
        ("Es ging um das Grundstück Lindenberg", "das Grundstück Lindenhof", Doubt.NAME),
        ("Variante B dauert 16 Monate", "Variante A dauert 16 Monate", Doubt.MEANING),
        ("Die Stadt übernimmt 45 Prozent", "Die Stadt kann bis zu 45 Prozent", Doubt.MEANING),
        ("Die Straße ist eine Landstraße", "Der Kläger trägt vor, die Straße sei", Doubt.MEANING),
    ],
)
def test_what_does_not_follow_is_marked(claim: str, quote: str, expected: Doubt) -> None:
    assert expected in doubts(claim, quote)


def test_a_part_of_a_year_must_hold_the_cited_date() -> None:
    source = Passages([Passage(1, "Die Vereinbarung gilt bis zum 31. Oktober 2029.")])
    for claim, is_right in (("bis Ende 2029", False), ("bis ins vierte Quartal 2029", True)):
        text = f"Sie gilt {claim} [S. 1: „gilt bis zum 31. Oktober 2029“]."
        found = {mark.doubt for mark in check(text, source).marks}
        assert (Doubt.DATE not in found) is is_right, claim


def test_rows_and_numbered_headings_belong_to_no_sentence() -> None:
    found = [span.text for span in sentences(REPORT)]
    assert "2 Personal und Finanzen" in found
    assert "Hilfe zur Pflege | 12.600 | 13.450" in found
    assert "§ 4 Ausnahmen" in found
    assert "Der Schuldenstand sank von 52,7 auf 51,3 Mio. €." in found


def test_a_draft_resolution_is_no_decision() -> None:
    paper = (
        "Beschlussvorschlag\nDie Verwaltung wird beauftragt, die Halle zu planen.\nBegründung\nX."
    )
    source = Passages([Passage(1, paper)])
    for claim, is_doubted in (
        ("Der Rat hat die Verwaltung mit der Planung beauftragt", True),
        ("Die Verwaltung soll mit der Planung beauftragt werden", False),
    ):
        text = f"{claim} [S. 1: „Die Verwaltung wird beauftragt, die Halle zu planen“]."
        assert bool(check(text, source).marks) is is_doubted, claim
