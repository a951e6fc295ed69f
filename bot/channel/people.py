"""Who belongs to a team or group chat, and the 1:1 chats we open ourselves.

Asked of Teams' Bot Connector, so it knows what Teams knows: whoever was removed is gone within the
five minutes that an answer is kept. Owners of a team are not told apart there.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.channel.activities import Address
from bot.channel.connector import ConnectorClient, ConnectorError
from bot.channel.egress import HostRefused
from bot.core.clock import Clock
from bot.core.errors import PersonUnreachable, TeamsUnavailable
from bot.core.ids import ConversationId, PersonId, TenantId
from bot.core.turn import Chat, ChatKind, Conversation, Person, PrivateChat

_KNOWN_S: Final = 240.0  # and a minute for an answer on its way: within five in all
_MOST_KNOWN: Final = 50_000


class Memberships:
    """What Teams has said lately; one for the process."""

    def __init__(self, connector: ConnectorClient, clock: Clock) -> None:
        self._connector = connector
        self._clock = clock
        self._known: OrderedDict[tuple[str, str, str], tuple[float, bool]] = OrderedDict()

    async def belongs(self, address: Address, person: PersonId, circle: ConversationId) -> bool:
        """Tell whether a person is in a team or group chat; raises TeamsUnavailable."""
        if not person or not circle:
            return False
        key = (address.tenant, circle, person)
        until, known = self._known.get(key, (0.0, False))
        now = self._clock.monotonic()
        if now < until:
            return known
        is_member = await self._ask(address, person, circle)
        self._known[key] = (now + _KNOWN_S, is_member)
        self._known.move_to_end(key)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return is_member

    async def _ask(self, address: Address, person: PersonId, circle: ConversationId) -> bool:
        try:
            return await self._connector.is_member(
                address.service_url, circle, person, tenant=address.tenant
            )
        except (ConnectorError, HostRefused) as error:
            raise TeamsUnavailable from error


class TeamsPeople:
    """The People port of one turn; ``chat_at`` makes the chat for an address.

    Each chat is made once: its messages are counted, so that a second run of the turn updates them.
    """

    def __init__(
        self,
        memberships: Memberships,
        connector: ConnectorClient,
        address: Address,
        chat_at: Callable[[Address, Conversation], Awaitable[Chat]],
    ) -> None:
        self._memberships = memberships
        self._connector = connector
        self._address = address
        self._chat_at = chat_at
        self._chats: dict[ConversationId, Chat] = {}

    async def belongs(self, person: PersonId, circle: ConversationId) -> bool:
        """Tell whether a person is in a team or group chat; raises TeamsUnavailable."""
        return await self._memberships.belongs(self._address, person, circle)

    async def members(self, circle: ConversationId) -> Sequence[Person]:
        """Return who is in a team or group chat, but for bots; raises TeamsUnavailable."""
        address = self._address
        try:
            listed = await self._connector.members(
                address.service_url, circle, tenant=address.tenant
            )
        except (ConnectorError, HostRefused) as error:
            raise TeamsUnavailable from error
        bot = address.bot.get("id")
        return [
            Person(PersonId(str(one.get("aadObjectId") or one.get("id"))), str(one.get("name", "")))
            for one in listed
            if one.get("id") and one.get("id") != bot
        ]

    async def chat_in(self, conversation: Conversation) -> Chat:
        """Return the chat of a group or channel; sending there fails where we are not in it."""
        place: dict[str, object] = {
            "conversationType": conversation.kind.value,
            "id": conversation.id,
            "tenantId": conversation.tenant,
            "isGroup": True,
        }
        there = replace(
            self._address,
            conversation=conversation.id,
            place=place,
            reply_to="",
            is_private=False,
        )
        return await self._chat(there, conversation)

    async def reach(self, person: PersonId) -> PrivateChat:
        """Open the 1:1 chat with a person; raises PersonUnreachable and TeamsUnavailable."""
        address = self._address
        body = {
            "bot": {"id": address.bot.get("id")},
            "members": [{"id": person}],
            "channelData": {"tenant": {"id": address.tenant}},
            "tenantId": address.tenant,
            "isGroup": False,
        }
        try:
            opened = await self._connector.open_chat(
                address.service_url, body, tenant=address.tenant, person=person
            )
        except HostRefused as error:
            raise TeamsUnavailable from error
        except ConnectorError as error:
            if error.is_passing:
                raise TeamsUnavailable from error
            raise PersonUnreachable from error
        if not opened:
            raise PersonUnreachable
        conversation = Conversation(
            TenantId(address.tenant), ConversationId(opened), ChatKind.PERSONAL
        )
        place = {"conversationType": "personal", "id": opened, "tenantId": address.tenant}
        there = Address(
            service_url=address.service_url,
            conversation=opened,
            place=dict(place),
            tenant=address.tenant,
            bot=address.bot,
            person={"id": person},
            reply_to="",
        )
        return PrivateChat(await self._chat(there, conversation), conversation)

    async def _chat(self, there: Address, conversation: Conversation) -> Chat:
        if conversation.id not in self._chats:
            self._chats[conversation.id] = await self._chat_at(there, conversation)
        return self._chats[conversation.id]
