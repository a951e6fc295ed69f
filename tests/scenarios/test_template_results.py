"""What follows an answer made with a template: its check, its gaps, and other templates."""

from __future__ import annotations

from tests.fakes.model import answer, rejected_key
from tests.scenarios.conftest import House

SOURCE = "Die Anträge werden bis zum 3. Mai 2027 geprüft."
DRAFT = "Der Antrag wird geprüft.\nDas dauert bis zum 3. Mai 2027.\n\nKI-Entwurf – bitte prüfen."
GOOD = "Wir prüfen den Antrag.\nDas dauert bis zum 3. Mai 2027."


async def leicht(house: House, *answers: str) -> str:
    # Slow enough that each line of what is being done goes out.
    house.model.queue.extend(answer(one, first_delay_s=0.08) for one in answers)
    values = {"id": "leichte-sprache", "field_text": SOURCE}
    await house.press("template.run", values)
    await house.settle()
    return str(house.last().card)


async def test_a_draft_in_leichte_sprache_is_revised_before_it_is_shown(house: House) -> None:
    card = await leicht(house, DRAFT, GOOD)
    text = house.last().text.replace("  \n", "\n")
    assert text.endswith(f"{GOOD}\n\nKI-Entwurf – bitte prüfen.")
    assert "wird geprüft" not in str(house.teams.updates())
    assert house.texts("plain.working", number="1") in str(house.teams.updates())
    for key in ("plain.draft", "plain.clean"):
        assert house.texts(key) in card
    assert house.texts.count("plain.rounds", 1) in card
    assert not house.breaches


async def test_what_is_still_open_stands_in_the_card(house: House) -> None:
    card = await leicht(house, DRAFT, *[DRAFT.replace("3. Mai", "4. Mai")] * 3)
    assert "3. Mai 2027" in house.last().text
    assert house.texts.count("plain.rounds", 3) in card
    assert house.texts.count("plain.open", 1) in card
    assert house.texts("plain.rule.passive", words="wird geprüft") in card
    assert house.texts("plain.clean") not in card


async def test_a_model_that_fails_on_the_way_leaves_the_draft(house: House) -> None:
    house.model.queue.extend([answer(DRAFT), rejected_key()])
    await house.press("template.run", {"id": "leichte-sprache", "field_text": SOURCE})
    await house.settle()
    assert "Der Antrag wird geprüft." in house.last().text
    assert house.texts("plain.stopped") in str(house.last().card)


async def test_gaps_are_counted_under_the_answer(house: House) -> None:
    house.model.answer("Guten Tag [bitte ergänzen: Name], am [bitte ergänzen: Tag]")
    await house.press("template.run", {"id": "email", "field_stichworte": "Termin absagen"})
    await house.settle()
    assert house.texts.count("answer.gaps", 2) in str(house.last().card)


async def test_another_template_goes_on_with_the_answer(house: House) -> None:
    house.model.answer("Guten Tag Frau Kern, der Termin fällt aus.\n\nKI-Entwurf – bitte prüfen.")
    await house.press("template.run", {"id": "email", "field_stichworte": "Termin absagen"})
    await house.settle()
    button = house.button(house.last().card, "template.next")
    assert button["id"] == "uebersetzung"
    await house.press("template.next", button)
    await house.settle()
    form = house.last().card
    assert house.button(form, "template.run")["id"] == "uebersetzung"
    assert "Guten Tag Frau Kern, der Termin fällt aus." in str(form)
    assert "KI-Entwurf" not in str(form).split("Guten Tag", 1)[1][:80]


async def test_a_forged_follow_up_opens_nothing(house: House) -> None:
    await house.ask("Guten Morgen, was ist ein Vermerk?")
    for data in (
        {"id": "uebersetzung", "answer": "0" * 12},
        {"id": "gibt-es-nicht", "answer": "0" * 12},
        {"id": "uebersetzung"},
    ):
        before = len(house.shown())
        await house.press("template.next", data)
        await house.settle()
        assert len(house.shown()) == before


async def test_a_draft_can_be_stopped_while_it_is_revised(house: House) -> None:
    house.model.queue.extend([answer(DRAFT), answer(GOOD, first_delay_s=30)])
    await house.press("template.run", {"id": "leichte-sprache", "field_text": SOURCE})
    await house.until(lambda: len(house.model.requests) == 2)
    await house.send("stopp")
    await house.settle()
    assert house.texts("plain.clean") not in str(house.shown())
    assert GOOD.splitlines()[0] not in str(house.shown())
