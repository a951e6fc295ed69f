"""Passages found by questions in other words: compounds, inflection, spelling; and none at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ranking.index import Index
from bot.ranking.terms import Parts, grams, words

PASSAGES = (
    "Die Lärmschutzwand an der Bundesstraße wird auf einer Länge von 480 Metern erneuert.",
    "Gegen diesen Bescheid kann innerhalb eines Monats Widerspruch erhoben werden.",
    "Die Hundesteuersatzung sieht für den zweiten Hund einen höheren Betrag vor.",
    "Eltern zahlen für die Betreuung in der Kindertagesstätte nach dem Einkommen.",
    "Der Stellplatznachweis ist mit dem Bauantrag vorzulegen.",
    "Anwohnende erhalten auf Antrag eine Ausnahmegenehmigung für das Parken.",
    "Die Straßenreinigung erfolgt wöchentlich; die Gebühren trägt die Eigentümerseite.",
    "Für die Grundsicherung im Alter sind Kontoauszüge der letzten drei Monate einzureichen.",
    "Der Personalrat hat der Einführung der neuen Software zugestimmt.",
    "Die Friedhofsverwaltung vergibt Urnengräber für zwanzig Jahre.",
    "Die Abfallentsorgung stellt im Herbst auf Biotonnen um.",
    "Das Schulamt weist Kinder nach dem Wohnort einer Grundschule zu.",
)
INDEX = Index.of(PASSAGES)


@pytest.mark.parametrize(
    ("question", "position"),
    [
        ("Was geschieht mit dem Schutz vor Lärm?", 0),
        ("Wie lange ist die Widerspruchsfrist?", 1),
        ("Was kosten Hunde?", 2),
        ("Welche Steuer gilt für Hunde?", 2),
        ("Was müssen Eltern für die Kita-Betreuung zahlen?", 3),
        ("Wo weise ich Stellplätze nach?", 4),
        ("Wer bekommt Genehmigungen für Ausnahmen beim Parken?", 5),
        ("Wie oft werden die Strassen gereinigt?", 6),
        ("Welche Auszüge vom Konto brauche ich?", 7),
        ("Hat der Personalrat zugestimmt?", 8),
        ("Wie lange laufen Gräber für Urnen?", 9),
        ("Wann kommt die Biotonne?", 10),
        ("In welche Schule kommt mein Kind?", 11),
    ],
)
def test_a_question_finds_its_passage_in_other_words(question: str, position: int) -> None:
    assert INDEX.search(question, 1)[0].position == position


def test_spellings_of_umlauts_meet() -> None:
    assert words("Straßenbäume für Fußgänger") == words("STRASSENBAEUME fuer Fussgaenger")


def test_compounds_fall_apart_where_their_parts_are_known() -> None:
    parts = Parts(words("Hund Lärmschutz Sitzung"))
    assert {"hund", "satzung"} <= set(parts.of(words("Hundesteuersatzung")[0]))
    assert parts.of(words("Lärmschutzwand")[0])[1:] == ["larmschutz", "wand"]
    assert parts.of("bericht") == ["bericht"]


def test_short_words_are_counted_whole() -> None:
    assert grams("amt") == ["amt"]
    assert grams("antrag") == ["antra", "ntrag"]


def test_the_same_question_gives_the_same_order() -> None:
    again = Index.of(PASSAGES)
    assert INDEX.search("Gebühren für Straßen und Kinder", 9) == again.search(
        "Gebühren für Straßen und Kinder", 9
    )


def test_other_rankings_are_joined() -> None:
    without = INDEX.search("Personalrat", 2)
    assert without[0].position == 8
    joined = INDEX.search("Personalrat", 2, [[3, 8], [3]])
    assert {hit.position for hit in joined} == {3, 8}


@pytest.mark.parametrize("question", ["", "Was ist das?", "🙂", "und wie viele"])
def test_a_question_without_telling_words_finds_nothing(question: str) -> None:
    assert INDEX.search(question, 5) == []
    assert INDEX.coverage(question) == 0.0


def test_coverage_tells_a_question_of_the_text_from_one_of_something_else() -> None:
    inside = INDEX.coverage("Wie lange werden Urnengräber vergeben?")
    outside = INDEX.coverage("Wie beantrage ich eine Dienstreise nach Brüssel?")
    assert inside > 0.6
    assert outside < 0.3


def test_no_passages_are_no_fault() -> None:
    assert Index.of([]).search("Frist", 3) == []
    assert Index.of(["", "…"]).coverage("Frist") == 0.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=8), st.text(max_size=80))
def test_any_text_can_be_indexed_and_asked(passages: list[str], question: str) -> None:
    index = Index.of(passages)
    for hit in index.search(question, 3):
        assert 0 <= hit.position < len(passages)
    assert 0.0 <= index.coverage(question) <= 1.0 + 1e-9


def test_a_hostile_word_costs_little() -> None:
    Index.of(["wand" * 14, "a" * 5_000, "schutz" * 9]).search("wand" * 14 + "schutz" * 9, 3)
