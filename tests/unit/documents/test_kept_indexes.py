"""A document is made ready for searching once, for its owner alone, and not kept for long."""

from __future__ import annotations

from dataclasses import replace

from bot.documents.kept_indexes import KeptIndexes
from tests.fakes.clock import FakeClock
from tests.unit.documents.scripted import ANNA, BEN, document

TEXT = document(["Die Hundesteuer beträgt 132 Euro im Jahr."])
OTHER = replace(
    document(["Der Spielplatz wird im Mai eröffnet, die Rutsche ist neu."]), digest="other"
)


async def test_the_second_question_finds_what_the_first_made() -> None:
    indexes = KeptIndexes(FakeClock())
    assert await indexes.of(ANNA, TEXT) is await indexes.of(ANNA, TEXT)


async def test_the_same_file_of_somebody_else_is_another_one() -> None:
    indexes = KeptIndexes(FakeClock())
    assert await indexes.of(ANNA, TEXT) is not await indexes.of(BEN, TEXT)


async def test_other_content_is_never_answered_from_what_was_kept() -> None:
    indexes = KeptIndexes(FakeClock())
    await indexes.of(ANNA, TEXT)
    found = (await indexes.of(ANNA, OTHER)).materials("Rutsche", 1_000)
    assert "Rutsche" in found[0].text


async def test_what_was_used_longest_ago_makes_room() -> None:
    indexes = KeptIndexes(FakeClock(), most_bytes=12 * (TEXT.n_chars + OTHER.n_chars) - 1)
    first = await indexes.of(ANNA, TEXT)
    await indexes.of(ANNA, OTHER)
    assert len(indexes) == 1
    assert await indexes.of(ANNA, TEXT) is not first


async def test_what_is_too_large_is_made_but_not_kept() -> None:
    indexes = KeptIndexes(FakeClock(), most_bytes=1)
    assert (await indexes.of(ANNA, TEXT)).materials("Hundesteuer", 1_000)
    assert len(indexes) == 0


async def test_after_ten_minutes_without_a_question_it_is_gone() -> None:
    clock = FakeClock()
    indexes = KeptIndexes(clock)
    first = await indexes.of(ANNA, TEXT)
    await clock.advance(601)
    assert await indexes.of(ANNA, TEXT) is not first
    assert len(indexes) == 1
