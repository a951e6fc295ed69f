"""Records: kept encrypted, found by their owner only, gone on time."""

from __future__ import annotations

import asyncio
import logging
import os

import pytest
from redis.asyncio import Redis

from bot.core.clock import SystemClock
from bot.core.errors import StateUnavailable
from bot.core.ids import ConversationId, PersonId, Scope, TenantId
from bot.core.ports import Counter, Json, Record, Store
from bot.state import keys
from bot.state.cipher import Cipher
from bot.state.commands import Commands
from bot.state.connection import connect
from bot.state.counter import RedisCounter
from bot.state.store import RedisStore
from tests.fakes.redis_dump import dump

_DAYS_30 = 30 * 86_400
_TENANT = TenantId("tenant-nord")
_ANNA = Scope(_TENANT, ConversationId("gespräch-1"), PersonId("anna"))
_BEN = Scope(_TENANT, ConversationId("gespräch-2"), PersonId("ben"))


@pytest.fixture
def cipher() -> Cipher:
    return Cipher([os.urandom(32)])


@pytest.fixture
def store(redis: Redis, cipher: Cipher) -> Store:
    return RedisStore(Commands(redis), cipher, lambda _tenant: _DAYS_30)


async def test_a_record_comes_back_as_it_was_written(store: Store) -> None:
    await store.write(_ANNA, Record.ANSWERS, {"text": "Grüße", "n": 3}, "a1")
    await store.write(_ANNA, Record.ANSWERS, {"text": "Zweite"}, "a2")
    assert await store.read(_ANNA, Record.ANSWERS, "a1") == {"text": "Grüße", "n": 3}
    assert await store.read(_ANNA, Record.ANSWERS, "a3") is None
    assert await store.read_all(_ANNA, Record.ANSWERS) == {
        "a1": {"text": "Grüße", "n": 3},
        "a2": {"text": "Zweite"},
    }


async def test_a_record_without_a_name_is_overwritten(store: Store) -> None:
    await store.write(_ANNA, Record.SUMMARY, {"text": "alt"})
    await store.write(_ANNA, Record.SUMMARY, {"text": "neu"})
    assert await store.read(_ANNA, Record.SUMMARY) == {"text": "neu"}
    assert await store.read_all(_ANNA, Record.SUMMARY) == {"": {"text": "neu"}}


async def test_erasing_takes_one_record_or_the_whole_kind(store: Store) -> None:
    for name in ("a", "b", "c"):
        await store.write(_ANNA, Record.FILES, {"id": name}, name)
    await store.erase(_ANNA, Record.FILES, "b")
    assert set(await store.read_all(_ANNA, Record.FILES)) == {"a", "c"}
    await store.erase(_ANNA, Record.FILES)
    assert await store.read_all(_ANNA, Record.FILES) == {}


async def test_a_list_keeps_its_order_and_loses_its_oldest(store: Store) -> None:
    for number in range(30):
        await store.append(_ANNA, Record.MEMORY, {"n": number})
    await store.drop_first(_ANNA, Record.MEMORY, 27)
    assert await store.items(_ANNA, Record.MEMORY) == [{"n": 27}, {"n": 28}, {"n": 29}]
    assert await store.items(_BEN, Record.MEMORY) == []


async def test_many_at_once_each_get_their_own(store: Store) -> None:
    people = [Scope(_TENANT, ConversationId(f"c{n}"), PersonId(f"p{n}")) for n in range(150)]
    await asyncio.gather(*(store.write(s, Record.SUMMARY, {"of": s.owner}) for s in people))
    found = await asyncio.gather(*(store.read(s, Record.SUMMARY) for s in people))
    assert [record and record["of"] for record in found] == [s.owner for s in people]


async def test_nothing_readable_and_no_id_reaches_redis(store: Store, redis: Redis) -> None:
    await store.write(_ANNA, Record.ANSWERS, {"text": "kanarie-eins " * 200}, "kanarie-name")
    await store.append(_ANNA, Record.MEMORY, {"text": "kanarie-zwei"})
    await RedisCounter(Commands(redis), SystemClock()).add(_TENANT, PersonId("anna"), "prompts")
    found = await dump(redis)
    for word in ("kanarie", "anna", "gespr", "tenant-nord", "prompts"):
        assert word.encode() not in found


async def test_every_key_is_declared_and_ends_within_the_retention(
    store: Store, redis: Redis
) -> None:
    for kind in Record:
        if kind in (Record.MEMORY, Record.FEEDBACK):
            await store.append(_ANNA, kind, {"n": 1})
        elif kind is Record.USES:
            await store.tally(_ANNA, kind, "x")
        else:
            await store.write(_ANNA, kind, {"n": 1}, "x")
    async for key in redis.scan_iter():
        declared = keys.KINDS[keys.kind_of(key.decode())]
        assert 0 < await redis.ttl(key) <= (declared.seconds or _DAYS_30)


async def test_a_later_record_does_not_prolong_an_earlier_one(store: Store, redis: Redis) -> None:
    await store.write(_ANNA, Record.ANSWERS, {"n": 1}, "kurz", ttl_s=60)
    await store.write(_ANNA, Record.ANSWERS, {"n": 2}, "lang")
    ends = [await redis.ttl(key) async for key in redis.scan_iter("*:answers:*")]
    assert min(ends) <= 60 < max(ends)


async def test_no_wish_outlasts_the_agencys_retention(redis: Redis, cipher: Cipher) -> None:
    store = RedisStore(Commands(redis), cipher, lambda _tenant: 7_200)
    await store.write(_ANNA, Record.ANSWERS, {"n": 1}, "a", ttl_s=_DAYS_30)
    async for key in redis.scan_iter():
        assert await redis.ttl(key) <= 7_200


async def test_very_many_records_are_read_while_others_have_their_turns(store: Store) -> None:
    names = [f"a{number}" for number in range(450)]
    await asyncio.gather(*(store.write(_ANNA, Record.ANSWERS, {"n": n}, n) for n in names))
    await store.erase(_ANNA, Record.ANSWERS, names.pop())
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await store.read(_BEN, Record.ANSWERS, "b")

    meanwhile = asyncio.create_task(others())
    found = await store.read_all(_ANNA, Record.ANSWERS)
    meanwhile.cancel()
    assert found == {name: {"n": name} for name in names}
    assert turns >= 4


async def test_counts_are_never_lost_and_are_forgotten_with_the_rest(store: Store) -> None:
    counts = await asyncio.gather(*(store.tally(_ANNA, Record.USES, "t1") for _ in range(50)))
    assert sorted(counts) == list(range(1, 51))
    assert await store.tallied(_ANNA, Record.USES, "t2") == 0
    await store.forget(_ANNA, but=[Record.USES])
    assert await store.tallied(_ANNA, Record.USES, "t1") == 50
    await store.forget(_ANNA)
    assert await store.tallied(_ANNA, Record.USES, "t1") == 0


async def test_forgetting_leaves_nothing_of_that_conversation(store: Store, redis: Redis) -> None:
    await store.write(_ANNA, Record.ANSWERS, {"n": 1}, "a")
    await store.append(_ANNA, Record.MEMORY, {"n": 1})
    await store.write(_BEN, Record.SUMMARY, {"n": 2})
    await store.forget(_ANNA)
    assert await store.conversations(_TENANT, PersonId("anna")) == []
    assert await store.read(_BEN, Record.SUMMARY) == {"n": 2}
    assert not [key async for key in redis.scan_iter(f"*{keys.space(_ANNA)}*")]


async def test_a_persons_conversations_are_found_also_after_a_forget(store: Store) -> None:
    other = Scope(_TENANT, ConversationId("gespräch-3"), PersonId("anna"))
    group = Scope(_TENANT, ConversationId("gruppe"), PersonId(""))
    for scope in (_ANNA, other, _BEN, group):
        await store.append(scope, Record.MEMORY, {"n": 1})
    found = await store.conversations(_TENANT, PersonId("anna"))
    assert sorted(s.conversation for s in found) == ["gespräch-1", "gespräch-3"]
    await store.forget(_ANNA)
    await store.append(_ANNA, Record.MEMORY, {"n": 2})
    assert _ANNA in await store.conversations(_TENANT, PersonId("anna"))


async def test_a_persons_own_space_is_apart_from_everybody_elses(store: Store) -> None:
    own = Scope(_TENANT, ConversationId(""), PersonId("anna"))
    bens = Scope(_TENANT, ConversationId(""), PersonId("ben"))
    await store.write(own, Record.CONSENT, {"edition": 2})
    assert await store.read(bens, Record.CONSENT) is None
    await store.forget(bens)
    assert await store.read(own, Record.CONSENT) == {"edition": 2}
    await store.forget(own)
    assert await store.read(own, Record.CONSENT) is None


async def test_a_swapped_value_is_refused_and_reported_without_content(
    store: Store, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    await store.write(_ANNA, Record.SUMMARY, {"text": "kanarie"})
    await store.write(_BEN, Record.SUMMARY, {"text": "anderes"})
    annas, bens = (
        keys.record(keys.record_index(s, "summary"), keys.record_leaf(s, "summary", ""))
        for s in (_ANNA, _BEN)
    )
    await redis.set(bens, await redis.get(annas) or b"")
    with caplog.at_level(logging.WARNING):
        assert await store.read(_BEN, Record.SUMMARY) is None
        assert await store.read_all(_BEN, Record.SUMMARY) == {}
    assert "refused" in caplog.text
    assert "kanarie" not in caplog.text


async def test_a_new_key_reads_what_the_old_one_wrote(redis: Redis) -> None:
    old, new = os.urandom(32), os.urandom(32)
    before = RedisStore(Commands(redis), Cipher([old]), lambda _tenant: _DAYS_30)
    after = RedisStore(Commands(redis), Cipher([new, old]), lambda _tenant: _DAYS_30)
    await before.write(_ANNA, Record.SUMMARY, {"n": 1})
    assert await after.read(_ANNA, Record.SUMMARY) == {"n": 1}
    await after.write(_ANNA, Record.SUMMARY, {"n": 2})
    assert await before.read(_ANNA, Record.SUMMARY) is None


async def test_without_redis_everything_says_so(cipher: Cipher) -> None:
    client = connect("redis://127.0.0.1:1", blocking=False)
    store = RedisStore(Commands(client), cipher, lambda _tenant: _DAYS_30)
    for call in (
        store.read(_ANNA, Record.SUMMARY),
        store.write(_ANNA, Record.SUMMARY, {}),
        store.items(_ANNA, Record.MEMORY),
        store.forget(_ANNA),
        store.conversations(_TENANT, PersonId("anna")),
    ):
        with pytest.raises(StateUnavailable):
            await call
    await client.aclose()


async def test_counts_are_per_person_and_day(redis: Redis) -> None:
    counter: Counter = RedisCounter(Commands(redis), SystemClock())
    assert await counter.add(_TENANT, PersonId("anna"), "prompts") == 1
    assert await counter.add(_TENANT, PersonId("anna"), "prompts") == 2
    assert await counter.add(_TENANT, PersonId("ben"), "prompts") == 1


async def test_of_two_who_add_the_same_name_one_comes_too_late(store: Store) -> None:
    assert await store.add(_ANNA, Record.VERSIONS, {"text": "erste"}, "t@1")
    assert not await store.add(_ANNA, Record.VERSIONS, {"text": "zweite"}, "t@1")
    assert await store.read(_ANNA, Record.VERSIONS, "t@1") == {"text": "erste"}


async def test_templates_outlive_the_retention_of_texts(store: Store, redis: Redis) -> None:
    own = Scope(_TENANT, ConversationId(""), PersonId("anna"))
    await store.write(own, Record.TEMPLATES, {"title": "Vermerk"}, "t")
    await store.write(own, Record.CONSENT, {"edition": 1})
    ends = {keys.kind_of(name.decode()): await redis.ttl(name) async for name in redis.scan_iter()}
    assert ends["templates"] > 700 * 86_400
    assert ends["consent"] <= _DAYS_30


async def test_forgetting_a_person_can_leave_their_templates(store: Store) -> None:
    own = Scope(_TENANT, ConversationId(""), PersonId("anna"))
    await store.write(own, Record.TEMPLATES, {"title": "Vermerk"}, "t")
    await store.write(own, Record.CONSENT, {"edition": 1})
    await store.forget(own, but=(Record.TEMPLATES,))
    assert await store.read(own, Record.CONSENT) is None
    assert await store.read(own, Record.TEMPLATES, "t") == {"title": "Vermerk"}
    await store.forget(own)
    assert await store.read(own, Record.TEMPLATES, "t") is None


async def test_changes_at_the_same_time_come_one_after_the_other(store: Store) -> None:
    await store.write(_ANNA, Record.MINUTES, {"n": 0}, "x")

    async def grow() -> None:
        await store.change(_ANNA, Record.MINUTES, "x", lambda one: {"n": int(str(one["n"])) + 1})

    await asyncio.gather(*(grow() for _ in range(20)))
    assert await store.read(_ANNA, Record.MINUTES, "x") == {"n": 20}


async def test_a_change_of_nothing_is_nothing_and_a_refused_one_changes_nothing(
    store: Store,
) -> None:
    def refuse(_one: Json) -> Json:
        raise LookupError

    assert await store.change(_ANNA, Record.MINUTES, "x", refuse) is None
    await store.write(_ANNA, Record.MINUTES, {"n": 0}, "x")
    with pytest.raises(LookupError):
        await store.change(_ANNA, Record.MINUTES, "x", refuse)
    assert await store.read(_ANNA, Record.MINUTES, "x") == {"n": 0}
