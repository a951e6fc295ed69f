"""Bot Framework's handlers: which kind of thing happened, and what Teams wants as an answer.

The only class of ours that the SDK calls. It turns each activity into a Turn and hands it to the
conductor; what is said and when is the dialogs' business. Invokes nobody knows go to the SDK,
which answers 501.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Final

from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.core.teams import TeamsActivityHandler

from bot.channel.activities import CARD_TYPE
from bot.channel.conductor import Conductor
from bot.channel.dialogs import compose_message, compose_query, compose_result, dialog_answer
from bot.channel.turns import (
    action_payload,
    chosen_message,
    dialog_payload,
    files_of,
    mapping_of,
    meeting_payload,
    payload_of,
    spoken_text,
    text_of,
)
from bot.channel.visit import VISIT_KEY, Visit
from bot.core.turn import Payload, TurnKind

SEARCH_TYPE: Final = "application/vnd.microsoft.search.searchResponse"
MEETING_EVENTS: Final = {
    "application/vnd.microsoft.meetingStart": TurnKind.MEETING_STARTED,
    "application/vnd.microsoft.meetingEnd": TurnKind.MEETING_ENDED,
}


class AssistantBot(TeamsActivityHandler):
    """Receives activities from the SDK."""

    def __init__(self, conductor: Conductor) -> None:
        super().__init__()
        self._conductor = conductor
        self._invokes: Mapping[str, Callable[[TurnContext], Awaitable[InvokeResponse]]] = {
            "adaptiveCard/action": self._pressed,
            "application/search": self._search,
            "message/submitAction": self._feedback,
            "fileConsent/invoke": self._consent,
            "task/fetch": self._dialog,
            "task/submit": self._dialog,
            "composeExtension/query": self._compose_search,
            "composeExtension/fetchTask": self._message_action,
            "composeExtension/submitAction": self._dialog,
            "suggestedActions/submit": _nothing_to_do,
            "suggestedAction/submit": _nothing_to_do,
            "signin/failure": _nothing_to_do,
        }

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Answer a message, the press of an Action.Submit button, or work put off earlier."""
        visit, activity = _visit(turn_context), turn_context.activity
        if visit.task is not None:
            await self._conductor.run(visit, TurnKind.TASK, payload=visit.task)
            return
        pressed = payload_of(activity.value)
        if pressed is not None:
            await self._conductor.run_pressed(visit, pressed, text_of(activity.reply_to_id))
            return
        text, files = spoken_text(activity), files_of(activity)
        stopped = Payload("stopped") if visit.stopped else None
        await self._conductor.run(visit, TurnKind.MESSAGE, text=text, files=files, payload=stopped)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        """Greet at installation, forget at removal; upgrades are nobody's news."""
        action = text_of(turn_context.activity.action)
        if action == "add":
            await self._conductor.run(_visit(turn_context), TurnKind.INSTALLED)
        elif action == "remove":
            await self._conductor.run(_visit(turn_context), TurnKind.REMOVED)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        """Greet when the assistant was added to a conversation."""
        if bot_was_added(_visit(turn_context).body):
            await self._conductor.run(_visit(turn_context), TurnKind.INSTALLED)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        """Delete what a person has deleted in Teams."""
        gone = Payload("message.deleted", {"id": text_of(turn_context.activity.id)})
        await self._conductor.run(_visit(turn_context), TurnKind.DELETED, payload=gone)

    async def on_event_activity(self, turn_context: TurnContext) -> None:
        """Offer what a meeting's begin or end calls for; or go on with work put off by it."""
        visit, activity = _visit(turn_context), turn_context.activity
        kind = MEETING_EVENTS.get(text_of(activity.name))
        if visit.task is not None or kind is None:
            await self._task(turn_context)
            return
        await self._conductor.run(visit, kind, payload=meeting_payload(activity))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Answer a button, a typeahead, feedback, or consent to a file."""
        if _visit(turn_context).task is not None:
            await self._task(turn_context)
            return InvokeResponse(status=HTTPStatus.OK)
        handle = self._invokes.get(text_of(turn_context.activity.name))
        if handle is not None:
            return await handle(turn_context)
        unknown: InvokeResponse = await super().on_invoke_activity(turn_context)
        return unknown

    async def _task(self, context: TurnContext) -> None:
        visit = _visit(context)
        if visit.task is not None:
            await self._conductor.run(visit, TurnKind.TASK, payload=visit.task)

    async def _pressed(self, context: TurnContext) -> InvokeResponse:
        activity = context.activity
        payload = action_payload(activity.value)
        if payload is None:
            return InvokeResponse(status=HTTPStatus.BAD_REQUEST, body={})
        visit = _visit(context)
        card = await self._conductor.answer_press(visit, payload, text_of(activity.reply_to_id))
        if card is None:
            said = self._conductor.texts_of(visit)("action.received")
            kind: str = "application/vnd.microsoft.activity.message"
            return _ok({"statusCode": 200, "type": kind, "value": said})
        return _ok({"statusCode": 200, "type": CARD_TYPE, "value": card})

    async def _search(self, context: TurnContext) -> InvokeResponse:
        activity = context.activity
        value = mapping_of(activity.value)
        query = Payload(text_of(value.get("dataset")), {"query": text_of(value.get("queryText"))})
        choices = await self._conductor.search(_visit(context), query)
        results = [{"title": choice.title, "value": choice.value} for choice in choices]
        return _ok({"statusCode": 200, "type": SEARCH_TYPE, "value": {"results": results}})

    async def _dialog(self, context: TurnContext) -> InvokeResponse:
        value = context.activity.value
        payload = dialog_payload(value)
        if payload is None:
            return InvokeResponse(status=HTTPStatus.BAD_REQUEST, body={})
        chosen = chosen_message(value)
        reply = await self._conductor.answer_dialog(
            _visit(context), TurnKind.DIALOG, payload, chosen
        )
        return _ok(dialog_answer(reply))

    async def _message_action(self, context: TurnContext) -> InvokeResponse:
        value = mapping_of(context.activity.value)
        payload = Payload(text_of(value.get("commandId")))
        reply = await self._conductor.answer_dialog(
            _visit(context), TurnKind.MESSAGE_ACTION, payload, chosen_message(value)
        )
        return _ok(dialog_answer(reply))

    async def _compose_search(self, context: TurnContext) -> InvokeResponse:
        value = mapping_of(context.activity.value)
        query = Payload(text_of(value.get("commandId")), compose_query(value))
        hits = await self._conductor.compose_search(_visit(context), query)
        return _ok(compose_message(hits) if isinstance(hits, str) else compose_result(hits))

    async def _feedback(self, context: TurnContext) -> InvokeResponse:
        activity = context.activity
        given = mapping_of(mapping_of(activity.value).get("actionValue"))
        data = {
            "reaction": text_of(given.get("reaction")),
            "feedback": text_of(given.get("feedback")),
            "message": text_of(activity.reply_to_id),
        }
        await self._conductor.run(
            _visit(context), TurnKind.FEEDBACK, payload=Payload("feedback", data)
        )
        return _ok({})

    async def _consent(self, context: TurnContext) -> InvokeResponse:
        activity = context.activity
        value = mapping_of(activity.value)
        data = {
            "ticket": text_of(mapping_of(value.get("context")).get("ticket")),
            "upload": mapping_of(value.get("uploadInfo")),
            "message": text_of(activity.reply_to_id),
        }
        payload = Payload(text_of(value.get("action")), data)
        await self._conductor.run(_visit(context), TurnKind.FILE_CONSENT, payload=payload)
        return InvokeResponse(status=HTTPStatus.OK)


def bot_was_added(body: Mapping[str, object]) -> bool:
    """Tell whether a conversationUpdate says that the assistant itself joined."""
    recipient = text_of(mapping_of(body.get("recipient")).get("id"))
    added = body.get("membersAdded")
    members = added if isinstance(added, list) else []
    return any(text_of(mapping_of(member).get("id")) == recipient for member in members)


def _visit(context: TurnContext) -> Visit:
    visit = context.turn_state[VISIT_KEY]
    if not isinstance(visit, Visit):
        raise TypeError(VISIT_KEY)
    return visit


def _ok(body: Mapping[str, object]) -> InvokeResponse:
    return InvokeResponse(status=HTTPStatus.OK, body=body)


async def _nothing_to_do(_context: TurnContext) -> InvokeResponse:
    return _ok({})
