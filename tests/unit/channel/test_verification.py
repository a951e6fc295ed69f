"""Who is let in, and what a wrong token costs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from jwt.algorithms import ECAlgorithm

from bot.channel.egress import GuardedSession, hosts_of
from bot.channel.signing_keys import KEY_HOSTS, SigningKeys
from bot.channel.verification import TokenRefused, TokenVerifier
from bot.core.clock import Clock, SystemClock
from tests.fakes.clock import FakeClock
from tests.fakes.identity import APP_ID, ISSUER, FakeIdentity
from tests.fakes.timing import is_quick

SERVICE = "https://smba.trafficmanager.net/emea/"
BODY = {"type": "message", "serviceUrl": SERVICE, "channelId": "msteams"}
WRONG = {
    "missing": "missing",
    "garbage": "garbage",
    "expired": "expired",
    "no exp": "no_expiry",
    "future nbf": "not_yet_valid",
    "bad signature": "signature",
    "alg none": "algorithm",
    "HS256 with the public key": "algorithm",
    "no kid": "no_kid",
    "unknown kid": "unknown_kid",
    "wrong aud": "audience",
    "wrong iss": "issuer",
    "wrong serviceurl": "service_url",
    "jku": "foreign_key",
    "x5u": "foreign_key",
    "embedded jwk": "foreign_key",
}


class SkewedClock(SystemClock):
    """The machine's clock, which a test may push forward."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


class Door:
    """A verifier with its keys."""

    def __init__(self, identity: FakeIdentity, clock: Clock) -> None:
        self.session = GuardedSession(hosts_of(identity.metadata_url, *KEY_HOSTS))
        self.keys = SigningKeys(identity.metadata_url, self.session, clock)
        self.verifier = TokenVerifier(APP_ID, ISSUER, self.keys, clock)

    async def knock(self, token: str, **body: object) -> str:
        """Return the reason for being turned away, or nothing."""
        return await self.show(f"Bearer {token}", **body)

    async def show(self, authorization: str | None, **body: object) -> str:
        try:
            await self.verifier.verify(authorization, {**BODY, **body})
        except TokenRefused as refusal:
            return refusal.reason
        return ""

    async def close(self) -> None:
        await self.keys.close()
        await self.session.close()


@pytest.fixture
async def identity() -> AsyncIterator[FakeIdentity]:
    async with FakeIdentity() as identity:
        yield identity


@pytest.fixture
def skewed() -> SkewedClock:
    return SkewedClock()


@pytest.fixture
async def door(identity: FakeIdentity, skewed: SkewedClock) -> AsyncIterator[Door]:
    door = Door(identity, skewed)
    yield door
    await door.close()


async def test_a_good_token_is_let_in_again_and_again(identity: FakeIdentity, door: Door) -> None:
    token = identity.token(SERVICE)

    assert [await door.knock(token) for _ in range(3)] == ["", "", ""]
    assert identity.fetches == 1


@pytest.mark.parametrize("kind", WRONG)
async def test_wrong_tokens_are_refused_within_50_ms(
    identity: FakeIdentity, door: Door, kind: str
) -> None:
    authorization = identity.wrong_tokens(SERVICE)[kind]
    await door.keys.warm_up()

    async def shown() -> None:
        assert await door.show(authorization) == WRONG[kind]

    assert await is_quick(shown, 0.05)


async def test_all_wrong_tokens_are_tried(identity: FakeIdentity) -> None:
    assert identity.wrong_tokens(SERVICE).keys() == WRONG.keys()


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic abc",
        "Bearer a b",
        "Bearer " + "a" * 10_000,
        "Bearer ää.ö.ü",
        "Bearer ..",
        "Bearer e30.e30.",
        "Bearer W10.W10.W10",
        "Bearer bnVsbA.bnVsbA.bnVsbA",
    ],
)
async def test_rubbish_is_refused_without_asking_the_key_server(
    identity: FakeIdentity, door: Door, authorization: str
) -> None:
    assert await door.show(authorization) in {"missing", "garbage", "algorithm"}
    assert identity.fetches == 0


@pytest.mark.parametrize("ends", [True, "2030", None, float("inf"), [1], 10**400])
async def test_an_end_that_is_no_time_is_none(
    identity: FakeIdentity, door: Door, ends: object
) -> None:
    reason = await door.knock(identity.token(SERVICE, exp=ends))
    assert reason in {"no_expiry", "garbage"}


async def test_clocks_may_differ_by_five_minutes(identity: FakeIdentity, door: Door) -> None:
    now = int(time.time())

    assert await door.knock(identity.token(SERVICE, exp=now - 290)) == ""
    assert await door.knock(identity.token(SERVICE, exp=now - 310)) == "expired"
    assert await door.knock(identity.token(SERVICE, nbf=now + 290)) == ""
    assert await door.knock(identity.token(SERVICE, nbf=now + 310)) == "not_yet_valid"


async def test_the_service_address_must_be_the_signed_one(
    identity: FakeIdentity, door: Door
) -> None:
    token = identity.token(SERVICE)

    assert await door.knock(token, serviceUrl=SERVICE.rstrip("/")) == ""
    for other in ("https://evil.example/", "", None, SERVICE + "x", SERVICE.upper(), [SERVICE]):
        assert await door.knock(token, serviceUrl=other) == "service_url"
    assert await door.knock(identity.token(SERVICE, drop=("serviceurl",))) == "no_service_url"
    unsigned = identity.token(SERVICE, serviceurl="")
    assert await door.knock(unsigned, serviceUrl="") == "no_service_url"


async def test_only_the_teams_channel_is_let_in(identity: FakeIdentity, door: Door) -> None:
    token = identity.token(SERVICE)

    for channel in ("emulator", "directline", "", None):
        assert await door.knock(token, channelId=channel) == "channel"


async def test_a_key_that_does_not_vouch_for_teams_lets_nobody_in(
    identity: FakeIdentity, door: Door
) -> None:
    identity.endorsements = ["directline", "webchat"]

    assert await door.knock(identity.token(SERVICE)) == "channel"


async def test_a_list_of_audiences_is_no_audience(identity: FakeIdentity, door: Door) -> None:
    assert await door.knock(identity.token(SERVICE, aud=[APP_ID, "another"])) == "audience"


async def test_a_remembered_token_ends_when_it_ends(identity: FakeIdentity) -> None:
    clock = FakeClock()
    now = clock.now().timestamp()
    door = Door(identity, clock)
    token = identity.token(SERVICE, exp=now + 600, nbf=now)

    assert await door.knock(token) == ""
    await clock.advance(901)
    assert await door.knock(token) == "expired"
    await door.close()


async def test_a_remembered_token_ends_with_its_key(
    identity: FakeIdentity, door: Door, skewed: SkewedClock
) -> None:
    old = identity.token(SERVICE)
    assert await door.knock(old) == ""

    identity.rotate(keep=False)
    assert await door.knock(identity.token(SERVICE)) == ""
    assert await door.knock(old) == "unknown_kid"


async def test_the_memory_of_tokens_is_bounded(identity: FakeIdentity, door: Door) -> None:
    await door.knock(identity.token(SERVICE))
    remembered = door.verifier._remembered
    one = next(iter(remembered.values()))
    for number in range(10_001):
        door.verifier._remember(number.to_bytes(4, "big"), one)

    assert len(remembered) == 10_000


async def test_no_app_id_is_no_verifier(door: Door) -> None:
    for app_id, issuer in (("", ISSUER), (APP_ID, "")):
        with pytest.raises(ValueError, match="let everybody in"):
            TokenVerifier(app_id, issuer, door.keys, SystemClock())


# --- keys ---


async def test_a_new_key_works_as_soon_as_it_is_published(
    identity: FakeIdentity, door: Door
) -> None:
    assert await door.knock(identity.token(SERVICE)) == ""

    for _ in range(3):
        identity.rotate()
        began = time.perf_counter()
        assert await door.knock(identity.token(SERVICE)) == ""
        assert time.perf_counter() - began < 2


async def test_a_thousand_unknown_keys_cause_one_fetch_a_minute(
    identity: FakeIdentity, door: Door, skewed: SkewedClock
) -> None:
    good = identity.token(SERVICE)
    assert await door.knock(good) == ""

    for minute in range(3):
        before = identity.fetches
        forged = [identity.token(SERVICE, headers={"kid": f"{minute}-{n}"}) for n in range(333)]
        reasons = await asyncio.gather(*(door.knock(token) for token in forged))
        assert set(reasons) == {"unknown_kid"}
        assert identity.fetches - before == 1
        skewed.ahead_s += 61
    assert await door.knock(good) == ""


async def test_unknown_keys_first_of_all_cause_one_fetch(
    identity: FakeIdentity, door: Door
) -> None:
    for number in range(20):
        await door.knock(identity.token(SERVICE, headers={"kid": f"x{number}"}))

    assert identity.fetches == 1
    assert await door.knock(identity.token(SERVICE)) == ""


async def test_a_hanging_key_server_blocks_nobody_whose_key_is_known(
    identity: FakeIdentity, door: Door, skewed: SkewedClock
) -> None:
    assert await door.knock(identity.token(SERVICE)) == ""
    identity.hang_s = 30
    skewed.ahead_s = 25 * 3600  # the keys are old: a fetch in the background hangs, too

    unknown = identity.token(SERVICE, headers={"kid": "nobody"})
    waiting = asyncio.create_task(door.knock(unknown))
    await asyncio.sleep(0.01)
    began = time.perf_counter()
    for number in range(20):
        assert await door.knock(identity.token(SERVICE, jti=str(number))) == ""
    assert time.perf_counter() - began < 2  # the fetch hangs for good
    skewed.ahead_s += 2.5  # nobody waits for a fetch that old

    async def refused() -> None:
        assert await door.knock(unknown) == "unknown_kid"

    assert await is_quick(refused, 0.05)
    waiting.cancel()


async def test_messages_at_the_same_time_wait_for_one_fetch(
    identity: FakeIdentity, door: Door
) -> None:
    identity.hang_s = 0.05
    tokens = [identity.token(SERVICE, jti=str(number)) for number in range(10)]

    assert set(await asyncio.gather(*(door.knock(token) for token in tokens))) == {""}
    assert identity.fetches == 1


async def test_old_keys_are_refreshed_in_the_background_and_kept_on_failure(
    identity: FakeIdentity, door: Door, skewed: SkewedClock
) -> None:
    token = identity.token(SERVICE)
    assert await door.knock(token) == ""

    skewed.ahead_s += 25 * 3600
    identity.status = 500
    assert await door.knock(identity.token(SERVICE, jti="2")) == ""
    await asyncio.sleep(0.05)
    identity.status = 200
    assert await door.knock(identity.token(SERVICE, jti="3")) == ""
    assert identity.fetches == 1  # a failed fetch is not repeated at once

    skewed.ahead_s += 61
    assert await door.knock(identity.token(SERVICE, jti="4")) == ""
    await asyncio.sleep(0.05)
    assert identity.fetches == 2


async def test_a_key_server_that_is_down_at_the_start_is_tried_again(
    identity: FakeIdentity, clock: FakeClock
) -> None:
    identity.status = 503
    door = Door(identity, clock)
    await door.keys.warm_up()
    identity.status = 200

    await asyncio.sleep(0.02)
    await clock.advance(5)
    await asyncio.sleep(0.1)
    assert door.keys.known(identity.kid)
    await door.close()


@pytest.mark.parametrize(
    "jwks_uri",
    [
        "https://evil.example/keys",
        "http://login.botframework.com/v1/.well-known/keys",
        "http://169.254.169.254/keys",
        "file:///etc/keys",
        "none",
    ],
)
async def test_keys_from_a_foreign_host_are_not_fetched(
    identity: FakeIdentity, door: Door, jwks_uri: str
) -> None:
    identity.jwks_uri = jwks_uri

    assert await door.knock(identity.token(SERVICE)) == "unknown_kid"
    assert identity.fetches == 0


async def test_keys_that_are_no_rsa_signing_keys_are_passed_over(
    identity: FakeIdentity, door: Door
) -> None:
    ec = generate_ec_key(SECP256R1())
    weak = {"kty": "RSA", "kid": "weak", "n": "xjlCRBqkOA", "e": "AQAB"}
    good = {"kty": "RSA", "use": "enc", "kid": "enc", "n": "AQAB", "e": "AQAB"}
    symmetric = {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"}
    curve = ECAlgorithm.to_jwk(ec.public_key(), as_dict=True) | {"kid": "ec"}
    identity.extra_keys = [weak, good, symmetric, curve, {"kty": "RSA", "kid": "bare"}]

    assert await door.knock(identity.token(SERVICE)) == ""
    for kid in ("weak", "enc", "oct", "ec", "bare"):
        assert door.keys.known(kid) is None
    forged = jwt.encode({"iss": ISSUER}, ec, algorithm="ES256", headers={"kid": "ec"})
    assert await door.knock(forged) == "algorithm"


async def test_rubbish_from_the_key_server_leaves_the_known_keys(
    identity: FakeIdentity, door: Door, skewed: SkewedClock, caplog: pytest.LogCaptureFixture
) -> None:
    token = identity.token(SERVICE)
    assert await door.knock(token) == ""
    identity.keys, kept = {}, identity.keys
    identity.extra_keys = [{"kty": "RSA"}]

    stranger = jwt.encode({}, kept[identity.kid], algorithm="RS256", headers={"kid": "new"})
    assert await door.knock(stranger) == "unknown_kid"
    assert await door.knock(token) == ""
    assert [record.message for record in caplog.records] == ["signing keys not fetched"]


async def test_a_second_use_costs_a_tenth_of_a_millisecond(
    identity: FakeIdentity, door: Door
) -> None:
    token = identity.token(SERVICE)
    await door.knock(token)

    async def seconds() -> float:
        began = time.process_time()
        for _ in range(1_000):
            await door.knock(token)
        return time.process_time() - began

    assert min([await seconds() for _ in range(3)]) < 0.1
