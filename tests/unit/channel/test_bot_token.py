"""The bot's own token: fetched once, renewed in time, never waited for without need."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from azure.core.credentials import AccessToken
from azure.identity.aio import ManagedIdentityCredential, WorkloadIdentityCredential

from bot.channel.egress import GuardedSession, hosts_of
from bot.channel.tokens import SCOPE, AppTokens, BotToken, bot_credentials, graph_credentials
from bot.core.clock import SystemClock
from bot.core.errors import (
    ConfigurationError,
    FeatureNotSetUp,
    GraphUnavailable,
    TeamsUnavailable,
)
from bot.core.hosts import HostList
from bot.core.ids import PersonId, TenantId
from bot.core.settings import Secret, TeamsSettings
from bot.graph.client import GraphRefused
from tests.fakes.clock import FakeClock
from tests.fakes.identity import APP_ID, ISSUER, FakeIdentity

TENANT = "7c1d5a0e-7f3e-4f0b-9a57-0c2f6f3a1b10"
SECRET = "sehr-geheim"


def settings(login_url: str, *, password: str = SECRET, tenant: str = TENANT) -> TeamsSettings:
    return TeamsSettings(
        app_id=APP_ID,
        app_tenant_id=tenant,
        app_password=Secret(password),
        openid_metadata_url="",
        token_issuer=ISSUER,
        login_url=login_url,
        service_hosts=HostList([]),
        file_hosts=HostList([]),
    )


class Login:
    """A credential that answers when, and as, the test says."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.asked = 0
        self.lifetime_s = 3600
        self.error: Exception | None = None
        self.answered = asyncio.Event()
        self.answered.set()
        self.open = 0

    def __call__(self) -> Login:
        self.open += 1
        return self

    async def get_token(self, *scopes: str) -> AccessToken:
        assert scopes == (SCOPE,)
        self.asked += 1
        number = self.asked
        await self.answered.wait()
        if self.error:
            raise self.error
        return AccessToken(f"t{number}", int(self.clock.now().timestamp()) + self.lifetime_s)

    async def close(self) -> None:
        self.open -= 1


@pytest.fixture
async def identity() -> AsyncIterator[FakeIdentity]:
    async with FakeIdentity() as identity:
        yield identity


@pytest.fixture
async def session(identity: FakeIdentity) -> AsyncIterator[GuardedSession]:
    async with GuardedSession(hosts_of(identity.url)) as session:
        yield session


@pytest.mark.parametrize("path", ["", "/", f"/{TENANT}", f"/{TENANT}/"])
async def test_the_secret_buys_a_token_at_the_login(
    identity: FakeIdentity, session: GuardedSession, path: str
) -> None:
    token = BotToken(bot_credentials(settings(identity.url + path), session), SystemClock())

    headers = await asyncio.gather(*(token.header() for _ in range(20)))

    assert set(headers) == {"Bearer bot-token-1"}
    assert len(identity.login_requests) == 1
    request = identity.login_requests[0]
    assert (request["tenant"], request["client_id"]) == (TENANT, APP_ID)
    assert (request["client_secret"], request["scope"]) == (SECRET, SCOPE)
    await token.close()


async def test_a_discarded_token_is_replaced_by_a_new_one(
    identity: FakeIdentity, session: GuardedSession
) -> None:
    token = BotToken(bot_credentials(settings(identity.url), session), SystemClock())
    await token.header()

    token.discard()

    assert await token.header() == "Bearer bot-token-2"


async def test_a_login_that_refuses_is_teams_being_unavailable_and_no_secret_is_logged(
    identity: FakeIdentity, session: GuardedSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    identity.login_status = 401
    token = BotToken(bot_credentials(settings(identity.url), session), SystemClock())

    with pytest.raises(TeamsUnavailable):
        await token.header()
    with pytest.raises(TeamsUnavailable):
        await token.header()

    assert len(identity.login_requests) == 1  # a refused login is not hammered
    ours = [record for record in caplog.records if record.name == "bot.channel.tokens"]
    assert [record.__dict__["code"] for record in ours] == ["AADSTS7000215"]
    assert SECRET not in caplog.text


async def test_a_login_that_is_not_on_the_list_gets_no_secret(identity: FakeIdentity) -> None:
    async with GuardedSession(hosts_of("https://login.microsoftonline.com")) as session:
        token = BotToken(bot_credentials(settings(identity.url), session), SystemClock())

        with pytest.raises(TeamsUnavailable):
            await token.header()

    assert identity.login_requests == []


async def test_a_login_that_cannot_be_reached_is_teams_being_unavailable(
    clock: FakeClock,
) -> None:
    login = Login(clock)
    login.error = ConnectionRefusedError()
    token = BotToken(login, clock)

    with pytest.raises(TeamsUnavailable):
        await token.header()
    assert login.open == 0


async def test_a_token_is_renewed_in_the_background_before_it_ends(clock: FakeClock) -> None:
    login = Login(clock)
    token = BotToken(login, clock)
    assert await token.header() == "Bearer t1"

    await clock.advance(3600 - 590)
    login.answered.clear()
    assert await token.header() == "Bearer t1"
    assert await token.header() == "Bearer t1"
    await asyncio.sleep(0)
    assert login.asked == 2
    login.answered.set()
    await asyncio.sleep(0.01)
    assert await token.header() == "Bearer t2"
    assert login.open == 0


async def test_an_old_token_serves_on_while_the_login_is_down(clock: FakeClock) -> None:
    login = Login(clock)
    token = BotToken(login, clock)
    await token.header()
    login.error = OSError()

    await clock.advance(3600 - 590)
    for _ in range(4):
        assert await token.header() == "Bearer t1"
        await asyncio.sleep(0)
    assert login.asked == 2  # not asked again for a while
    await clock.advance(16)
    assert await token.header() == "Bearer t1"
    await asyncio.sleep(0)
    assert login.asked == 3

    await clock.advance(600)
    with pytest.raises(TeamsUnavailable):
        await token.header()
    login.error = None
    await clock.advance(16)
    assert await token.header() == f"Bearer t{login.asked}"


async def test_whoever_gives_up_does_not_take_the_fetch_along(clock: FakeClock) -> None:
    login = Login(clock)
    login.answered.clear()
    token = BotToken(login, clock)

    first, second = (asyncio.create_task(token.header()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    login.answered.set()

    assert await second == "Bearer t1"
    assert first.cancelled()


GRAPH = "https://graph.microsoft.com/.default"
ANNA, BEN = PersonId("anna"), PersonId("ben")


@pytest.fixture
async def graph_tokens(identity: FakeIdentity, session: GuardedSession) -> AsyncIterator[AppTokens]:
    make = graph_credentials(settings(identity.url), session)
    tokens = AppTokens(make, SystemClock(), GRAPH)
    yield tokens
    await tokens.close()


async def test_graph_gets_one_token_for_each_tenant_whoever_asks(
    identity: FakeIdentity, graph_tokens: AppTokens
) -> None:
    nord, sued = TenantId("nord.example"), TenantId("sued.example")
    asked = [(nord, ANNA), (nord, BEN), (sued, ANNA)] * 5
    headers = await asyncio.gather(*(graph_tokens.header(*one) for one in asked))

    assert set(headers) == {"Bearer app-token-1", "Bearer app-token-2"}
    requests = [(one["tenant"], one["scope"]) for one in identity.login_requests]
    assert sorted(requests) == [(nord, GRAPH), (sued, GRAPH)]
    graph_tokens.discard(nord, ANNA)
    assert await graph_tokens.header(nord, BEN) == "Bearer app-token-3"
    assert await graph_tokens.header(sued, BEN) in headers


async def test_a_tenant_that_does_not_know_the_app_is_a_refusal_others_are_graph_being_down(
    identity: FakeIdentity, graph_tokens: AppTokens, caplog: pytest.LogCaptureFixture
) -> None:
    identity.login_status = 400
    identity.login_error = "AADSTS7000229: The client application is missing service principal"
    with pytest.raises(GraphRefused) as refused:
        await graph_tokens.header(TenantId("nord.example"), ANNA)
    assert refused.value.status == 403
    identity.login_error = "AADSTS7000222: The provided client secret keys are expired"
    with pytest.raises(GraphUnavailable):
        await graph_tokens.header(TenantId("sued.example"), ANNA)
    codes = [vars(one)["code"] for one in caplog.records if one.name == "bot.channel.tokens"]
    assert codes == ["AADSTS7000229", "AADSTS7000222"]
    assert SECRET not in caplog.text


@pytest.mark.parametrize("tenant", ["", "a/b", "x y", "*"])
async def test_graph_is_asked_for_no_tenant_that_is_none(
    identity: FakeIdentity, graph_tokens: AppTokens, tenant: str
) -> None:
    with pytest.raises(FeatureNotSetUp):
        await graph_tokens.header(TenantId(tenant), ANNA)
    assert not identity.login_requests


async def test_a_managed_identity_is_good_for_its_own_tenant_only(session: GuardedSession) -> None:
    without = settings("https://login.microsoftonline.com", password="")
    make = graph_credentials(without, session)
    own = make(TenantId(TENANT.upper()))()
    assert isinstance(own, ManagedIdentityCredential)
    await own.close()
    with pytest.raises(FeatureNotSetUp):
        make(TenantId("nord.example"))()


async def test_a_local_run_has_no_token(clock: FakeClock) -> None:
    assert await BotToken(None, clock).header() == ""


async def test_without_a_password_the_platform_vouches_for_the_bot(
    session: GuardedSession, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = settings("https://login.microsoftonline.com", password="")
    make = bot_credentials(without, session)
    assert make is not None
    managed = make()
    assert isinstance(managed, ManagedIdentityCredential)
    await managed.close()

    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", f"{tmp_path}/token")
    workload = make()
    assert isinstance(workload, WorkloadIdentityCredential)
    await workload.close()


async def test_a_workload_identity_shows_the_token_of_the_cluster(
    identity: FakeIdentity,
    session: GuardedSession,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path_factory.mktemp("projected") / "token"
    file.write_text("cluster-token")
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(file))
    token = BotToken(bot_credentials(settings(identity.url, password=""), session), SystemClock())

    assert await token.header() == "Bearer bot-token-1"
    assert identity.login_requests[0]["client_assertion"] == "cluster-token"


@pytest.mark.parametrize("tenant", ["", "a/b", "ä", "x y"])
async def test_a_tenant_that_is_none_is_a_configuration_error(
    session: GuardedSession, tenant: str
) -> None:
    with pytest.raises(ConfigurationError, match="TEAMS_APP_TENANT_ID"):
        bot_credentials(settings("https://login.microsoftonline.com", tenant=tenant), session)
