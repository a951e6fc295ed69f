"""What can go wrong with one deployment, in the gateway's terms.

A `DeploymentFault` happens before any text and leaves the next deployment to try; errors of
bot.core.errors end the call, wherever else one might ask. A provider's error is read here and
nowhere else. Its message is never kept: providers quote the question in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import orjson

from bot.core.errors import (
    AssistantError,
    ContextTooLong,
    ModelBusy,
    ModelCutOff,
    ModelMisconfigured,
    ModelRejectedKey,
    ModelTimeout,
    ModelUnavailable,
    PromptFiltered,
)

NEVER: Final = float("inf")
_TOO_LONG_CODES: Final = frozenset(
    {"context_length_exceeded", "string_above_max_length", "ContextWindowExceededError"}
)
_TOO_LONG: Final = re.compile(
    r"maximum context length|context (length|window)|max_model_len", re.IGNORECASE
)
_FILTER_CODES: Final = frozenset({"content_filter", "ResponsibleAIPolicyViolation"})
_PASSING: Final = frozenset({408, 409, 425})
# What a person is told when every deployment failed in its own way: the most hopeful news.
_RANK: Final = (ModelBusy, ModelCutOff, ModelTimeout, ModelUnavailable, ModelMisconfigured)


class DeploymentFault(Exception):
    """One deployment did not answer; no text of it was seen.

    ``becomes`` is what the person is told if no other deployment does better, ``reason`` what the
    log says. ``is_outage`` faults open the breaker; others only show that somebody is at home.
    ``wait_s`` is how long the deployment asks to be left alone (None: it did not say).
    """

    def __init__(
        self,
        becomes: type[AssistantError],
        reason: str,
        *,
        is_outage: bool = False,
        wait_s: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.becomes = becomes
        self.reason = reason
        self.is_outage = is_outage
        self.wait_s = wait_s


def outage(reason: str) -> DeploymentFault:
    """Make the fault of a deployment that is down."""
    return DeploymentFault(ModelUnavailable, reason, is_outage=True)


def too_slow(reason: str) -> DeploymentFault:
    """Make the fault of a deployment that took the request and fell silent."""
    return DeploymentFault(ModelTimeout, reason, is_outage=True)


def verdict(faults: Iterable[DeploymentFault]) -> AssistantError:
    """Return the one error that sums up why no deployment answered (none asked: unavailable)."""
    kinds = {fault.becomes for fault in faults}
    return next((kind() for kind in _RANK if kind in kinds), ModelUnavailable())


def read_status(
    status: int, headers: Mapping[str, str], content: bytes, now: datetime
) -> Exception:
    """Turn an HTTP error of the provider into ours."""
    details = _details(content)
    code = details.get("code")
    if status == 429:  # noqa: PLR2004  # the number is the name
        wait = NEVER if code == "insufficient_quota" else read_wait(headers, now)
        return DeploymentFault(ModelBusy, "busy", wait_s=wait)
    if status >= 500 or status in _PASSING:  # noqa: PLR2004
        return outage(f"status_{status}")
    if status in {401, 403}:
        return ModelRejectedKey()
    if status == 404:  # noqa: PLR2004
        return DeploymentFault(ModelMisconfigured, "not_found")
    return read_refusal(code, details, is_too_large=status == 413) or ModelMisconfigured()  # noqa: PLR2004


def _details(content: bytes) -> Mapping[str, object]:
    """Return the error object of a body; some servers send it bare."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    details = body.get("error", body) if isinstance(body, dict) else {}
    return details if isinstance(details, dict) else {}


def read_refusal(code: object, body: object, *, is_too_large: bool = False) -> Exception | None:
    """Tell whether an error object means the question's content or its length, else None."""
    details = body if isinstance(body, Mapping) else {}
    inner = details.get("innererror")
    inner_code = inner.get("code") if isinstance(inner, Mapping) else None
    if {str(code), str(inner_code)} & _FILTER_CODES:
        return PromptFiltered()
    if is_too_large or code in _TOO_LONG_CODES or _TOO_LONG.search(str(details.get("message"))):
        return ContextTooLong()
    return None


def read_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a deployment asks for: milliseconds, seconds or a date, else None."""
    milliseconds = _positive(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _positive(text)
    if seconds is not None or text is None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _positive(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < NEVER else None
