"""Transcripts through Graph: every documented refusal, and every way the network fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest

from bot.channel.egress import GuardedSession, HostRefused, hosts_of
from bot.core.errors import (
    AssistantError,
    FeatureNotSetUp,
    GraphUnavailable,
    TranscriptConsentMissing,
    TranscriptMissing,
    TranscriptNotAllowed,
    TranscriptOutOfReach,
    TranscriptPending,
    TranscriptsSwitchedOff,
)
from bot.core.ids import PersonId, TenantId
from bot.core.ports import Meeting
from bot.graph.client import GraphClient
from bot.graph.tokens import NoSignIn
from bot.graph.transcripts import GraphTranscripts
from tests.fakes.clock import FakeClock
from tests.fakes.graph import NAMELESS, VTT, FakeGraph, GraphMeeting, running_graph

ANNA, BEN = PersonId("anna"), PersonId("ben")
LINK = "https://teams.test/l/meetup-join/19%3ameeting_x'y"
MEETING = Meeting(TenantId("t"), id="MSo1", organiser="anna", join_url=LINK)


class ImpatientClock(FakeClock):
    """Sleeps at once, and remembers for how long."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@dataclass
class Tokens:
    """A token is the person's name here; ``discarded`` are those Graph took no more."""

    discarded: list[str] = field(default_factory=list)
    first: str = ""

    async def header(self, tenant: TenantId, person: PersonId) -> str:
        token = self.first if self.first and not self.discarded else person
        return f"Bearer {token}"

    def discard(self, tenant: TenantId, person: PersonId) -> None:
        self.discarded.append(person)


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    async with running_graph() as fake:
        fake.meetings.append(
            GraphMeeting("MSo1", LINK, {"anna"}, {"t1": ("2026-11-20T09:00:00Z", VTT)})
        )
        yield fake


@pytest.fixture
def clock() -> ImpatientClock:
    return ImpatientClock()


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
async def transcripts(
    graph: FakeGraph, clock: ImpatientClock, tokens: Tokens
) -> AsyncIterator[GraphTranscripts]:
    async with GuardedSession(hosts_of(graph.url)) as session:
        client = GraphClient(session, graph.url, tokens, clock, jitter=lambda: 0.5)
        yield GraphTranscripts(client, clock)


async def test_a_transcript_comes_with_its_speakers(transcripts: GraphTranscripts) -> None:
    [info] = await transcripts.of(MEETING, ANNA)
    found = await transcripts.fetch(MEETING, info.id, ANNA)
    assert (found.text, found.has_names) == (VTT, True)


async def test_a_meeting_known_by_its_link_only_is_looked_up(
    transcripts: GraphTranscripts,
) -> None:
    by_link = replace(MEETING, id="", organiser="")
    assert [one.id for one in await transcripts.of(by_link, ANNA)] == ["t1"]


async def test_several_come_oldest_first_over_all_pages(
    transcripts: GraphTranscripts, graph: FakeGraph
) -> None:
    graph.page = 2
    for number in (5, 3, 4):
        graph.meetings[0].transcripts[f"t{number}"] = (f"2026-11-2{number}T09:00:00Z", VTT)
    found = await transcripts.of(MEETING, ANNA)
    assert [one.id for one in found] == ["t1", "t3", "t4", "t5"]


async def test_names_switched_off_are_no_error(
    transcripts: GraphTranscripts, graph: FakeGraph
) -> None:
    graph.names_on = False
    found = await transcripts.fetch(MEETING, "t1", ANNA)
    assert (found.text, found.has_names) == (NAMELESS, False)


async def test_a_tenant_that_hands_out_none_is_named(
    transcripts: GraphTranscripts, graph: FakeGraph
) -> None:
    graph.transcripts_on = False
    for attempt in (transcripts.of(MEETING, ANNA), transcripts.fetch(MEETING, "t1", ANNA)):
        with pytest.raises(TranscriptsSwitchedOff):
            await attempt


@pytest.mark.parametrize("meeting", [MEETING, replace(MEETING, id="", organiser="")])
async def test_who_was_not_invited_reads_nothing(
    transcripts: GraphTranscripts, meeting: Meeting
) -> None:
    with pytest.raises(TranscriptNotAllowed):
        await transcripts.of(meeting, BEN)


async def test_a_private_channel_is_out_of_reach(
    transcripts: GraphTranscripts, graph: FakeGraph
) -> None:
    with pytest.raises(TranscriptOutOfReach):
        await transcripts.of(replace(MEETING, channel="19:x"), BEN)
    graph.channel_meetings = False
    with pytest.raises(TranscriptOutOfReach):
        await transcripts.of(MEETING, ANNA)


async def test_no_transcript_is_said(transcripts: GraphTranscripts, graph: FakeGraph) -> None:
    graph.meetings[0].transcripts.clear()
    with pytest.raises(TranscriptMissing):
        await transcripts.of(MEETING, ANNA)
    with pytest.raises(TranscriptMissing):
        await transcripts.of(replace(MEETING, id="expired"), ANNA)


async def test_one_that_is_being_written_is_waited_for(
    transcripts: GraphTranscripts, graph: FakeGraph, clock: ImpatientClock
) -> None:
    graph.pending = 2
    assert (await transcripts.fetch(MEETING, "t1", ANNA)).text == VTT
    assert clock.slept == [2.0, 4.0]
    graph.pending = 99
    with pytest.raises(TranscriptPending):
        await transcripts.fetch(MEETING, "t1", ANNA)


async def test_a_busy_graph_is_given_the_time_it_asks_for(
    transcripts: GraphTranscripts, graph: FakeGraph, clock: ImpatientClock
) -> None:
    graph.failing = [(429, {"Retry-After": "3"}), (503, {})]
    assert (await transcripts.fetch(MEETING, "t1", ANNA)).text == VTT
    assert clock.slept[0] == 3.5


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 509])
async def test_a_graph_that_stays_down_is_said(
    transcripts: GraphTranscripts, graph: FakeGraph, status: int
) -> None:
    graph.failing = [(status, {})] * 4
    with pytest.raises(GraphUnavailable):
        await transcripts.of(MEETING, ANNA)
    assert len(graph.requests) == 4


@pytest.mark.parametrize("rubbish", [b"", b"[]", b"{", b'{"value": "x"}', b"[" * 5_000])
async def test_rubbish_is_no_answer(
    transcripts: GraphTranscripts, graph: FakeGraph, rubbish: bytes
) -> None:
    graph.rubbish = rubbish
    with pytest.raises((GraphUnavailable, TranscriptMissing)):
        await transcripts.of(MEETING, ANNA)


async def test_a_transcript_of_absurd_length_is_not_read(
    transcripts: GraphTranscripts, graph: FakeGraph
) -> None:
    graph.meetings[0].transcripts["t1"] = ("2026", "x" * (21 * 1024 * 1024))
    with pytest.raises(GraphUnavailable):
        await transcripts.fetch(MEETING, "t1", ANNA)


async def test_a_stale_token_is_renewed_once(
    transcripts: GraphTranscripts, graph: FakeGraph, tokens: Tokens
) -> None:
    tokens.first = "stale"
    assert await transcripts.of(MEETING, ANNA)
    assert tokens.discarded == ["anna"]


async def test_a_page_elsewhere_is_not_followed(
    transcripts: GraphTranscripts, graph: FakeGraph
) -> None:
    graph.next_link = "https://graph.evil.test/v1.0/me"
    assert len(await transcripts.of(MEETING, ANNA)) == 1
    assert len(graph.requests) == 1


async def test_a_redirect_is_not_followed(transcripts: GraphTranscripts, graph: FakeGraph) -> None:
    graph.failing = [(302, {"Location": "https://evil.test/"})]
    with pytest.raises(AssistantError):
        await transcripts.fetch(MEETING, "t1", ANNA)
    assert len(graph.requests) == 1


async def test_nothing_is_sent_to_another_host(clock: ImpatientClock, tokens: Tokens) -> None:
    async with GuardedSession(hosts_of("https://graph.microsoft.com")) as session:
        client = GraphClient(session, "http://127.0.0.1:9", tokens, clock)
        with pytest.raises(HostRefused):
            await GraphTranscripts(client, clock).of(MEETING, ANNA)


async def test_a_dead_connection_is_a_graph_that_is_down(
    clock: ImpatientClock, tokens: Tokens
) -> None:
    async with GuardedSession(hosts_of("http://127.0.0.1:9")) as session:
        client = GraphClient(session, "http://127.0.0.1:9", tokens, clock)
        with pytest.raises(GraphUnavailable):
            await GraphTranscripts(client, clock).of(MEETING, ANNA)


@pytest.fixture
async def as_app(graph: FakeGraph, clock: ImpatientClock) -> AsyncIterator[GraphTranscripts]:
    """Give the same in the app's own name."""
    graph.meetings[0].organiser = "anna"

    class AppTokens(Tokens):
        async def header(self, tenant: TenantId, person: PersonId) -> str:
            return "Bearer app-token-1"

    async with GuardedSession(hosts_of(graph.url)) as session:
        client = GraphClient(session, graph.url, AppTokens(), clock, jitter=lambda: 0.5)
        yield GraphTranscripts(client, clock, as_app=True)


async def test_the_app_reads_what_the_chat_has_consented_to(
    as_app: GraphTranscripts, graph: FakeGraph
) -> None:
    [info] = await as_app.of(MEETING, BEN)
    assert (await as_app.fetch(MEETING, info.id, BEN)).text == VTT
    assert all("/users/anna/onlineMeetings/MSo1" in path for path, _ in graph.requests)


async def test_a_refusal_of_the_app_is_a_missing_consent_and_nobodys_fault(
    as_app: GraphTranscripts, graph: FakeGraph
) -> None:
    graph.meetings[0].consented = False
    for meeting in (MEETING, replace(MEETING, channel="19:x")):
        with pytest.raises(TranscriptConsentMissing):
            await as_app.of(meeting, ANNA)
    graph.transcripts_on = False
    with pytest.raises(TranscriptsSwitchedOff):
        await as_app.of(MEETING, ANNA)


@pytest.mark.parametrize("meeting", [replace(MEETING, id=""), replace(MEETING, organiser="")])
async def test_what_is_no_meeting_of_graph_is_not_asked_for_by_the_app(
    as_app: GraphTranscripts, graph: FakeGraph, meeting: Meeting
) -> None:
    with pytest.raises(TranscriptOutOfReach):
        await as_app.of(meeting, ANNA)
    assert not graph.requests


async def test_without_an_identity_the_feature_says_so(
    graph: FakeGraph, clock: ImpatientClock
) -> None:
    async with GuardedSession(hosts_of(graph.url)) as session:
        client = GraphClient(session, graph.url, NoSignIn(), clock)
        with pytest.raises(FeatureNotSetUp):
            await GraphTranscripts(client, clock).of(MEETING, ANNA)
    assert not graph.requests
