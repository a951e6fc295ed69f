"""Runs turns: makes them, routes them, and is the one place where a turn's errors end.

Whatever goes wrong, the person gets a sentence and the log gets the class and a reference, never
a text. What failed because Redis or Teams did not answer stays queued and is run again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.channel.activities import Address
from bot.channel.chat import TeamsChat
from bot.channel.connector import ConnectorClient, ConnectorError
from bot.channel.delivery import Delivery
from bot.channel.outlet import Outlet
from bot.channel.people import Memberships, TeamsPeople
from bot.channel.router import Router
from bot.channel.stopwatch import Stopwatch
from bot.channel.turns import address_of, can_dialog, conversation_of, locale_of, person_of
from bot.channel.visit import Visit
from bot.channel.way import Pace, Way
from bot.core.clock import Clock
from bot.core.errors import (
    AdminMustFix,
    AssistantError,
    CardOutdated,
    ContentRefused,
    GaveUp,
    PersonCanFix,
    PersonUnreachable,
    StateUnavailable,
    StoppedByPerson,
    TeamsUnavailable,
    Told,
    Unexpected,
)
from bot.core.ids import MessageId, PersonId, new_reference
from bot.core.logs import where
from bot.core.meter import TurnMeter
from bot.core.ports import Lane, Store, WorkQueue
from bot.core.texts import Catalogue, Texts
from bot.core.turn import (
    Card,
    ChatKind,
    Choice,
    ChosenMessage,
    Conversation,
    Dialog,
    DialogReply,
    IncomingFile,
    Insert,
    Later,
    Payload,
    Person,
    Turn,
    TurnKind,
)
from cards.error import error_card, explained, plain_error_card
from cards.outdated import outdated_card

_log: Final = logging.getLogger(__name__)
_security: Final = logging.getLogger("security")
# Their answer, also that of an error, goes back in the request.
_IN_DIALOGS: Final = frozenset({TurnKind.DIALOG, TurnKind.MESSAGE_ACTION})
_ANSWERED: Final = frozenset({TurnKind.ACTION}) | _IN_DIALOGS


@dataclass(frozen=True, slots=True)
class Parts:
    """What every turn is made with."""

    router: Router
    connector: ConnectorClient
    memberships: Memberships
    store: Store
    queue: WorkQueue
    catalogue: Catalogue
    clock: Clock
    meter: TurnMeter
    pace: Pace


class Conductor:
    """Makes a Turn of an activity, runs its dialog, and answers for its errors."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def texts_of(self, visit: Visit) -> Texts:
        """Return the sentences in the language of the person and the agency's wording."""
        language = visit.agency.language_for(locale_of(visit.body))
        return self._parts.catalogue.texts(language, visit.agency.texts.get(language))

    async def run(
        self,
        visit: Visit,
        kind: TurnKind,
        *,
        text: str = "",
        files: Sequence[IncomingFile] = (),
        payload: Payload | None = None,
    ) -> None:
        """Run a turn whose answer goes into the chat."""
        turn = await self._turn(visit, kind, text=text, files=files, payload=payload)
        await self._conduct(turn, visit, lambda: self._parts.router.dispatch(turn))

    async def run_pressed(self, visit: Visit, payload: Payload, card_message: str) -> None:
        """Run a press that came as a message: the new card takes the old one's place."""
        turn = await self._turn(
            visit, TurnKind.ACTION, payload=payload, card_message=MessageId(card_message)
        )
        card = await self._conduct(turn, visit, lambda: self._parts.router.dispatch(turn))
        if card is None:
            return
        if turn.card_message:
            await turn.chat.update(turn.card_message, card)
        else:
            await turn.chat.show(card)

    async def answer_press(self, visit: Visit, payload: Payload, card_message: str) -> Card | None:
        """Run a press within its request and return the card that replaces the pressed one."""
        turn = await self._turn(
            visit, TurnKind.ACTION, payload=payload, card_message=MessageId(card_message)
        )
        return await self._conduct(turn, visit, lambda: self._parts.router.dispatch(turn))

    async def search(self, visit: Visit, query: Payload) -> Sequence[Choice]:
        """Answer a typeahead; a failure is an empty list, never an error on each key press."""
        turn = await self._turn(visit, TurnKind.SEARCH, payload=query)
        try:
            return await self._parts.router.search(turn)
        except AssistantError as error:
            self._log_error(error, "")
            return ()

    async def compose_search(self, visit: Visit, query: Payload) -> Sequence[Insert] | str:
        """Answer a search in a compose box; a failure is a sentence in its list."""
        turn = await self._turn(visit, TurnKind.COMPOSE_SEARCH, payload=query)
        try:
            return await self._parts.router.compose_search(turn)
        except AssistantError as error:
            self._log_error(error, "")
            return turn.texts("dialog.search_failed")

    async def answer_dialog(
        self,
        visit: Visit,
        kind: TurnKind,
        payload: Payload,
        chosen: ChosenMessage | None = None,
    ) -> DialogReply:
        """Open a dialog or take its form within the request; an error is shown in the dialog."""
        turn = await self._turn(visit, kind, payload=payload, chosen=chosen)
        replies: list[DialogReply] = []

        async def run() -> Card | None:
            replies.append(await self._parts.router.dialog(turn))
            return None

        card = await self._conduct(turn, visit, run)
        if card is not None:
            return Dialog(turn.texts("dialog.error.title"), card, "small")
        return replies[0] if replies else None

    # --- one turn --------------------------------------------------------------------------------

    async def _turn(  # a turn is what these say
        self,
        visit: Visit,
        kind: TurnKind,
        *,
        text: str = "",
        files: Sequence[IncomingFile] = (),
        payload: Payload | None = None,
        card_message: MessageId | None = None,
        chosen: ChosenMessage | None = None,
    ) -> Turn:
        conversation, person = conversation_of(visit.body), person_of(visit.body)
        texts, address = self.texts_of(visit), address_of(visit.body)
        return Turn(
            id=visit.item_id,
            kind=kind,
            agency=visit.agency,
            person=person,
            conversation=conversation,
            texts=texts,
            chat=await self._chat(visit, address, conversation, person, texts),
            people=self._people(visit, address, texts),
            text=text,
            files=files,
            payload=payload,
            card_message=card_message,
            chosen=chosen,
            can_dialog=can_dialog(visit.body),
            attempt=visit.attempt,
            later=self._later(visit),
            stopping=visit.stop_requested.is_set,
        )

    def _people(self, visit: Visit, address: Address, texts: Texts) -> TeamsPeople:
        async def chat_at(there: Address, conversation: Conversation) -> TeamsChat:
            person = Person(PersonId(str(there.person.get("id", ""))))
            return await self._chat(visit, there, conversation, person, texts)

        parts = self._parts
        return TeamsPeople(parts.memberships, parts.connector, address, chat_at)

    async def _chat(
        self,
        visit: Visit,
        address: Address,
        conversation: Conversation,
        person: Person,
        texts: Texts,
    ) -> TeamsChat:
        way = Way(
            outlet=Outlet(self._parts.connector, address),
            address=address,
            delivery=Delivery(self._parts.store, conversation.scope(person), visit.item_id),
            texts=texts,
            clock=self._parts.clock,
            pace=self._parts.pace,
            stop_requested=visit.stop_requested,
            on_first_text=lambda: self._first_text(visit),
        )
        chat = TeamsChat(way, is_personal=conversation.kind is ChatKind.PERSONAL)
        if visit.attempt > 1:
            await chat.recall()
        return chat

    def _first_text(self, visit: Visit) -> None:
        self._parts.meter.first_text(max(0.0, time.time() - visit.arrived))

    def _later(self, visit: Visit) -> Callable[[Later], Awaitable[None]]:
        async def put(later: Later) -> None:
            conversation = conversation_of(visit.body)
            lane = Lane(conversation.tenant, conversation.id, later.job)
            item_id = later.id or f"{visit.item_id}:{later.payload.verb}"
            payload = {"verb": later.payload.verb, "data": dict(later.payload.data)}
            arrived = later.at.timestamp() if later.at else time.time()
            body = {"activity": visit.body, "task": payload, "arrived": arrived}
            if later.at is None:
                await self._parts.queue.put(lane, item_id, body)
            else:
                await self._parts.queue.put_at(lane, item_id, body, later.at)

        return put

    async def _conduct(
        self, turn: Turn, visit: Visit, dialog: Callable[[], Awaitable[Card | None]]
    ) -> Card | None:
        """Run a turn to its end; what escapes here (shutdown, Redis) is run again elsewhere."""
        ended = False
        try:
            card = await self._end_of(turn, visit, dialog)
            ended = True
            return card
        finally:
            await turn.chat.close(runs_again=not ended)

    async def _end_of(
        self, turn: Turn, visit: Visit, dialog: Callable[[], Awaitable[Card | None]]
    ) -> Card | None:
        began, outcome, watch = time.monotonic(), "ok", Stopwatch()
        try:
            return await watch.run(_given_up() if visit.exhausted else dialog())
        except StoppedByPerson:
            outcome = "stopped"
        except (StateUnavailable, TeamsUnavailable) as error:
            outcome = "failed"
            return await self._put_off(turn, error)
        except Told as told:
            outcome = _outcome(told.error)
            self._log_error(told.error, told.reference)
        except AssistantError as error:
            outcome = _outcome(error)
            return await self._explain(turn, error)
        except ConnectorError as error:
            outcome = "failed"
            _log.warning("teams refused", extra={"status": error.status, "code": error.code})
        except Exception as error:  # noqa: BLE001  # the turn's boundary: nothing may escape it
            outcome = "failed"
            return await self._explain(turn, self._unexpected(error))
        finally:
            self._parts.meter.turn(turn.kind.value, outcome, time.monotonic() - began)
            self._parts.meter.own_time(watch.seconds)
        return None

    async def _put_off(self, turn: Turn, error: AssistantError) -> Card | None:
        """Leave queued work to be run again; a press is told at once."""
        if turn.kind in _IN_DIALOGS:
            return plain_error_card(*explained(error, turn.texts, turn.agency), turn.texts)
        if turn.kind in _ANSWERED:
            return error_card(error, turn.texts, turn.agency)
        raise StateUnavailable from error

    async def _explain(self, turn: Turn, error: AssistantError) -> Card | None:
        self._log_error(error, str(error.values.get("reference", "")))
        if turn.kind in _IN_DIALOGS:
            return plain_error_card(*explained(error, turn.texts, turn.agency), turn.texts)
        if isinstance(error, CardOutdated):
            _security.warning(
                "press refused", extra={"reason": type(error).__name__, "kind": turn.kind.value}
            )
            card = outdated_card(turn.texts)
        else:
            reference = str(error.values.get("reference", ""))
            now = self._parts.clock.now()
            card = error_card(error, turn.texts, turn.agency, reference=reference, at=now)
        if turn.kind in _ANSWERED:
            return card
        try:
            await turn.chat.show(card)
        except (ConnectorError, PersonUnreachable, TeamsUnavailable):
            _log.warning("error card not delivered", extra={"class": type(error).__name__})
        return None

    def _log_error(self, error: AssistantError, reference: str) -> None:
        extra = {"class": type(error).__name__, "reference": reference}
        _log.log(_level(error), "turn ended with an error", extra=extra)

    def _unexpected(self, error: Exception) -> Unexpected:
        reference = new_reference()
        extra = {"class": type(error).__name__, "reference": reference, "where": where(error)}
        _log.error("unexpected error", extra=extra)
        return Unexpected(reference=reference)


def _outcome(error: AssistantError) -> str:
    return "refused" if isinstance(error, (PersonCanFix, ContentRefused)) else "failed"


def _level(error: AssistantError) -> int:
    """Return how loudly an error is logged: what people can mend is no trouble of ours."""
    if isinstance(error, (PersonCanFix, ContentRefused)):
        return logging.INFO
    return logging.ERROR if isinstance(error, (AdminMustFix, Unexpected)) else logging.WARNING


async def _given_up() -> Card | None:
    """Stand in for the dialog of a turn that was tried as often as it may be."""
    raise GaveUp(reference=new_reference())
