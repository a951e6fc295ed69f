"""Files: kept a week at most, found by their owner only, gone when they are to be gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.core.errors import FileBroken, FileExpired
from bot.core.ports import Record, Store
from bot.documents.document import Kind, Place, Unit
from bot.documents.extract import Extract
from bot.documents.service import LONGEST_KEPT_S, DocumentService
from tests.fakes.clock import FakeClock
from tests.fakes.redis_dump import dump
from tests.unit.documents.scripted import ANNA, BEN

_MONTH = 30 * 86_400
_UNITS = (
    Unit(1, "Seite eins mit Maiglöckchen"),
    Unit(2, "7", is_readable=False),
    Unit(3, ""),
    Unit(4, "Ein sehr langer Text über Gebühren. " * 12_000),
    Unit(5, "Schluss"),
)


class GivenExtract:
    """Reads nothing: every file says the same."""

    def __init__(self, units: tuple[Unit, ...] = _UNITS) -> None:
        self.units = units
        self.calls = 0

    async def extract(self, data: bytes, *, max_pages: int) -> Extract:
        self.calls += 1
        if data == b"kaputt":
            raise FileBroken
        return Extract(Kind.PDF, Place.PAGE, self.units)


@pytest.fixture
def extractor() -> GivenExtract:
    return GivenExtract()


@pytest.fixture
def service(store: Store, clock: FakeClock, extractor: GivenExtract) -> DocumentService:
    return DocumentService(store, clock, extractor)


async def test_a_kept_file_comes_back_whole(service: DocumentService) -> None:
    kept = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    loaded = await service.load(ANNA, kept.id)
    assert loaded == kept
    assert loaded.units == _UNITS
    assert (loaded.name, loaded.n_units, loaded.unreadable, loaded.size) == ("Plan.pdf", 5, (2,), 1)


async def test_no_record_is_large_and_none_is_readable_in_redis(
    service: DocumentService, redis: Redis
) -> None:
    await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    everything = await dump(redis)
    assert b"Maigl" not in everything
    assert b"Plan.pdf" not in everything
    sizes = [await redis.memory_usage(key) or 0 for key in await redis.keys("*")]
    assert max(sizes) < 500_000


@pytest.mark.parametrize(
    ("retention_s", "days"), [(_MONTH, 7), (LONGEST_KEPT_S, 7), (3 * 86_400, 3)]
)
async def test_a_file_is_kept_a_week_or_as_long_as_the_agency_says(
    service: DocumentService, redis: Redis, clock: FakeClock, retention_s: int, days: int
) -> None:
    kept = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=retention_s)
    assert kept.expires - kept.created == timedelta(days=days)
    files = [key for key in await redis.keys("*") if b":files:" in key]
    assert files
    for key in files:
        assert 0 < await redis.ttl(key) <= days * 86_400
    await clock.advance(days * 86_400 + 1)
    assert await service.kept(ANNA) == []
    with pytest.raises(FileExpired):
        await service.load(ANNA, kept.id)


async def test_nobody_else_finds_the_file(service: DocumentService) -> None:
    kept = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    with pytest.raises(FileExpired):
        await service.load(BEN, kept.id)


async def test_the_same_bytes_are_read_only_once(
    service: DocumentService, extractor: GivenExtract
) -> None:
    first = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    again = await service.keep(ANNA, "Kopie.pdf", b"x", max_pages=9, retention_s=_MONTH)
    assert (again.id, again.name, extractor.calls) == (first.id, "Kopie.pdf", 1)
    await service.keep(BEN, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    assert extractor.calls == 2


async def test_a_file_of_which_a_part_is_gone_is_read_again(
    service: DocumentService, store: Store, extractor: GivenExtract
) -> None:
    first = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    await store.erase(ANNA, Record.FILES, f"{first.id}.1")
    with pytest.raises(FileExpired):
        await service.load(ANNA, first.id)
    again = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    assert (await service.load(ANNA, again.id)).units == _UNITS
    assert extractor.calls == 2


async def test_several_files_are_listed_newest_first_and_forgotten_one_by_one(
    service: DocumentService, clock: FakeClock, redis: Redis
) -> None:
    first = await service.keep(ANNA, "A.pdf", b"a", max_pages=9, retention_s=_MONTH)
    await clock.advance(5)
    second = await service.keep(ANNA, "B.pdf", b"b", max_pages=9, retention_s=_MONTH)
    assert [facts.id for facts in await service.kept(ANNA)] == [second.id, first.id]
    await service.forget(ANNA, first.id)
    await service.forget(ANNA, first.id)
    assert [facts.name for facts in await service.kept(ANNA)] == ["B.pdf"]
    await service.forget(ANNA, second.id)
    assert not [key for key in await redis.keys("*") if b":files:" in key]


async def test_an_unreadable_file_leaves_nothing(service: DocumentService, redis: Redis) -> None:
    with pytest.raises(FileBroken):
        await service.keep(ANNA, "Plan.pdf", b"kaputt", max_pages=9, retention_s=_MONTH)
    assert await redis.keys("*") == []
