"""Teams' Bot Connector on loopback, as strict as the real one.

Serves the Connector API (send, reply, update, delete) with the streaming protocol's rules, hosts
files people upload, takes files the bot saves, and records every request in order. Faults are
switched on by the test: busy, down, no streaming, stop pressed, time over.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, Self

import aiohttp
import orjson
from aiohttp import web

from tests.fakes.teams_inbound import Inbound
from tests.fakes.teams_streams import (
    NOT_ALLOWED,
    Dropped,
    Refusal,
    Stream,
    check_shape,
    stream_info,
)

Json = dict[str, Any]

_LARGEST_MESSAGE: Final = 100 * 1024
_MOST_CITATIONS: Final = 20
_ROOT_ENTITY: Final = "https://schema.org/Message"


@dataclass
class Sent:
    """One request as it arrived, and what it was answered."""

    method: str
    conversation: str
    activity_id: str
    body: Json
    headers: Mapping[str, str]
    at: float
    private: bool = False
    status: int = 0
    id: str = ""

    @property
    def type(self) -> str:
        return str(self.body.get("type", ""))

    @property
    def text(self) -> str:
        return str(self.body.get("text") or "")

    @property
    def stream(self) -> Mapping[str, Any] | None:
        """The streaming entity."""
        return stream_info(self.body)

    @property
    def was_taken(self) -> bool:
        return 200 <= self.status < 300


@dataclass
class Shown:
    """A message as a person sees it now."""

    id: str
    body: Json
    streaming: bool = False

    @property
    def text(self) -> str:
        return str(self.body.get("text") or "")

    @property
    def attachments(self) -> list[Json]:
        found: list[Json] = self.body.get("attachments") or []
        return found

    @property
    def card(self) -> Json | None:
        """The first Adaptive Card."""
        for attachment in self.attachments:
            if attachment["contentType"] == "application/vnd.microsoft.card.adaptive":
                card: Json = attachment["content"]
                return card
        return None

    @property
    def card_text(self) -> str:
        """The card as JSON, with its letters readable."""
        return orjson.dumps(self.card).decode()

    @property
    def labelled(self) -> bool:
        """Whether it is marked as made by AI."""
        return any(
            "AIGeneratedContent" in (entity.get("additionalType") or [])
            for entity in self.body.get("entities") or []
        )


@dataclass
class _Fault:
    status: int
    times: int
    headers: dict[str, str]
    where: Callable[[Sent], bool]
    code: str
    message: str
    lost: bool


@dataclass
class _Chat:
    messages: dict[str, Shown] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)


class FakeTeams(Inbound):
    """The server; use as ``async with FakeTeams() as teams``."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, port: int = 0) -> None:
        self.requests: list[Sent] = []
        self.violations: list[str] = []
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, bytes] = {}
        self.members: dict[str, set[str]] = {}  # by conversation: ids in the directory
        self.unreachable: set[str] = set()  # people who have not installed the bot
        self.members_asked = 0
        self.meetings: dict[str, Json | int] = {}  # by Teams' id: the description, or a status
        self.groups: dict[str, str] = {}  # of teams, in the directory
        self.authorization = ""  # when set: the only one that is taken
        self.streaming_enabled = True  # False: 400 "streaming api is not enabled"
        self.streaming_allowed = True  # False: 403 "Content stream is not allowed"
        self.stream_limit_s = 120.0
        self.delay_s = 0.0
        self.redirect_to = ""
        self.meeting_chats = {"19:meeting_abc@thread.v2": "MCMxMeeting"}
        self.held: Callable[[Sent], bool] = lambda _: False  # answered once `release` is called
        self.holding: list[Sent] = []
        self._now = now
        self._port = port
        self._chats: dict[str, _Chat] = {}
        self._faults: list[_Fault] = []
        self._down_until = 0.0
        self._numbers = count(1)
        self._arrived = asyncio.Event()
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        base = "/{region}/v3/conversations/{conversation}/activities"
        app.router.add_route("POST", base, self._activity)
        app.router.add_route("*", base + "/{activity}", self._activity)
        app.router.add_post("/{region}/v3/conversations", self._open_chat)
        paged = "/{region}/v3/conversations/{conversation}/pagedmembers"
        app.router.add_get(paged, self._members)
        members = "/{region}/v3/conversations/{conversation}/members/{person}"
        app.router.add_get(members, self._member)
        app.router.add_get("/{region}/v1/meetings/{meeting}", self._meeting)
        app.router.add_get("/{region}/v3/teams/{team}", self._team)
        app.router.add_get("/files/{name}", self._serve_file)
        app.router.add_put("/uploads/{name}", self._take_upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.url = f"http://{self.host}"
        self.service_url = f"{self.url}/emea/"
        self.client = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()
        await self._runner.cleanup()

    # --- what tests ask ---

    @property
    def posted(self) -> list[Sent]:
        """Every activity that was taken, in order."""
        return [sent for sent in self.requests if sent.method == "POST" and sent.was_taken]

    def messages(self, conversation: str) -> dict[str, Shown]:
        """Return what stands in a conversation now, by id, in order of appearance."""
        return dict(self._chat(conversation).messages)

    def finals(self, conversation: str = "") -> list[Sent]:
        """Whole messages that were taken: stream finals and plain ones, not the updates of them."""
        return [
            sent
            for sent in self.posted
            if sent.type == "message" and conversation in {"", sent.conversation}
        ]

    def updates(self, conversation: str = "") -> list[Sent]:
        """Stream updates that were taken."""
        return [
            sent
            for sent in self.posted
            if sent.stream and sent.type == "typing" and conversation in {"", sent.conversation}
        ]

    async def wait_for(self, what: Callable[[], Any], timeout_s: float = 30.0) -> None:
        """Wait until ``what`` is true; looked at after every request."""
        async with asyncio.timeout(timeout_s):
            while not what():
                self._arrived.clear()
                await self._arrived.wait()

    # --- what tests switch ---

    def fail(
        self,
        status: int,
        *,
        times: int = 1,
        retry_after: str = "",
        code: str = "",
        message: str = "",
        where: Callable[[Sent], bool] = lambda _: True,
        lost: bool = False,
    ) -> None:
        """Refuse the next requests; ``lost`` takes them and breaks off without an answer."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        self._faults.append(_Fault(status, times, headers, where, code, message, lost))

    def release(self) -> None:
        """Refuse what was held, for a moment; hold nothing more."""
        self.held = lambda _: False
        self._released.set()

    def heal(self) -> None:
        """End all faults that ``fail`` has begun."""
        self._faults.clear()

    def down(self, seconds: float) -> None:
        """Reset every connection for a while."""
        self._down_until = self._now() + seconds

    def press_stop(self, conversation: str) -> None:
        """Press stop under the answer that is being streamed."""
        for stream in self._chat(conversation).streams.values():
            if not stream.done:
                stream.cancelled = True

    def put_file(self, name: str, content: bytes) -> str:
        """Host an uploaded file and return its download address."""
        self.files[name] = content
        return f"{self.url}/files/{name}"

    def upload_url(self, name: str) -> str:
        """Return an address to which the bot may save a file."""
        return f"{self.url}/uploads/{name}"

    # --- the server ---

    def _chat(self, conversation: str) -> _Chat:
        return self._chats.setdefault(conversation, _Chat())

    async def _activity(self, request: web.Request) -> web.StreamResponse:
        info = request.match_info
        raw = await request.read()
        sent = Sent(
            request.method,
            info["conversation"],
            info.get("activity", ""),
            orjson.loads(raw) if raw else {},
            dict(request.headers),
            self._now(),
            request.query.get("isTargetedActivity") == "true",
        )
        self.requests.append(sent)
        try:
            response = await self._answer(sent, len(raw.decode("utf-8").encode("utf-16-le")))
        except Refusal as refusal:
            error = {"error": {"code": refusal.code, "message": refusal.message}}
            response = web.json_response(error, status=refusal.status, headers=refusal.headers)
        except Dropped:
            response = web.json_response({}, status=202)
        except _LostError:
            if request.transport is not None:
                request.transport.abort()
            response = web.Response(status=500)
        sent.status = response.status
        self._arrived.set()
        return response

    async def _answer(self, sent: Sent, size: int) -> web.Response:
        await self._let_through(sent)
        fault = self._fault(sent)
        if fault and not fault.lost:
            raise Refusal(fault.status, fault.code, fault.message, fault.headers)
        if self.authorization and sent.headers.get("Authorization") != self.authorization:
            raise Refusal(401, "Unauthorized", "Authorization has been denied for this request.")
        if self.redirect_to:
            return web.Response(status=307, headers={"Location": self.redirect_to})
        if size > _LARGEST_MESSAGE:
            raise Refusal(413, "MessageSizeTooBig", "Message size too large")
        if self.delay_s:
            await asyncio.sleep(self.delay_s)
        response = await self._take(sent)
        if fault:
            raise _LostError
        return response

    async def _let_through(self, sent: Sent) -> None:
        if self.held(sent):
            self.holding.append(sent)
            await self._released.wait()
            raise _LostError
        if sent.at < self._down_until:
            raise _LostError

    def _fault(self, sent: Sent) -> _Fault | None:
        for fault in self._faults:
            if fault.times and fault.where(sent):
                fault.times -= 1
                return fault
        return None

    async def _take(self, sent: Sent) -> web.Response:
        chat = self._chat(sent.conversation)
        if sent.method == "DELETE":
            self._known(chat, sent.activity_id)
            del chat.messages[sent.activity_id]
            return web.json_response({})
        self._check(sent)
        if sent.method == "PUT":
            return self._put(chat, sent)
        if sent.stream is not None:
            return await self._streamed(chat, sent, sent.stream)
        if sent.type == "typing":
            return web.json_response({}, status=202)
        sent.id = self._new_id()
        chat.messages[sent.id] = Shown(sent.id, sent.body)
        return web.json_response({"id": sent.id}, status=201)

    def _put(self, chat: _Chat, sent: Sent) -> web.Response:
        if sent.stream is not None:
            raise Refusal(400, "BadRequest", "Streams can't be continued by updating a message")
        self._known(chat, sent.activity_id)
        chat.messages[sent.activity_id] = Shown(sent.activity_id, sent.body)
        if stream := chat.streams.get(sent.activity_id):
            stream.done = True
        sent.id = sent.activity_id
        return web.json_response({"id": sent.id})

    async def _streamed(self, chat: _Chat, sent: Sent, info: Mapping[str, Any]) -> web.Response:
        if not self.streaming_enabled:
            raise Refusal(400, "BadArgument", "streaming api is not enabled")
        if not sent.conversation.startswith("a:"):
            raise Refusal(405, "MethodNotAllowed", "Streaming is for one-on-one chats only")
        check_shape(sent.body, info)
        if not self.streaming_allowed:
            raise Refusal(403, NOT_ALLOWED, "Content stream is not allowed")
        is_new = "streamId" not in info
        stream = self._begin(chat, sent, info) if is_new else chat.streams.get(info["streamId"])
        if stream is None:
            raise Refusal(400, "BadArgument", "Unknown streamId")
        stream.limit_s = self.stream_limit_s
        before = len(stream.violations)
        try:
            stream.take(sent.body, info, sent.at)
        finally:
            self.violations += stream.violations[before:]
        sent.id = stream.id
        body = sent.body if stream.done else {**sent.body, "text": stream.shown}
        chat.messages[stream.id] = Shown(stream.id, body, streaming=not stream.done)
        answer = {"id": stream.id} if is_new else {}
        return web.json_response(answer, status=201 if is_new else 202)

    def _begin(self, chat: _Chat, sent: Sent, info: Mapping[str, Any]) -> Stream:
        if info.get("streamSequence") != 1:
            raise Refusal(400, "BadRequest", "A stream starts with streamSequence 1")
        if any(not (s.done or s.cancelled) for s in chat.streams.values()):
            self.violations.append("second stream in one chat")
        stream = Stream(self._new_id(), sent.conversation, sent.at, self.stream_limit_s)
        chat.streams[stream.id] = stream
        return stream

    def _check(self, sent: Sent) -> None:
        if sent.private and bool(sent.body.get("recipient")) is (sent.method == "PUT"):
            raise Refusal(400, "BadArgument", "recipient: needed to send, refused to update")
        entities = sent.body.get("entities") or []
        roots = [entity for entity in entities if entity.get("type") == _ROOT_ENTITY]
        if len(roots) > 1:
            raise Refusal(400, "BadRequest", "Multiple root message entities")
        if roots and len(roots[0].get("citation") or []) > _MOST_CITATIONS:
            raise Refusal(400, "BadRequest", "Too many citations")
        if sent.body.get("suggestedActions") and sent.body.get("attachments"):
            self.violations.append("suggested actions beside a card are not shown")

    @staticmethod
    def _known(chat: _Chat, activity_id: str) -> None:
        if activity_id not in chat.messages:
            raise Refusal(404, "ActivityNotFoundInConversation", "The activity was not found")

    def _new_id(self) -> str:
        return f"m-{next(self._numbers):05}"

    async def _open_chat(self, request: web.Request) -> web.Response:
        body = orjson.loads(await request.read())
        person = str(body["members"][0]["id"])
        if self._now() < self._down_until:
            return web.json_response({}, status=503)
        if person in self.unreachable or not body["channelData"]["tenant"]["id"]:
            error = {"error": {"code": "BotNotInConversationRoster", "message": "Not installed"}}
            return web.json_response(error, status=403)
        return web.json_response({"id": f"a:1Chat-{person}"}, status=201)

    async def _members(self, request: web.Request) -> web.Response:
        """List a conversation's members, two a page."""
        if self._now() < self._down_until:
            return web.json_response({}, status=503)
        listed = sorted(self.members.get(request.match_info["conversation"], set()))
        first = int(request.query.get("continuationToken", "0"))
        page = [
            {"id": f"29:{one}", "aadObjectId": one, "name": one.rpartition("-")[2]}
            for one in listed[first : first + 2]
        ]
        more = {"continuationToken": str(first + 2)} if first + 2 < len(listed) else {}
        return web.json_response({"members": page, **more})

    async def _member(self, request: web.Request) -> web.Response:
        self.members_asked += 1
        if self._now() < self._down_until:
            return web.json_response({}, status=503)
        person = request.match_info["person"]
        if person not in self.members.get(request.match_info["conversation"], set()):
            error = {"error": {"code": "MemberNotFoundInConversation", "message": ""}}
            return web.json_response(error, status=404)
        return web.json_response({"id": person, "aadObjectId": person, "userRole": "user"})

    async def _meeting(self, request: web.Request) -> web.Response:
        found = self.meetings.get(request.match_info["meeting"], 404)
        if isinstance(found, int):
            return web.json_response({"error": {"code": "NotAllowed"}}, status=found)
        return web.json_response(found)

    async def _team(self, request: web.Request) -> web.Response:
        team = request.match_info["team"]
        if team not in self.groups:
            return web.json_response({"error": {"code": "NotFound"}}, status=404)
        return web.json_response({"id": team, "name": "T", "aadGroupId": self.groups[team]})

    async def _serve_file(self, request: web.Request) -> web.Response:
        content = self.files.get(request.match_info["name"])
        if "Authorization" in request.headers:
            self.violations.append("a token was sent to the file host")
        return web.Response(status=404) if content is None else web.Response(body=content)

    async def _take_upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        wanted = f"bytes 0-{len(content) - 1}/{len(content)}"
        if request.headers.get("Content-Range") != wanted or "Authorization" in request.headers:
            return web.Response(status=400)
        self.uploads[request.match_info["name"]] = content
        return web.json_response({}, status=201)


class _LostError(Exception):
    """The connection breaks off without an answer."""
