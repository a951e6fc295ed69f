"""What is measured, as a port. No call takes an id, a name or a text: only kinds and numbers."""

from __future__ import annotations

from typing import Protocol


class TurnMeter(Protocol):
    """Measures turns."""

    def turn(self, kind: str, outcome: str, total_s: float) -> None:
        """Count a turn that has ended (outcome: ok, stopped, refused, failed)."""
        ...

    def first_text(self, seconds: float) -> None:
        """Note the time from a message's arrival to the first words sent."""
        ...

    def own_time(self, seconds: float) -> None:
        """Note our own share of a turn: the event loop's CPU time spent on it."""
        ...

    def refused(self, reason: str) -> None:
        """Count a request turned away at the door."""
        ...
