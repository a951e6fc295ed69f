"""Busy deployments are waited for as they ask, and those that are down are left alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.core.clock import SystemClock
from bot.core.errors import ModelBusy, ModelCutOff, ModelMisconfigured, ModelUnavailable
from bot.core.ports import Completion
from bot.model.breaker import Breaker
from bot.model.faults import read_wait
from tests.fakes.clock import FakeClock
from tests.fakes.model import FakeModel, answer, busy, hangs, status
from tests.unit.model.conftest import QUESTION, Meter, Opens


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


async def after(clock: FakeClock, seconds: float, call: asyncio.Task[Completion]) -> None:
    """Let time pass once somebody waits for it, and see that nobody was early."""
    await slept(clock, call)
    await clock.advance(seconds)


async def slept(clock: FakeClock, call: asyncio.Task[Completion]) -> None:
    """Wait until the call waits for the clock."""
    while not clock.sleepers and not call.done():  # noqa: ASYNC110  # the clock has no event for it
        await asyncio.sleep(0.002)


# --- waiting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["retry_after_ms", "retry_after"])
async def test_a_busy_deployment_is_waited_for_as_long_as_it_says(
    header: str, fake: FakeModel, gateway: Opens
) -> None:
    wait = busy(retry_after_ms=300) if header == "retry_after_ms" else busy(retry_after="0.3")
    fake.on("a").then(wait, answer("Da bin ich."))
    model = await gateway("a", "b", clock=SystemClock())
    assert (await model.complete(QUESTION)).text == "Da bin ich."
    first, second = fake.requests
    assert second.model == "a"
    assert 0.3 <= second.at - first.at < 0.6


async def test_nobody_comes_back_before_the_time(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.then(busy(retry_after_ms=9_000), answer("Endlich."))
    call = asyncio.create_task((await gateway(clock=clock)).complete(QUESTION))
    await after(clock, 8.999, call)
    await asyncio.sleep(0.02)
    assert len(fake.requests) == 1
    await after(clock, 0.301, call)
    assert (await call).text == "Endlich."


async def test_all_waits_of_a_call_end_after_ten_seconds(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.always(busy(retry_after="4"))
    call = asyncio.create_task((await gateway(clock=clock)).complete(QUESTION))
    for _ in range(2):
        await after(clock, 4.2, call)
    with pytest.raises(ModelBusy):
        await call
    assert len(fake.requests) == 3


async def test_too_long_a_wait_is_not_waited_for(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").then(busy(retry_after="120"))
    fake.on("b").answer("Ich springe ein.")
    model = await gateway("a", "b", clock=clock)
    for _ in range(2):
        assert (await model.complete(QUESTION)).text == "Ich springe ein."
    assert fake.asked("a") == 1
    await clock.advance(121)
    await model.complete(QUESTION)
    assert fake.asked("a") == 2


async def test_a_resting_deployment_is_not_asked_while_another_is_ready(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").then(busy(retry_after="5"))
    fake.on("b").answer("Ich springe ein.")
    model = await gateway("a", "b", clock=clock)
    waiting = asyncio.create_task(model.complete(QUESTION))
    await slept(clock, waiting)
    assert (await model.complete(QUESTION)).text == "Ich springe ein."
    await clock.advance(5.2)
    await waiting
    assert fake.asked("a") == 2


async def test_a_deployment_that_gives_no_time_is_asked_a_little_later(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.then(busy(), busy(), answer("Endlich."))
    call = asyncio.create_task((await gateway(clock=clock)).complete(QUESTION))
    await after(clock, 1.2, call)
    await after(clock, 2.2, call)
    assert (await call).text == "Endlich."


async def test_being_busy_is_no_failure(fake: FakeModel, gateway: Opens, meter: Meter) -> None:
    fake.always(busy(retry_after="60"))
    clock = FakeClock()
    model = await gateway(clock=clock)
    for _ in range(8):
        with pytest.raises(ModelBusy):
            await model.complete(QUESTION)
        await clock.advance(61)
    assert len(fake.requests) == 8


def test_waits_are_read_in_every_form() -> None:
    now = FakeClock().now()
    date = format_datetime(now + timedelta(seconds=7), usegmt=True)
    assert read_wait({"retry-after-ms": "1500", "retry-after": "9"}, now) == 1.5
    assert read_wait({"retry-after": "2"}, now) == 2
    assert read_wait({"retry-after": date}, now) == 7
    for nothing in ({}, {"retry-after": "bald"}, {"retry-after": "-3"}, {"retry-after": "nan"}):
        assert read_wait(nothing, now) is None


# --- leaving alone -------------------------------------------------------------------------------


async def test_five_failures_open_the_breaker_and_one_probe_closes_it(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").always(status(503))
    fake.on("b").answer("Ich springe ein.")
    model = await gateway("a", "b", clock=clock)
    for _ in range(20):
        assert (await model.complete(QUESTION)).text == "Ich springe ein."
    assert fake.asked("a") == 5
    await clock.advance(15)
    await model.complete(QUESTION)
    await model.complete(QUESTION)
    assert fake.asked("a") == 6
    fake.on("a").answer("Wieder da.")
    await clock.advance(15)
    assert [(await model.complete(QUESTION)).text for _ in range(3)] == ["Wieder da."] * 3


async def test_when_all_are_left_alone_the_answer_is_quick(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.always(status(500))
    model = await gateway("a", "b", clock=clock)
    for _ in range(9):
        with pytest.raises(ModelUnavailable):
            await model.complete(QUESTION)
    assert (fake.asked("a"), fake.asked("b")) == (5, 5)


async def test_only_one_call_is_the_probe(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").always(status(500))
    fake.on("b").answer("Ich springe ein.")
    model = await gateway("a", "b", clock=clock)
    for _ in range(5):
        await model.complete(QUESTION)
    fake.on("a").answer("Wieder da.", first_delay_s=0.05)
    await clock.advance(15)
    answers = await asyncio.gather(*(model.complete(QUESTION) for _ in range(6)))
    assert sorted(one.text for one in answers) == ["Ich springe ein."] * 5 + ["Wieder da."]


async def test_a_cancelled_probe_lets_another_call_try(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").always(status(500))
    model = await gateway("a", clock=clock)
    for _ in range(5):
        with pytest.raises(ModelUnavailable):
            await model.complete(QUESTION)
    await clock.advance(15)
    fake.on("a").then(hangs).answer("Wieder da.")
    probe = asyncio.create_task(model.complete(QUESTION))
    await fake.arrived(6)
    probe.cancel()
    await asyncio.gather(probe, return_exceptions=True)
    assert (await model.complete(QUESTION)).text == "Wieder da."


async def test_refused_questions_do_not_open_the_breaker(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").then(*[status(400)] * 7)
    model = await gateway("a", clock=clock)
    for _ in range(7):
        with pytest.raises(ModelMisconfigured):
            await model.complete(QUESTION)
    assert (await model.complete(QUESTION)).text


async def test_answers_that_keep_breaking_off_open_the_breaker(
    fake: FakeModel, gateway: Opens, clock: FakeClock
) -> None:
    fake.on("a").answer("eins zwei drei", cut_after=1)
    fake.on("b").answer("Ich springe ein.")
    model = await gateway("a", "b", clock=clock)
    for _ in range(5):
        with pytest.raises(ModelCutOff):
            [piece async for piece in model.stream(QUESTION)]
    assert (await model.complete(QUESTION)).text == "Ich springe ein."


async def test_a_failed_probe_starts_the_rest_anew() -> None:
    clock = FakeClock()
    breaker = Breaker(clock, threshold=2, rest_s=10)
    attempts = [breaker.admit(), breaker.admit()]
    assert [attempt.failed() for attempt in attempts if attempt] == [False, True]
    assert breaker.admit() is None
    await clock.advance(10)
    probe = breaker.admit()
    assert probe
    assert breaker.admit() is None
    assert not probe.failed()
    await clock.advance(9.9)
    assert breaker.admit() is None
    await clock.advance(0.1)
    again = breaker.admit()
    assert again
    again.answered()
    assert breaker.admit()
