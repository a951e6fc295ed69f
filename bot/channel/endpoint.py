"""The door: POST /api/messages. Checks in order of cost, then answers at once.

Size, type, JSON, token, tenant, service host: what fails ends here with its status, one log line
and nothing run. Buttons and typeaheads are answered within the request; everything else is put
into the work queue before the 202, so an acknowledged message is never lost.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from aiohttp import web
from botbuilder.core import InvokeResponse

from bot.agency.profile import Agencies, Agency
from bot.channel.adapter import TeamsAdapter
from bot.channel.bot import MEETING_EVENTS, AssistantBot, bot_was_added
from bot.channel.notice_of_loss import NoticeOfLoss
from bot.channel.turns import conversation_of, is_targeted, mapping_of, nameless, text_of
from bot.channel.verification import TokenRefused, TokenVerifier
from bot.channel.visit import Visit
from bot.channel.wire import NotAnActivity, encode, load_activity
from bot.core.commands import Command, command_in
from bot.core.errors import StateUnavailable
from bot.core.hosts import HostList
from bot.core.ids import new_id
from bot.core.meter import TurnMeter
from bot.core.ports import Json, Lane, WorkQueue
from bot.core.turn import ChatKind

_log: Final = logging.getLogger(__name__)
_security: Final = logging.getLogger("security")
MAX_BODY: Final = 1024 * 1024
INVOKE_DEADLINE_S: Final = 8.0
_READ_S: Final = 10.0
_WORK_TYPES: Final = frozenset({"message", "installationUpdate", "messageDelete"})


@dataclass(frozen=True, slots=True)
class Door:
    """What the door checks with."""

    verifier: TokenVerifier | None  # None only in a local run
    agencies: Agencies
    service_hosts: HostList
    queue: WorkQueue
    adapter: TeamsAdapter
    bot: AssistantBot
    notice_of_loss: NoticeOfLoss
    meter: TurnMeter


class _Refused(Exception):  # says what happens, as all our errors do
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class MessagesEndpoint:
    """Handles POST /api/messages."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request; every refusal is one log line with a reason and no content."""
        try:
            body = await self._body(request)
            await self._verify(request, body)
            agency = self._agency(body)
        except _Refused as refused:
            return self._refuse(refused)
        if body.get("type") == "invoke":
            return await self._invoke(body, agency)
        return await self._enqueue(body, agency)

    def _refuse(self, refused: _Refused) -> web.Response:
        self._door.meter.refused(refused.reason)
        _security.warning(
            "request refused", extra={"status": refused.status, "reason": refused.reason}
        )
        return web.Response(status=refused.status)

    # --- checks ----------------------------------------------------------------------------------

    async def _body(self, request: web.Request) -> dict[str, object]:
        if request.content_type != "application/json":
            raise _Refused(415, "content_type")
        if (request.content_length or 0) > MAX_BODY:
            raise _Refused(413, "too_large")
        raw = await _read(request)
        try:
            body = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise _Refused(400, "no_json") from None
        if not isinstance(body, dict) or not text_of(body.get("type")):
            raise _Refused(400, "no_activity")
        return body

    async def _verify(self, request: web.Request, body: dict[str, object]) -> None:
        if self._door.verifier is None:
            return
        try:
            await self._door.verifier.verify(request.headers.get("Authorization"), body)
        except TokenRefused as refused:
            raise _Refused(401, f"token_{refused.reason}") from None

    def _agency(self, body: Mapping[str, object]) -> Agency:
        conversation = conversation_of(body)
        agency = self._door.agencies.of(conversation.tenant)
        if agency is None:
            raise _Refused(403, "unknown_tenant")
        if not self._door.service_hosts.allows(text_of(body.get("serviceUrl"))):
            raise _Refused(403, "service_host")
        needs_sender = body.get("type") in ("message", "invoke")
        sender = text_of(mapping_of(body.get("from")).get("id"))
        if not conversation.id or (needs_sender and not sender):
            raise _Refused(400, "no_activity")
        return agency

    # --- answers ---------------------------------------------------------------------------------

    async def _invoke(self, body: dict[str, object], agency: Agency) -> web.Response:
        visit = Visit(
            body=body,
            agency=agency,
            item_id=text_of(body.get("id")) or new_id(),
            arrived=time.time(),
        )
        try:
            async with asyncio.timeout(INVOKE_DEADLINE_S):
                response = await self._door.adapter.visit(visit, self._door.bot)
        except TimeoutError:
            _log.warning("invoke took too long")
            return web.Response(status=504)
        except NotAnActivity:
            return self._refuse(_Refused(400, "no_activity"))
        except StateUnavailable:
            return web.Response(status=503)
        return _json(response)

    async def _enqueue(self, body: dict[str, object], agency: Agency) -> web.Response:
        if not _is_work(body):
            return web.Response(status=202)
        try:
            load_activity(body)  # rather refused here than acknowledged and dropped
        except NotAnActivity:
            return self._refuse(_Refused(400, "no_activity"))
        conversation = conversation_of(body)
        lane = Lane(conversation.tenant, conversation.id)
        body["from"] = nameless(body.get("from"))
        item: Json = {"activity": body, "arrived": time.time()}
        try:
            if command_in(text_of(body.get("text"))) is Command.STOP:
                # It must not wait behind what it is meant to stop.
                item = {**item, "stopped": await self._door.queue.stop(lane)}
            await self._door.queue.put(lane, _item_id(body), item)
        except StateUnavailable:
            await self._door.notice_of_loss.send(body, agency)
            return web.Response(status=503)
        return web.Response(status=202)


async def _read(request: web.Request) -> bytes:
    """Return the whole body; a sender may neither send for ever nor break off unnoticed."""
    try:
        async with asyncio.timeout(_READ_S):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise _Refused(413, "too_large") from None
    except TimeoutError:
        raise _Refused(408, "too_slow") from None
    except (web.RequestPayloadError, OSError):
        raise _Refused(400, "broken_off") from None


def _is_work(body: Mapping[str, object]) -> bool:
    """Tell whether anybody will want to look at an activity; the rest is not even stored."""
    kind = body.get("type")
    if kind == "conversationUpdate":
        return bot_was_added(body)
    if kind == "event":
        return text_of(body.get("name")) in MEETING_EVENTS
    if kind == "message":
        personal = conversation_of(body).kind is ChatKind.PERSONAL
        return (
            personal
            or mapping_of(body.get("value")) != {}
            or is_targeted(body)
            or _mentions_us(body)
        )
    return kind in _WORK_TYPES


def _mentions_us(body: Mapping[str, object]) -> bool:
    recipient = text_of(mapping_of(body.get("recipient")).get("id"))
    entities = body.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        mentioned = mapping_of(mapping_of(entity).get("mentioned"))
        if mapping_of(entity).get("type") == "mention" and mentioned.get("id") == recipient:
            return True
    return False


def _item_id(body: Mapping[str, object]) -> str:
    """Return what makes a redelivery recognisable; without an id, the body itself does."""
    identifier = text_of(body.get("id"))
    if identifier:
        return f"{text_of(body.get('type'))}:{identifier}"
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _json(response: InvokeResponse | None) -> web.Response:
    if response is None:
        return web.Response(status=200)
    return web.Response(
        status=int(response.status),
        body=encode(response.body) if response.body is not None else b"null",
        content_type="application/json",
    )
