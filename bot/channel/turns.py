"""Turns a Teams activity into a Turn.

Everything behind this module speaks of people, agencies and conversations; nothing behind it has
heard of Bot Framework. Tenant ids come from channelData: the SDK loses the other place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from botbuilder.schema import Activity

from bot.channel.activities import Address, Body
from bot.core.ids import ConversationId, PersonId, TenantId
from bot.core.turn import (
    ChatKind,
    ChosenMessage,
    Conversation,
    IncomingFile,
    Payload,
    Person,
)

FILE_TYPE: Final = "application/vnd.microsoft.teams.file.download.info"
_KINDS: Final = {kind.value: kind for kind in ChatKind}
_PLACE: Final = ("id", "conversationType", "isGroup", "tenantId")
_PLAYGROUND: Final = "/_connector"  # the path of its service address; it opens no dialogs
_LONGEST_TITLE: Final = 80
_MOST_CHOSEN: Final = 100_000
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e007f]+"
)
_TAG: Final = re.compile(r"</?(?:p|div|span|br)\b[^>]*>", re.IGNORECASE)


def text_of(value: object) -> str:
    """Return a string as it is, and anything else as an empty one."""
    return value if isinstance(value, str) else ""


def mapping_of(value: object) -> Mapping[str, object]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def tenant_of(body: Mapping[str, object]) -> TenantId:
    """Return the tenant an activity's JSON comes from, or an empty id."""
    channel_data = mapping_of(body.get("channelData"))
    conversation = mapping_of(body.get("conversation"))
    tenant = text_of(mapping_of(channel_data.get("tenant")).get("id"))
    return TenantId(tenant or text_of(conversation.get("tenantId")))


def conversation_of(body: Mapping[str, object]) -> Conversation:
    """Return where an activity's JSON happened; without a kind it counts as a group."""
    conversation = mapping_of(body.get("conversation"))
    kind = _KINDS.get(text_of(conversation.get("conversationType")), ChatKind.GROUP)
    about = mapping_of(mapping_of(body.get("channelData")).get("team"))
    where, circle = text_of(conversation.get("id")), text_of(about.get("id"))
    is_private = kind is not ChatKind.PERSONAL and is_targeted(body)
    if is_private:  # a space of its own, or what was asked in private would be the group's memory
        circle = circle or where
        where = f"{where};private={person_of(body).id}"
    return Conversation(
        tenant_of(body),
        ConversationId(where),
        kind,
        ConversationId(circle),
        (text_of(about.get("name")) or text_of(conversation.get("name")))[:_LONGEST_TITLE],
        is_private,
        meeting_of(body),
    )


def meeting_of(body: Mapping[str, object]) -> str:
    """Return Teams' id of the meeting in whose chat it happened; it stands in channelData only."""
    channel_data = mapping_of(body.get("channelData"))
    return text_of(mapping_of(channel_data.get("meeting")).get("id"))


def is_targeted(body: Mapping[str, object]) -> bool:
    """Tell whether only its sender and we see a message, in a chat of several."""
    return mapping_of(body.get("recipient")).get("isTargeted") is True


def person_of(body: Mapping[str, object]) -> Person:
    """Return who did it; the directory's id where there is one, since it is the same everywhere."""
    sender = mapping_of(body.get("from"))
    identifier = text_of(sender.get("aadObjectId")) or text_of(sender.get("id"))
    return Person(PersonId(identifier), text_of(sender.get("name")))


def address_of(body: Mapping[str, object]) -> Address:
    """Return where answers to an activity's JSON go."""
    conversation = mapping_of(body.get("conversation"))
    is_message = body.get("type") == "message"
    return Address(
        service_url=text_of(body.get("serviceUrl")),
        conversation=text_of(conversation.get("id")),
        place={k: v for k, v in conversation.items() if k in _PLACE},
        tenant=tenant_of(body),
        bot=_account(body.get("recipient")),
        person=_account(body.get("from")),
        reply_to=text_of(body.get("id")) if is_message else "",
        is_private=is_targeted(body),
    )


def nameless(account: object) -> Body:
    """Return an account without its name: what is queued has no use for it."""
    return {k: v for k, v in mapping_of(account).items() if k != "name"}


def _account(value: object) -> Body:
    return {k: v for k, v in mapping_of(value).items() if k in ("id", "name", "aadObjectId")}


def spoken_text(activity: Activity) -> str:
    """Return what the person wrote, without the mention that called the assistant."""
    text = text_of(activity.text)
    recipient = text_of(getattr(activity.recipient, "id", ""))
    for entity in activity.entities or ():
        extra = entity if isinstance(entity, Mapping) else entity.additional_properties
        kind = entity.get("type") if isinstance(entity, Mapping) else entity.type
        mentioned = mapping_of(mapping_of(extra).get("mentioned"))
        if kind == "mention" and text_of(mentioned.get("id")) == recipient:
            text = text.replace(text_of(mapping_of(extra).get("text")), " ")
    if activity.text_format == "xml":
        text = _TAG.sub("", text)
    return text.replace("\u00a0", " ").strip()


def locale_of(body: Mapping[str, object]) -> str:
    """Return the language Teams is set to; some activities name it only beside their client."""
    given = text_of(body.get("locale"))
    entities = body.get("entities")
    for entity in entities if isinstance(entities, list) else []:
        if not given and mapping_of(entity).get("type") == "clientInfo":
            given = text_of(mapping_of(entity).get("locale"))
    return given


def files_of(activity: Activity) -> Sequence[IncomingFile]:
    """Return the files a person uploaded; the message's own HTML is no file."""
    return tuple(
        IncomingFile(
            name=_visible(text_of(attachment.name)),
            url=text_of(mapping_of(attachment.content).get("downloadUrl")),
            kind=text_of(mapping_of(attachment.content).get("fileType")),
        )
        for attachment in activity.attachments or ()
        if attachment.content_type == FILE_TYPE
    )


def _visible(name: str) -> str:
    """Return a file's name in one line, without what hides its ending or turns it around."""
    return " ".join(_UNSEEN.sub("", name).split())


def payload_of(value: object) -> Payload | None:
    """Return what a button sent with Action.Submit: the verb and the rest."""
    data = dict(mapping_of(value))
    verb = data.pop("verb", None)
    return Payload(verb, data) if isinstance(verb, str) else None


def action_payload(value: object) -> Payload | None:
    """Return what a button sent with Action.Execute."""
    action = mapping_of(mapping_of(value).get("action"))
    verb = action.get("verb")
    return Payload(verb, dict(mapping_of(action.get("data")))) if isinstance(verb, str) else None


def can_dialog(body: Mapping[str, object]) -> bool:
    """Tell whether the client opens dialogs: the Playground doesn't."""
    return urlsplit(text_of(body.get("serviceUrl"))).path.rstrip("/") != _PLAYGROUND


def dialog_payload(value: object) -> Payload | None:
    """Return what a dialog's button or form sent: the verb and the rest."""
    data = {k: v for k, v in mapping_of(mapping_of(value).get("data")).items() if k != "msteams"}
    return payload_of(data)


def chosen_message(value: object) -> ChosenMessage | None:
    """Return the message from whose menu somebody called us, as plain text."""
    message = mapping_of(mapping_of(value).get("messagePayload"))
    if not message:
        return None
    content = mapping_of(message.get("body"))
    raw = text_of(content.get("content"))[:_MOST_CHOSEN]
    text = _plain(raw) if text_of(content.get("contentType")) == "html" else raw
    link = text_of(message.get("linkToMessage"))
    return ChosenMessage(text_of(message.get("id")), text.strip(), link)


def meeting_payload(activity: Activity) -> Payload:
    """Return which meeting began or ended."""
    value = mapping_of(activity.value)
    data = {
        "meeting": meeting_of({"channelData": activity.channel_data}),
        "title": text_of(value.get("Title")),
        "join_url": text_of(value.get("JoinUrl")),
    }
    return Payload("meeting", data)


def _plain(html: str) -> str:
    """Return a Teams message's HTML as lines of text."""
    reader = _Lines()
    reader.feed(html)
    reader.close()
    lines = ("".join(reader.parts)).replace("\u00a0", " ").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines))


class _Lines(HTMLParser):
    """Collects text; blocks end lines, and list items begin with a dash."""

    _BLOCKS: Final = frozenset({"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the parser's signature
        if tag in self._BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS and tag not in ("br", "li"):
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" | ")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
