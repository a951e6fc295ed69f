"""Files: kept a week at most, found by their owner only, gone when they are to be gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.core.errors import FileBroken, FileExpired, FileSetFull
from bot.core.ports import Record, Store
from bot.documents.document import Kind, Place, Spot, Unit, Unread
from bot.documents.extract import Extract
from bot.documents.recognition import Progress
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
        self.place = Place.PAGE
        self.has_macros = False
        self.calls = 0

    async def extract(
        self,
        data: bytes,
        *,
        max_pages: int,
        ocr_pages: int = 30,
        progress: Progress | None = None,
    ) -> Extract:
        self.calls += 1
        if data == b"kaputt":
            raise FileBroken
        return Extract(Kind.PDF, self.place, self.units, self.has_macros)


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
    first = await service.keep(ANNA, "A.pdf", b"a", max_pages=99, retention_s=_MONTH)
    await clock.advance(5)
    second = await service.keep(ANNA, "B.pdf", b"b", max_pages=99, retention_s=_MONTH)
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


async def test_where_units_stand_and_why_some_are_unread_is_kept(
    service: DocumentService, extractor: GivenExtract, redis: Redis
) -> None:
    extractor.place, extractor.has_macros = Place.PART, True
    extractor.units = (
        Unit(1, "Sehr geehrte Frau Öztürk"),
        Unit(2, "Gebühr", spot=Spot(Place.ROWS, "Haushalt", 1, 40, "Plan.xlsx", is_hidden=True)),
        Unit(3, "Erkannt", spot=Spot(Place.PAGE, "", 1, 1, "Scan.pdf"), is_recognised=True),
        Unit(4, "", is_readable=False, spot=Spot(file="Geheim.zip"), why=Unread.ENCRYPTED),
        Unit(5, "", is_readable=False, why=Unread.BLANK),
        Unit(6, "", is_readable=False, why=Unread.BLANK),
    )
    kept = await service.keep(ANNA, "Mail.eml", b"x", max_pages=9, retention_s=_MONTH)
    assert kept.reasons == {Unread.ENCRYPTED: (4,), Unread.BLANK: (5, 6)}
    assert (kept.recognised, kept.unreadable, kept.has_macros) == ((3,), (4, 5, 6), True)
    loaded = await service.load(ANNA, kept.id)
    assert loaded == kept
    assert loaded.units == extractor.units
    assert b"Plan.xlsx" not in await dump(redis)
    await service.forget(ANNA, kept.id)
    assert not [key for key in await redis.keys("*") if b":files:" in key]


async def test_a_file_kept_by_an_older_version_is_read_without_places(
    service: DocumentService, store: Store
) -> None:
    kept = await service.keep(ANNA, "Plan.pdf", b"x", max_pages=9, retention_s=_MONTH)
    index = await store.read(ANNA, Record.FILES, "index")
    assert index is not None
    new = {"reasons", "recognised", "has_macros", "has_spots"}
    record = index[kept.id]
    assert isinstance(record, dict)
    old = {name: value for name, value in record.items() if name not in new}
    await store.write(ANNA, Record.FILES, {kept.id: old}, "index", ttl_s=60)
    assert (await service.load(ANNA, kept.id)).units == _UNITS


async def test_the_files_of_a_conversation_fit_together_or_the_newest_is_refused(
    service: DocumentService, extractor: GivenExtract
) -> None:
    await service.keep(ANNA, "A.pdf", b"a", max_pages=9, retention_s=_MONTH)
    with pytest.raises(FileSetFull) as caught:  # 5 and 5 pages
        await service.keep(ANNA, "B.pdf", b"b", max_pages=9, retention_s=_MONTH)
    assert caught.value.values == {"max_files": 10, "max_pages": 9}
    await service.keep(ANNA, "A.pdf", b"a", max_pages=9, retention_s=_MONTH)  # again is no more
    await service.keep(BEN, "B.pdf", b"b", max_pages=9, retention_s=_MONTH)
    assert [facts.name for facts in await service.kept(ANNA)] == ["A.pdf"]


async def test_a_file_too_many_is_refused_before_it_is_read(
    service: DocumentService, extractor: GivenExtract
) -> None:
    for name in ("a", "b"):
        await service.keep(ANNA, name, name.encode(), max_pages=99, retention_s=_MONTH, max_files=2)
    with pytest.raises(FileSetFull):
        await service.keep(ANNA, "c", b"c", max_pages=99, retention_s=_MONTH, max_files=2)
    assert extractor.calls == 2
    await service.forget_all(ANNA)
    assert await service.kept(ANNA) == []
    await service.keep(ANNA, "c", b"c", max_pages=99, retention_s=_MONTH, max_files=2)
