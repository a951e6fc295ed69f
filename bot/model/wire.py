"""Reads the lines of a streamed answer: server-sent events with one JSON object each.

No model class per chunk: the SDK's typed stream costs several times what all the rest of an
answer costs us. Text is handed out only after its own chunk's filter annotation was looked at;
Azure says in an ``error`` object there that its filter did not run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from bot.core.errors import AnswerFiltered, FilterMissing
from bot.core.ports import Finish, Usage
from bot.model.faults import read_refusal

_MAX_LINE: Final = 1024 * 1024
_FILTER_KEYS: Final = ("content_filter_results", "content_filter_result")
_NOTHING: Final[Mapping[str, Any]] = {}


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
        payload = line[5:].strip()
        if payload == b"[DONE]":
            self.is_done = True
            return
        try:
            event = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise Rubbish("no_json") from None
        if not isinstance(event, dict):
            raise Rubbish("no_object")
        self._event(event, texts)

    def _event(self, event: dict[str, Any], texts: list[str]) -> None:
        if error := event.get("error"):
            raise _Refused(error)
        for noted in _sequence(event.get("prompt_filter_results")):
            _check_filter(_mapping(noted))
        for choice in _sequence(event.get("choices")):
            self._choice(_mapping(choice), texts)
        if usage := event.get("usage"):
            self.usage = _usage(_mapping(usage))

    def _choice(self, choice: Mapping[str, Any], texts: list[str]) -> None:
        _check_filter(choice)
        text = _mapping(choice.get("delta")).get("content")
        reason = choice.get("finish_reason")
        if reason == "content_filter":
            raise AnswerFiltered
        if isinstance(text, str):
            texts.append(text)
        if reason:
            self.finish = Finish.LENGTH if reason == "length" else Finish.COMPLETE


class _Refused(Exception):
    """An error object in the stream itself, as servers send that have answered 200 already."""

    def __init__(self, error: object) -> None:
        details = error if isinstance(error, dict) else {}
        self.error = read_refusal(details.get("code"), details) or Rubbish("error_event")
        super().__init__("error_event")


def _check_filter(holder: Mapping[str, Any]) -> None:
    for key in _FILTER_KEYS:
        results = holder.get(key)
        if not results:
            continue
        if not isinstance(results, dict) or results.get("error"):
            raise FilterMissing
        for one in results.values():
            if isinstance(one, dict) and one.get("error"):
                raise FilterMissing


def _mapping(value: object) -> Mapping[str, Any]:
    if value is None:
        return _NOTHING
    if not isinstance(value, dict):
        raise Rubbish("wrong_shape")
    return value


def _sequence(value: object) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Rubbish("wrong_shape")
    return value


def _usage(usage: Mapping[str, Any]) -> Usage:
    asked, told = usage.get("prompt_tokens"), usage.get("completion_tokens")
    return Usage(
        prompt_tokens=asked if isinstance(asked, int) else 0,
        completion_tokens=told if isinstance(told, int) else 0,
    )
