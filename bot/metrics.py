"""All figures of /metrics. No label names a person, a conversation or a text.

With several processes behind one port, the figures are summed through a shared folder
(prometheus-client's multiprocess mode), so that any process answers for all.
"""

from __future__ import annotations

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

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300)
_OWN_SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25)


class Metrics:
    """Counts and measures; implements the meters of all parts."""

    def __init__(self, *, shared: bool) -> None:
        """``shared``: several processes write into PROMETHEUS_MULTIPROC_DIR."""
        self._shared = shared
        registry = None if shared else CollectorRegistry()
        self._registry = CollectorRegistry()
        own = registry or self._registry
        if shared:
            multiprocess.MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]
            own = CollectorRegistry()
        else:
            self._registry = own
            ProcessCollector(registry=own)
        self._turns = Counter("assistant_turns", "Turns ended", ["kind", "outcome"], registry=own)
        self._turn_seconds = Histogram(
            "assistant_turn_seconds",
            "From start to end of a turn",
            ["kind"],
            buckets=_SECONDS,
            registry=own,
        )
        self._first_text = Histogram(
            "assistant_first_text_seconds",
            "From a message's arrival to the first words sent",
            buckets=_SECONDS,
            registry=own,
        )
        self._own = Histogram(
            "assistant_own_seconds",
            "Time a turn itself ran on the event loop",
            buckets=_OWN_SECONDS,
            registry=own,
        )
        self._refused = Counter(
            "assistant_refused_requests", "Requests turned away", ["reason"], registry=own
        )
        self._sends = Counter("assistant_sends", "Calls to Teams", ["outcome"], registry=own)
        self._send_seconds = Histogram(
            "assistant_send_seconds", "Duration of calls to Teams", buckets=_SECONDS, registry=own
        )
        self._throttled = Counter(
            "assistant_throttled", "Waits before a call to Teams", ["reason"], registry=own
        )
        self._model_calls = Counter(
            "assistant_model_calls",
            "Calls to the model",
            ["purpose", "deployment", "outcome"],
            registry=own,
        )
        self._model_first = Histogram(
            "assistant_model_first_text_seconds",
            "Until the model's first words",
            ["purpose"],
            buckets=_SECONDS,
            registry=own,
        )
        self._model_seconds = Histogram(
            "assistant_model_seconds",
            "Duration of model calls",
            ["purpose"],
            buckets=_SECONDS,
            registry=own,
        )
        self._tokens = Counter(
            "assistant_model_tokens", "Tokens", ["purpose", "direction"], registry=own
        )
        self._model_faults = Counter(
            "assistant_model_faults",
            "Deployments that did not answer",
            ["deployment", "reason"],
            registry=own,
        )
        self._waiting = Gauge(
            "assistant_queue_waiting", "Work waiting", registry=own, multiprocess_mode="mostrecent"
        )
        self._oldest = Gauge(
            "assistant_queue_oldest_seconds",
            "Age of the oldest waiting work",
            registry=own,
            multiprocess_mode="mostrecent",
        )
        self._running = Gauge(
            "assistant_turns_running", "Turns running", registry=own, multiprocess_mode="livesum"
        )

    def render(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)

    # --- turns -----------------------------------------------------------------------------------

    def turn(self, kind: str, outcome: str, total_s: float) -> None:
        """Count a turn that has ended."""
        self._turns.labels(kind, outcome).inc()
        self._turn_seconds.labels(kind).observe(total_s)

    def first_text(self, seconds: float) -> None:
        """Note the time to the first words sent."""
        self._first_text.observe(seconds)

    def own_time(self, seconds: float) -> None:
        """Note the time a turn itself ran."""
        self._own.observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a request turned away."""
        self._refused.labels(reason).inc()

    # --- Teams -----------------------------------------------------------------------------------

    def sent(self, outcome: str, seconds: float) -> None:
        """Count one call to Teams."""
        self._sends.labels(outcome).inc()
        self._send_seconds.observe(seconds)

    def throttled(self, reason: str, seconds: float) -> None:  # noqa: ARG002  # counted, not summed
        """Count one wait before a call to Teams."""
        self._throttled.labels(reason).inc()

    # --- the model -------------------------------------------------------------------------------

    def called(self, report: CallReport) -> None:
        """Count one call to the model, however it ended."""
        purpose = report.purpose
        self._model_calls.labels(purpose, report.deployment, report.outcome).inc()
        self._model_seconds.labels(purpose).observe(report.total_s)
        if report.first_text_s is not None:
            self._model_first.labels(purpose).observe(report.first_text_s)
        self._tokens.labels(purpose, "prompt").inc(report.usage.prompt_tokens)
        self._tokens.labels(purpose, "completion").inc(report.usage.completion_tokens)

    def faulted(self, deployment: str, reason: str) -> None:
        """Count that one deployment did not answer, whether or not another did."""
        self._model_faults.labels(deployment, reason).inc()

    # --- the queue -------------------------------------------------------------------------------

    def queue(self, waiting: int, oldest_s: float, running: int) -> None:
        """Note the queue as it is now."""
        self._waiting.set(waiting)
        self._oldest.set(oldest_s)
        self._running.set(running)
