"""Teams' rules for streamed answers, as strictly as Teams applies them.

A refusal is (status, code, message) in Teams' own words. What Teams only advises (one request a
second, one stream per chat, one request at a time) is noted as a violation and let through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Body = Mapping[str, Any]

NOT_ALLOWED: Final = "ContentStreamNotAllowed"
OUT_OF_ORDER: Final = "ContentStreamSequenceOrderPreConditionFailed"
_INFORMATIVE_LIMIT: Final = 1000
_ADVISED_PAUSE_S: Final = 0.95  # a second, less what timers and the wire may shave off


@dataclass(eq=False)
class Refusal(Exception):
    """Teams says no."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Dropped(Exception):
    """A late chunk: answered with 202, shown to nobody."""


@dataclass
class Stream:
    """One streamed answer as Teams sees it."""

    id: str
    conversation: str
    began: float
    limit_s: float
    sequence: int = 0
    text: str = ""
    notice: str = ""
    last_request: float | None = None
    content_began: bool = False
    done: bool = False
    cancelled: bool = False
    busy: bool = False
    violations: list[str] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """What the person sees now."""
        return self.text if self.content_began else self.notice

    def take(self, body: Body, info: Body, now: float) -> None:
        """Apply one chunk or the final, or raise what Teams would answer."""
        self._note_pace(now)
        if self.cancelled:
            raise Refusal(403, NOT_ALLOWED, "Content stream was canceled by user")
        if self.done:
            raise Refusal(
                403, NOT_ALLOWED, "Content stream is not allowed on an already completed message"
            )
        if now - self.began > self.limit_s:
            raise Refusal(
                403, NOT_ALLOWED, "Content stream finished due to exceeded streaming time."
            )
        if info.get("streamType") == "final":
            self._finish(body, info)
        else:
            self._continue(body, info)

    def _finish(self, body: Body, info: Body) -> None:
        if "streamSequence" in info:
            raise Refusal(400, "BadRequest", "streamSequence is not allowed on the final message")
        text = str(body.get("text") or "")
        if not text and not body.get("attachments"):
            raise Refusal(400, "BadRequest", "Start streaming activities should include text")
        if text:
            self._check_cumulative(text)
        self.text = text
        self.done = self.content_began = True

    def _continue(self, body: Body, info: Body) -> None:
        sequence = info.get("streamSequence")
        if not isinstance(sequence, int):
            raise Refusal(400, "BadRequest", "streamSequence is missing")
        if sequence <= self.sequence:
            raise Dropped
        text = str(body.get("text") or "")
        if info.get("streamType") == "informative":
            if not self.content_began:
                self.notice = text
        else:
            self._check_cumulative(text)
            self.text, self.content_began = text, True
        self.sequence = sequence

    def _check_cumulative(self, text: str) -> None:
        if not text.startswith(self.text):
            raise Refusal(
                403,
                NOT_ALLOWED,
                "Request streamed content should contain the previously streamed content",
            )

    def _note_pace(self, now: float) -> None:
        if self.last_request is not None and now - self.last_request < _ADVISED_PAUSE_S:
            gap_ms = round((now - self.last_request) * 1000)
            self.violations.append(f"stream request after {gap_ms} ms")
        self.last_request = now


def stream_info(body: Body) -> Mapping[str, Any] | None:
    """Return the streaming entity of an activity, if it has one."""
    for entity in body.get("entities") or []:
        if entity.get("type") == "streaminfo":
            found: Mapping[str, Any] = entity
            return found
    return None


def check_shape(body: Body, info: Body) -> None:
    """Refuse what no stream may look like, whatever its state."""
    kind, is_typing = info.get("streamType"), body.get("type") == "typing"
    if is_typing and kind not in {"informative", "streaming"}:
        raise Refusal(
            400,
            "BadRequest",
            "Only start streaming and continue streaming types are allowed as a typing activity",
        )
    if not is_typing and (body.get("type") != "message" or kind != "final"):
        raise Refusal(400, "BadRequest", "The final of a stream must be a message")
    if is_typing and not body.get("text"):
        raise Refusal(400, "BadRequest", "Start streaming activities should include text")
    if is_typing and (body.get("attachments") or body.get("suggestedActions")):
        raise Refusal(400, "BadRequest", "Attachments are allowed on the final message only")
    if kind == "informative" and len(str(body["text"])) > _INFORMATIVE_LIMIT:
        raise Refusal(400, "BadRequest", "Informative message is too long")
