"""What one writes first: aiohttp, PyJWT, the openai SDK's typed stream, a send every ten chunks."""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
from aiohttp import web
from openai import AsyncOpenAI

APP_ID, ISSUER = os.environ["TEAMS_APP_ID"], os.environ["TEAMS_TOKEN_ISSUER"]
BATCH = 10


class Naive:
    """Verifies, asks the model, streams."""

    async def start(self, _app: web.Application) -> None:
        self.http = aiohttp.ClientSession(headers={"Authorization": "Bearer made-up"})
        self.model = AsyncOpenAI()
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
        turn = asyncio.create_task(self.answer(json.loads(await request.read())))
        self.turns.add(turn)
        turn.add_done_callback(self.turns.discard)
        return web.Response(status=202)

    async def answer(self, activity: dict[str, Any]) -> None:
        conversation = quote(activity["conversation"]["id"], safe="")
        url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities"
        text, number, stream_id, chunks = "", 0, None, 0
        stream = await self.model.chat.completions.create(
            model=os.environ["OPENAI_MODEL"],
            messages=[{"role": "user", "content": activity["text"]}],
            stream=True,
        )
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                text, chunks = text + chunk.choices[0].delta.content, chunks + 1
                if chunks % BATCH == 1:
                    number += 1
                    info = {"streamType": "streaming", "streamSequence": number}
                    stream_id = await self.send(url, activity, "typing", text, info, stream_id)
        await self.send(url, activity, "message", text, {"streamType": "final"}, stream_id)

    async def send(
        self,
        url: str,
        activity: dict[str, Any],
        kind: str,
        text: str,
        info: dict[str, Any],
        stream_id: str | None,
    ) -> str:
        entity = {"type": "streaminfo", **info, **({"streamId": stream_id} if stream_id else {})}
        body = {
            "type": kind,
            "text": text,
            "entities": [entity],
            "from": activity["recipient"],
            "recipient": activity["from"],
            "conversation": activity["conversation"],
        }
        async with self.http.post(url, json=body) as response:
            answer = await response.json()
        return stream_id or str(answer["id"])


def main() -> None:
    """Serve on the port of the environment."""
    naive, app = Naive(), web.Application()
    app.on_startup.append(naive.start)
    app.router.add_post("/api/messages", naive.messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None)


main()
