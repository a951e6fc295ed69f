"""The keys with which Teams signs what it sends us.

A key we know is answered at once, whatever state the key server is in. An id we don't know causes
one fetch, for all who wait; a fetch that was in vain is the only one of its kind for a minute, so
made-up ids cost nothing. After a day the keys are fetched again in the background, and kept when
that fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import InvalidKeyError
from jwt.algorithms import RSAAlgorithm

from bot.channel.egress import AnswerTooLarge, GuardedSession, HostRefused, read_at_most
from bot.core.clock import Clock

_log: Final = logging.getLogger(__name__)

KEY_HOSTS: Final = ("login.botframework.com",)
"""Where signing keys may lie besides the host of the metadata itself."""

_FETCH_S: Final = 5.0
_PATIENCE_S: Final = 2.0
_IN_VAIN_S: Final = 60.0
_FRESH_S: Final = 24 * 3600.0
_FIRST_RETRY_S: Final = 5.0
_LARGEST_ANSWER: Final = 1024 * 1024
_MOST_KEYS: Final = 200
_SMALLEST_KEY_BITS: Final = 2048
_OK: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class SigningKey:
    """One public key, and the channels for which it vouches."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class _Rubbish(Exception):
    """The key server's answer can't be used."""


class SigningKeys:
    """Fetches and keeps the signing keys; ``session`` reaches only the hosts of keys."""

    def __init__(self, metadata_url: str, session: GuardedSession, clock: Clock) -> None:
        self._metadata_url = metadata_url
        self._session = session
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._began_at = float("-inf")
        self._in_vain_at = float("-inf")
        self._fetched_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self._retrying: asyncio.Task[None] | None = None

    def known(self, kid: str) -> SigningKey | None:
        """Return a key we have, without asking anybody."""
        return self._keys.get(kid)

    async def find(self, kid: str) -> SigningKey | None:
        """Return a key, fetching once if it is new to us; waits for at most two seconds."""
        key = self._keys.get(kid)
        if key is not None:
            self._refresh_if_old()
            return key
        if self._fetching is None:
            if self._clock.monotonic() - self._in_vain_at < _IN_VAIN_S:
                return None
            self._begin(kid)
        await self._wait()
        return self._keys.get(kid)

    async def warm_up(self) -> None:
        """Fetch before the first message comes; goes on trying in the background on failure."""
        if self._fetching is None and not self._keys:
            self._begin("")
        await self._wait()

    async def close(self) -> None:
        """Stop fetching."""
        running = [task for task in (self._fetching, self._retrying) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _refresh_if_old(self) -> None:
        now = self._clock.monotonic()
        is_old = now - self._fetched_at > _FRESH_S
        if is_old and self._fetching is None and now - self._began_at > _IN_VAIN_S:
            self._begin("")

    def _begin(self, wanted: str) -> None:
        self._began_at = self._clock.monotonic()
        self._fetching = asyncio.create_task(self._fetch(wanted), name="signing keys")

    async def _wait(self) -> None:
        """Wait for the running fetch while it is young; who comes later does not wait at all."""
        left_s = self._began_at + _PATIENCE_S - self._clock.monotonic()
        if self._fetching is not None and left_s > 0:
            await asyncio.wait({self._fetching}, timeout=left_s)

    async def _fetch(self, wanted: str) -> None:
        """Replace the keys by the published ones; leaves them as they are on any failure."""
        try:
            async with asyncio.timeout(_FETCH_S):
                metadata = await self._get(self._metadata_url)
                keys = _keys(await self._get(str(metadata.get("jwks_uri"))))
            if keys.keys() != self._keys.keys():
                _log.info("signing keys fetched", extra={"keys": len(keys)})
            self._keys = keys
            self._fetched_at = self._clock.monotonic()
        except (aiohttp.ClientError, OSError, HostRefused, AnswerTooLarge, _Rubbish) as error:
            _log.warning("signing keys not fetched", extra={"error": type(error).__name__})
            self._retry_if_empty()
        finally:
            if wanted and wanted not in self._keys:
                self._in_vain_at = self._began_at
            self._fetching = None

    def _retry_if_empty(self) -> None:
        if not self._keys and self._retrying is None:
            self._retrying = asyncio.create_task(self._retry(), name="signing keys, again")

    async def _retry(self) -> None:
        """Without any key nobody can be let in: try on, also if nobody asks."""
        pause_s = _FIRST_RETRY_S
        while not self._keys:
            await self._clock.sleep(pause_s)
            pause_s = min(2 * pause_s, _IN_VAIN_S)
            if self._fetching is None and not self._keys:
                self._begin("")
            if self._fetching is not None:
                await asyncio.wait({self._fetching})
        self._retrying = None

    async def _get(self, url: str) -> Mapping[str, Any]:
        async with self._session.request("GET", url, timeout_s=_FETCH_S) as response:
            if response.status != _OK:
                raise _Rubbish
            raw = await read_at_most(response, _LARGEST_ANSWER)
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise _Rubbish from error
        if not isinstance(body, dict):
            raise _Rubbish
        return body


def _keys(jwks: Mapping[str, Any]) -> dict[str, SigningKey]:
    """Read a key set; what is no RSA signing key is passed over."""
    entries = jwks.get("keys")
    if not isinstance(entries, list):
        raise _Rubbish
    found = {}
    for entry in entries[:_MOST_KEYS]:
        key = _key(entry) if isinstance(entry, dict) else None
        if key is not None:
            found[str(entry["kid"])] = key
    if not found:
        raise _Rubbish
    return found


def _key(entry: Mapping[str, Any]) -> SigningKey | None:
    kid, endorsements = entry.get("kid"), entry.get("endorsements")
    fits = (
        entry.get("kty") == "RSA"
        and entry.get("use", "sig") == "sig"
        and entry.get("alg", "RS256") == "RS256"
        and isinstance(kid, str)
        and kid != ""
    )
    if not fits:
        return None
    try:
        public = RSAAlgorithm.from_jwk({name: entry[name] for name in ("kty", "n", "e")})
    except (InvalidKeyError, KeyError, ValueError, TypeError):
        return None
    if not isinstance(public, RSAPublicKey) or public.key_size < _SMALLEST_KEY_BITS:
        return None
    vouched = endorsements if isinstance(endorsements, list) else []
    return SigningKey(public, frozenset(name for name in vouched if isinstance(name, str)))
