"""Summaries as people see them: forms, several files as one, evidence and doubts, reuse."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from tests.fakes.model import Call, answer
from tests.scenarios.conftest import House
from tests.scenarios.test_files import docx, lines_pdf, pdf, upload

REPORT = (
    "Die Stadt senkt den Lärm bis 2029 [S. 1: „Der Lärm soll bis 2029 sinken“]. "
    "Der Rat entscheidet im Mai 2027 [S. 2: „Der Rat entscheidet im zweiten Quartal 2027“]. "
    "Die Kosten trägt das Land [S. 1: „Das Land trägt alle Kosten“]."
)
PAGES = ("Der Lärm soll bis 2029 sinken.", "Der Rat entscheidet im zweiten Quartal 2027.")


async def summarise(house: House, **wish: str) -> str:
    """Press the button of the last card, with what was chosen in it; return the result's card."""
    received = house.last()
    run = house.button(received.card, "summary.run")
    await house.press("summary.run", {**run, **wish}, reply_to=received.id)
    await house.settle(30)
    return readable(house.shown()[received.id].card)


def readable(card: object) -> str:
    """Return a card as text, without escapes and tied spaces."""
    text = json.dumps(card, ensure_ascii=False).replace("\\", "")
    return text.replace("\u00a0", " ").replace("\u2060", "")


async def test_quotations_are_found_and_what_is_not_in_the_document_is_marked(
    house: House,
) -> None:
    await upload(house, "Plan.pdf", lines_pdf(*PAGES))
    house.model.answer(REPORT)
    card = await summarise(house)
    assert "senkt den Lärm bis 2029 [S. 1]" in card
    assert "Die Kosten trägt das Land. (nicht belegt)" in card
    assert "„Das Land trägt alle Kosten“ steht so nicht im Dokument." in card
    assert "**Bitte prüfen:**" in card
    assert "Mai 2027" in card
    assert "2 von 3 Angaben stehen wörtlich im Dokument." in card
    assert "„Der Rat entscheidet im zweiten Quartal 2027“" in card
    asked = str(house.model.requests[-1].messages)
    assert "[S. 14: „wörtliches Zitat“]" in asked


@pytest.mark.parametrize(
    ("form", "asked", "shown"),
    [
        ("memo", "Schreibe einen Vermerk", "Vermerk, kurz"),
        ("bullets", "Stichpunkten", "Stichpunkte, kurz"),
        ("sections", "eine fette Zwischenüberschrift mit dessen Titel", "nach Abschnitten, kurz"),
        ("citizens", "Einfacher Sprache", "für Bürgerinnen und Bürger, kurz"),
    ],
)
async def test_a_form_is_chosen_on_the_card(
    house: House, form: str, asked: str, shown: str
) -> None:
    await upload(house, "Plan.pdf", lines_pdf(*PAGES))
    house.model.answer("Der Lärm sinkt [S. 1: „Der Lärm soll bis 2029 sinken“].")
    card = await summarise(house, form=form, length="short", focus="", language="de")
    assert shown in card
    assert asked in str(house.model.requests[-1].messages)
    house.model.answer("Nun länger.")
    last = house.last()
    await house.press("summary.run", house.button(last.card, "summary.run"), reply_to=last.id)
    await house.settle(30)
    assert shown.replace("kurz", "eine Seite") in readable(house.last().card)


async def test_a_form_said_in_words_is_taken(house: House) -> None:
    house.model.answer("**Betreff:** Lärm [S. 1: „Der Lärm soll bis 2029 sinken“].")
    await upload(house, "Plan.pdf", lines_pdf(*PAGES), "Bitte als kurzen Vermerk")
    assert "Vermerk, kurz" in readable(house.last().card)
    asked = str(house.model.requests[-1].messages)
    assert "Schreibe einen Vermerk" in asked
    assert "möchte besonders wissen" not in asked


async def test_several_files_make_one_summary_that_names_each(house: House) -> None:
    await house.ask("hallo")
    await house.press("notice.accept", {"edition": 1})
    files = {"Plan.pdf": lines_pdf(*PAGES), "Brief.docx": docx("Die Kammer stimmt dem Plan zu.")}
    sent = [(name, house.teams.put_file(name, content)) for name, content in files.items()]
    await house.send("", files=sent)
    await house.settle(30)
    choice = next(one for one in house.last().card["body"] if one.get("id") == "document")  # type: ignore[index]  # a card
    house.model.answer(
        "Der Rat entscheidet 2027 [Teil 2: „Der Rat entscheidet im zweiten Quartal 2027“]. "
        "Die Kammer ist dafür [Teil 3: „Die Kammer stimmt dem Plan zu“]."
    )
    card = await summarise(house, document=choice["value"], length="page")
    assert "[Plan.pdf, S. 2]" in card
    assert "[Brief.docx, Abschn. 1]" in card or "[Brief.docx, S. 1]" in card
    assert "3 von 3 Teilen" in card or "3 von 3 Seiten" in card
    assert len(house.model.requests) == 1


async def test_earlier_files_can_be_taken_along(house: House) -> None:
    await upload(house, "Plan.pdf", lines_pdf(*PAGES))
    url = house.teams.put_file("Brief.docx", docx("Die Kammer stimmt dem Plan zu."))
    await house.send("", files=[("Brief.docx", url)])
    await house.settle(30)
    choice = next(one for one in house.last().card["body"] if one.get("id") == "document")  # type: ignore[index]  # a card
    titles = [readable(one["title"]).strip('"') for one in choice["choices"]]
    assert [title.split(" ")[0] for title in titles] == ["Brief.docx", "Plan.pdf"]
    assert choice["value"] == choice["choices"][0]["value"]


async def test_an_expired_file_among_several_is_told(house: House) -> None:
    await upload(house, "Plan.pdf", lines_pdf(*PAGES))
    run = house.button(house.last().card, "summary.run")
    both = f"{run['document']},gone"
    reply = await house.press("summary.run", {**run, "document": both})
    assert house.texts("errors.file_expired.title") in str(reply)
    assert not house.model.requests


async def test_another_form_of_a_long_file_reads_nothing_again_until_it_is_forgotten(
    house: House,
) -> None:
    async def reading(call: Call) -> web.StreamResponse:
        is_part = "wird in Teilen gelesen" in call.seen.question
        return await answer("- Notiz." if is_part else "Fertig.")(call)

    house.model.always(reading)
    await upload(house, "Lang.pdf", pdf(120, text="Auf Seite {n} steht " + "sehr viel Text " * 40))
    await summarise(house)
    noted = len(house.model.requests) - 1
    assert noted > 1
    last = house.last()
    await house.press("summary.run", house.button(last.card, "summary.run"), reply_to=last.id)
    await house.settle(30)
    assert len(house.model.requests) == noted + 2
    assert "120 von 120 Seiten" in readable(house.last().card)
    assert [key async for key in house.redis.scan_iter("*:pieces:*")]
    await house.ask("neu")
    assert not [key async for key in house.redis.scan_iter("*:pieces:*")]
