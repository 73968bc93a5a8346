"""Metrics: what the operator tells of its own work, and hands on of its rounds."""

from collections.abc import Hashable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from tuneround_operator.facts import RoundFacts
from tuneround_operator.metrics.rounds import KnownRounds
from tuneround_operator.recorder import Failure

MOST_ROUNDS = 1_000
RECONCILE_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
WAIT_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300)


class Metrics:
    """Takes the results of the operator's work; `registry` is what a server serves.

    Args:
        most_rounds: how many rounds have metrics of their own.

    """

    def __init__(self, most_rounds: int = MOST_ROUNDS) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._rounds = KnownRounds(most_rounds)
        self.registry.register(self._rounds)
        self._reconciled = Histogram(
            "tuneround_operator_reconcile_seconds",
            "Seconds that one reconcile of one round took, requests to the API server included, "
            "by its outcome.",
            ["outcome"],
            buckets=RECONCILE_SECONDS,
            registry=self.registry,
        )
        self._failed = Counter(
            "tuneround_operator_errors",
            f"Failures, by their kind: {', '.join(Failure)}; 0 until there is one.",
            ["kind"],
            registry=self.registry,
        )
        for kind in Failure:  # a series that begins with its first failure has no increase then
            self._failed.labels(kind)
        self._queued = Gauge(
            "tuneround_operator_queue_length",
            "Rounds that wait to be reconciled.",
            registry=self.registry,
        )
        self._waited = Histogram(
            "tuneround_operator_queue_wait_seconds",
            "Seconds from the moment at which a round was due to the start of its reconcile.",
            buckets=WAIT_SECONDS,
            registry=self.registry,
        )
        self._wrote = Counter(
            "tuneround_operator_writes",
            "Writes to the API server, by what was written.",
            ["kind"],
            registry=self.registry,
        )

    def reconciled(
        self, key: Hashable, seconds: float, outcome: str, facts: RoundFacts | None
    ) -> None:
        """Count a reconcile of one round, and replace what is known of it.

        Args:
            key: the round's, its namespace and name.
            seconds: that it took.
            outcome: one word of few.
            facts: what is known of the round now; None: nothing new, what was known stays.

        """
        self._reconciled.labels(outcome).observe(seconds)
        if facts is not None:
            self._rounds.record(key, facts)

    def queued(self, length: int) -> None:
        """Say how many rounds wait."""
        self._queued.set(length)

    def waited(self, seconds: float) -> None:
        """Say how long a round waited beyond the time at which it was due."""
        self._waited.observe(seconds)

    def failed(self, kind: Failure) -> None:
        """Count a failure."""
        self._failed.labels(kind).inc()

    def wrote(self, kind: str) -> None:
        """Count a write; `kind` is one word of few."""
        self._wrote.labels(kind).inc()

    def forgotten(self, key: Hashable) -> None:
        """Drop the metrics of a round that was deleted."""
        self._rounds.forget(key)
