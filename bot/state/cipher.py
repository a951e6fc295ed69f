"""Encrypts what people wrote, bound to whom and what it belongs to.

AES-256-GCM with a random nonce; the binding (tenant, conversation, owner, kind, name) is
authenticated, so a value moved to another person, conversation or kind does not open. Several
keys, newest first: the first encrypts, all decrypt. What does not open counts as absent.
"""

from __future__ import annotations

import logging
import os
import zlib
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.ports import Json

_log = logging.getLogger(__name__)

_KEY_ID: Final = 4
_NONCE: Final = 12
_HEADER: Final = _KEY_ID + 1 + _NONCE
_PLAIN: Final = b"\x01"
_PACKED: Final = b"\x02"
_WORTH_PACKING: Final = 4_000


class Cipher:
    """Seals and opens values with the agency's data keys, newest first."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {sha256(key).digest()[:_KEY_ID]: AESGCM(key) for key in reversed(keys)}
        self._newest = sha256(keys[0]).digest()[:_KEY_ID]

    def seal(self, value: Json, *binding: str) -> bytes:
        """Encrypt a value for exactly this binding."""
        plain = orjson.dumps(value)
        form = _PLAIN
        if len(plain) > _WORTH_PACKING:
            plain, form = zlib.compress(plain, 1), _PACKED
        nonce = os.urandom(_NONCE)
        secret = self._keys[self._newest].encrypt(nonce, plain, _bound(form, binding))
        return b"".join((self._newest, form, nonce, secret))

    def open(self, sealed: bytes, *binding: str) -> Json | None:
        """Decrypt a value, or return None for one that isn't authentic under this binding."""
        key = self._keys.get(sealed[:_KEY_ID])
        if key is None or len(sealed) <= _HEADER:
            _report("unknown_key")
            return None
        form, nonce = sealed[_KEY_ID : _KEY_ID + 1], sealed[_KEY_ID + 1 : _HEADER]
        try:
            plain = key.decrypt(nonce, sealed[_HEADER:], _bound(form, binding))
        except InvalidTag:
            _report("not_authentic")
            return None
        value: Json = orjson.loads(zlib.decompress(plain) if form == _PACKED else plain)
        return value


def _report(reason: str) -> None:
    _log.warning("Security: a stored value was refused", extra={"reason": reason})


def _bound(form: bytes, binding: tuple[str, ...]) -> bytes:
    """Write the binding unambiguously (no part can spill into the next)."""
    return form + orjson.dumps(binding)
