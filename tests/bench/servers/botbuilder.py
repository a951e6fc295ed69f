"""Stock botbuilder 4.17.1 as its samples use it: CloudAdapter, ActivityHandler, verified tokens.

The bot's own token is a constant: the SDK can only fetch it from Microsoft.
"""

from __future__ import annotations

import os

from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import MicrosoftAppCredentials


class Configuration:
    """What the SDK reads."""

    APP_ID = os.environ["TEAMS_APP_ID"]
    APP_PASSWORD = os.environ["TEAMS_APP_PASSWORD"]
    APP_TYPE = "MultiTenant"
    TO_CHANNEL_FROM_BOT_LOGIN_URL = "https://login.example/"
    TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = "https://api.botframework.com"
    TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = os.environ["TEAMS_TOKEN_ISSUER"]
    OAUTH_URL = "https://token.example/"
    TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
    TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = os.environ["TEAMS_OPENID_METADATA_URL"]
    CALLER_ID = ""


class Echo(ActivityHandler):
    """Replies with what came."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(turn_context.activity.text)


def main() -> None:
    """Serve on the port of the environment."""
    MicrosoftAppCredentials.get_access_token = lambda *_args, **_options: "made-up"
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Configuration()))
    echo = Echo()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, echo)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None)


main()
