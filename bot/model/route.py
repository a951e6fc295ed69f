"""Which deployment a call asks next, and for how long it waits before that.

In order; those that are down or asked to be left alone come later or not at all. A call waits
ten seconds in all, and never comes back to a deployment before the time it was given.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.clock import Clock
from bot.core.errors import ModelBusy, ModelCutOff
from bot.model.breaker import Attempt, Breaker
from bot.model.deployment import Deployment
from bot.model.faults import NEVER, DeploymentFault, verdict
from bot.model.meter import ModelMeter

_PATIENCE_S: Final = 10.0
_SPREAD_S: Final = 0.15
_log = logging.getLogger(__name__)


class Line:
    """A deployment with what the gateway knows of its state."""

    def __init__(self, deployment: Deployment, clock: Clock) -> None:
        self.deployment = deployment
        self.breaker = Breaker(clock)
        self.rests_until = 0.0
        self._clock = clock

    @property
    def name(self) -> str:
        """The deployment's name."""
        return self.deployment.name

    @property
    def rest_s(self) -> float:
        """How long the deployment wants to be left alone from now."""
        return max(0.0, self.rests_until - self._clock.monotonic())


@dataclass(frozen=True, slots=True)
class Try:
    """A deployment to ask now; ``attempt`` is to be told how it went."""

    line: Line
    attempt: Attempt


class Route:
    """One call's way through the deployments."""

    def __init__(
        self, lines: Sequence[Line], clock: Clock, meter: ModelMeter, chance: Callable[[], float]
    ) -> None:
        self._left = list(lines)
        self._clock = clock
        self._meter = meter
        self._chance = chance
        self._faults: list[DeploymentFault] = []
        self._patience_s = _PATIENCE_S
        self._waits_for: Line | None = None
        self._unasked_s = 1.0

    async def next(self) -> Try:
        """Return what to ask now; raises the call's error when nothing is left to ask."""
        while line := self._choose():
            if line.rest_s > self._patience_s:
                self._left.remove(line)
                self._faults.append(DeploymentFault(ModelBusy, "resting"))
            elif line.rest_s:
                await self._wait(line.rest_s)
            elif attempt := line.breaker.admit():
                return Try(line, attempt)
        raise verdict(self._faults)

    async def _wait(self, pause: float) -> None:
        # Everybody was given the same time: come back a little apart, never earlier.
        self._patience_s -= pause
        await self._clock.sleep(pause + self._chance() * _SPREAD_S)

    def is_last(self, asked: Try) -> bool:
        """Tell whether no other deployment could be asked now instead of this one."""
        return not any(
            other is not asked.line and other.breaker.would_admit() and not other.rest_s
            for other in self._left
        )

    def failed(self, asked: Try, fault: DeploymentFault) -> None:
        """Note that a deployment did not answer, and tell its breaker."""
        line = asked.line
        self._note(asked, fault)
        self._faults.append(fault)
        if fault.becomes is ModelBusy and fault.wait_s != NEVER:
            self._rest(line, fault.wait_s)
        else:
            self._left.remove(line)

    def cut(self, asked: Try) -> None:
        """Note that an answer broke off after text had come: nobody else is asked."""
        self._note(asked, DeploymentFault(ModelCutOff, "cut", is_outage=True))

    def _note(self, asked: Try, fault: DeploymentFault) -> None:
        names = {"deployment": asked.line.name}
        if not fault.is_outage:
            asked.attempt.succeeded()
        elif asked.attempt.failed():
            _log.warning("model deployment left alone", extra=names)
        self._meter.faulted(asked.line.name, fault.reason)
        _log.info("model deployment failed", extra={**names, "reason": fault.reason})

    def _rest(self, line: Line, wait_s: float | None) -> None:
        """Leave a busy deployment alone, and wait for it if it said how long that will take."""
        self._waits_for = line if wait_s is not None and wait_s <= self._patience_s else None
        if wait_s is None:
            wait_s, self._unasked_s = self._unasked_s, self._unasked_s * 2
        line.rests_until = max(line.rests_until, self._clock.monotonic() + wait_s)

    def _choose(self) -> Line | None:
        """Return the one waited for, else the first that is ready, else the soonest."""
        self._left = [line for line in self._left if line.breaker.would_admit()]
        waits_for, self._waits_for = self._waits_for, None
        if waits_for in self._left:
            return waits_for
        return min(self._left, key=lambda line: line.rest_s, default=None)
