"""microsoft-agents-hosting-aiohttp 1.9.0: its CloudAdapter and its token middleware.

The keys' address is the only thing replaced, and the bot's own token is a constant.
"""

from __future__ import annotations

import os
from urllib.parse import urljoin

from aiohttp import web
from microsoft_agents.hosting.aiohttp import CloudAdapter, jwt_authorization_middleware
from microsoft_agents.hosting.core import ActivityHandler, AgentAuthConfiguration, TurnContext
from microsoft_agents.hosting.core.authorization import _entra_issuers

KEYS = urljoin(os.environ["TEAMS_OPENID_METADATA_URL"], "keys")


class Tokens:
    """A token provider without a network."""

    def __init__(self, configuration: AgentAuthConfiguration) -> None:
        self.configuration = configuration

    async def get_access_token(self, *_args: object, **_options: object) -> str:
        return "made-up"


class Connections:
    """One connection for everything."""

    def __init__(self, configuration: AgentAuthConfiguration) -> None:
        self._tokens = Tokens(configuration)

    def get_connection(self, _name: str) -> Tokens:
        return self._tokens

    def get_default_connection(self) -> Tokens:
        return self._tokens

    def get_token_provider(self, *_args: object) -> Tokens:
        return self._tokens

    def get_token_provider_from_activity(self, *_args: object) -> Tokens:
        return self._tokens

    def get_default_connection_configuration(self) -> AgentAuthConfiguration:
        return self._tokens.configuration


class Echo(ActivityHandler):
    """Replies with what came."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(turn_context.activity.text)


def main() -> None:
    """Serve on the port of the environment."""
    _entra_issuers.BOTFRAMEWORK_JWKS_URIS[os.environ["TEAMS_TOKEN_ISSUER"]] = KEYS
    configuration = AgentAuthConfiguration(
        client_id=os.environ["TEAMS_APP_ID"], tenant_id=os.environ["TEAMS_APP_TENANT_ID"]
    )
    adapter = CloudAdapter(connection_manager=Connections(configuration))
    echo = Echo()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, echo)

    app = web.Application(middlewares=[jwt_authorization_middleware])
    app["agent_configuration"] = configuration
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None)


main()
