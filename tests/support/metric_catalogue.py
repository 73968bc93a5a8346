"""Every metric that operator and training pods serve, found by reading their pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from tuneround.records.assignment import Assignment
from tuneround.records.plan import Seeds
from tuneround.records.progress import Progress
from tuneround.spec.objective import Direction, Objective
from tuneround.trial.metrics import TrialCollector
from tuneround_operator.facts import RoundFacts
from tuneround_operator.metrics import Metrics
from tuneround_operator.status import TrialCounts

MOMENT = datetime(2026, 5, 1, 12, tzinfo=UTC)
FACTS = RoundFacts(
    namespace="vision",
    study="digits",
    round="r1",
    state="Succeeded",
    trials=TrialCounts(planned=32, done=32, completed=32),
    metric="valid/error_rate",
    direction="minimize",
    best=0.02,
    steps_per_second=80.0,
    checkpoint_bytes=2**20,
    stall_seconds=0.5,
    device_seconds={"cpu": 60.0},
    start=MOMENT,
    last_progress=MOMENT,
    end=MOMENT,
)
PROGRESS = Progress(
    step=20,
    steps=100,
    best=0.02,
    best_step=10,
    objective=0.03,
    steps_per_second=80.0,
    loss=0.5,
    gradient_norm=1.5,
    data_wait_fraction=0.1,
    checkpoint_bytes=2**20,
    stall_seconds=0.5,
    time=MOMENT.timestamp(),
)
NAME = re.compile(r"\b(?:tuneround|process)_[a-z_]+\b")
ROUND_LABELS = ("namespace", "study", "round")
OWN_LABELS = {"le"}  # of histograms: every query takes them away


@dataclass(frozen=True)
class ServedMetric:
    """One metric.

    Attributes:
        name: as it is known by; a counter's ends with _total.
        kind: gauge, counter or histogram.
        labels: of its samples.
        samples: names that a query may use.
        help: what it means.

    """

    name: str
    kind: str
    labels: tuple[str, ...]
    samples: frozenset[str]
    help: str


def busy_operator() -> CollectorRegistry:
    """Return the metrics of an operator that has done one of everything."""
    metrics = Metrics()
    metrics.reconciled(("vision", "r1"), 0.1, "changed", FACTS)
    metrics.waited(0.1)
    metrics.wrote("status")
    return metrics.registry


def trial_of(folder: Path) -> Assignment:
    """Return a trial of the operator's round that has told everything a trial may."""
    progress = folder / "progress.json"
    progress.write_bytes(PROGRESS.to_json())
    return Assignment(
        study=FACTS.study,
        round=FACTS.round,
        trial=3,
        attempt="0001-abcdef",
        hyperparameters={},
        seeds=Seeds(initialization=0, data_order=0),
        objective=Objective(metric=FACTS.metric, direction=Direction.MINIMIZE),
        steps=PROGRESS.steps,
        evaluate_every=10,
        kept=(),
        threads=1,
        root="",
        progress_file=str(progress),
    )


@cache
def operator_metrics() -> tuple[ServedMetric, ...]:
    """Return every metric of the operator."""
    return tuple(_served(busy_operator()))


@cache
def trial_metrics() -> tuple[ServedMetric, ...]:
    """Return every metric of a training pod."""
    registry = CollectorRegistry()
    with TemporaryDirectory() as folder:
        registry.register(TrialCollector(trial_of(Path(folder))))
        return tuple(_served(registry))


@cache
def exposed() -> frozenset[str]:
    """Return every name that a query may use."""
    metrics = (*operator_metrics(), *trial_metrics())
    return frozenset(name for metric in metrics for name in metric.samples)


def _served(registry: CollectorRegistry) -> Iterator[ServedMetric]:
    """Yield every metric of a page, without the times at which counters were made."""
    page = generate_latest(registry).decode()
    for family in text_string_to_metric_families(page):
        if family.name.endswith("_created"):
            continue
        labels = {name for sample in family.samples for name in sample.labels} - OWN_LABELS
        suffix = "_total" if family.type == "counter" else ""
        yield ServedMetric(
            name=family.name + suffix,
            kind=family.type,
            labels=tuple(sorted(labels, key=_place)),
            samples=frozenset(sample.name for sample in family.samples),
            help=family.documentation,
        )


def used(expression: str) -> set[str]:
    """Return the metrics that a query names."""
    return set(NAME.findall(expression))


def _place(label: str) -> tuple[int, str]:
    """Order labels: what names a round comes first."""
    return (ROUND_LABELS.index(label) if label in ROUND_LABELS else len(ROUND_LABELS), label)
