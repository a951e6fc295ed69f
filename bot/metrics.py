"""All figures of /metrics. No label names a person, a conversation or a text.

With several processes behind one port, the figures are summed through a shared folder
(prometheus-client's multiprocess mode), so that any process answers for all.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
    multiprocess,
)

from bot.model.meter import CallReport

_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300)
_OWN_SECONDS: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25)


class Metrics:
    """Counts and measures; implements the meters of all parts."""

    def __init__(self, *, shared: bool) -> None:
        """``shared``: several processes write into PROMETHEUS_MULTIPROC_DIR."""
        own = CollectorRegistry()
        self._registry = CollectorRegistry() if shared else own
        if shared:
            multiprocess.MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
        else:
            ProcessCollector(registry=own)
        self._turns = _Turns(own)
        self._teams = _Teams(own)
        self._model = _Model(own)
        self._queue = _Queue(own)

    def render(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)

    # --- turns -----------------------------------------------------------------------------------

    def turn(self, kind: str, outcome: str, total_s: float) -> None:
        """Count a turn that has ended."""
        self._turns.ended.labels(kind, outcome).inc()
        self._turns.seconds.labels(kind).observe(total_s)

    def first_text(self, seconds: float) -> None:
        """Note the time to the first words sent."""
        self._turns.first_text.observe(seconds)

    def own_time(self, seconds: float) -> None:
        """Note the time a turn itself ran."""
        self._turns.own.observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a request turned away."""
        self._turns.refused.labels(reason).inc()

    # --- Teams -----------------------------------------------------------------------------------

    def sent(self, outcome: str, seconds: float) -> None:
        """Count one call to Teams."""
        self._teams.sends.labels(outcome).inc()
        self._teams.seconds.observe(seconds)

    def throttled(self, reason: str, seconds: float) -> None:  # noqa: ARG002  # counted, not summed
        """Count one wait before a call to Teams."""
        self._teams.throttled.labels(reason).inc()

    # --- the model -------------------------------------------------------------------------------

    def called(self, report: CallReport) -> None:
        """Count one call to the model, however it ended."""
        purpose = report.purpose
        self._model.calls.labels(purpose, report.deployment, report.outcome).inc()
        self._model.seconds.labels(purpose).observe(report.total_s)
        if report.first_text_s is not None:
            self._model.first_text.labels(purpose).observe(report.first_text_s)
        self._model.tokens.labels(purpose, "prompt").inc(report.usage.prompt_tokens)
        self._model.tokens.labels(purpose, "completion").inc(report.usage.completion_tokens)

    def faulted(self, deployment: str, reason: str) -> None:
        """Count that one deployment did not answer, whether or not another did."""
        self._model.faults.labels(deployment, reason).inc()

    # --- the queue -------------------------------------------------------------------------------

    def queue(self, waiting: int, oldest_s: float) -> None:
        """Note the queue as it is now, the same for all processes."""
        self._queue.waiting.set(waiting)
        self._queue.oldest.set(oldest_s)

    def running(self, count: int) -> None:
        """Note how many turns run in this process; each has to say so itself, now and then."""
        self._queue.running.set(count)


class _Turns:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.ended = Counter(
            "assistant_turns", "Turns ended", ["kind", "outcome"], registry=registry
        )
        self.seconds = _seconds(
            "assistant_turn_seconds", "From start to end of a turn", registry, "kind"
        )
        self.first_text = _seconds(
            "assistant_first_text_seconds",
            "From a message's arrival to the first words sent",
            registry,
        )
        self.own = Histogram(
            "assistant_own_seconds",
            "Time a turn itself ran on the event loop",
            buckets=_OWN_SECONDS,
            registry=registry,
        )
        self.refused = Counter(
            "assistant_refused_requests", "Requests turned away", ["reason"], registry=registry
        )


class _Teams:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.sends = Counter("assistant_sends", "Calls to Teams", ["outcome"], registry=registry)
        self.seconds = _seconds("assistant_send_seconds", "Duration of calls to Teams", registry)
        self.throttled = Counter(
            "assistant_throttled", "Waits before a call to Teams", ["reason"], registry=registry
        )


class _Model:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.calls = Counter(
            "assistant_model_calls",
            "Calls to the model",
            ["purpose", "deployment", "outcome"],
            registry=registry,
        )
        self.first_text = _seconds(
            "assistant_model_first_text_seconds",
            "Until the model's first words",
            registry,
            "purpose",
        )
        self.seconds = _seconds(
            "assistant_model_seconds", "Duration of model calls", registry, "purpose"
        )
        self.tokens = Counter(
            "assistant_model_tokens", "Tokens", ["purpose", "direction"], registry=registry
        )
        self.faults = Counter(
            "assistant_model_faults",
            "Deployments that did not answer",
            ["deployment", "reason"],
            registry=registry,
        )


class _Queue:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.waiting = Gauge(
            "assistant_queue_waiting",
            "Work waiting",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.oldest = Gauge(
            "assistant_queue_oldest_seconds",
            "Age of the oldest waiting work",
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.running = Gauge(
            "assistant_turns_running",
            "Turns running",
            registry=registry,
            multiprocess_mode="livesum",
        )


def _seconds(name: str, meaning: str, registry: CollectorRegistry, *labels: str) -> Histogram:
    return Histogram(name, meaning, labels, buckets=_SECONDS, registry=registry)
