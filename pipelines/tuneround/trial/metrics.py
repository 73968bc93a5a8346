"""Metrics: what Prometheus is told of a trial; docs/metrics.md describes each of them.

prometheus-client enters here, and this file is imported when somebody asks.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

from prometheus_client import CollectorRegistry, MetricsHandler
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tuneround.records.assignment import Assignment
from tuneround.records.progress import Progress
from tuneround.trial.progress import read_progress

LABELS = ("study", "round", "trial")
GAUGES = {
    "step": "Last step that is trained",
    "steps_per_second": "Steps a second since the look before, a second or a step ago",
    "loss": "Mean of the logged loss over the newest evaluation interval",
    "gradient_norm": "Mean of the logged gradient norm over the newest evaluation interval",
    "data_wait_fraction": "Share of the newest evaluation interval that waited for data",
    "objective": "Objective of the newest evaluation",
    "best": "Best objective so far",
    "time": "When the last step was trained, Unix time",
}
"""Field of records.Progress -> what it means."""
COUNTERS = {
    "checkpoint_bytes": "Bytes of the checkpoints that this attempt has committed",
    "stall_seconds": "Time that the training loop has waited for snapshots, earlier attempts' too",
}
NAMES = {
    "best": "objective_best",
    "time": "last_step_time_seconds",
    "stall_seconds": "checkpoint_stall_seconds",
}
"""Field -> name of the metric, where it differs."""


class TrialCollector(Collector):
    """Reads a trial's progress at each scrape; what it does not say has no sample."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._labels = (assignment.study, assignment.round, str(assignment.trial))

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics that are known."""
        yield self._info()
        yield self._gauge("steps", "Steps of the budget", self._assignment.steps)
        file = self._assignment.progress_file
        progress = read_progress(Path(file) if file else None)
        if progress is not None:
            yield from self._told(progress)

    def _told(self, progress: Progress) -> Iterator[Metric]:
        for field, meaning in GAUGES.items():
            if (value := getattr(progress, field)) is not None:
                yield self._gauge(NAMES.get(field, field), meaning, value)
        for field, meaning in COUNTERS.items():
            counter = CounterMetricFamily(_name(NAMES.get(field, field)), meaning, labels=LABELS)
            counter.add_metric(self._labels, getattr(progress, field))
            yield counter
        since = progress.store_failing_since
        failing = 0.0 if since is None else time() - since
        yield self._gauge("store_failing_seconds", "How long the store has not answered", failing)

    def _gauge(self, name: str, meaning: str, value: float) -> Metric:
        gauge = GaugeMetricFamily(_name(name), meaning, labels=LABELS)
        gauge.add_metric(self._labels, value)
        return gauge

    def _info(self) -> Metric:
        objective = self._assignment.objective
        more = {
            "attempt": self._assignment.attempt,
            "metric": objective.metric if objective else "",
            "direction": objective.direction.value if objective else "",
        }
        info = GaugeMetricFamily(_name("info"), "The attempt", labels=(*LABELS, *more))
        info.add_metric((*self._labels, *more.values()), 1)
        return info


def answer(connection: socket.socket, address: Any, assignment: Assignment | None) -> None:
    """Answer one request. Raises OSError when who asked is gone."""
    registry = CollectorRegistry()
    if assignment is not None:
        registry.register(TrialCollector(assignment))
    handler = type("Handler", (MetricsHandler,), {"registry": registry, "timeout": 1.0})
    handler(connection, address, None)


def _name(name: str) -> str:
    return f"tuneround_trial_{name}"
