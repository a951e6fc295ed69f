"""Decides whether an activity really comes from Teams.

The SDK's own check answers 500 to most wrong tokens, takes tokens without an end, and is blind to
new keys for a day; this one refuses with a word for the log and nothing else. A token seen before
costs one hash, but its service address and channel are compared every time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import jwt
from jwt.types import Options

from bot.channel.signing_keys import SigningKey, SigningKeys
from bot.core.clock import Clock

CHANNEL: Final = "msteams"
_ALGORITHM: Final = "RS256"
_SKEW_S: Final = 300.0
_MOST_REMEMBERED: Final = 10_000
_LONGEST_TOKEN: Final = 8_192
_LONGEST_KID: Final = 256
# A key, or a place to fetch it from, that the sender chose himself; and what we don't understand.
_FOREIGN_KEY_HEADERS: Final = frozenset({"jku", "jwk", "x5u", "x5c", "crit"})
_END_OF_TIME: Final = 1e12  # beyond it (or infinite, or no number) a time is rubbish
_ONLY_SIGNATURE: Final[Options] = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class TokenRefused(Exception):
    """The sender is not Teams; ``reason`` is one word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Verified:
    """What a token said, once its signature was found good."""

    kid: str
    key: SigningKey
    ends_at: float
    service_url: str


class TokenVerifier:
    """Verifies the tokens that come with activities for one bot."""

    def __init__(self, app_id: str, issuer: str, keys: SigningKeys, clock: Clock) -> None:
        if not app_id or not issuer:
            raise ValueError("a verifier without app id or issuer would let everybody in")
        self._app_id = app_id
        self._issuer = issuer
        self._keys = keys
        self._clock = clock
        self._remembered: OrderedDict[bytes, _Verified] = OrderedDict()

    async def verify(self, authorization: str | None, activity: Mapping[str, Any]) -> None:
        """Raise TokenRefused unless Teams signed this sender, service address and channel."""
        token = _token(authorization)
        digest = sha256(token.encode()).digest()
        verified = self._recall(digest)
        if verified is None:
            verified = await self._examine(token)
            self._remember(digest, verified)
        _check_activity(verified, activity)

    def _recall(self, digest: bytes) -> _Verified | None:
        verified = self._remembered.get(digest)
        if verified is None:
            return None
        # A token outlives neither its end nor the key it was signed with.
        key_stands = self._keys.known(verified.kid) is verified.key
        if not key_stands or verified.ends_at <= self._clock.now().timestamp():
            del self._remembered[digest]
            return None
        self._remembered.move_to_end(digest)
        return verified

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._remembered[digest] = verified
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    async def _examine(self, token: str) -> _Verified:
        kid = _kid(token)
        key = await self._keys.find(kid)
        if key is None:
            raise TokenRefused("unknown_kid")
        claims = _signed_claims(token, key)
        if claims.get("iss") != self._issuer:
            raise TokenRefused("issuer")
        if claims.get("aud") != self._app_id:
            raise TokenRefused("audience")
        ends_at = self._check_times(claims)
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise TokenRefused("no_service_url")
        return _Verified(kid, key, ends_at, service_url)

    def _check_times(self, claims: Mapping[str, Any]) -> float:
        """Return when the token ends; clocks may differ by five minutes."""
        now = self._clock.now().timestamp()
        ends_at, begins_at = _time(claims.get("exp")), _time(claims.get("nbf", 0))
        if ends_at is None:
            raise TokenRefused("no_expiry")
        if begins_at is None or begins_at > now + _SKEW_S:
            raise TokenRefused("not_yet_valid")
        if ends_at <= now - _SKEW_S:
            raise TokenRefused("expired")
        return ends_at


def _token(authorization: str | None) -> str:
    if not authorization:
        raise TokenRefused("missing")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > _LONGEST_TOKEN:
        raise TokenRefused("garbage")
    if not token.isascii():
        raise TokenRefused("garbage")
    return token


def _kid(token: str) -> str:
    """Return the id of the signing key, from a header that leaves no choice to its writer."""
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefused("garbage") from None
    if header.get("alg") != _ALGORITHM:
        raise TokenRefused("algorithm")
    if not _FOREIGN_KEY_HEADERS.isdisjoint(header):
        raise TokenRefused("foreign_key")
    kid = header.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_KID:
        raise TokenRefused("no_kid")
    return kid


def _signed_claims(token: str, key: SigningKey) -> dict[str, Any]:
    """Return the claims of a token with a good signature; what they say is checked above."""
    try:
        return jwt.decode(token, key.public, algorithms=[_ALGORITHM], options=_ONLY_SIGNATURE)
    except jwt.InvalidSignatureError:
        raise TokenRefused("signature") from None
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefused("garbage") from None


def _time(value: object) -> float | None:
    """Return a claim's time, unless it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _END_OF_TIME else None


def _check_activity(verified: _Verified, activity: Mapping[str, Any]) -> None:
    service_url = activity.get("serviceUrl")
    if not isinstance(service_url, str):
        raise TokenRefused("service_url")
    if service_url.removesuffix("/") != verified.service_url.removesuffix("/"):
        raise TokenRefused("service_url")
    if activity.get("channelId") != CHANNEL or CHANNEL not in verified.key.endorsements:
        raise TokenRefused("channel")
