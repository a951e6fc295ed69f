"""What Teams wants as an answer to dialogs and message extensions, as plain dicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.channel.activities import Body, card_attachment
from bot.channel.turns import mapping_of, text_of
from bot.core.turn import Dialog, DialogReply, Insert

_MOST_HITS: Final = 25
_PREVIEW_TYPE: Final = "application/vnd.microsoft.card.thumbnail"
_LONGEST_QUERY: Final = 200


def dialog_answer(reply: DialogReply) -> Body:
    """Return the body for what follows a dialog; an empty one closes it."""
    if isinstance(reply, Dialog):
        size = {"height": reply.size, "width": reply.size}
        value = {"title": reply.title, "card": card_attachment(reply.card), **size}
        return {"task": {"type": "continue", "value": value}}
    if isinstance(reply, Insert):
        return compose_result([reply])
    if reply:
        return {"task": {"type": "message", "value": reply}}
    return {}


def compose_query(value: Mapping[str, object]) -> dict[str, object]:
    """Return what was typed into the search of a compose box, and how many hits to skip.

    Teams sends ``initialRun`` when nothing was typed yet.
    """
    query = ""
    given = value.get("parameters")
    for one in given if isinstance(given, list) else []:
        parameter = mapping_of(one)
        if text_of(parameter.get("name")) != "initialRun":
            query = text_of(parameter.get("value"))[:_LONGEST_QUERY]
    skip = mapping_of(value.get("queryOptions")).get("skip")
    return {"query": query, "skip": skip if isinstance(skip, int) and skip > 0 else 0}


def compose_result(hits: Sequence[Insert]) -> Body:
    """Return hits as a list; what is chosen goes into the compose box."""
    attachments = [_attachment(hit) for hit in hits[:_MOST_HITS]]
    result = {"type": "result", "attachmentLayout": "list", "attachments": attachments}
    return {"composeExtension": result}


def compose_message(sentence: str) -> Body:
    """Return one sentence in the place of hits."""
    return {"composeExtension": {"type": "message", "text": sentence}}


def _attachment(hit: Insert) -> Body:
    preview = {
        "contentType": _PREVIEW_TYPE,
        "content": {"title": hit.title, "text": hit.line},
    }
    if hit.card is not None:
        return {**card_attachment(hit.card), "preview": preview}
    content = {"title": "", "text": hit.text}
    return {"contentType": _PREVIEW_TYPE, "content": content, "preview": preview}
