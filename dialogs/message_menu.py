"""The menu of any message: summarise, answer, simplify, translate.

The work is durable like all work, and the dialog waits for it as long as a request may take; what
needs longer is looked at with a button. Everything stays in the person's own space.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from bot.answering.service import AnsweringService, MessageTask, MessageWork
from bot.answering.shown import ShownAnswer
from bot.core.clock import Clock
from bot.core.errors import (
    AssistantError,
    CardOutdated,
    ModelCutOff,
    StateUnavailable,
    StoppedByPerson,
    Told,
)
from bot.core.ids import new_id
from bot.core.ports import Json, Record, Store
from bot.core.turn import Card, Dialog, DialogHandler, DialogReply, Later, Payload, Turn
from cards.error import explained, plain_error_card
from cards.menu_actions import MenuInsert, MenuKeep, MenuLook, MenuTranslate
from cards.message_menu import (
    inserted,
    kept_card,
    language_card,
    result_card,
    sentence_card,
    waiting_card,
)
from dialogs.gate import Gate
from dialogs.pressed import pressed

WORK: Final = "menu.work"
"""The task that does what was chosen."""
_KEPT_S: Final = 3_600
_PATIENCE_S: Final = 5.0  # of the eight that a request may take
_PAUSE_S: Final = 0.2


class MessageMenu:
    """Works on one message for one person."""

    def __init__(
        self, gate: Gate, answering: AnsweringService, store: Store, clock: Clock, *, is_demo: bool
    ) -> None:
        self._gate = gate
        self._answering = answering
        self._store = store
        self._clock = clock
        self._is_demo = is_demo

    def commands(self) -> dict[str, DialogHandler]:
        """Return what opens a dialog, by the manifest's command ids."""
        return {
            "summarise": self._opened(MessageWork.SUMMARISE),
            "answer": self._opened(MessageWork.ANSWER),
            "simplify": self._opened(MessageWork.SIMPLIFY),
            "translate": self.choose_language,
        }

    def dialogs(self) -> dict[str, DialogHandler]:
        """Return what the dialogs' buttons do, by verb."""
        return {
            MenuTranslate.verb: self.translate,
            MenuLook.verb: self.look,
            MenuInsert.verb: self.insert,
            MenuKeep.verb: self.keep,
        }

    def _opened(self, kind: MessageWork) -> DialogHandler:
        async def handler(turn: Turn) -> DialogReply:
            if refusal := await self._refusal(turn, kind):
                return refusal
            work_id = await self._note(turn, MessageTask(kind))
            return await self._begin(turn, work_id)

        return handler

    async def choose_language(self, turn: Turn) -> DialogReply:
        """Ask into which language a message is to be translated."""
        if refusal := await self._refusal(turn, MessageWork.TRANSLATE, counts=False):
            return refusal
        work_id = await self._note(turn, MessageTask(MessageWork.TRANSLATE))
        return Dialog(_title(turn, MessageWork.TRANSLATE), language_card(work_id, turn.texts))

    async def translate(self, turn: Turn) -> DialogReply:
        """Translate into the chosen language."""
        action = pressed(turn, MenuTranslate)
        record = await self._record(turn, action.id)
        if not await self._gate.admits_quietly(turn):
            return _notice(turn, MessageWork.TRANSLATE)
        language = turn.texts(f"menu.language.{action.language or 'en'}")
        await self._write(turn, action.id, {**record, "language": language})
        return await self._begin(turn, action.id)

    async def look(self, turn: Turn) -> DialogReply:
        """Look whether it is done."""
        return await self._result(turn, pressed(turn, MenuLook).id)

    async def insert(self, turn: Turn) -> DialogReply:
        """Put the result into the compose box."""
        record = await self._done(turn, pressed(turn, MenuInsert).id)
        title = _title(turn, _kind(record))
        return inserted(title, str(record["answer"]), turn.texts, is_demo=self._is_demo)

    async def keep(self, turn: Turn) -> DialogReply:
        """Send the result to the person's own chat."""
        record = await self._done(turn, pressed(turn, MenuKeep).id)
        private = await turn.people.reach(turn.person.id)
        title = _title(turn, _kind(record))
        card = kept_card(title, str(record["answer"]), turn.texts, is_demo=self._is_demo)
        await private.chat.show(card, by_ai=not self._is_demo)
        return turn.texts("menu.kept")

    # --- the work --------------------------------------------------------------------------------

    async def work(self, turn: Turn) -> Card | None:
        """Ask the model and keep what it says, or why it did not."""
        work_id = str(turn.payload.data.get("id", "")) if turn.payload else ""
        record = await self._store.read(turn.own_scope, Record.KEPT, _name(work_id))
        if record is None or "answer" in record:
            return None
        try:
            answer = await self._asked(turn, record)
        except (StateUnavailable, StoppedByPerson):
            raise
        except AssistantError as error:
            title, told = explained(error, turn.texts, turn.agency)
            await self._write(turn, work_id, {**record, "failed": title, "told": told})
            raise Told(error, "") from error  # in the dialog, not in the conversation
        await self._write(turn, work_id, {**record, "answer": answer})
        return None

    async def _asked(self, turn: Turn, record: Json) -> str:
        task = MessageTask(_kind(record), str(record.get("language", "")))
        message = str(record["text"])
        reply = self._answering.work_on(
            turn.own_scope, task, message, agency=turn.agency, texts=turn.texts
        )
        try:
            async for _ in reply.pieces:
                pass
        except ModelCutOff:
            if not reply.text:
                raise
        guard = ShownAnswer(message, removed=turn.texts("answer.link_removed"))
        text = guard.written(reply.text).strip()
        return text or turn.texts("answer.empty")

    # --- the dialog ------------------------------------------------------------------------------

    async def _refusal(self, turn: Turn, kind: MessageWork, *, counts: bool = True) -> DialogReply:
        """Return what stands in the way, if anything."""
        if turn.chosen is None or not turn.chosen.text:
            return Dialog(_title(turn, kind), sentence_card(turn.texts("menu.no_text"), turn.texts))
        if counts and not await self._gate.admits_quietly(turn):
            return _notice(turn, kind)
        return None

    async def _note(self, turn: Turn, task: MessageTask) -> str:
        work_id = new_id()
        text = turn.chosen.text if turn.chosen else ""
        await self._write(turn, work_id, {"kind": task.kind.value, "text": text})
        return work_id

    async def _begin(self, turn: Turn, work_id: str) -> DialogReply:
        await turn.later(Later(Payload(WORK, {"id": work_id}), job=work_id, id=work_id))
        return await self._result(turn, work_id)

    async def _result(self, turn: Turn, work_id: str) -> DialogReply:
        """Wait for the result as long as the request may take."""
        until = self._clock.monotonic() + _PATIENCE_S
        record = await self._record(turn, work_id)
        while not record.keys() & {"answer", "failed"} and self._clock.monotonic() < until:
            await asyncio.sleep(_PAUSE_S)
            record = await self._record(turn, work_id)
        title = _title(turn, _kind(record))
        if "answer" in record:
            answer = str(record["answer"])
            card = result_card(work_id, answer, turn.texts, is_demo=self._is_demo)
            return Dialog(title, card, "large")
        if "failed" in record:
            failed, told = str(record["failed"]), str(record["told"])
            return Dialog(title, plain_error_card(failed, told, turn.texts))
        return Dialog(title, waiting_card(work_id, turn.texts), "small")

    async def _done(self, turn: Turn, work_id: str) -> Json:
        record = await self._record(turn, work_id)
        if "answer" not in record:
            raise CardOutdated
        return record

    async def _record(self, turn: Turn, work_id: str) -> Json:
        record = await self._store.read(turn.own_scope, Record.KEPT, _name(work_id))
        if record is None:
            raise CardOutdated
        return record

    async def _write(self, turn: Turn, work_id: str, record: Mapping[str, object]) -> None:
        await self._store.write(turn.own_scope, Record.KEPT, record, _name(work_id), ttl_s=_KEPT_S)


def _name(work_id: str) -> str:
    return f"menu.{work_id}"


def _kind(record: Json) -> MessageWork:
    return MessageWork(str(record["kind"]))


def _title(turn: Turn, kind: MessageWork) -> str:
    return turn.texts(f"menu.title.{kind}")


def _notice(turn: Turn, kind: MessageWork) -> Dialog:
    sentence = turn.texts("menu.accept_first")
    return Dialog(_title(turn, kind), sentence_card(sentence, turn.texts))
