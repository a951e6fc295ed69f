"""Whether a message is about the files: by its words, and by what it has in common with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.documents.asking import (
    Want,
    goes_on,
    language_of,
    may_be_looked_up,
    named_in,
    points_to_files,
    points_to_several,
    wanted_beside,
    wanted_later,
)
from bot.documents.document import Document, Facts, Kind, Place, Unit
from bot.documents.searching import Searchable
from tests.unit.documents.asked_of_files import ABOUT, ELSEWHERE, POINTING, TEXT, TO_WRITE

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def document(*texts: str, name: str = "Merkblatt Wohngeld.pdf") -> Document:
    units = tuple(Unit(number, text) for number, text in enumerate(texts, 1))
    return Document(
        id="d1",
        name=name,
        kind=Kind.PDF,
        place=Place.PAGE,
        n_units=len(units),
        unreadable=(),
        n_chars=sum(map(len, texts)),
        size=1,
        created=NOW,
        expires=NOW + timedelta(days=1),
        digest=name,
        units=units,
    )


def test_most_questions_about_a_file_are_known_and_none_about_anything_else() -> None:
    searchable = Searchable(document(*TEXT))

    def is_taken(text: str) -> bool:
        return may_be_looked_up(text) and searchable.has_much_of(text)

    missed = [text for text in ABOUT if not is_taken(text)]
    wrong = [text for text in (*ELSEWHERE, *TO_WRITE) if is_taken(text)]
    assert len(missed) <= 1, missed
    assert wrong == []


@pytest.mark.parametrize("text", POINTING)
def test_words_that_point_to_files_are_understood(text: str) -> None:
    assert points_to_files(text)


@pytest.mark.parametrize("text", [*ELSEWHERE, *TO_WRITE[:5], *ABOUT])
def test_other_words_point_to_no_file(text: str) -> None:
    assert not points_to_files(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Was steht in Merkblatt Wohngeld.pdf?", ["Merkblatt Wohngeld.pdf"]),
        ("Was sagt das Merkblatt zum Wohngeld?", ["Merkblatt Wohngeld.pdf"]),
        ("Was sagt das Merkblatt?", []),
        ("Und der Lärmaktionsplan?", ["Lärmaktionsplan_2026.docx"]),
        ("Was war 2026?", []),
    ],
)
def test_files_are_known_by_their_names(text: str, names: list[str]) -> None:
    files: list[Facts] = [
        document("a"),
        document("b", name="Lärmaktionsplan_2026.docx"),
        document("c", name="2026.pdf"),
    ]
    assert [one.name for one in named_in(text, files)] == names


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Was steht zu Fristen drin?", Want.ANSWER),
        ("Nenne alle Termine", Want.ANSWER),
        ("Schreibe eine Antwort an den Absender", Want.ANSWER),
        ("Wer unterschreibt?", Want.ANSWER),
        ("Who signs?", Want.ANSWER),
        ("Fasse das zusammen", Want.SUMMARY),
        ("als Vermerk, kurz, auf Englisch", Want.SUMMARY),
        ("Schreib bitte einen Vermerk", Want.SUMMARY),
        ("Achte auf Fristen.", Want.SUMMARY),
        ("bitte kurz", Want.SUMMARY),
        ("", Want.SUMMARY),
    ],
)
def test_words_beside_a_file_are_a_question_or_a_wish_for_a_summary(text: str, want: Want) -> None:
    assert wanted_beside(text) is want


def test_a_later_wish_for_a_summary_is_one() -> None:
    assert wanted_later("Fass das Dokument zusammen") is Want.SUMMARY
    assert wanted_later("Was steht im Dokument?") is Want.ANSWER


@pytest.mark.parametrize("text", ["Und bis wann?", "Wer ist zuständig?", "And how much?"])
def test_short_questions_lean_on_the_one_before(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", ["Und schreibe es als Brief", "Danke", "Vorlagen zeigen"])
def test_other_short_messages_do_not(text: str) -> None:
    assert not goes_on(text)


def test_several_files_are_meant_by_a_plural() -> None:
    assert points_to_several("Was sagen die Unterlagen?")
    assert points_to_several("Vergleiche beide")
    assert not points_to_several("Was sagt das Dokument?")


def test_the_language_of_an_answer_is_told_by_its_small_words() -> None:
    assert language_of("The fee is due in May.", "de") == "en"
    assert language_of("Die Gebühr ist im Mai fällig.", "en") == "de"
    assert language_of("42", "en") == "en"
