"""microsoft-teams-apps 2.1.1 as it comes: FastAPI, uvicorn, httpx, verified tokens.

The keys' address and the port's interface are replaced; the bot's own token is a constant.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace

import jwt
import uvicorn
from fastapi import FastAPI
from microsoft_teams.api import MessageActivity
from microsoft_teams.api.auth.cloud_environment import PUBLIC
from microsoft_teams.apps import ActivityContext, App, FastAPIAdapter


def serve(app: FastAPI) -> uvicorn.Server:
    port = int(os.environ["PORT"])
    return uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))


# The SDK reads its own token, so that it must be one.
TOKEN = jwt.encode({"exp": int(time.time()) + 86_400, "appid": "made-up"}, "made-up " * 8)


def token(_scope: object, _tenant: object) -> str:
    return TOKEN


async def main() -> None:
    """Serve on the port of the environment."""
    app = App(
        client_id=os.environ["TEAMS_APP_ID"],
        tenant_id=os.environ["TEAMS_APP_TENANT_ID"],
        token=token,
        cloud=replace(PUBLIC, openid_metadata_url=os.environ["TEAMS_OPENID_METADATA_URL"]),
        http_server_adapter=FastAPIAdapter(server_factory=serve),
    )

    @app.on_message
    async def echo(context: ActivityContext[MessageActivity]) -> None:
        await context.send(context.activity.text)

    await app.start(int(os.environ["PORT"]))


asyncio.run(main())
