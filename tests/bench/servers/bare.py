"""The least a streamed answer takes: aiohttp, PyJWT and orjson, a send as often as we send.

Every chunk is read when it comes, a dictionary is made of it, and nothing is looked at, kept or
tried twice. What it costs is the floor for whoever does not let chunks gather.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
import orjson
from aiohttp import web

APP_ID, ISSUER = os.environ["TEAMS_APP_ID"], os.environ["TEAMS_TOKEN_ISSUER"]
FIRST_GAP_S, GAP_S = 1.0, 1.5


class Bare:
    """Verifies, asks the model, streams."""

    async def start(self, _app: web.Application) -> None:
        headers = {"Authorization": "Bearer made-up", "Content-Type": "application/json"}
        connector = aiohttp.TCPConnector(limit=0)
        self.http = aiohttp.ClientSession(headers=headers, connector=connector)
        self.turns: set[asyncio.Task[None]] = set()
        async with self.http.get(os.environ["TEAMS_OPENID_METADATA_URL"]) as response:
            address = (await response.json())["jwks_uri"]
        async with self.http.get(address) as response:
            keys = jwt.PyJWKSet.from_dict(await response.json()).keys
        self.keys = {key.key_id: key.key for key in keys}

    async def messages(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        key = self.keys[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(token, key, algorithms=["RS256"], audience=APP_ID, issuer=ISSUER)
        turn = asyncio.create_task(self.answer(orjson.loads(await request.read())))
        self.turns.add(turn)
        turn.add_done_callback(self.turns.discard)
        return web.Response(status=202)

    async def answer(self, activity: dict[str, Any]) -> None:
        conversation = quote(activity["conversation"]["id"], safe="")
        url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities"
        begun = {"streamType": "informative", "streamSequence": 1}
        stream_id = await self.send(url, activity, "typing", "…", begun)
        loop, number, due, text = asyncio.get_running_loop(), 1, 0.0, ""
        async for piece in self.pieces(activity["text"]):
            text += piece
            if text and loop.time() >= due:
                number += 1
                due = loop.time() + (FIRST_GAP_S if number == 2 else GAP_S)
                info = {"streamType": "streaming", "streamSequence": number, "streamId": stream_id}
                await self.send(url, activity, "typing", text, info)
        final = {"streamType": "final", "streamId": stream_id}
        await self.send(url, activity, "message", text, final)

    async def pieces(self, question: str) -> AsyncIterator[str]:
        body = {
            "model": os.environ["OPENAI_MODEL"],
            "messages": [{"role": "user", "content": question}],
            "stream": True,
        }
        url, rest = f"{os.environ['OPENAI_BASE_URL']}/chat/completions", b""
        async with self.http.post(url, data=orjson.dumps(body)) as response:
            while data := await response.content.readany():
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    if line.startswith(b"data:") and line != b"data: [DONE]":
                        for choice in orjson.loads(line[5:])["choices"]:
                            yield choice["delta"].get("content") or ""

    async def send(
        self, url: str, activity: dict[str, Any], kind: str, text: str, info: dict[str, Any]
    ) -> str:
        body = {
            "type": kind,
            "text": text,
            "entities": [{"type": "streaminfo", **info}],
            "from": activity["recipient"],
            "recipient": activity["from"],
            "conversation": activity["conversation"],
        }
        async with self.http.post(url, data=orjson.dumps(body)) as response:
            return str(orjson.loads(await response.read())["id"])


def main() -> None:
    """Serve on the port of the environment."""
    bare, app = Bare(), web.Application()
    app.on_startup.append(bare.start)
    app.router.add_post("/api/messages", bare.messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None)


main()
