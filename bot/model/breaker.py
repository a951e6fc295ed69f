"""A breaker: whoever failed five times running is left alone, then asked by one call only.

It knows nothing of models. Every `Attempt` it hands out is told exactly once how it ended, by
`succeeded`, `failed` or `dropped`; `answered` may come before.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.clock import Clock


class Breaker:
    """Closed (asks freely), open (asks nobody), or half-open (one probe is out)."""

    def __init__(self, clock: Clock, *, threshold: int = 5, rest_s: float = 15.0) -> None:
        self._clock = clock
        self._threshold = threshold
        self._rest_s = rest_s
        self._failures = 0
        self._opened_at: float | None = None
        self._probe: Attempt | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for a probe."""
        return self._opened_at is not None

    def would_admit(self) -> bool:
        """Tell whether a call may be made now."""
        if self._opened_at is None:
            return True
        rested = self._clock.monotonic() - self._opened_at >= self._rest_s
        return rested and self._probe is None

    def admit(self) -> Attempt | None:
        """Let a call through, as the one probe if the breaker is open; None: not now."""
        if not self.would_admit():
            return None
        attempt = Attempt(self)
        if self.is_open:
            self._probe = attempt
        return attempt

    def close(self) -> None:
        """Ask freely again."""
        self._failures = 0
        self._opened_at = None
        self._probe = None

    def count(self, attempt: Attempt) -> bool:
        """Count a failed call; True if that opened the breaker just now."""
        self._failures += 1
        was_open = self.is_open
        if attempt is self._probe or (not was_open and self._failures >= self._threshold):
            self._opened_at = self._clock.monotonic()
        self.forget(attempt)
        return self.is_open and not was_open

    def is_probe(self, attempt: Attempt) -> bool:
        """Tell whether the others wait for this call's outcome."""
        return attempt is self._probe

    def forget(self, attempt: Attempt) -> None:
        """Let another call be the probe."""
        if attempt is self._probe:
            self._probe = None


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """One call that the breaker let through."""

    breaker: Breaker

    def answered(self) -> None:
        """Note first signs of life: the others need not wait for a probe's end."""
        if self.breaker.is_probe(self):
            self.breaker.close()

    def succeeded(self) -> None:
        """Note that somebody is at home."""
        self.breaker.close()

    def failed(self) -> bool:
        """Note an outage; True if that opened the breaker just now."""
        return self.breaker.count(self)

    def dropped(self) -> None:
        """Note that the call was given up by us, which says nothing about the other side."""
        self.breaker.forget(self)
