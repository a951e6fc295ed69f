"""What Teams sends to a bot: activities as they arrive, and the posting of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final, Literal

import aiohttp
import orjson

Kind = Literal["personal", "groupChat", "channel"]
Json = dict[str, Any]

TENANT: Final = "7c1d5a0e-7f3e-4f0b-9a57-0c2f6f3a1b10"
BOT: Final = "28:5b0a6f5e-55b1-4c5e-9d9f-2f7b6c6b8a11"
PERSON: Final = "29:1aBcD-Erika"
CONVERSATIONS: Final[Mapping[str, str]] = {
    "personal": "a:1Personal-Erika",
    "groupChat": "19:4f3c2b1a@thread.v2",
    "channel": "19:haushalt@thread.tacv2;messageid=1763900000000",
}
_numbers: Final = count(1)


@dataclass(frozen=True)
class Reply:
    """What the bot answered over HTTP."""

    status: int
    body: Any
    headers: Mapping[str, str]


class Inbound:
    """Builds activities for one service address; mixed into FakeTeams."""

    service_url: str
    meeting_chats: Mapping[str, str]  # which meeting a chat belongs to
    client: aiohttp.ClientSession

    def message(
        self,
        text: str = "",
        *,
        kind: Kind = "personal",
        conversation: str = "",
        tenant: str = TENANT,
        person: str = PERSON,
        name: str = "Erika Beispiel",
        id: str = "",  # noqa: A002  # its name on the wire
        files: Sequence[tuple[str, str]] = (),
        value: Any = None,  # any JSON
        reply_to: str = "",
        locale: str = "de-DE",
        mentioned: bool = True,
    ) -> Json:
        """Return a message; ``files`` are (name, download address), groups mention the bot."""
        activity = self._template(
            "message", kind, conversation or CONVERSATIONS[kind], tenant, person, name
        )
        activity |= {"id": id or activity["id"], "text": text, "textFormat": "plain"}
        activity["locale"] = locale
        activity["entities"] = [{"type": "clientInfo", "locale": locale, "platform": "Windows"}]
        if kind != "personal" and mentioned:
            activity["text"] = f"<at>Assistent</at> {text}"
            mention = {"id": BOT, "name": "Assistent"}
            activity["entities"].append(
                {"type": "mention", "mentioned": mention, "text": "<at>Assistent</at>"}
            )
        if value is not None:
            activity["value"] = value
            activity.pop("text")
        if reply_to:
            activity["replyToId"] = reply_to
        if files:
            activity["attachments"] = [_file(name, url) for name, url in files]
        return activity

    def invoke(
        self,
        name: str,
        value: Any,  # any JSON
        *,
        kind: Kind = "personal",
        conversation: str = "",
        tenant: str = TENANT,
        person: str = PERSON,
        reply_to: str = "",
    ) -> Json:
        """Return an invoke: card action, feedback, typeahead, file consent."""
        activity = self._template(
            "invoke", kind, conversation or CONVERSATIONS[kind], tenant, person, "Erika Beispiel"
        )
        activity |= {"name": name, "value": value}
        if reply_to:
            activity["replyToId"] = reply_to
        return activity

    def action(
        self, verb: str, data: Mapping[str, Any] | None = None, **more: Any
    ) -> Json:  # passed on
        """Return the press of a card's Action.Execute button."""
        pressed = {"type": "Action.Execute", "verb": verb, "data": dict(data or {})}
        value = {"action": pressed, "trigger": "manual"}
        return self.invoke("adaptiveCard/action", value, **more)

    def feedback(self, message: str, reaction: str = "like", text: str = "") -> Json:
        """Return a thumb under an answer."""
        said = orjson.dumps({"feedbackText": text}).decode()
        value = {
            "actionName": "feedback",
            "actionValue": {"reaction": reaction, "feedback": said},
        }
        return self.invoke("message/submitAction", value, reply_to=message)

    def installed(
        self, *, kind: Kind = "personal", action: str = "add", tenant: str = TENANT
    ) -> Json:
        """Return an installation (or with ``remove`` its end)."""
        activity = self._template(
            "installationUpdate", kind, CONVERSATIONS[kind], tenant, PERSON, "Erika Beispiel"
        )
        return activity | {"action": action}

    def meeting_ended(self, title: str) -> Json:
        """Return the end of a scheduled meeting, in its chat."""
        activity = self._template(
            "event", "groupChat", "19:meeting_abc@thread.v2", TENANT, PERSON, "Erika Beispiel"
        )
        value = {"MeetingType": "Scheduled", "Title": title, "Id": "x", "JoinUrl": "https://x.test"}
        name = "application/vnd.microsoft.meetingEnd"
        return activity | {"name": name, "value": value | {"EndTime": "2026-11-20T10:00:00Z"}}

    def _template(
        self, what: str, kind: str, conversation: str, tenant: str, person: str, name: str
    ) -> Json:
        number = next(_numbers)
        where: Json = {"conversationType": kind, "id": conversation, "tenantId": tenant}
        if kind != "personal":
            where["isGroup"] = True
        channel_data: Json = {"tenant": {"id": tenant}}
        if kind == "channel":
            root = conversation.split(";", maxsplit=1)[0]
            channel_data |= {"channel": {"id": root}, "team": {"id": root}, "teamsChannelId": root}
        if meeting := self.meeting_chats.get(conversation):
            channel_data["meeting"] = {"id": meeting}
        return {
            "type": what,
            "id": f"{1_763_900_000_000 + number}",
            "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            "serviceUrl": self.service_url,
            "channelId": "msteams",
            "from": {"id": person, "name": name, "aadObjectId": f"aad-{person[3:]}"},
            "conversation": where,
            "recipient": {"id": BOT, "name": "Assistent"},
            "channelData": channel_data,
        }

    async def post(self, bot_url: str, activity: Json, token: str = "") -> Reply:
        """Deliver an activity as Teams does; ``bot_url`` is the bot's whole messages address."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = orjson.dumps(activity)
        async with self.client.post(bot_url, data=body, headers=headers) as response:
            raw = await response.read()
            return Reply(response.status, _json(raw), dict(response.headers))


def _json(raw: bytes) -> Any:  # any JSON
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return raw.decode("utf-8", "replace") or None


def _file(name: str, url: str) -> Json:
    return {
        "contentType": "application/vnd.microsoft.teams.file.download.info",
        "contentUrl": url,
        "name": name,
        "content": {
            "downloadUrl": url,
            "uniqueId": f"item-{next(_numbers)}",
            "fileType": name.rpartition(".")[2],
        },
    }
