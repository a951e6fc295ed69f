"""The bodies that leave for Teams, as plain dicts.

Bot Framework's own models drop what they don't know (AI label, citations, stream info), so what
counts is built here and never passes through them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.turn import Card, Citation, SavedFile

CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"
CONSENT_TYPE: Final = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO_TYPE: Final = "application/vnd.microsoft.teams.card.file.info"
_NAME_LIMIT: Final = 80
_ABSTRACT_LIMIT: Final = 160
_MOST_CITATIONS: Final = 20
_MOST_SUGGESTIONS: Final = 3

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Address:
    """Where answers of one conversation go, taken from the activity they answer."""

    service_url: str
    conversation: str
    place: Body  # the conversation as Teams described it: its kind decides what is allowed
    tenant: str
    bot: Body
    person: Body
    reply_to: str
    is_private: bool = False  # a message only this person sees, in a chat of several

    def message(self, text: str = "", **more: object) -> Body:
        """Return a message body for this conversation."""
        body: Body = {
            "type": "message",
            "channelId": "msteams",
            "from": self.bot,
            "recipient": self.person,
            "conversation": self.place,
            "textFormat": "markdown",
            "text": text,
        }
        if self.reply_to:
            body["replyToId"] = self.reply_to
        return {**body, **more}

    def typing(self, text: str = "", **more: object) -> Body:
        """Return a typing body; with text and stream info it is a stream update."""
        body: Body = {
            "type": "typing",
            "channelId": "msteams",
            "from": self.bot,
            "recipient": self.person,
            "conversation": self.place,
        }
        if text:
            body["text"] = text
        return {**body, **more}


def stream_info(kind: str, stream_id: str = "", sequence: int = 0) -> Body:
    """Return the entity of Teams' streaming protocol; a final has no sequence."""
    info: Body = {"type": "streaminfo", "streamType": kind}
    if stream_id:
        info["streamId"] = stream_id
    if sequence:
        info["streamSequence"] = sequence
    return info


def ai_entity(citations: Sequence[Citation] = ()) -> Body:
    """Return the one root entity with the AI label and at most twenty citations."""
    entity: Body = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "additionalType": ["AIGeneratedContent"],
    }
    if citations:
        entity["citation"] = [_claim(citation) for citation in citations[:_MOST_CITATIONS]]
    return entity


def _claim(citation: Citation) -> Body:
    appearance: Body = {
        "@type": "DigitalDocument",
        "name": citation.name[:_NAME_LIMIT],
        "abstract": citation.abstract[:_ABSTRACT_LIMIT],
    }
    if citation.url:
        appearance["url"] = citation.url
    return {"@type": "Claim", "position": citation.number, "appearance": appearance}


def card_attachment(card: Card) -> Body:
    """Return the attachment that carries a card."""
    return {"contentType": CARD_TYPE, "content": card}


def file_consent(name: str, description: str, size: int, ticket: str) -> Body:
    """Return the attachment that asks to save a file in the person's OneDrive."""
    context = {"ticket": ticket}
    return {
        "contentType": CONSENT_TYPE,
        "name": name,
        "content": {
            "description": description,
            "sizeInBytes": size,
            "acceptContext": context,
            "declineContext": context,
        },
    }


def file_info(file: SavedFile) -> Body:
    """Return the attachment that shows a saved file; its address opens it in Teams."""
    return {
        "contentType": FILE_INFO_TYPE,
        "contentUrl": file.url,
        "name": file.name,
        "content": {"uniqueId": file.id, "fileType": file.kind},
    }


def suggested_actions(person_id: object, replies: Sequence[str]) -> Body:
    """Return at most three replies the person may send with one press."""
    actions = [{"type": "imBack", "title": r, "value": r} for r in replies[:_MOST_SUGGESTIONS]]
    return {"to": [person_id], "actions": actions}
