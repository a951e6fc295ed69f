"""The cards under answers from files, with what files and models might make of them."""

from __future__ import annotations

from typing import Final

from bot.agency.profile import Agency
from bot.answering.kept import Basis, Doubt, Source
from bot.core.texts import Texts
from bot.core.turn import Card
from cards.answer import Ending, answer_card

_HOSTILE: Final = "Plan_2027_[Klick](https://boese.example) {{DATE(2)}}.pdf"
_QUOTE: Final = "Die Gebühr beträgt [40 Euro](https://boese.example) je *Antrag*."


def question_cards(words: Texts, _agency: Agency) -> dict[str, Card]:
    """Return them by the names of their golden files."""
    return {
        "answer-files": answer_card("a7Kq2", words, basis=_basis(words, 3, 1)),
        "answer-files-many": answer_card(
            "a7Kq2", words, ending=Ending.LENGTH, basis=_basis(words, 23, 6)
        ),
        "answer-files-bare": answer_card("a7Kq2", words, basis=_basis(words, 0, 0)),
        "answer-files-nothing": answer_card("a7Kq2", words, basis=_nothing(words)),
    }


def _basis(words: Texts, sources: int, doubts: int) -> Basis:
    page = words("documents.place.page", number=14)
    told = words("question.doubt.words", words="6,5 Mio. Euro")
    return Basis(
        ("f1", "f2"),
        words("question.from_places", files=_HOSTILE, places=page),
        tuple(
            Source(n, n, _HOSTILE, page, f"{_QUOTE} {'Und so fort. ' * n}")
            for n in range(1, sources + 1)
        ),
        tuple(Doubt(f"{n}", f"{told} {n}") for n in range(1, doubts + 1)),
    )


def _nothing(words: Texts) -> Basis:
    units = words.count("documents.size.page", 48)
    searched = words("question.searched.file", name=_HOSTILE, units=units)
    return Basis(("f1", "f2"), words("question.searched", files=searched), is_nothing=True)
