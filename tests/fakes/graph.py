"""Microsoft Graph on loopback, for transcripts and teams: as strict about Accept as the real one.

A token that begins with „app-token“ is an app's: it has no ``/me`` and reads what was consented to;
any other is the name of a person, who reads what they were invited to. Errors come in Graph's
envelope, the specific code innermost; switches of the tenant and faults are set by the test.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

_APP = "app-token"
VTT = "WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v Anna Öztürk>Ich eröffne die Sitzung.</v>\n"
NAMELESS = "WEBVTT\n\n0:0:0.0 --> 0:0:5.320\nIch eröffne die Sitzung.\n"


@dataclass
class GraphMeeting:
    """A meeting, who was invited, and its transcripts by id: when they began, and their text."""

    id: str
    join_url: str
    invited: set[str]
    transcripts: dict[str, tuple[str, str]] = field(default_factory=dict)
    organiser: str = ""
    consented: bool = True  # to the app, by the chat or team


@dataclass
class FakeGraph:
    """The server; everything asked is in ``requests``."""

    meetings: list[GraphMeeting] = field(default_factory=list)
    teams: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # group: person: roles
    teams_consented: bool = True
    transcripts_on: bool = True
    names_on: bool = True
    channel_meetings: bool = True
    pending: int = 0  # how often a listed transcript is not there yet
    failing: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    rubbish: bytes | None = None
    next_link: str = ""
    page: int = 100
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    filters: bool = True  # False: a filter is passed over
    url: str = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/v1.0/{path:.+}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.Response:
        self.requests.append((str(request.rel_url), dict(request.headers)))
        if self.failing:
            status, headers = self.failing.pop(0)
            return web.Response(status=status, headers=headers, text="<html>Bad Gateway</html>")
        if self.rubbish is not None:
            return web.Response(body=self.rubbish, content_type="application/json")
        who = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if who in ("", "stale"):
            return error(401, "InvalidAuthenticationToken")
        return self._answer(request, who)

    def _answer(self, request: web.Request, who: str) -> web.Response:
        steps = request.match_info["path"].split("/")
        if steps[0] == "teams":
            return self._members(request, steps[1])
        if steps[0] == "me" and who.startswith(_APP):
            return error(400, "BadRequest")  # only with somebody signed in
        owner = steps.pop(1) if steps[0] == "users" else ""
        if len(steps) == 2:
            return self._lookup(request, who)
        return self._transcripts(request, who, owner, steps[1:])

    def _lookup(self, request: web.Request, who: str) -> web.Response:
        wanted = request.query["$filter"].removeprefix("JoinWebUrl eq '")[:-1].replace("''", "'")
        found = [one for one in self.meetings if one.join_url == wanted and who in one.invited]
        return web.json_response({"value": [{"id": one.id} for one in found]})

    def _transcripts(
        self, request: web.Request, who: str, owner: str, steps: list[str]
    ) -> web.Response:
        meeting = next((one for one in self.meetings if one.id == steps[1]), None)
        if not self.channel_meetings:
            return error(400, "BadRequest")
        if not self.transcripts_on:
            return error(403, "Forbidden", "GraphAccessToTranscriptsDisabled")
        as_app = who.startswith(_APP)
        if meeting is None or (as_app and owner != meeting.organiser):
            return error(404, "NotFound")
        if not (meeting.consented if as_app else who in meeting.invited):
            return error(403, "Forbidden")
        if len(steps) == 3:
            return self._list(request, meeting)
        return self._content(request, meeting, steps[3])

    def _members(self, request: web.Request, group: str) -> web.Response:
        """List a team's members, or the one of the filter, two a page."""
        if not self.teams_consented:
            return error(403, "Forbidden")
        if group not in self.teams:
            return error(404, "NotFound")
        members = [
            {"id": f"m-{who}", "userId": who, "roles": roles, "displayName": who}
            for who, roles in self.teams[group].items()
        ]
        wanted = re.search(r"userId eq '([^']*)'", request.query.get("$filter", ""))
        if wanted and self.filters:
            members = [one for one in members if one["userId"] == wanted[1]]
        skip = int(request.query.get("$skiptoken", "0"))
        body: dict[str, Any] = {"value": members[skip : skip + 2]}
        if skip + 2 < len(members):
            body["@odata.nextLink"] = f"{self.url}{request.path}?$skiptoken={skip + 2}"
        return web.json_response(body)

    def _list(self, request: web.Request, meeting: GraphMeeting) -> web.Response:
        skip = int(request.query.get("$skiptoken", "0"))
        items = list(meeting.transcripts.items())
        shown = [
            {"id": name, "createdDateTime": began, "endDateTime": began, "meetingOrganizer": {}}
            for name, (began, _) in items[skip : skip + self.page]
        ]
        body: dict[str, Any] = {"value": shown}
        if self.next_link:
            body["@odata.nextLink"] = self.next_link
        elif skip + self.page < len(items):
            following = f"{self.url}{request.path}?$skiptoken={skip + self.page}"
            body["@odata.nextLink"] = following
        return web.json_response(body)

    def _content(self, request: web.Request, meeting: GraphMeeting, name: str) -> web.Response:
        accept = request.headers.get("Accept", "*/*")
        if accept == "*/*":
            return error(400, "BadRequest")
        if self.pending:
            self.pending -= 1
            return error(404, "NotFound")
        if accept == "text/vtt" and not self.names_on:
            return error(403, "Forbidden", "SpeakerAttributionNotAllowed")
        text = meeting.transcripts[name][1] if accept == "text/vtt" else NAMELESS
        return web.Response(text=text, content_type="text/vtt")


def error(status: int, code: str, inner: str = "") -> web.Response:
    """Return Graph's envelope; it spells the inner key in two ways."""
    body: dict[str, Any] = {"code": code, "message": "words that decide nothing"}
    if inner:
        body["innerError"] = {"date": "2026-11-22", "innererror": {"code": inner}}
    return web.json_response({"error": body}, status=status)


@asynccontextmanager
async def running_graph() -> AsyncIterator[FakeGraph]:
    """Serve a Graph for one test."""
    graph = FakeGraph()
    server = TestServer(graph.app())
    await server.start_server()
    graph.url = str(server.make_url("")).rstrip("/")
    try:
        yield graph
    finally:
        await server.close()
