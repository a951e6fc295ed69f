"""Finding templates by a few words, and how long it takes."""

from __future__ import annotations

import random

import pytest

from bot.agency.profile import LibraryRules
from bot.library.loader import shipped_templates
from bot.library.search import Entry, Index
from bot.library.service import Library
from bot.library.vocabulary import Vocabulary, words

LIBRARY = Library(shipped_templates(), LibraryRules())


def found(query: str, language: str = "de") -> list[str]:
    return [one.id for one in LIBRARY.search(query, language)]


@pytest.mark.parametrize(
    ("query", "template_id"),
    [
        ("Beschwerde", "beschwerde"),
        ("  BESCHWERDE  ", "beschwerde"),
        ("Reklamation", "beschwerde"),
        ("bescwherde", "beschwerde"),
        ("Beschwrede", "beschwerde"),
        ("beschw", "beschwerde"),
        ("beshwer", "beschwerde"),
        ("Kitabeschwerde", "beschwerde"),
        ("Widerspruch", "widerspruch-ordnen"),
        ("Übersetzung", "uebersetzung"),
        ("Uebersetzung", "uebersetzung"),
        ("ubersetzung", "uebersetzung"),
        ("Leichte Sprache", "leichte-sprache"),
        ("sprache leichte", "leichte-sprache"),
        ("Bürgeranfrage", "buergeranfrage"),
        ("buergerbrief", "buergeranfrage"),
        ("Telefonvermerk", "gespraechsvermerk"),
        ("Vermerk Telefonat", "gespraechsvermerk"),
        ("Telefonat vermerk", "gespraechsvermerk"),
        ("protkoll", "ergebnisprotokoll"),
        ("Protokolle", "ergebnisprotokoll"),
        ("Niederschrift Stadtrat", "niederschrift"),
        ("Gemeinderatssitzung", "niederschrift"),
        ("Baustelleninformation", "anwohnerinformation"),
        ("Brief an die Eltern", "elternbrief"),
        ("Zusammenfasung", "zusammenfassung"),
        ("Agenda", "tagesordnung"),
        ("tagesord", "tagesordnung"),
        ("Zeitplan", "zeitplan"),
    ],
)
def test_the_best_hit_is_what_people_mean(query: str, template_id: str) -> None:
    assert found(query)[0] == template_id


@pytest.mark.parametrize(
    ("query", "template_id"),
    [
        ("complaint", "beschwerde"),
        ("complant", "beschwerde"),
        ("letter to parents", "elternbrief"),
        ("minutes", "ergebnisprotokoll"),
        ("Beschwerde", "beschwerde"),
        ("summary of emails", "mailverlauf"),
    ],
)
def test_english_works_too_and_knows_the_german_words(query: str, template_id: str) -> None:
    assert found(query, "en")[0] == template_id


@pytest.mark.parametrize("query", ["xyzq", "Hund", "!!!", "§", "\x00", "🙂"])
def test_what_fits_nothing_finds_nothing(query: str) -> None:
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_an_empty_query_shows_what_to_begin_with(query: str) -> None:
    assert found(query)[0] == LIBRARY.in_category(LIBRARY.categories("de")[0][0], "de")[0].id
    assert len(found(query)) == 15


def test_the_limit_is_kept() -> None:
    assert len(LIBRARY.search("e", "de", limit=3)) == 3


def test_a_title_counts_more_than_a_keyword_and_that_more_than_a_description() -> None:
    index = Index(
        [
            Entry("Eins", [], "Etwas zur Satzung."),
            Entry("Zwei", ["Satzung"], ""),
            Entry("Satzung lesen", [], ""),
        ]
    )
    assert index.search("Satzung", 3) == [2, 1, 0]
    assert index.search("Satzzung", 3) == [2, 1, 0]


def test_who_fits_all_words_comes_before_who_fits_one_of_them() -> None:
    index = Index([Entry("Brief", [], ""), Entry("Karte", ["Brief", "Eltern"], "")])
    assert index.search("brief eltern", 2) == [1, 0]


def test_less_than_half_of_the_words_is_no_hit() -> None:
    index = Index([Entry("Brief", [], "")])
    assert index.search("brief zirkus elefant", 1) == []


def test_an_index_without_templates_finds_nothing() -> None:
    assert Index([]).search("brief", 5) == []


def test_letters_meet_however_they_are_written() -> None:
    assert words("Größe Groesse GRÖSSE Grosse") == ["grosse"] * 4
    assert words("Straße-Café, 2026!") == ["strasse", "cafe", "2026"]


def test_the_vocabulary_finds_beginnings_parts_and_ends() -> None:
    known = Vocabulary(["brief", "briefe", "elternbrief", "vermerk"])
    assert known.beginning_with("brief") == ["brief", "briefe"]
    assert known.containing("brief") == ["brief", "briefe", "elternbrief"]
    assert known.ending_with("brief") == ["brief", "elternbrief"]
    assert known.containing("k\n") == ["vermerk"]
    assert [word for word, _ in known.similar("breif")] == ["brief"]
    assert [word for word, _ in known.beginning_like("eltrnb")] == ["elternbrief"]


PARTS = words(
    "antrag bescheid vermerk protokoll beschluss einladung anfrage satzung gebühr prüfung bericht "
    "schule straße bürger amt rat sitzung vergabe haushalt personal umwelt wasser wohnung sport "
    "kultur verkehr feuerwehr archiv gewerbe baum entwurf vorlage liste plan übersicht antwort "
    "hinweis formular ordnung verfahren stelle leitung meldung nachweis erklärung"
)


def compound(chance: random.Random) -> str:
    return "s".join(chance.choice(PARTS) for _ in range(chance.randint(1, 3)))


def generated(count: int, chance: random.Random) -> list[Entry]:
    def some(number: int) -> list[str]:
        return [compound(chance) for _ in range(number)]

    return [
        Entry(" ".join(some(4)), [*some(6), f"ort{at % 3000}"], " ".join(some(12)))
        for at in range(count)
    ]


def queries(count: int, chance: random.Random) -> list[str]:
    made = []
    for _ in range(count):
        typed = " ".join(compound(chance) for _ in range(chance.randint(1, 4)))
        at = chance.randrange(len(typed))
        slips = (
            typed,
            typed[: at + 1],
            typed[:at] + typed[at + 1 :],
            typed[:at] + "x" + typed[at:],
        )
        made.append(chance.choice(slips))
    return made


def test_ten_thousand_templates_can_be_searched() -> None:
    chance = random.Random(10_000)  # noqa: S311 - made-up words, no secret
    index = Index(generated(10_000, chance))
    found = [index.search(query, 15) for query in queries(20, chance)]
    assert all(len(positions) <= 15 for positions in found)
    assert any(found)
