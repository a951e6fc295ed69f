"""Templates on shelves: versions, conflicts, deletion with a way back, what is read per turn."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.core.errors import TemplateChanged, TemplateGone
from bot.core.ids import PersonId
from bot.core.ports import Record
from bot.library.authoring import Authoring, Draft, made_of, suggested
from bot.library.bookcase import Bookcase
from bot.library.diff import Part
from bot.library.field import Field, FieldType
from bot.library.ground_rules import Tone
from bot.library.loader import shipped_templates
from bot.library.markdown import as_markdown
from bot.library.service import load_library
from bot.library.shelf import ShelfKind, agency_shelf, personal_shelf, team_shelf
from bot.library.shelves import Shelves
from bot.library.template import Category, Example, TemplateInvalid, parse
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.store import RedisStore
from tests.fakes.clock import FakeClock
from tests.unit.library.people import (
    AGENCY,
    ANNA,
    BEN,
    CARLA,
    CIRCLE,
    DRAFT,
    OTHER_CIRCLE,
    RITA,
    STRANGER,
    TENANT,
)

SHIPPED = load_library(AGENCY, None, shipped_templates())


class House:
    """Everything a library needs, with a clock that tests move."""

    def __init__(self, store: RedisStore) -> None:
        self.clock = FakeClock()
        self.store = store
        self.shelves = Shelves(self.store, self.clock)
        self.bookcase = Bookcase({AGENCY.key: SHIPPED}, self.shelves, self.store)
        self.authoring = Authoring(self.bookcase, self.shelves)


@pytest.fixture
def house(redis: Redis) -> House:
    return House(RedisStore(Commands(redis), Cipher([os.urandom(32)]), lambda _: 86_400))


async def test_a_new_template_stands_on_its_makers_shelf_only(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT)
    assert kept.template.fields[0].label == "Ort"
    found = await house.bookcase.find(ANNA, kept.entry.id, "de")
    assert found.template.title == DRAFT.title
    for other in (BEN, CARLA, RITA, STRANGER):
        with pytest.raises(TemplateGone):
            await house.bookcase.find(other, kept.entry.id, "de")


async def test_a_teams_template_is_for_its_members(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT, CIRCLE)
    assert (await house.bookcase.find(BEN, kept.entry.id, "de")).kept is not None
    [hit] = [one for one in await house.bookcase.search(BEN, "Ortsbegehung", "de") if one.kind]
    assert (hit.kind, hit.title) == (ShelfKind.TEAM, DRAFT.title)
    with pytest.raises(TemplateGone):
        await house.bookcase.find(CARLA, kept.entry.id, "de")
    with pytest.raises(TemplateGone):
        await house.authoring.create(CARLA, DRAFT, CIRCLE)


async def test_every_edit_is_a_version_with_author_and_date(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT, CIRCLE)
    await house.clock.advance(60)
    changed = replace(DRAFT, title="Vermerk zum Ortstermin", note="Titel kürzer")
    edited = await house.authoring.edit(BEN, kept.entry.id, 1, changed)
    assert [(h.number, h.author, h.note) for h in edited.entry.heads] == [
        (1, "anna", ""),
        (2, "ben", "Titel kürzer"),
    ]
    assert edited.entry.heads[1].at - edited.entry.heads[0].at == timedelta(seconds=60)
    [change] = await house.authoring.differences(ANNA, kept.entry.id, 1, 2)
    assert (change.part, change.before, change.after) == (
        Part.TITLE,
        "Vermerk zur Ortsbegehung",
        "Vermerk zum Ortstermin",
    )


async def test_an_example_result_is_edited_compared_and_taken_away(house: House) -> None:
    kept = await house.authoring.create(ANNA, replace(DRAFT, example="Der Weg war nass.\n"))
    assert kept.template.example == Example(result="Der Weg war nass.")
    assert parse(as_markdown(kept.template)) == kept.template
    await house.authoring.edit(ANNA, kept.entry.id, 1, replace(DRAFT, example="Er war trocken."))
    [change] = await house.authoring.differences(ANNA, kept.entry.id, 1, 2)
    assert (change.part, change.after) == (Part.EXAMPLE, "Er war trocken.")
    untold = await house.authoring.edit(ANNA, kept.entry.id, 2, DRAFT)
    assert untold.template.example == Example(result="Er war trocken.")
    gone = await house.authoring.edit(ANNA, kept.entry.id, 3, replace(DRAFT, example="  "))
    assert gone.template.example is None
    with pytest.raises(TemplateInvalid) as refused:
        await house.authoring.edit(ANNA, kept.entry.id, 4, replace(DRAFT, example="x" * 4_001))
    assert refused.value.key == "example.result"


async def test_an_examples_entries_stay_as_long_as_they_fit(house: House) -> None:
    kept = await house.authoring.copy(ANNA, "anwohnerinformation", "de")
    before = kept.template
    assert before.example is not None
    draft = replace(DRAFT, instruction=before.instruction, fields=before.fields)
    same = await house.authoring.edit(ANNA, kept.entry.id, 1, replace(draft, example="Kurz."))
    assert same.template.example == Example(values=before.example.values, result="Kurz.")
    first = Field(name=before.fields[0].name, type=FieldType.NUMBER, label="Zahl", required=True)
    numbered = replace(draft, fields=(first, *before.fields[1:]))
    changed = await house.authoring.edit(ANNA, kept.entry.id, 2, numbered)
    assert changed.template.example == Example(result="Kurz.")


async def test_an_edit_in_another_language_of_the_screen_keeps_the_templates(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT)
    draft = replace(DRAFT, language="en", tone=Tone.PLAIN)
    edited = await house.authoring.edit(ANNA, kept.entry.id, 1, draft)
    assert edited.template.language == "de"
    [change] = await house.authoring.differences(ANNA, kept.entry.id, 1, 2)
    assert (change.part, change.before, change.after) == (Part.TONE, "factual", "plain")


async def test_an_earlier_version_comes_back_as_a_new_one(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT)
    await house.authoring.edit(ANNA, kept.entry.id, 1, replace(DRAFT, title="Anders"))
    restored = await house.authoring.restore(ANNA, kept.entry.id, 1, 2)
    assert (restored.entry.version, restored.template.title) == (3, DRAFT.title)


async def test_of_two_who_edit_at_once_one_gets_a_conflict(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT, CIRCLE)
    edits = [
        house.authoring.edit(who, kept.entry.id, 1, replace(DRAFT, title=title))
        for who, title in ((ANNA, "Von Anna"), (BEN, "Von Ben"))
    ]
    outcomes = await asyncio.gather(*edits, return_exceptions=True)
    assert sum(isinstance(one, TemplateChanged) for one in outcomes) == 1
    now = await house.bookcase.kept(ANNA, kept.entry.id)
    assert now.entry.version == 2


async def test_a_version_whose_writer_died_does_not_block_the_template(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT)
    template = kept.template.model_copy(update={"version": 2, "title": "Unfertig"})
    orphan = {"text": as_markdown(template)}
    await house.store.add(kept.shelf.scope, Record.VERSIONS, orphan, f"{kept.entry.id}@2")
    with pytest.raises(TemplateChanged):
        await house.authoring.edit(ANNA, kept.entry.id, 1, DRAFT)
    edited = await house.authoring.edit(ANNA, kept.entry.id, 2, DRAFT)
    assert edited.entry.version == 3


async def test_a_deleted_template_comes_back_for_half_a_minute(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT)
    await house.authoring.delete(ANNA, kept.entry.id)
    with pytest.raises(TemplateGone):
        await house.bookcase.find(ANNA, kept.entry.id, "de")
    await house.clock.advance(29)
    await house.authoring.undo(ANNA, kept.entry.id)
    assert (await house.bookcase.kept(ANNA, kept.entry.id)).template.title == DRAFT.title
    await house.authoring.delete(ANNA, kept.entry.id)
    await house.clock.advance(31)
    with pytest.raises(TemplateGone):
        await house.authoring.undo(ANNA, kept.entry.id)


async def test_only_author_and_reviewer_take_a_teams_template_away(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT, CIRCLE)
    with pytest.raises(TemplateGone):
        await house.authoring.delete(BEN, kept.entry.id)
    with pytest.raises(TemplateGone):
        await house.authoring.delete(RITA, kept.entry.id)  # no member: it doesn't exist for her
    await house.authoring.delete(replace(RITA, circles=(CIRCLE,)), kept.entry.id)
    with pytest.raises(TemplateGone):
        await house.authoring.undo(BEN, kept.entry.id)


async def test_only_reviewers_change_the_agencys_shelf(house: House) -> None:
    shelf = agency_shelf("nord")
    kept = await house.shelves.put(shelf, made_of(DRAFT), PersonId("rita"))
    assert (await house.bookcase.find(CARLA, kept.entry.id, "de")).template.title == DRAFT.title
    for attempt in (
        house.authoring.edit(CARLA, kept.entry.id, 1, DRAFT),
        house.authoring.delete(CARLA, kept.entry.id),
        house.authoring.restore(CARLA, kept.entry.id, 1, 1),
    ):
        with pytest.raises(TemplateGone):
            await attempt
    assert (await house.authoring.edit(RITA, kept.entry.id, 1, DRAFT)).entry.version == 2


async def test_a_copy_is_the_persons_own(house: House) -> None:
    copy = await house.authoring.copy(CARLA, "anwohnerinformation", "de")
    assert copy.shelf == personal_shelf(TENANT, CARLA.person)
    assert copy.entry.id != "anwohnerinformation"


async def test_a_shared_template_is_a_copy_on_the_teams_shelf(house: House) -> None:
    mine = await house.authoring.create(ANNA, DRAFT)
    shared = await house.authoring.share(ANNA, mine.entry.id, CIRCLE)
    assert shared.shelf == team_shelf(TENANT, CIRCLE)
    await house.authoring.delete(ANNA, mine.entry.id)
    assert await house.bookcase.find(BEN, shared.entry.id, "de")
    with pytest.raises(TemplateGone):
        await house.authoring.share(ANNA, shared.entry.id, OTHER_CIRCLE)


async def test_favourites_come_first_and_recent_ones_before_the_rest(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT)
    await house.bookcase.mark(ANNA, "anwohnerinformation", favourite=True)
    found = await house.bookcase.find(ANNA, kept.entry.id, "de")
    await house.bookcase.used(ANNA, found)
    first, second, *_ = await house.bookcase.search(ANNA, "", "de")
    assert (first.id, first.is_favourite) == ("anwohnerinformation", True)
    assert second.id == kept.entry.id
    assert await house.shelves.uses(kept.shelf, kept.entry.id) == 1
    await house.bookcase.mark(ANNA, "anwohnerinformation", favourite=False)
    assert await house.bookcase.favourites(ANNA) == ()


async def test_uses_in_the_same_moment_all_count(house: House) -> None:
    kept = await house.authoring.create(ANNA, DRAFT, CIRCLE)
    others = Shelves(house.store, house.clock)  # another process
    uses = (one.used(kept.shelf, kept.entry.id) for one in (house.shelves, others) * 15)
    await asyncio.gather(*uses)
    assert await house.shelves.uses(kept.shelf, kept.entry.id) == 30
    assert (await house.bookcase.kept(BEN, kept.entry.id)).entry.version == 1


async def test_a_shelf_is_read_anew_only_after_a_change(house: House) -> None:
    await house.authoring.create(ANNA, DRAFT)
    shelf = personal_shelf(TENANT, ANNA.person)
    first = await house.shelves.holdings(shelf)
    assert await house.shelves.holdings(shelf) is first
    elsewhere = Shelves(house.store, house.clock)  # another process
    await elsewhere.put(shelf, made_of(replace(DRAFT, title="Zweite")), ANNA.person)
    assert [one.title for one in (await house.shelves.holdings(shelf)).entries] == [
        "Vermerk zur Ortsbegehung",
        "Zweite",
    ]


@pytest.mark.parametrize(
    ("draft", "key"),
    [
        (replace(DRAFT, title=" "), "title"),
        (replace(DRAFT, description=""), "description"),
        (replace(DRAFT, instruction="Schreibe {{#ort}} etwas"), "instruction"),
        (replace(DRAFT, instruction="Schreibe {{Ort}}"), "instruction"),
        (replace(DRAFT, instruction=" "), "instruction"),
        (replace(DRAFT, fields=(Field(name="nirgends", label="Nirgends"),)), "template"),
    ],
)
async def test_a_wrong_draft_is_named_and_nothing_is_kept(
    house: House, draft: Draft, key: str
) -> None:
    with pytest.raises(TemplateInvalid) as raised:
        await house.authoring.create(ANNA, draft)
    assert raised.value.key == key
    assert not (await house.shelves.holdings(personal_shelf(TENANT, ANNA.person))).entries


def test_a_question_becomes_a_draft_that_takes_more_to_say() -> None:
    draft = suggested("Schreibe eine Absage. Sei freundlich {{bitte}}.", Category.CITIZENS, "de")
    made = made_of(draft)
    assert made.title == "Schreibe eine Absage"
    assert [one.name for one in made.fields] == ["angaben"]
    filled = made.fill({"angaben": "Stelle 12"})
    assert "Stelle 12" in filled.instruction


async def test_a_large_shelf_serves_its_last_reading_while_it_is_read_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.library.shelves._LARGE", 1)
    shelf = agency_shelf(AGENCY.id)
    for title in ("Erste", "Zweite"):
        await house.shelves.put(shelf, made_of(replace(DRAFT, title=title)), RITA.person)
    assert len((await house.shelves.holdings(shelf)).entries) == 2
    await house.shelves.put(shelf, made_of(replace(DRAFT, title="Dritte")), RITA.person)
    assert len((await house.shelves.holdings(shelf)).entries) == 2
    for _ in range(200):
        if len((await house.shelves.holdings(shelf)).entries) == 3:
            return
        await asyncio.sleep(0.005)
    pytest.fail("the new reading never came")


async def test_many_who_ask_at_once_read_a_shelf_once(house: House) -> None:
    shelf = personal_shelf(TENANT, ANNA.person)
    await house.shelves.put(shelf, made_of(DRAFT), ANNA.person)
    found = await asyncio.gather(*(house.shelves.holdings(shelf) for _ in range(20)))
    assert len({id(one) for one in found}) == 1


async def test_without_words_a_search_shows_favourites_and_the_first_of_each_shelf(
    house: House,
) -> None:
    shelf = personal_shelf(TENANT, ANNA.person)
    made = [
        await house.shelves.put(shelf, made_of(replace(DRAFT, title=f"V {n:02}")), ANNA.person)
        for n in range(20)
    ]
    await house.bookcase.mark(ANNA, made[19].template.id, favourite=True)
    hits = await house.bookcase.search(ANNA, "", "de", limit=5)
    assert [one.title for one in hits] == ["V 19", "V 00", "V 01", "V 02", "V 03"]
