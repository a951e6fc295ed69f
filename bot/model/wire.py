"""Reads the lines of a streamed answer: server-sent events with one JSON object each.

Of each chunk only what we look at is read into objects: the SDK's typed stream costs several
times what all the rest of an answer costs us. Text is handed out only after its own chunk's
filter annotation was looked at; Azure says in an ``error`` object there that it did not run.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from bot.core.errors import AnswerFiltered, FilterMissing
from bot.core.ports import Finish, Usage
from bot.model.faults import read_refusal

_MAX_LINE: Final = 1024 * 1024


class Rubbish(Exception):
    """The stream holds something that is no answer; ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AnswerReader:
    """What one streamed answer has said so far.

    ``fault`` is set by the chunk that ends the answer badly; text before it stays good.
    """

    def __init__(self) -> None:
        self.finish: Finish | None = None
        self.usage: Usage | None = None
        self.is_done = False
        self.fault: Exception | None = None
        self._rest = b""
        self._harmless = b""  # what the filter has said last and was looked at

    @property
    def is_whole(self) -> bool:
        """Whether the model said that it had finished."""
        return self.finish is not None or self.is_done

    def feed(self, data: bytes) -> str:
        """Take bytes as they came, cut anywhere, and return the text they complete."""
        lines = (self._rest + data).split(b"\n") if self._rest else data.split(b"\n")
        self._rest = lines.pop()
        texts: list[str] = []
        try:
            self._lines(lines, texts)
        except (Rubbish, AnswerFiltered, FilterMissing) as fault:
            self.fault = fault
        except _Refused as refused:
            self.fault = refused.error
        return "".join(texts)

    def _lines(self, lines: list[bytes], texts: list[str]) -> None:
        if len(self._rest) > _MAX_LINE:
            raise Rubbish("endless_line")
        for line in lines:
            if self.is_done:
                return
            self._line(line, texts)

    def _line(self, line: bytes, texts: list[str]) -> None:
        if not line.startswith(b"data:"):
            return  # blank lines, comments that keep the connection alive, event names
        payload = line[5:]
        try:
            event = _decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            if payload.strip() != b"[DONE]":
                is_json = isinstance(error, msgspec.ValidationError)
                raise Rubbish("wrong_shape" if is_json else "no_json") from None
            self.is_done = True
        else:
            self._event(event, texts)

    def _event(self, event: _Event, texts: list[str]) -> None:
        if event.error:
            raise _Refused(event.error)
        for noted in event.prompt_filter_results or ():
            self._check_filter(noted)
        for choice in event.choices or ():
            self._choice(choice, texts)
        if event.usage:
            self.usage = _usage(event.usage)

    def _choice(self, choice: _Choice, texts: list[str]) -> None:
        self._check_filter(choice)
        reason = choice.finish_reason
        if reason == "content_filter":
            raise AnswerFiltered
        if choice.delta is not None and isinstance(choice.delta.content, str):
            texts.append(choice.delta.content)
        if reason:
            self.finish = Finish.LENGTH if reason == "length" else Finish.COMPLETE

    def _check_filter(self, noted: _Noted) -> None:
        for raw in (noted.content_filter_results, noted.content_filter_result):
            said = bytes(raw)
            # Nearly every chunk says the same as the one before it.
            if said and said != self._harmless:
                _check_results(said)
                self._harmless = said


class _Noted(msgspec.Struct, gc=False):
    """Whatever the filter has something to say of; unread until it says something new."""

    content_filter_results: msgspec.Raw = msgspec.Raw()
    content_filter_result: msgspec.Raw = msgspec.Raw()


class _Delta(msgspec.Struct, gc=False):
    content: Any = None


class _Choice(_Noted, gc=False):
    delta: _Delta | None = None
    finish_reason: Any = None


class _Event(msgspec.Struct, gc=False):
    error: Any = None
    prompt_filter_results: list[_Noted] | None = None
    choices: list[_Choice] | None = None
    usage: Any = None


_decode: Final = msgspec.json.Decoder(_Event).decode


class _Refused(Exception):
    """An error object in the stream itself, as servers send that have answered 200 already."""

    def __init__(self, error: object) -> None:
        details = error if isinstance(error, dict) else {}
        self.error = read_refusal(details.get("code"), details) or Rubbish("error_event")
        super().__init__("error_event")


def _check_results(said: bytes) -> None:
    try:
        results = msgspec.json.decode(said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Rubbish("no_json") from None
    if not results:
        return
    if not isinstance(results, dict) or results.get("error"):
        raise FilterMissing
    for one in results.values():
        if isinstance(one, dict) and one.get("error"):
            raise FilterMissing


def _usage(usage: object) -> Usage:
    if not isinstance(usage, dict):
        raise Rubbish("wrong_shape")
    asked, told = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return Usage(
        prompt_tokens=asked if isinstance(asked, int) else 0,
        completion_tokens=told if isinstance(told, int) else 0,
    )
