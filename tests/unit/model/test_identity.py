"""The token for Azure: fetched once, renewed beside the calls."""

from __future__ import annotations

import asyncio

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, ServiceRequestError

from bot.core.errors import ModelRejectedKey, ModelUnavailable
from bot.model.identity import SCOPE, AzureIdentity, IdentityUnavailable
from tests.fakes.clock import FakeClock
from tests.fakes.model import FakeModel
from tests.unit.model.conftest import QUESTION, Opens


class Issuer:
    """Issues numbered tokens for an hour, slowly, or fails."""

    def __init__(self, clock: FakeClock) -> None:
        self.issued = 0
        self.scopes: tuple[str, ...] = ()
        self.error: Exception | None = None
        self.is_closed = False
        self._clock = clock

    async def get_token(self, *scopes: str) -> AccessToken:
        self.scopes = scopes
        await asyncio.sleep(0.01)
        if self.error is not None:
            raise self.error
        self.issued += 1
        return AccessToken(f"t{self.issued}", int(self._clock.now().timestamp()) + 3600)

    async def close(self) -> None:
        self.is_closed = True


async def test_many_calls_share_one_token() -> None:
    clock = FakeClock()
    issuer = Issuer(clock)
    identity = AzureIdentity(issuer, clock)
    assert await asyncio.gather(*(identity.token() for _ in range(20))) == ["t1"] * 20
    assert issuer.scopes == (SCOPE,)
    await identity.aclose()
    assert issuer.is_closed


async def test_a_token_is_renewed_before_it_ends_and_nobody_waits() -> None:
    clock = FakeClock()
    issuer = Issuer(clock)
    identity = AzureIdentity(issuer, clock)
    await identity.token()
    await clock.advance(3100)
    assert await asyncio.wait_for(identity.token(), 0.005) == "t1"
    await asyncio.sleep(0.05)
    assert await identity.token() == "t2"
    await identity.aclose()


async def test_a_failed_renewal_is_tried_again_later_not_at_each_call() -> None:
    clock = FakeClock()
    issuer = Issuer(clock)
    identity = AzureIdentity(issuer, clock)
    await identity.token()
    await clock.advance(3100)
    issuer.error = ServiceRequestError("down")
    for _ in range(5):
        assert await identity.token() == "t1"
        await asyncio.sleep(0.015)
    issuer.error = None
    assert await identity.token() == "t1"
    await asyncio.sleep(0.02)
    assert issuer.issued == 1
    await clock.advance(31)
    await identity.token()
    await asyncio.sleep(0.02)
    assert await identity.token() == "t2"
    await identity.aclose()


async def test_an_identity_service_that_is_down_does_not_hold_the_first_call_for_ever() -> None:
    clock = FakeClock()
    issuer = Issuer(clock)
    issuer.error = ServiceRequestError("down")
    identity = AzureIdentity(issuer, clock)
    with pytest.raises(IdentityUnavailable):
        await identity.token()
    issuer.error = None
    assert await identity.token() == "t1"
    await identity.aclose()


async def test_azure_without_a_key_gets_the_token(fake: FakeModel, gateway: Opens) -> None:
    model = await gateway(key="", credential=Issuer(FakeClock()), clock=FakeClock())
    await model.complete(QUESTION)
    headers = fake.requests[0].headers
    assert headers["Authorization"] == "Bearer t1"
    assert "api-key" not in headers


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (ClientAuthenticationError("no identity"), ModelRejectedKey),
        (ServiceRequestError("down"), ModelUnavailable),
    ],
)
async def test_without_a_token_nothing_is_sent(
    failure: Exception, error: type[Exception], fake: FakeModel, gateway: Opens
) -> None:
    issuer = Issuer(FakeClock())
    issuer.error = failure
    with pytest.raises(error):
        await (await gateway(key="", credential=issuer)).complete(QUESTION)
    assert fake.requests == []
