"""Templates of people's own: made, edited, shared, proposed, deleted, as Teams sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.model import answer
from tests.fakes.teams import Json
from tests.fakes.teams_inbound import CONVERSATIONS
from tests.scenarios.conftest import House

ENTERED = {
    "title": "Vermerk zur Ortsbegehung",
    "description": "Hält fest, was vor Ort zu sehen war.",
    "category": "memos",
    "tone": "factual",
    "instruction": "Schreibe einen Vermerk zur Begehung am {{ort}}.\n\n{{notizen}}",
}
REVIEWER = "29:3-Rita"
BEN = "29:2-Ben"


async def made(house: House, **more: Any) -> Json:
    """Make a template with a dialog, and return its line in the list."""
    body = (
        await house.post(
            house.teams.invoke("task/submit", {"data": _saved()}, **more)  # as a dialog sends it
        )
    ).body
    assert "Gespeichert" in body["task"]["value"]
    card = (await house.press("library.shelf", {"kind": "personal"}))["value"]
    tile: Json = house.button(card, "template.open")
    return tile


def _saved(**changes: Any) -> Json:
    return {"verb": "template.save", "v": 1, **ENTERED, **changes}


async def page(house: House, template_id: str, **more: Any) -> Json:
    card: Json = (await house.press("template.page", {"id": template_id}, **more))["value"]
    return card


async def test_a_dialog_opens_for_a_new_template_and_keeps_it(house: House) -> None:
    data = {"msteams": {"type": "task/fetch"}, "verb": "template.new", "v": 1}
    body = (await house.post(house.teams.invoke("task/fetch", {"data": data}))).body
    assert body["task"]["value"]["title"] == "Neue Vorlage"
    assert "GRUNDREGELN" in str(body["task"]["value"]["card"])
    tile = await made(house)
    card = await page(house, tile["id"])
    assert "Vermerk zur Ortsbegehung" in str(card)
    assert "Eigene" in str(card)


async def test_it_is_filled_and_answered_like_any_other(house: House) -> None:
    tile = await made(house)
    form = (await house.press("template.open", {"id": tile["id"]}))["value"]
    assert "Ort" in str(form)
    house.model.answer("Der Vermerk.")
    entries = {"field_ort": "Lindenstraße", "field_notizen": "Riss im Kanal"}
    await house.press("template.run", {"id": tile["id"], **entries})
    await house.settle()
    assert "Der Vermerk." in house.last().text
    assert "Riss im Kanal" in house.model.requests[-1].question
    assert "1 Mal" in str(await page(house, tile["id"]))


async def test_what_is_wrong_is_said_and_the_entries_stay(house: House) -> None:
    invoke = house.teams.invoke("task/submit", {"data": _saved(instruction="{{#ort}} offen")})
    body = (await house.post(invoke)).body
    card = str(body["task"]["value"]["card"])
    assert "Der Auftrag stimmt noch nicht" in card
    assert "Vermerk zur Ortsbegehung" in card


@pytest.mark.parametrize(
    ("instruction", "told"),
    [
        ("{{#ort}} offen", "Der Teil {{#ort}} hat kein Ende."),
        ("{{ort}} {{/notiz}}", "{{/notiz}} beendet nichts"),
        ("Am {{Ort der Begehung}}", "{{Ort der Begehung}} ist keine Stelle."),
        ("Nenne {{id}}", "braucht im Auftrag einen anderen Namen"),
        (f"Nenne {{{{{'lang' * 11}}}}}", "Prüfen Sie Ihre Angaben"),
        ("".join(f"{{{{feld_{n}}}}}" for n in range(11)), "höchstens 10"),
    ],
)
async def test_what_is_wrong_in_an_instruction_is_said_in_the_persons_language(
    house: House, instruction: str, told: str
) -> None:
    invoke = house.teams.invoke("task/submit", {"data": _saved(instruction=instruction)})
    card = (await house.post(invoke)).body["task"]["value"]["card"]
    said = next(text for text in _texts(card) if text.startswith(("Der Auftrag", "Ein Feld")))
    assert told in said.replace("\u2060", "").replace("\\", "")


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ({"field_ort_type": "choice"}, "Nennen Sie für „Ort“ die Auswahl"),
        ({"field_ort_type": "choice", "field_ort_choices": "A\nA"}, "steht eine Auswahl doppelt"),
        ({"field_ort_type": "toggle", "field_ort_required": True}, "kein Pflichtfeld"),
        ({"field_ort_type": "number", "field_ort_default": "viel"}, "passt nicht zum Feld"),
        ({"field_ort_type": "choice", "field_ort_choices": "A\n" * 13}, "höchstens 12"),
    ],
)
async def test_what_is_wrong_in_a_field_is_said_in_the_persons_language(
    house: House, entered: dict[str, Any], told: str
) -> None:
    tile = await made(house)
    data = {"verb": "template.save_fields", "v": 1, "id": tile["id"], "base": 1, **entered}
    body = (await house.post(house.teams.invoke("task/submit", {"data": data}))).body
    assert told in str(body["task"]["value"]["card"])


async def test_without_dialogs_the_form_comes_inline(house: House) -> None:
    await house.press("template.new")
    await house.settle()
    form = house.last().card
    data = house.button(form, "template.save")
    reply = await house.press("template.save", {**data, **ENTERED})
    assert "Vermerk zur Ortsbegehung" in str(reply["value"])


async def test_an_answer_becomes_a_template(house: House) -> None:
    house.model.answer("Gern.")
    answer = await house.ask("Schreibe eine Absage an einen Verein.")
    await house.press("answer.template", house.button(answer.card, "answer.template"))
    await house.settle()
    offered = house.last().card
    await house.press("template.new", house.button(offered, "template.new"))
    await house.settle()
    assert "Schreibe eine Absage an einen Verein" in str(house.last().card)


async def test_a_message_becomes_a_template(house: House) -> None:
    body = {"contentType": "text", "content": "Bitte prüfe die Rechnung."}
    value = {"commandId": "template", "messagePayload": {"id": "1", "body": body}}
    reply = await house.post(house.teams.invoke("composeExtension/fetchTask", value))
    assert "Bitte prüfe die Rechnung." in str(reply.body["task"]["value"]["card"])


async def test_an_edit_is_a_version_that_can_be_compared_and_restored(house: House) -> None:
    tile = await made(house)
    changed = _saved(id=tile["id"], base=1, title="Vermerk zum Ortstermin", note="kürzer")
    await house.post(house.teams.invoke("task/submit", {"data": changed}))
    card = (await house.press("template.versions", {"id": tile["id"]}))["value"]
    assert "von Ihnen" in str(card)
    assert "kürzer" in str(card)
    diff = (await house.press("template.diff", {"id": tile["id"], "number": 2}))["value"]
    assert "Bisher: Vermerk zur Ortsbegehung" in str(diff)
    restored = {"id": tile["id"], "number": 1, "base": 2}
    card = (await house.press("template.restore", restored))["value"]
    assert "Vermerk zur Ortsbegehung" in str(card)


async def test_a_preview_shows_how_it_asks_and_keeps_nothing(house: House) -> None:
    entered = {**_saved(verb="template.preview"), "description": "Ein Satz zum Wiederfinden."}
    body = (await house.post(house.teams.invoke("task/submit", {"data": entered}))).body
    card = body["task"]["value"]["card"]
    assert "So wird gefragt" in str(card)
    assert "**Notizen** (längerer Text)" in str(card)
    assert "Ein Satz zum Wiederfinden." in str(card)  # the entries stay
    wrong = _saved(verb="template.preview", instruction="{{#ort}} offen")
    body = (await house.post(house.teams.invoke("task/submit", {"data": wrong}))).body
    assert "hat kein Ende" in str(body)
    inline = await house.press("template.preview", ENTERED)
    assert "So wird gefragt" in str(inline["value"])
    shelf = await house.press("library.shelf", {"kind": "personal"})
    assert "Ortsbegehung" not in str(shelf["value"])


async def test_anothers_template_is_not_previewed(house: House) -> None:
    tile = await made(house)
    entered = {**ENTERED, "id": tile["id"], "base": 1}
    reply = await house.press("template.preview", entered, person=BEN)
    assert "gibt es nicht mehr" in str(reply["value"])


async def test_the_example_result_is_edited_and_shown(house: House) -> None:
    tile = await made(house)
    changed = _saved(id=tile["id"], base=1, example="Riss im Kanal.", audience="Tiefbau")
    await house.post(house.teams.invoke("task/submit", {"data": changed}))
    data = {"msteams": {"type": "task/fetch"}, "verb": "template.edit", "v": 1, "id": tile["id"]}
    editor = (await house.post(house.teams.invoke("task/fetch", {"data": data}))).body
    assert "Riss im Kanal." in str(editor["task"]["value"]["card"])
    shown = str(await page(house, tile["id"]))
    assert "Riss im Kanal." in shown
    assert "Tiefbau" in shown
    form = (await house.press("template.open", {"id": tile["id"]}))["value"]
    assert "Riss im Kanal." in str(form)
    assert "'template.example'" not in str(form)  # there are no entries to fill in
    diff = (await house.press("template.diff", {"id": tile["id"], "number": 2}))["value"]
    assert "Neu: Riss im Kanal." in str(diff)
    too_long = _saved(id=tile["id"], base=2, example="x" * 4_001)
    body = (await house.post(house.teams.invoke("task/submit", {"data": too_long}))).body
    assert "länger als 4.000 Zeichen" in str(body)


async def test_two_editors_one_conflict_and_nothing_lost(house: House) -> None:
    tile = await made(house)
    for title in ("Erste", "Zweite"):
        changed = _saved(id=tile["id"], base=1, title=title)
        body = (await house.post(house.teams.invoke("task/submit", {"data": changed}))).body
    assert "inzwischen eine neue Fassung" in str(body)
    assert "Zweite" in str(body)
    assert "Erste" in str(await page(house, tile["id"]))


async def test_fields_can_be_made_choices(house: House) -> None:
    tile = await made(house)
    entered = {
        "verb": "template.save_fields",
        "v": 1,
        "id": tile["id"],
        "base": 1,
        "field_ort_type": "choice",
        "field_ort_choices": "Nord\nSüd",
        "field_ort_label": "Wo?",
    }
    await house.post(house.teams.invoke("task/submit", {"data": entered}))
    form = (await house.press("template.open", {"id": tile["id"]}))["value"]
    assert "Wo?" in str(form)
    assert "Süd" in str(form)
    diff = str((await house.press("template.diff", {"id": tile["id"], "number": 2}))["value"])
    assert "Feld „Ort“: Art" in diff
    assert "Bisher: längerer Text" in diff
    assert "Neu: Nord, Süd" in diff


async def test_a_deleted_template_comes_back(house: House) -> None:
    tile = await made(house)
    gone = (await house.press("template.delete", {"id": tile["id"]}))["value"]
    assert "Gelöscht" in str(gone)
    back = (await house.press("template.undo", house.button(gone, "template.undo")))["value"]
    assert "Vermerk zur Ortsbegehung" in str(back)


async def test_a_team_gets_a_copy_and_only_its_members_see_it(house: House) -> None:
    tile = await made(house)
    reply = await house.press("template.share", {"id": tile["id"]}, kind="channel")
    assert "Geteilt" in str(reply["value"])
    circle = CONVERSATIONS["channel"].split(";", maxsplit=1)[0]
    house.teams.members[circle] = {"aad-2-Ben"}
    shelf = await house.press("library.shelf", {"kind": "team"}, kind="channel", person=BEN)
    assert "Vermerk zur Ortsbegehung" in str(shelf["value"])
    shared = house.button(shelf["value"], "template.open")
    outside = await house.press("template.open", {"id": shared["id"]}, person="29:4-Carla")
    assert "gibt es nicht mehr" in str(outside["value"])


async def test_favourites_come_first(house: House) -> None:
    await house.press("template.favourite", {"id": "anwohnerinformation", "mark": "on"})
    home = (await house.press("library.home"))["value"]
    assert house.button(home, "template.open")["id"] == "anwohnerinformation"


@pytest.fixture
def reviewed(environ: dict[str, str], tmp_path: Path) -> None:
    """Give the agency a reviewer."""
    example = Path("bot/agency/profiles/example.toml").read_text("utf-8")
    profile = example.replace("reviewers = []", 'reviewers = ["aad-3-Rita"]')
    (tmp_path / "amt.toml").write_text(profile, "utf-8")
    environ["AGENCY_PROFILES"] = str(tmp_path)


@pytest.mark.usefixtures("reviewed")
class TestProposals:
    async def test_a_proposal_is_checked_sent_released_and_told(self, house: House) -> None:
        house.model.answer('{"hits": []}')
        tile = await made(house)
        checked = await house.press("template.propose", {"id": tile["id"]})
        assert "nichts gefunden" in str(checked["value"])
        await house.press("proposal.send", {"id": tile["id"]})
        await house.settle()
        card = house.last("a:1Chat-aad-3-Rita").card
        data = house.button(card, "proposal.decide")
        released = await house.press(
            "proposal.decide", data, person=REVIEWER, conversation="a:1Chat-aad-3-Rita"
        )
        assert "Freigegeben" in str(released["value"])
        await house.settle()
        assert "Freigegeben" in str(house.last("a:1Chat-aad-1aBcD-Erika").card)
        shelf = await house.press("library.shelf", {"kind": "agency"}, person="29:9-Dora")
        assert "Vermerk zur Ortsbegehung" in str(shelf["value"])

    async def test_a_copy_becomes_the_next_version_after_its_changes_were_read(
        self, house: House
    ) -> None:
        house.model.always(_no_hits())
        chat = {"person": REVIEWER, "conversation": "a:1Chat-aad-3-Rita"}
        tile = await made(house)
        await self._released(house, {"id": tile["id"]}, chat)
        shelf = await house.press("library.shelf", {"kind": "agency"}, person=BEN)
        first = house.button(shelf["value"], "template.open")
        copy = await house.press("template.copy", {"id": first["id"]}, person=BEN)
        mine = house.button(copy["value"], "template.edit")
        changed = _saved(id=mine["id"], base=1, title="Vermerk, neu", tone="plain")
        await house.post(house.teams.invoke("task/submit", {"data": changed}, person=BEN))
        checked = await house.press("template.propose", {"id": mine["id"]}, person=BEN)
        assert "Kopie von „Vermerk zur Ortsbegehung“" in str(checked["value"])
        data = {"id": mine["id"], "place": "version"}
        review = await self._released(house, data, chat, person=BEN)
        for words in ("ersetzt sie die jetzige", "Neu: Vermerk, neu", "Bisher: sachlich"):
            assert words in str(review)
        shelf = await house.press("library.shelf", {"kind": "agency"})
        assert house.button(shelf["value"], "template.open") == first
        assert "Vermerk, neu" in str(shelf["value"])
        assert "Vermerk zur Ortsbegehung" not in str(shelf["value"])

    @staticmethod
    async def _released(
        house: House, data: Json, chat: dict[str, str], person: str = "29:1aBcD-Erika"
    ) -> Json | None:
        """Propose and release; return the reviewer's card."""
        await house.press("proposal.send", data, person=person)
        await house.settle()
        card = house.last("a:1Chat-aad-3-Rita").card
        await house.press("proposal.decide", house.button(card, "proposal.decide"), **chat)
        await house.settle()
        return card

    async def test_a_reviewer_finds_what_waits_in_the_library(self, house: House) -> None:
        house.model.answer('{"hits": []}')
        tile = await made(house)
        await house.press("proposal.send", {"id": tile["id"]})
        await house.settle()
        chat = {"person": REVIEWER, "conversation": "a:1Chat-aad-3-Rita"}
        home = await house.press("library.home", {}, **chat)
        assert house.texts.count("library.waiting.amount", 1) in str(home["value"])
        waiting = await house.press("proposal.waiting", {}, **chat)
        opened = await house.press(
            "proposal.open", house.button(waiting["value"], "proposal.open"), **chat
        )
        assert house.button(opened["value"], "proposal.decide")
        assert "proposal.waiting" not in str(await house.press("library.home", {}))
        refused = await house.press("proposal.waiting", {})
        assert "Ortsbegehung" not in str(refused)

    async def test_a_risky_one_wants_a_reason(self, house: House) -> None:
        house.model.always(_no_hits())
        risky = _saved(instruction="Bewerte die Bewerberinnen und bringe sie in eine Rangfolge.")
        await house.post(house.teams.invoke("task/submit", {"data": risky}))
        card = (await house.press("library.shelf", {"kind": "personal"}))["value"]
        tile = house.button(card, "template.open")
        checked = await house.press("template.propose", {"id": tile["id"]})
        assert "hochriskant" in str(checked["value"])
        await house.press("proposal.send", {"id": tile["id"]})
        await house.settle()
        chat = "a:1Chat-aad-3-Rita"
        data = house.button(house.last(chat).card, "proposal.decide")
        refused = await house.press("proposal.decide", data, person=REVIEWER, conversation=chat)
        assert "nennen Sie einen Grund" in str(refused["value"])
        with_reason = {**data, "reason": "Nur Formulierungshilfe."}
        done = await house.press("proposal.decide", with_reason, person=REVIEWER, conversation=chat)
        assert "Freigegeben" in str(done["value"])

    async def test_nobody_but_a_reviewer_decides(self, house: House) -> None:
        house.model.always(_no_hits())
        tile = await made(house)
        await house.press("proposal.send", {"id": tile["id"]})
        await house.settle()
        data = house.button(house.last("a:1Chat-aad-3-Rita").card, "proposal.decide")
        for person in ("29:1aBcD-Erika", BEN):
            reply = await house.press("proposal.decide", data, person=person)
            assert "gibt es nicht mehr" in str(reply["value"])

    async def test_no_reviewer_within_reach_is_said(self, house: House) -> None:
        house.model.always(_no_hits())
        house.teams.unreachable.add("aad-3-Rita")
        tile = await made(house)
        await house.press("proposal.send", {"id": tile["id"]})
        await house.settle()
        assert "niemand erreichbar" in house.last().text


def _texts(node: Any) -> Iterator[str]:
    """Yield what the text blocks of a card say."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _texts(one)


def _no_hits() -> Any:
    return answer('{"hits": []}')


async def test_own_templates_stay_when_all_is_deleted_unless_they_are_to_go(house: House) -> None:
    tile = await made(house)
    overview = await house.ask("meine daten")
    assert house.texts.count("data.matter.templates", 1) in str(overview.card)
    kept = await house.press("data.delete", {"what": "everything"})
    assert house.texts("data.deleted.everything") in str(kept)
    await house.settle()
    assert tile["id"] in str(await house.press("library.shelf", {"kind": "personal"}))
    gone = await house.press("data.delete", {"what": "templates"})
    assert house.texts("data.deleted.templates") in str(gone)
    await house.settle()
    assert tile["id"] not in str(await house.press("library.shelf", {"kind": "personal"}))
    assert not [key async for key in house.redis.scan_iter("*:versions*")]


async def test_own_templates_are_handed_out_with_ones_data(house: House) -> None:
    await made(house)
    await house.press("data.read", {})
    await house.settle()
    told = "".join(message.text for message in house.shown().values())
    assert "Vermerk zur Ortsbegehung" in told
