"""The SDK's CloudAdapter over our own parts.

Authentication has happened at the door, with our own code; what the SDK would do here (MSAL in
the event loop, a new connector a turn, msrest) is replaced through its public seams. Handlers,
TurnContext and Activity stay, and TurnContext's own send goes out through our connector too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botbuilder.core import Bot, CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ResourceResponse
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
    UserTokenClient,
)

from bot.channel.connector import ConnectorClient
from bot.channel.visit import VISIT_KEY, Visit
from bot.channel.wire import dump, load_activity

_AUDIENCE = "https://api.botframework.com"


class TeamsAdapter(CloudAdapter):
    """Runs an activity through the SDK's pipeline."""

    def __init__(self, connector: ConnectorClient) -> None:
        CloudAdapterBase.__init__(self, TeamsAuthentication(connector))
        self._factory = _Connectors(connector)

    async def visit(self, visit: Visit, bot: Bot) -> InvokeResponse | None:
        """Run one activity that was authenticated before; returns an invoke's response."""
        activity = load_activity(visit.body)

        async def turn(context: TurnContext) -> None:
            context.turn_state[VISIT_KEY] = visit
            await bot.on_turn(context)

        passed = AuthenticateRequestResult()
        passed.claims_identity = ClaimsIdentity({}, is_authenticated=True)
        passed.audience = _AUDIENCE
        passed.connector_factory = self._factory
        response: InvokeResponse | None = await self.process_activity(passed, activity, turn)
        return response


class TeamsAuthentication(BotFrameworkAuthentication):
    """What the SDK asks of its authentication; requests never reach it, they stop at the door."""

    def __init__(self, connector: ConnectorClient) -> None:
        self._factory = _Connectors(connector)

    async def authenticate_request(
        self, _activity: Activity, _auth_header: str
    ) -> AuthenticateRequestResult:
        """Refuse: bot/channel/endpoint.py verifies every request before the SDK sees it."""
        raise PermissionError

    async def authenticate_streaming_request(
        self, _auth_header: str, _channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Refuse: Direct Line's web sockets are not served."""
        raise PermissionError

    def create_connector_factory(self, _claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Return the one factory."""
        return self._factory

    async def create_user_token_client(  # type: ignore[override]  # the SDK only passes it on
        self, _claims_identity: ClaimsIdentity
    ) -> UserTokenClient | None:
        """Return nothing: signing in is no business of this class."""
        return None


class _Connectors(ConnectorFactory):
    def __init__(self, connector: ConnectorClient) -> None:
        self._connector = connector

    async def create(  # type: ignore[override]  # the SDK uses only .conversations of it
        self, service_url: str, _audience: str | None = None
    ) -> _SdkConnector:
        return _SdkConnector(_SdkConversations(self._connector, service_url))


@dataclass(frozen=True, slots=True)
class _SdkConnector:
    conversations: _SdkConversations


class _SdkConversations:
    """The four calls that the SDK's adapter makes."""

    def __init__(self, connector: ConnectorClient, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url

    async def send_to_conversation(self, conversation: str, activity: Activity) -> ResourceResponse:
        sent = await self._connector.send(self._service_url, conversation, _body(activity))
        return ResourceResponse(id=sent)

    async def reply_to_activity(
        self, conversation: str, reply_to: str, activity: Activity
    ) -> ResourceResponse:
        sent = await self._connector.send(
            self._service_url, conversation, _body(activity), reply_to=reply_to
        )
        return ResourceResponse(id=sent)

    async def update_activity(
        self, conversation: str, activity_id: str, activity: Activity
    ) -> ResourceResponse:
        await self._connector.update(self._service_url, conversation, activity_id, _body(activity))
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation: str, activity_id: str) -> None:
        await self._connector.delete(self._service_url, conversation, activity_id)


def _body(activity: Activity) -> Mapping[str, object]:
    body: Mapping[str, object] = dump(activity)
    return body
