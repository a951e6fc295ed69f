"""What is turned round, raised or exchanged is doubted; what is said in other words is not."""

from __future__ import annotations

import pytest

from bot.evidence.checking import Doubt, check
from bot.evidence.passages import Passage, Passages
from bot.evidence.rewording import is_altered

SENTENCES = [
    "Der Bauausschuss lehnt den Antrag von Herrn Weber ab.",
    "Die Verwaltung schlägt vor, den Parkplatz zu schließen.",
    "Alle Mitglieder dürfen höchstens zwei Anträge stellen.",
    "Das Freibad wird nicht saniert, weil die Mittel fehlen.",
    "Der Kreis könnte die Kosten übernehmen, sofern der Landtag zustimmt.",
]
SOURCE = Passages([Passage(1, " ".join(SENTENCES))])


def _is_doubted(claim: str, quote: str) -> bool:
    checked = check(f"{claim} [S. 1: „{quote}“].", SOURCE)
    return Doubt.MEANING in {mark.doubt for mark in checked.marks}


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Der Bauausschuss stimmt dem Antrag von Herrn Weber zu", 0),
        ("Herr Weber lehnt den Antrag des Bauausschusses ab", 0),
        ("Der Finanzausschuss lehnt den Antrag ab", 0),
        ("Der Parkplatz wird geschlossen", 1),
        ("Der Rat hat beschlossen, den Parkplatz zu schließen", 1),
        ("Einige Mitglieder dürfen höchstens zwei Anträge stellen", 2),
        ("Alle Mitglieder dürfen mindestens zwei Anträge stellen", 2),
        ("Das Freibad wird saniert", 3),
        ("Der Kreis übernimmt die Kosten", 4),
    ],
)
def test_another_meaning_is_doubted(claim: str, sentence: int) -> None:
    assert _is_doubted(claim, SENTENCES[sentence])


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Webers Antrag fand im Bauausschuss keine Zustimmung", 0),
        ("Nach dem Vorschlag der Verwaltung wird der Parkplatz geschlossen", 1),
        ("Jedes Mitglied darf maximal 2 Anträge stellen", 2),
        ("Für eine Sanierung des Freibads fehlt das Geld", 3),
        ("Stimmt der Landtag zu, könnte der Kreis die Kosten tragen", 4),
    ],
)
def test_other_words_for_the_same_are_not(claim: str, sentence: int) -> None:
    assert not _is_doubted(claim, SENTENCES[sentence])


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_is_copied_is_never_doubted(sentence: str) -> None:
    assert not check(f"{sentence[:-1]} [S. 1: „{sentence}“].", SOURCE).marks
    assert not check(sentence, SOURCE).marks


def test_a_copy_with_one_word_changed_is_altered_however_long_it_is() -> None:
    rest = ", wie es die Satzung seit vielen Jahren für alle Vereine der Stadt vorsieht"
    stands = f"Der Antrag kann gestellt werden{rest}, und er muss begründet sein."
    assert is_altered(f"Der Antrag muss gestellt werden{rest}, und er muss begründet sein.", stands)
    assert not is_altered(f"Der Antrag kann gestellt werden{rest}.", stands)
    assert not is_altered("Etwas ganz anderes steht hier.", stands)
