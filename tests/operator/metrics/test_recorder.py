"""What the operator's metrics say, read as Prometheus reads them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from tuneround_operator.facts import RoundFacts
from tuneround_operator.metrics import Metrics, served
from tuneround_operator.recorder import Failure
from tuneround_operator.status import TrialCounts

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = ("vision", "r1")
ROUND = {"namespace": "vision", "study": "digits", "round": "r1"}


def facts(**known: Any) -> RoundFacts:
    """Return what is known of a round that runs."""
    return RoundFacts(**{**ROUND, "state": "Running", "start": START, **known})


def samples(text: str) -> Iterator[Sample]:
    """Yield what a page of metrics says."""
    for family in text_string_to_metric_families(text):
        yield from family.samples


def numbers(metrics: Metrics, name: str) -> dict[tuple[str, ...], float]:
    """Return a metric's numbers by the values of its labels, those of the one round left out."""
    return {
        tuple(value for value in found.labels.values() if value not in ROUND.values()): found.value
        for found in samples(generate_latest(metrics.registry).decode())
        if found.name == name
    }


def told_rounds(metrics: Metrics) -> set[str]:
    """Return the rounds that have metrics of their own."""
    page = generate_latest(metrics.registry).decode()
    return {found.labels["round"] for found in samples(page) if "round" in found.labels}


@pytest.fixture
def metrics() -> Metrics:
    """Return metrics of which at most three rounds have some."""
    return Metrics(most_rounds=3)


@pytest.mark.parametrize(
    ("known", "name", "told"),
    [
        pytest.param({}, "tuneround_round_state", {("Running",): 1}, id="state"),
        pytest.param(
            {"trials": TrialCounts(planned=32)}, "tuneround_round_planned_trials", {(): 32}, id="n"
        ),
        pytest.param(
            {"trials": TrialCounts(done=12)}, "tuneround_round_done_trials", {(): 12}, id="done"
        ),
        pytest.param(
            {"trials": TrialCounts(running=4, completed=7, infeasible=3, failed=2, missing=1)},
            "tuneround_round_trials",
            {
                ("running",): 4,
                ("completed",): 7,
                ("infeasible",): 3,
                ("failed",): 2,
                ("interrupted",): 0,
                ("missing",): 1,
            },
            id="fates",
        ),
        pytest.param(
            {"trials": TrialCounts(retried=5)}, "tuneround_round_retries", {(): 5}, id="retries"
        ),
        pytest.param(
            {"metric": "valid/loss", "direction": "minimize", "best": -0.25},
            "tuneround_round_best_objective",
            {("minimize", "valid/loss"): -0.25},
            id="best",
        ),
        pytest.param(
            {"steps_per_second": 12.5}, "tuneround_round_steps_per_second", {(): 12.5}, id="speed"
        ),
        pytest.param(
            {"checkpoint_bytes": 2**40}, "tuneround_round_checkpoint_bytes", {(): 2**40}, id="bytes"
        ),
        pytest.param(
            {"stall_seconds": 0.0}, "tuneround_round_checkpoint_stall_seconds", {(): 0}, id="stall"
        ),
        pytest.param(
            {"device_seconds": {"cpu": 60.0, "nvidia.com/gpu": 7200.0}},
            "tuneround_round_device_seconds",
            {("cpu",): 60, ("nvidia.com/gpu",): 7200},
            id="devices",
        ),
        pytest.param(
            {}, "tuneround_round_start_time_seconds", {(): START.timestamp()}, id="started"
        ),
        pytest.param(
            {"last_progress": START},
            "tuneround_round_last_progress_time_seconds",
            {(): START.timestamp()},
            id="progress",
        ),
        pytest.param(
            {"end": START},
            "tuneround_round_completion_time_seconds",
            {(): START.timestamp()},
            id="ended",
        ),
    ],
)
def test_facts_become_numbers(
    metrics: Metrics, known: dict[str, Any], name: str, told: dict[tuple[str, ...], float]
) -> None:
    """Each thing known of a round is told under its own name."""
    metrics.reconciled(KEY, 0.1, "changed", facts(**known))
    assert numbers(metrics, name) == told


def test_what_is_not_known_is_absent(metrics: Metrics) -> None:
    """A round of which little is known has no zeros for the rest."""
    metrics.reconciled(KEY, 0.1, "changed", facts(start=None))
    page = generate_latest(metrics.registry).decode()
    told = {found.name for found in samples(page) if "round" in found.labels}
    counts = {"planned_trials", "done_trials", "trials", "retries"}
    assert told == {f"tuneround_round_{name}" for name in {"state", *counts}}


def test_the_latest_facts_stand(metrics: Metrics) -> None:
    """A round has one state, the newest; a reconcile that learned nothing leaves it."""
    metrics.reconciled(KEY, 0.1, "changed", facts())
    metrics.reconciled(KEY, 0.1, "changed", facts(state="Succeeded"))
    metrics.reconciled(KEY, 0.1, "failed", None)
    assert numbers(metrics, "tuneround_round_state") == {("Succeeded",): 1}
    assert numbers(metrics, "tuneround_operator_rounds") == {("Succeeded",): 1}


def test_deleted_rounds_leave_no_series(metrics: Metrics) -> None:
    """A round that was deleted, or never known, is told no more."""
    metrics.reconciled(KEY, 0.1, "changed", facts())
    metrics.forgotten(KEY)
    metrics.forgotten(KEY)
    assert told_rounds(metrics) == set()
    assert numbers(metrics, "tuneround_operator_rounds") == {}


def test_the_oldest_finished_rounds_give_way(metrics: Metrics) -> None:
    """Beyond the limit those that ended first lose their series, and are still counted."""
    for hour in range(4):
        end = START + timedelta(hours=hour)
        ended = facts(round=f"ended-{hour}", state="Succeeded", end=end)
        metrics.reconciled(("vision", ended.round), 0.1, "changed", ended)
    early = START - timedelta(days=30)
    metrics.reconciled(KEY, 0.1, "changed", facts(start=early))
    assert told_rounds(metrics) == {"r1", "ended-3", "ended-2"}
    assert numbers(metrics, "tuneround_operator_rounds_without_metrics") == {(): 2}
    assert numbers(metrics, "tuneround_operator_rounds") == {("Running",): 1, ("Succeeded",): 4}


def test_room_that_a_deleted_round_leaves_is_used(metrics: Metrics) -> None:
    """When a round is deleted, one that had given way has its series again."""
    for number in range(4):
        end = START + timedelta(hours=number)
        ended = facts(round=f"ended-{number}", state="Succeeded", end=end)
        metrics.reconciled(("vision", ended.round), 0.1, "changed", ended)
    metrics.forgotten(("vision", "ended-3"))
    assert told_rounds(metrics) == {"ended-0", "ended-1", "ended-2"}
    assert numbers(metrics, "tuneround_operator_rounds_without_metrics") == {(): 0}


def test_work_is_counted(metrics: Metrics) -> None:
    """Reconciles, their waits, failures and writes are told by their kinds."""
    metrics.reconciled(KEY, 0.3, "changed", facts())
    metrics.reconciled(KEY, 0.5, "changed", facts())
    metrics.reconciled(KEY, 0.7, "failed", None)
    metrics.queued(3)
    metrics.waited(2.0)
    metrics.failed(Failure.API)
    metrics.wrote("status")
    metrics.wrote("status")
    reconcile = "tuneround_operator_reconcile_seconds"
    assert numbers(metrics, f"{reconcile}_count") == {("changed",): 2, ("failed",): 1}
    assert numbers(metrics, f"{reconcile}_sum") == {("changed",): 0.8, ("failed",): 0.7}
    assert numbers(metrics, "tuneround_operator_queue_length") == {(): 3}
    assert numbers(metrics, "tuneround_operator_queue_wait_seconds_sum") == {(): 2}
    errors = numbers(metrics, "tuneround_operator_errors_total")
    assert errors == {("api",): 1, **{(kind,): 0 for kind in Failure if kind != "api"}}
    assert numbers(metrics, "tuneround_operator_writes_total") == {("status",): 2}


def test_a_page_is_served(metrics: Metrics) -> None:
    """Prometheus finds the page by HTTP while it is served, and not afterwards."""
    with served(metrics.registry, port=0) as port:
        address = f"http://127.0.0.1:{port}/metrics"
        with urlopen(address) as answer:
            page = answer.read().decode()
    assert "tuneround_operator_queue_length" in {found.name for found in samples(page)}
    with pytest.raises(OSError, match="refused"):
        urlopen(address)


def test_scrapes_beside_the_work(metrics: Metrics) -> None:
    """Pages that are read while rounds come and go are whole."""

    def work() -> None:
        for number in range(2_000):
            key = ("vision", f"r{number}")
            metrics.reconciled(key, 0.1, "changed", facts(round=key[1]))
            if number > 5:
                metrics.forgotten(("vision", f"r{number - 5}"))

    worker = Thread(target=work)
    worker.start()
    while worker.is_alive():
        assert len(told_rounds(metrics)) <= 3
    assert sum(numbers(metrics, "tuneround_operator_rounds").values()) == 6
