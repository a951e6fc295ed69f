"""What the gateway tells whoever counts: no text, no person, only purposes, seconds and tokens."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from bot.core.ports import Usage


@dataclass(frozen=True, slots=True)
class CallReport:
    """One call to the model, as the caller saw it.

    ``outcome`` is ``complete``, ``length``, ``cancelled``, ``context_too_long``, the name of the
    error it ended with (``model_busy``, ``prompt_filtered``, …) or ``defect``. ``deployment`` is
    the last one asked, empty if none was.
    """

    purpose: str
    deployment: str
    outcome: str
    first_text_s: float | None
    total_s: float
    usage: Usage = field(default_factory=Usage)


class ModelMeter(Protocol):
    """Counts calls and faults."""

    def called(self, report: CallReport) -> None:
        """Note a call's end, however it came; once per call."""
        ...

    def faulted(self, deployment: str, reason: str) -> None:
        """Note that one deployment did not answer, whether or not another did."""
        ...


class SilentMeter:
    """Counts nothing."""

    def called(self, report: CallReport) -> None:
        """Note nothing."""

    def faulted(self, deployment: str, reason: str) -> None:
        """Note nothing."""
