"""What stands under an answer from files: as much evidence as one card takes."""

from __future__ import annotations

import json

from bot.answering.kept import Basis, Doubt, Source
from bot.core.texts import Catalogue
from cards.answer import answer_card

DE = Catalogue().texts("de")
QUOTE = "Der Rat der Stadt hat die Sanierung der Grundschule am Anger beschlossen. " * 4


def basis(n_sources: int, n_doubts: int) -> Basis:
    sources = tuple(
        Source(number, number, "Vorlage.pdf", f"Seite {number}", QUOTE)
        for number in range(1, n_sources + 1)
    )
    doubts = tuple(Doubt(f"{n} Euro", QUOTE[:200], f"Es kostet {n} Euro.") for n in range(n_doubts))
    return Basis(("a",), "Aus Vorlage.pdf.", sources, doubts)


def shown(one: Basis) -> str:
    return json.dumps(answer_card("abc", DE, basis=one), ensure_ascii=False).replace("\u00a0", " ")


def test_more_evidence_than_a_card_takes_is_counted_and_left_to_the_file() -> None:
    card = shown(basis(200, 150))
    assert "Seite 1" in card
    assert "weitere Belege und Hinweise stehen in der Word-Datei." in card


def test_what_fits_is_there_and_nothing_is_said_of_more() -> None:
    card = shown(basis(12, 5))
    assert "Seite 12" in card
    assert "weitere" not in card
