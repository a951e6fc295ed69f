"""What leaves for Teams, and how patiently."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.channel.connector import (
    FINAL,
    UPDATE,
    ConnectorClient,
    ConnectorError,
    Effort,
    retry_after,
)
from bot.channel.egress import GuardedSession, HostRefused
from bot.core.clock import Clock, SystemClock
from bot.core.errors import TeamsUnavailable
from bot.core.hosts import HostList
from tests.fakes.clock import FakeClock
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_inbound import CONVERSATIONS

CHAT = CONVERSATIONS["personal"]
HELLO = {"type": "message", "text": "Guten Tag"}


class Token:
    """Hands out one token after the other."""

    def __init__(self) -> None:
        self.number = 1
        self.broken = 0

    async def header(self) -> str:
        if self.broken:
            self.broken -= 1
            raise TeamsUnavailable
        return f"Bearer token-{self.number}"

    def discard(self) -> None:
        self.number += 1


class Budget:
    """Says what the test wants it to say, then lets everything through."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.asked: list[tuple[str, str, bool]] = []

    async def take(self, tenant: str, conversation: str, *, final: bool) -> float:
        self.asked.append((tenant, conversation, final))
        return self.waits.pop(0) if self.waits else 0.0


class Meter:
    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.pauses: list[tuple[str, float]] = []

    def sent(self, outcome: str, seconds: float) -> None:
        self.outcomes.append(outcome)

    def throttled(self, reason: str, seconds: float) -> None:
        self.pauses.append((reason, seconds))


class Bench:
    """A client, with everything around it at hand."""

    def __init__(self, teams: FakeTeams, clock: Clock) -> None:
        self.session = GuardedSession(HostList([teams.host]))
        self.token, self.budget, self.meter = Token(), Budget(), Meter()
        self.client = ConnectorClient(
            self.session, self.token, self.budget, self.meter, clock, jitter=lambda: 0.5
        )


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams() as teams:
        yield teams


@pytest.fixture
async def bench(teams: FakeTeams, clock: FakeClock) -> AsyncIterator[Bench]:
    bench = Bench(teams, clock)
    yield bench
    await bench.session.close()


async def pass_time(task: asyncio.Task[object], clock: FakeClock) -> float:
    """Move the clock in steps of a tenth until the task ends; return how long it took."""
    while not task.done():
        await asyncio.sleep(0.002)
        if clock.sleepers:
            await clock.advance(0.1)
    return clock.monotonic()


async def test_a_message_is_sent_with_the_token_and_returns_its_id(
    teams: FakeTeams, bench: Bench
) -> None:
    sent = await bench.client.send(teams.service_url, CHAT, HELLO, tenant="t")

    request = teams.requests[0]
    assert sent == request.id
    assert request.headers["Authorization"] == "Bearer token-1"
    assert request.headers["Content-Type"] == "application/json"
    assert request.body == HELLO
    assert teams.messages(CHAT)[sent].text == "Guten Tag"
    assert bench.budget.asked == [("t", CHAT, True)]
    assert bench.meter.outcomes == ["ok"]


async def test_a_reply_goes_under_the_message_it_answers(teams: FakeTeams, bench: Bench) -> None:
    channel = CONVERSATIONS["channel"]

    await bench.client.send(teams.service_url, channel, HELLO, reply_to="1763900000000")

    assert teams.requests[0].conversation == channel
    assert teams.requests[0].activity_id == "1763900000000"


async def test_a_message_is_replaced_and_deleted(teams: FakeTeams, bench: Bench) -> None:
    sent = await bench.client.send(teams.service_url, CHAT, HELLO)

    await bench.client.update(teams.service_url, CHAT, sent, {"type": "message", "text": "Neu"})
    assert teams.messages(CHAT)[sent].text == "Neu"

    await bench.client.delete(teams.service_url, CHAT, sent)
    assert teams.messages(CHAT) == {}


async def test_stream_updates_have_no_id(teams: FakeTeams, bench: Bench) -> None:
    def chunk(number: int, **more: object) -> dict[str, object]:
        info = {"type": "streaminfo", "streamType": "streaming", "streamSequence": number, **more}
        return {"type": "typing", "text": "Der Antrag"[: number * 5], "entities": [info]}

    stream = await bench.client.send(teams.service_url, CHAT, chunk(1), effort=UPDATE)
    more = chunk(2, streamId=stream)
    assert await bench.client.send(teams.service_url, CHAT, more, effort=UPDATE) == ""
    assert bench.budget.asked[-1][2] is False


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_passing_refusals_are_tried_again(
    teams: FakeTeams, bench: Bench, clock: FakeClock, status: int
) -> None:
    teams.fail(status, times=3)

    task = asyncio.create_task(bench.client.send(teams.service_url, CHAT, HELLO))
    await pass_time(task, clock)

    assert task.result()
    assert [request.status for request in teams.requests] == [status] * 3 + [201]
    assert bench.meter.outcomes == ["ok"]
    assert [seconds for _, seconds in bench.meter.pauses] == [0.5, 1.0, 2.0]


async def test_retry_after_is_kept_to_and_never_undercut(
    teams: FakeTeams, bench: Bench, clock: FakeClock
) -> None:
    teams.fail(429, retry_after="7")

    task = asyncio.create_task(bench.client.send(teams.service_url, CHAT, HELLO))
    took = await pass_time(task, clock)

    assert 7.0 <= took <= 7.6


async def test_a_retry_after_beyond_the_time_allowed_ends_the_tries_at_once(
    teams: FakeTeams, bench: Bench
) -> None:
    teams.fail(429, retry_after="120", times=9)

    with pytest.raises(ConnectorError) as caught:
        await bench.client.send(teams.service_url, CHAT, HELLO)

    assert (caught.value.status, caught.value.wait_s) == (429, 120.0)
    assert len(teams.requests) == 1


async def test_a_final_survives_twenty_seconds_without_teams(clock: FakeClock) -> None:
    async with FakeTeams(now=clock.monotonic) as teams:
        bench = Bench(teams, clock)
        teams.down(20)

        task = asyncio.create_task(bench.client.send(teams.service_url, CHAT, HELLO))
        took = await pass_time(task, clock)

        assert task.result()
        assert 20 <= took < 60
        assert len(teams.messages(CHAT)) == 1
        await bench.session.close()


async def test_the_tries_end_with_what_went_wrong_last(
    teams: FakeTeams, bench: Bench, clock: FakeClock
) -> None:
    teams.fail(503, times=99, code="ServiceUnavailable")

    task = asyncio.create_task(bench.client.send(teams.service_url, CHAT, HELLO))
    await pass_time(task, clock)

    error = task.exception()
    assert isinstance(error, ConnectorError)
    assert (error.status, error.code, error.is_passing) == (503, "ServiceUnavailable", True)
    assert len(teams.requests) == FINAL.attempts
    assert bench.meter.outcomes == ["failed"]


async def test_a_stream_update_is_tried_once(teams: FakeTeams, bench: Bench) -> None:
    teams.fail(503, times=9)

    with pytest.raises(ConnectorError):
        await bench.client.send(teams.service_url, CHAT, HELLO, effort=UPDATE)

    assert len(teams.requests) == 1


async def test_lasting_refusals_are_not_tried_again_and_told_in_lower_case(
    teams: FakeTeams, bench: Bench
) -> None:
    teams.fail(403, code="ContentStreamNotAllowed", message="Content stream was canceled by user")

    with pytest.raises(ConnectorError) as caught:
        await bench.client.send(teams.service_url, CHAT, HELLO)

    assert caught.value.status == 403
    assert caught.value.code == "ContentStreamNotAllowed"
    assert caught.value.message_lower == "content stream was canceled by user"
    assert not caught.value.is_passing
    assert bench.meter.outcomes == ["refused"]


async def test_a_token_that_teams_no_longer_takes_is_renewed_once(
    teams: FakeTeams, bench: Bench
) -> None:
    teams.authorization = "Bearer token-2"
    assert await bench.client.send(teams.service_url, CHAT, HELLO)

    teams.authorization = "Bearer of nothing"
    with pytest.raises(ConnectorError) as caught:
        await bench.client.send(teams.service_url, CHAT, HELLO)
    assert caught.value.status == 401
    assert len(teams.requests) == 4


async def test_a_login_that_is_down_is_waited_for(
    teams: FakeTeams, bench: Bench, clock: FakeClock
) -> None:
    bench.token.broken = 2

    task = asyncio.create_task(bench.client.send(teams.service_url, CHAT, HELLO))
    await pass_time(task, clock)

    assert task.result()


async def test_budgets_are_waited_for(teams: FakeTeams, bench: Bench, clock: FakeClock) -> None:
    bench.budget.waits = [2.0, 0.5]

    task = asyncio.create_task(bench.client.send(teams.service_url, CHAT, HELLO))
    took = await pass_time(task, clock)

    assert 2.5 <= took < 3
    assert bench.meter.pauses == [("budget", 2.0), ("budget", 0.5)]


async def test_an_update_gives_up_where_a_final_waits(
    teams: FakeTeams, bench: Bench, clock: FakeClock
) -> None:
    bench.budget.waits = [2.0]

    with pytest.raises(ConnectorError) as caught:
        await bench.client.send(teams.service_url, CHAT, HELLO, effort=UPDATE)

    assert caught.value.wait_s == 2.0
    assert not teams.requests


async def test_a_budget_spent_for_longer_than_allowed_sends_nothing(
    teams: FakeTeams, bench: Bench
) -> None:
    bench.budget.waits = [3_000.0]

    with pytest.raises(ConnectorError) as caught:
        await bench.client.send(teams.service_url, CHAT, HELLO)

    assert (caught.value.status, caught.value.code) == (429, "Budget")
    assert teams.requests == []


async def test_a_hanging_teams_ends_in_time(teams: FakeTeams) -> None:
    bench = Bench(teams, SystemClock())
    teams.delay_s = 5.0
    effort = Effort(attempts=1, total_s=0.15, attempt_s=0.1)

    with pytest.raises(ConnectorError) as caught:
        await bench.client.send(teams.service_url, CHAT, HELLO, effort=effort)

    assert caught.value.status == 0
    await bench.session.close()


@pytest.mark.parametrize(
    "service_url",
    [
        "https://evil.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/emea/",
        "https://smba.trafficmanager.net@{evil}/emea/",
        "https://smba.trafficmanager.net./emea/",
        "https://smba.trafficmanager.net:8443/emea/",
        "http://smba.trafficmanager.net/emea/",
        "http://{evil}/emea/",
        "https://{evil}/emea/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "https://smbа.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net\\@{evil}/",
        "https://smba.trafficmanager.net%2f@{evil}/",
        "//{evil}/emea/",
        "smba.trafficmanager.net",
        "",
    ],
)
async def test_nothing_goes_to_a_host_that_is_not_on_the_list(
    service_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with FakeTeams() as evil, FakeTeams() as teams:
        bench = Bench(teams, SystemClock())
        bench.session = GuardedSession(HostList(["smba.trafficmanager.net"]))
        client = ConnectorClient(
            bench.session, bench.token, bench.budget, bench.meter, SystemClock()
        )
        url = service_url.format(evil=evil.host, port=evil.host.rpartition(":")[2])

        with pytest.raises(HostRefused):
            await client.send(url, "a:geheim", HELLO)
        with pytest.raises(HostRefused):
            await client.update(url, "a:geheim", "m-1", HELLO)
        with pytest.raises(HostRefused):
            await client.delete(url, "a:geheim", "m-1")

        assert evil.requests == []
        assert bench.budget.asked == []
        await bench.session.close()
    assert "geheim" not in caplog.text


async def test_redirects_are_not_followed() -> None:
    async with FakeTeams() as evil, FakeTeams() as teams:
        bench = Bench(teams, SystemClock())
        teams.redirect_to = f"{evil.service_url}v3/conversations/x/activities"

        with pytest.raises(ConnectorError) as caught:
            await bench.client.send(teams.service_url, CHAT, HELLO)

        assert caught.value.status == 307
        assert evil.requests == []
        await bench.session.close()


def test_retry_after_is_read_as_seconds_or_date() -> None:
    now = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)

    assert retry_after("3", now) == 3.0
    assert retry_after(" 1.5 ", now) == 1.5
    assert retry_after("-5", now) == 0.0
    assert retry_after("Sun, 22 Nov 2026 10:00:09 GMT", now) == 9.0
    assert retry_after("Sun, 22 Nov 2026 09:00:00 GMT", now) == 0.0
    for rubbish in ("", "bald", "nan", "inf", "Sun, 99 Nov 2026"):
        assert retry_after(rubbish, now) is None
