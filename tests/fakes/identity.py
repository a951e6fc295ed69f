"""Microsoft's identity services on loopback: signing keys, their metadata, and the login.

Signs tokens as the Bot Connector does and makes every wrong kind of them. Keys can be rotated;
the key server and the login can be late, broken, or hang.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import time
from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from typing import Any, Final, Self

import jwt
import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

APP_ID: Final = "5b0a6f5e-55b1-4c5e-9d9f-2f7b6c6b8a11"
ISSUER: Final = "https://api.botframework.com"
CONNECTOR_SCOPE: Final = "https://api.botframework.com/.default"

Json = dict[str, Any]


class FakeIdentity:
    """The server; use as ``async with FakeIdentity() as identity``."""

    def __init__(self, *, app_id: str = APP_ID, port: int = 0) -> None:
        self.app_id = app_id
        self.keys: dict[str, RSAPrivateKey] = {}
        self.endorsements = ["msteams"]
        self.extra_keys: list[Json] = []  # published beside ours, as they are
        self.jwks_uri = ""  # another one than ours, where a test says so
        self.fetches = 0  # how often the keys were asked for
        self.hang_s = 0.0
        self.status = 200
        self.login_requests: list[Json] = []
        self.login_hang_s = 0.0
        self.login_status = 200
        self.login_error = "AADSTS7000215: Invalid secret"
        self.lifetime_s = 3600
        self._port = port
        self._numbers = count(1)
        self.kid = self.rotate()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._jwks)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"http://{self.host}"
        self.metadata_url = f"{self.url}/v1/.well-known/openidconfiguration"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def rotate(self, *, keep: bool = True) -> str:
        """Publish a new key, sign with it from now on, and return its id."""
        if not keep:
            self.keys.clear()
        self.kid = f"key-{next(self._numbers)}"
        self.keys[self.kid] = generate_private_key(65537, 2048)
        return self.kid

    # --- tokens ---

    def token(
        self,
        service_url: str,
        *,
        headers: Mapping[str, Any] | None = None,
        drop: tuple[str, ...] = (),
        key: RSAPrivateKey | None = None,
        **claims: Any,  # any JSON
    ) -> str:
        """Sign a token as the Bot Connector does; ``claims`` replace, ``drop`` leaves out."""
        now = int(time.time())
        body = {
            "iss": ISSUER,
            "aud": self.app_id,
            "exp": now + self.lifetime_s,
            "nbf": now - 10,
            "serviceurl": service_url,
            **claims,
        }
        for name in drop:
            body.pop(name)
        signing = key or self.keys[self.kid]
        return jwt.encode(body, signing, algorithm="RS256", headers=self._headers(headers))

    def wrong_tokens(self, service_url: str) -> dict[str, str | None]:
        """Return all wrong kinds: name → the whole Authorization header (None: no header)."""
        now = int(time.time())
        good = self.token(service_url)
        foreign = generate_private_key(65537, 2048)
        jwk = RSAAlgorithm.to_jwk(foreign.public_key(), as_dict=True)
        wrong: dict[str, str] = {
            "garbage": "not.a.token",
            "expired": self.token(service_url, exp=now - 3600),
            "no exp": self.token(service_url, drop=("exp",)),
            "future nbf": self.token(service_url, nbf=now + 3600),
            "bad signature": good[:-8] + ("AAAAAAAA" if good[-8:] != "AAAAAAAA" else "BBBBBBBB"),
            "alg none": self._unsigned(good),
            "HS256 with the public key": self._hs256(good),
            "no kid": self.token(service_url, headers={"kid": None}),
            "unknown kid": self.token(service_url, headers={"kid": "nobody"}, key=foreign),
            "wrong aud": self.token(service_url, aud="another-bot"),
            "wrong iss": self.token(service_url, iss="https://sts.example"),
            "wrong serviceurl": self.token("https://smba.trafficmanager.net/other/"),
            "jku": self.token(service_url, headers={"jku": f"{self.url}/evil"}, key=foreign),
            "x5u": self.token(service_url, headers={"x5u": f"{self.url}/evil"}, key=foreign),
            "embedded jwk": self.token(service_url, headers={"jwk": jwk}, key=foreign),
        }
        return {"missing": None} | {name: f"Bearer {token}" for name, token in wrong.items()}

    def _headers(self, more: Mapping[str, Any] | None) -> Json:
        headers = {"kid": self.kid, **(more or {})}
        return {name: value for name, value in headers.items() if value is not None}

    def _unsigned(self, good: str) -> str:
        header = _b64(orjson.dumps({"alg": "none", "typ": "JWT", "kid": self.kid}))
        return f"{header}.{good.split('.')[1]}."

    def _hs256(self, good: str) -> str:
        """Forge a token whose HMAC key is the public key, which everybody knows."""
        public = self.keys[self.kid].public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        header = _b64(orjson.dumps({"alg": "HS256", "typ": "JWT", "kid": self.kid}))
        signed = f"{header}.{good.split('.')[1]}"
        return f"{signed}.{_b64(hmac.digest(pem, signed.encode(), sha256))}"

    # --- the server ---

    async def _metadata(self, _: web.Request) -> web.Response:
        await asyncio.sleep(self.hang_s)
        return web.json_response(
            {"issuer": ISSUER, "jwks_uri": self.jwks_uri or f"{self.url}/v1/.well-known/keys"},
            status=self.status,
        )

    async def _jwks(self, _: web.Request) -> web.Response:
        self.fetches += 1
        await asyncio.sleep(self.hang_s)
        keys = [
            RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
            | {"kid": kid, "use": "sig", "endorsements": self.endorsements}
            for kid, key in self.keys.items()
        ]
        return web.json_response({"keys": [*self.extra_keys, *keys]}, status=self.status)

    async def _login(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.login_requests.append({"tenant": request.match_info["tenant"], **form})
        number = len(self.login_requests)
        await asyncio.sleep(self.login_hang_s)
        if self.login_status != 200:
            error = {
                "error": "invalid_client",
                "error_description": self.login_error,
            }
            return web.json_response(error, status=self.login_status)
        kind = "bot-token" if form["scope"] == CONNECTOR_SCOPE else "app-token"
        return web.json_response(
            {
                "token_type": "Bearer",
                "expires_in": self.lifetime_s,
                "access_token": f"{kind}-{number}",
            }
        )


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
