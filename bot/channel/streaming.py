"""Answers on their way: streamed in 1:1 chats by Teams' protocol, sent whole elsewhere.

One loop a stream sends one request at a time: the informative line at once, the first words as
soon as there are any, all text so far a second later, and from then on every second and a half,
each time with the piece that comes next.
Every ending Teams knows has its own way out: pressed stop, two minutes, streaming not allowed,
text that no longer continues.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from enum import Enum, auto
from typing import Final

from bot.answering.teams_text import split
from bot.channel.activities import Address, Body, ai_entity, card_attachment, stream_info
from bot.channel.connector import ConnectorError
from bot.channel.delivery import PLACEHOLDER, STREAM
from bot.channel.way import Way
from bot.core.errors import StoppedByPerson, TeamsUnavailable
from bot.core.ids import MessageId
from bot.core.turn import Answer, Showing

FEEDBACK: Final = {"feedbackLoop": {"type": "default"}}
_LONGEST_STREAMED: Final = 12_000  # characters; longer text is shown whole at the end
_RESUMED_SEQUENCE: Final = 1_000
_MEANINGS: Final = (  # in this order: Teams says „not allowed“ in more than one of them
    ("exceeded streaming time", "exceeded"),
    ("cancel", "cancelled"),  # both spellings, cancelled and canceled, are seen
    ("already completed", "completed"),
    ("previously streamed", "discontinued"),
    ("size too large", "too_large"),
    ("not allowed", "not_allowed"),
    ("not enabled", "not_allowed"),
)
_STATUSES: Final = {405: "not_allowed", 413: "too_large"}


class _Mode(Enum):
    STREAM = auto()
    PUT = auto()  # Teams has ended the stream: the message is updated instead
    PLAIN = auto()  # no streaming here: one message at the end


def refusal(error: ConnectorError) -> str:
    """Name what Teams' answer to a stream request means; the messages are all it gives."""
    for part, meaning in _MEANINGS:
        if part in error.message_lower:
            return meaning
    return _STATUSES.get(error.status, "passing")


class _Pouring:
    """What both kinds of answer share: taking in the model's pieces until stop."""

    def __init__(self, way: Way) -> None:
        self._outlet = way.outlet
        self._address = way.address
        self._delivery = way.delivery
        self._texts = way.texts
        self._clock = way.clock
        self._pace = way.pace
        self._stop_requested = way.stop_requested
        self._on_first_text = way.on_first_text
        self._loop: asyncio.Task[None] | None = None
        self._parts: list[str] = []
        self._shown: Showing = _as_it_is
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self._guard: asyncio.Timeout | None = None
        self._stopped = False

    @property
    def _text(self) -> str:
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    def _stop(self) -> None:
        """Break off ``pour``: the pending read of the model is cancelled at once."""
        self._stopped = True
        if self._guard is not None:
            self._guard.reschedule(0)

    async def _take_in(self, pieces: AsyncIterator[str]) -> None:
        """Collect all pieces; raises StoppedByPerson as soon as stop is asked for."""
        if self._stopped or self._stop_requested.is_set():
            raise StoppedByPerson
        watcher = asyncio.create_task(self._watch())
        try:
            async with asyncio.timeout(None) as self._guard:
                async for piece in pieces:
                    self._parts.append(piece)
                    self._took()
        except TimeoutError:
            if not self._stopped:
                raise
            raise StoppedByPerson from None
        finally:
            self._guard = None
            watcher.cancel()
            close = getattr(pieces, "aclose", None)
            if close is not None:
                await close()

    def _took(self) -> None:
        """Heed that there is more text."""

    async def _watch(self) -> None:
        await self._stop_requested.wait()
        self._stop()

    async def close(self) -> None:
        """End the loop of an answer that came to no end of its own."""
        self._closing.set()
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)


class PersonalStream(_Pouring):
    """An answer in a 1:1 chat, by Teams' streaming protocol."""

    def __init__(self, way: Way) -> None:
        super().__init__(way)
        self._mode = _Mode.STREAM
        self._stream_id = way.delivery.sent(STREAM)
        self._resumed = bool(self._stream_id)
        self._sequence = _RESUMED_SEQUENCE if self._resumed else 0
        self._line = ""
        self._sent_line = ""
        self._sent_text = ""
        self._texts_sent = 0
        self._last_send = float("-inf")
        self._began = way.clock.monotonic()
        self._impatient = False
        self._typing_shown = False
        self._cancelled_in_teams = False
        self._turn = asyncio.Event()

    async def inform(self, text: str) -> None:
        """Show what is being done; returns at once, the loop sends it."""
        self._line = text
        self._wake()

    async def pour(self, pieces: AsyncIterator[str], shown: Showing | None = None) -> str:
        """Show text as it comes and return all of it."""
        if shown is not None:
            self._shown = shown
        self._wake()
        try:
            await self._take_in(pieces)
        except StoppedByPerson:
            await self._end_stopped()
            raise
        return self._text

    async def finish(self, answer: Answer) -> MessageId:
        """Send the final; further messages carry what Teams' size limit leaves over."""
        await self._end_loop()
        if self._cancelled_in_teams:
            raise StoppedByPerson
        return await self._send_all(answer)

    # --- the loop --------------------------------------------------------------------------------

    def _wake(self) -> None:
        self._changed.set()
        if self._loop is None and not self._resumed:
            self._loop = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while not self._closing.is_set():
            await self._wait_for_change()
            await self._wait_for_turn()
            if not self._closing.is_set():
                await self._send_update()

    async def _wait_for_change(self) -> None:
        """Wait for news; without any for long, say once that it takes longer."""
        patience = None
        if not self._parts and not self._impatient:
            patience = self._began + self._pace.patience_s - self._clock.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(None if patience is None else max(patience, 0.0)):
                await self._changed.wait()
        if not self._changed.is_set():
            self._impatient = True
            self._line = self._texts("answer.patience")
        self._changed.clear()

    async def _wait_for_turn(self) -> None:
        """Keep the pace, and leave together with the next piece: newer text, one wake-up less.

        What has no next piece leaves a little later by itself.
        """
        if self._is_due:
            return
        self._turn.clear()
        wait = self._last_send + self._gap - self._clock.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(wait + (self._pace.piece_s if self._parts else 0.0)):
                await self._turn.wait()

    def _took(self) -> None:
        self._changed.set()
        if self._is_due:
            self._turn.set()

    @property
    def _is_due(self) -> bool:
        """Whether the loop may go on; the first words don't wait for the line before them."""
        if self._closing.is_set():
            return True
        if self._parts and not self._sent_text and self._mode is _Mode.STREAM:
            return True
        return self._clock.monotonic() >= self._last_send + self._gap

    @property
    def _gap(self) -> float:
        """How long after the last request the next one may leave."""
        if self._mode is _Mode.PUT:
            return self._pace.put_s
        return self._pace.steady_s if self._texts_sent > 1 else self._pace.update_s

    async def _send_update(self) -> None:
        text = self._shown(self._text, final=False)[:_LONGEST_STREAMED] if self._parts else ""
        if (text, self._line) == (self._sent_text, self._sent_line) or (
            text == self._sent_text and text
        ):
            return
        if self._mode is _Mode.PLAIN and self._typing_shown:
            return
        self._last_send = self._clock.monotonic()
        try:
            await self._send_as_mode_wants(text)
        except ConnectorError as error:
            self._heed(error)
        except TeamsUnavailable:
            self._changed.set()  # the next update carries this text too
        else:
            self._note_sent(text)

    async def _send_as_mode_wants(self, text: str) -> None:
        match self._mode:
            case _Mode.STREAM:
                await self._send_chunk(text)
            case _Mode.PUT if text:
                await self._outlet.put(self._stream_id, self._address.message(text), final=False)
            case _Mode.PLAIN:
                self._typing_shown = True
                await self._outlet.post(self._address.typing(), final=False)

    def _note_sent(self, text: str) -> None:
        if text and not self._sent_text:
            self._on_first_text()
        self._texts_sent += bool(text)
        self._sent_text, self._sent_line = text, self._line

    async def _send_chunk(self, text: str) -> None:
        self._sequence += 1
        info = stream_info("streaming" if text else "informative", self._stream_id, self._sequence)
        body = self._address.typing(text or self._line, entities=[info])
        sent = await self._outlet.post(body, final=False)
        if not self._stream_id and sent:
            self._stream_id = sent
            self._delivery.note(STREAM, sent)

    def _heed(self, error: ConnectorError) -> None:
        match refusal(error):
            case "cancelled":
                self._cancelled_in_teams = True
                self._closing.set()
                self._stop()
            case "exceeded" | "too_large" | "discontinued" | "completed" if self._stream_id:
                self._mode = _Mode.PUT
                self._changed.set()
            case "not_allowed":
                self._mode = _Mode.PLAIN
            case _:
                self._changed.set()

    async def _end_loop(self) -> None:
        """Let a request under way end first: Teams wants one at a time."""
        self._closing.set()
        self._changed.set()
        self._turn.set()
        if self._loop is not None:
            await self._loop

    # --- the end ---------------------------------------------------------------------------------

    async def _end_stopped(self) -> None:
        """Close the stream after „stopp“; after Teams' own stop nothing more is sent."""
        await self._end_loop()
        if self._cancelled_in_teams:
            return
        stopped = self._texts("answer.stopped")
        text = self._shown(self._text, final=True)
        await self._send_all(Answer(f"{text}\n\n{stopped}" if text else stopped))

    async def _send_all(self, answer: Answer) -> MessageId:
        first, *rest = split(answer.text)
        message_id = await self._send_final(_final(self._address, first, answer, last=not rest))
        for number, part in enumerate(rest, 1):
            body = _final(self._address, part, answer, last=number == len(rest))
            message_id = await self._outlet.post(body, final=True)
        return MessageId(message_id)

    async def _send_final(self, body: Body) -> str:
        if self._mode is _Mode.STREAM and self._stream_id:
            try:
                return await self._post_final(body)
            except ConnectorError as error:
                match refusal(error):
                    case "cancelled":
                        raise StoppedByPerson from None
                    case "completed" if self._resumed:
                        return self._stream_id  # it was sent before the crash
        if self._stream_id:
            try:
                await self._outlet.put(self._stream_id, body, final=True)
            except ConnectorError:
                return await self._outlet.post(body, final=True)
            return self._stream_id
        return await self._outlet.post(body, final=True)

    async def _post_final(self, body: Body) -> str:
        given = body.get("entities")
        labels = given if isinstance(given, list) else []
        info = stream_info("final", self._stream_id)
        await self._outlet.post({**body, "entities": [info, *labels]}, final=True)
        return self._stream_id


class WholeAnswer(_Pouring):
    """An answer in a group or channel: typing, a placeholder after 4 s, one whole message."""

    def __init__(self, way: Way) -> None:
        super().__init__(way)
        self._placeholder = way.delivery.sent(PLACEHOLDER)

    async def inform(self, text: str) -> None:  # noqa: ARG002  # groups see no lines
        """Show that something is being written."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._keep_company())

    async def pour(self, pieces: AsyncIterator[str], shown: Showing | None = None) -> str:
        """Collect the text; nothing of it is shown before it is whole."""
        if shown is not None:
            self._shown = shown
        await self.inform("")
        try:
            await self._take_in(pieces)
        except StoppedByPerson:
            stopped = self._texts("answer.stopped")
            await self.finish(Answer(f"{self._shown(self._text, final=True)}\n\n{stopped}".strip()))
            raise
        return self._text

    async def finish(self, answer: Answer) -> MessageId:
        """Send the answer, in the placeholder's place where there is one."""
        self._closing.set()
        if self._loop is not None:
            await self._loop
        self._on_first_text()
        first, *rest = split(answer.text)
        message_id = await self._send_first(_final(self._address, first, answer, last=not rest))
        for number, part in enumerate(rest, 1):
            body = _final(self._address, part, answer, last=number == len(rest))
            message_id = await self._outlet.post(body, final=True)
        return MessageId(message_id)

    async def _send_first(self, body: Body) -> str:
        if self._placeholder:
            with suppress(ConnectorError):
                await self._outlet.put(self._placeholder, body, final=True)
                return self._placeholder
        return await self._outlet.post(body, final=True)

    async def _keep_company(self) -> None:
        await self._try_typing()
        if self._placeholder or await self._closes_within(self._pace.placeholder_s):
            return
        body = self._address.message(self._texts("answer.placeholder"))
        with suppress(ConnectorError, TeamsUnavailable):
            self._placeholder = await self._outlet.post(body, final=False)
        if self._placeholder:
            self._delivery.note(PLACEHOLDER, self._placeholder)
        while not await self._closes_within(self._pace.typing_s):
            await self._try_typing()

    async def _try_typing(self) -> None:
        with suppress(ConnectorError, TeamsUnavailable):
            await self._outlet.post(self._address.typing(), final=False)

    async def _closes_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        return self._closing.is_set()


def _final(address: Address, text: str, answer: Answer, *, last: bool) -> Body:
    """Return a final message: AI label on all parts, feedback and card on the last."""
    more: dict[str, object] = {}
    if answer.by_ai:
        more["entities"] = [ai_entity(answer.citations if last else ())]
    if answer.by_ai and last:
        more["channelData"] = FEEDBACK
    if answer.card is not None and last:
        more["attachments"] = [card_attachment(answer.card)]
    return address.message(text, **more)


def _as_it_is(text: str, *, final: bool) -> str:  # noqa: ARG001  # Showing's signature
    return text
