"""The least that an echo bot can be: aiohttp and PyJWT, every token verified, one reply.

No deduplication, no durable work, no allow-list: the yardstick, not a product.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
from aiohttp import web

APP_ID, ISSUER = os.environ["TEAMS_APP_ID"], os.environ["TEAMS_TOKEN_ISSUER"]


class Echo:
    """Verifies, replies, acknowledges."""

    async def start(self, app: web.Application) -> None:
        self.http = aiohttp.ClientSession(headers={"Authorization": "Bearer made-up"})
        async with self.http.get(os.environ["TEAMS_OPENID_METADATA_URL"]) as response:
            address = (await response.json())["jwks_uri"]
        async with self.http.get(address) as response:
            keys = jwt.PyJWKSet.from_dict(await response.json()).keys
        self.keys = {key.key_id: key.key for key in keys}

    async def messages(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        key = self.keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key, algorithms=["RS256"], audience=APP_ID, issuer=ISSUER)
        activity: dict[str, Any] = json.loads(await request.read())
        if claims["serviceurl"] != activity["serviceUrl"]:
            return web.Response(status=401)
        reply = {
            "type": "message",
            "text": activity["text"],
            "from": activity["recipient"],
            "recipient": activity["from"],
            "conversation": activity["conversation"],
            "replyToId": activity["id"],
        }
        conversation = quote(activity["conversation"]["id"], safe="")
        path = f"v3/conversations/{conversation}/activities/{activity['id']}"
        async with self.http.post(activity["serviceUrl"] + path, json=reply) as response:
            await response.read()
        return web.Response(status=202)


def main() -> None:
    """Serve on the port of the environment."""
    echo, app = Echo(), web.Application()
    app.on_startup.append(echo.start)
    app.router.add_post("/api/messages", echo.messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None)


main()
