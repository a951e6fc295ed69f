"""Who belongs to a team or group chat, and the 1:1 chats we open ourselves.

Asked of Teams' Bot Connector, so it knows what Teams knows: whoever was removed is gone within the
five minutes that an answer is kept. Owners of a team are not told apart there: that is asked of
the directory, with the consent of the team.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.channel.activities import Address
from bot.channel.connector import ConnectorClient, ConnectorError
from bot.channel.egress import HostRefused
from bot.channel.turns import mapping_of, text_of
from bot.core.clock import Clock
from bot.core.errors import (
    PersonUnreachable,
    TeamsUnavailable,
    TranscriptConsentMissing,
    TranscriptMissing,
    TranscriptNotAllowed,
)
from bot.core.ids import ConversationId, PersonId, TenantId
from bot.core.ports import Meeting, TeamOwners
from bot.core.turn import Chat, ChatKind, Conversation, Person, PrivateChat

_KNOWN_S: Final = 240.0  # and a minute for an answer on its way: within five in all
_UNKNOWN_S: Final = 30.0  # for so long nobody is asked again who did not answer
_MOST_KNOWN: Final = 50_000
_GROUP_CHAT: Final = "@thread.v2"
_NOT_FOUND: Final = 404
_FORBIDDEN: Final = 403

_Key = tuple[str, str, str]
_Known = OrderedDict[_Key, tuple[float, bool | None]]  # until when, and what


class Memberships:
    """What Teams has said lately; one for the process."""

    def __init__(
        self,
        connector: ConnectorClient,
        clock: Clock,
        owners: TeamOwners,
        *,
        patience_s: float = 4.0,
    ) -> None:
        """Wait ``patience_s`` for who owns a team: somebody looks on who can do without."""
        self._patience_s = patience_s
        self._connector = connector
        self._clock = clock
        self._owners = owners
        self._known: _Known = OrderedDict()
        self._owning: _Known = OrderedDict()

    async def belongs(self, address: Address, person: PersonId, circle: ConversationId) -> bool:
        """Tell whether a person is in a team or group chat; raises TeamsUnavailable."""
        if not person or not circle:
            return False
        key = (address.tenant, circle, person)
        until, known = self._known.get(key, (0.0, False))
        now = self._clock.monotonic()
        if now < until:
            return bool(known)
        is_member = await self._ask(address, person, circle)
        _note(self._known, key, (now + _KNOWN_S, is_member))
        return is_member

    async def owns(self, address: Address, person: PersonId, circle: ConversationId) -> bool | None:
        """Tell whether a person owns a team; None while the directory does not say."""
        if not person or not circle or circle.endswith(_GROUP_CHAT):
            return False
        key = (address.tenant, circle, person)
        until, known = self._owning.get(key, (0.0, None))
        now = self._clock.monotonic()
        if now < until:
            return known
        try:
            async with asyncio.timeout(self._patience_s):
                is_owner = await self._ask_directory(address, person, circle)
        except TimeoutError:
            is_owner = None
        kept_s = _UNKNOWN_S if is_owner is None else _KNOWN_S
        _note(self._owning, key, (now + kept_s, is_owner))
        return is_owner

    async def _ask_directory(
        self, address: Address, person: PersonId, circle: ConversationId
    ) -> bool | None:
        try:
            team = await self._connector.team(address.service_url, circle, tenant=address.tenant)
        except (ConnectorError, HostRefused):
            return None
        group = team.get("aadGroupId")
        if not isinstance(group, str) or not group:
            return None
        return await self._owners.owns(TenantId(address.tenant), person, group)

    async def _ask(self, address: Address, person: PersonId, circle: ConversationId) -> bool:
        try:
            return await self._connector.is_member(
                address.service_url, circle, person, tenant=address.tenant
            )
        except (ConnectorError, HostRefused) as error:
            raise TeamsUnavailable from error


def _note(known: _Known, key: _Key, value: tuple[float, bool | None]) -> None:
    known[key] = value
    known.move_to_end(key)
    if len(known) > _MOST_KNOWN:
        known.popitem(last=False)


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

    async def owns(self, person: PersonId, circle: ConversationId) -> bool | None:
        """Tell whether a person owns a team; None where nobody says."""
        return await self._memberships.owns(self._address, person, circle)

    async def meeting(self, meeting: str) -> Meeting:
        """Return a meeting as Graph knows it; raises what the port says."""
        address = self._address
        try:
            found = await self._connector.meeting(
                address.service_url, meeting, tenant=address.tenant
            )
        except HostRefused as error:
            raise TeamsUnavailable from error
        except ConnectorError as error:
            if error.status == _NOT_FOUND:
                raise TranscriptMissing from error
            if error.status == _FORBIDDEN:
                raise TranscriptConsentMissing from error
            raise TeamsUnavailable from error
        return _meeting(found, address.tenant)

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


def _meeting(found: Mapping[str, object], tenant: str) -> Meeting:
    """Read Teams' description; who was invited by another tenant reads there, not here."""
    details, organiser = mapping_of(found.get("details")), mapping_of(found.get("organizer"))
    theirs = text_of(organiser.get("tenantId"))
    if theirs and theirs.lower() != tenant.lower():
        raise TranscriptNotAllowed
    return Meeting(
        TenantId(tenant),
        id=text_of(details.get("msGraphResourceId")),
        organiser=text_of(organiser.get("aadObjectId")),
        join_url=text_of(details.get("joinUrl")),
    )
