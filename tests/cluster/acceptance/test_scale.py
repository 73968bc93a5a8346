"""Large rounds: really run, or held against the limits of a Workflow and of a pod."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from made_bucket import complete_trial
from rounds.answers import result_of
from rounds.observed import Observe, ObservedRound
from rounds.programs import NOTHING, command
from rounds.texts import round_text
from rounds.undisturbed import undisturbed
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import to_yaml
from tuneround.workflow.names import shard_name

MEBIBYTE = 1 << 20
MOST_TRIALS = 1000
SMALL = {"resources": {"cpu": "20m", "memory": "128Mi"}}
ONE_STEP = {"steps": 1, "evaluateEvery": 1}


def nothing(name: str, trials: int, parallelism: int, **changes: object) -> str:
    """Return a round whose trials do nothing."""
    budget = {**ONE_STEP, "trials": trials, "parallelism": parallelism}
    trainer = {**SMALL, **changes.pop("trainer", {})}
    return round_text(name, command(NOTHING), trainer=trainer, budget=budget, **changes)


def test_200_trials(observed: Observe) -> None:
    """Two hundred pods run, and every trial has one attempt."""
    large = observed(nothing("large", 200, parallelism=24)).submit()
    large.wait_for_end(seconds=1200)
    assert result_of(large.store).counts["completed"] == 200
    attempts = large.store.bucket.list(f"{large.store.keys.root}trials/")
    assert sum(listed.key.endswith("/attempt.json") for listed in attempts) == 200


def test_1000_trials_fit(observed: Observe) -> None:
    """A Workflow of a thousand trials, every one begun, is an object of less than 1 MiB."""
    nowhere = {"nodeSelector": {"tuneround.test/no": "node"}}
    vast = observed(nothing("vast", MOST_TRIALS, MOST_TRIALS, trainer=nowhere)).submit()
    vast.wait("1,000 pods wait for a node", lambda: waiting_pods(vast) == MOST_TRIALS, seconds=600)
    assert stored_bytes(vast) < MEBIBYTE
    vast.site.tell_argo("stop", vast.name)
    vast.wait_for_end("Failed", seconds=600)
    assert stored_bytes(vast) < MEBIBYTE
    assert result_of(vast.store).counts["missing"] == MOST_TRIALS


def stored_bytes(round_: ObservedRound) -> int:
    """Return the size of the round's Workflow in JSON, as Argo stores it.

    Without the API server's own managedFields: it leaves them out where an object grows too large.
    """
    path = f"/apis/argoproj.io/v1alpha1/namespaces/{round_.site.namespace}/workflows/{round_.name}"
    stored = json.loads(round_.site.kubectl("get", "--raw", path))
    stored["metadata"].pop("managedFields", None)
    return len(json.dumps(stored, separators=(",", ":")))


def waiting_pods(round_: ObservedRound) -> int:
    """Return how many pods of the round's Workflow wait for a node."""
    selector = f"--selector=workflows.argoproj.io/workflow={round_.name}"
    pending = "--field-selector=status.phase=Pending"
    return len(round_.site.kubectl("get", "pods", selector, pending, "--output=name").split())


def test_three_shards(observed: Observe, tmp_path: Path) -> None:
    """A round in three Workflows of five trials has the answer of the round on this machine."""
    text = nothing("sharded", 15, parallelism=5, workflow={"shardSize": 5})
    sharded = observed(text).submit()
    answer = sharded.ended()
    assert answer == undisturbed(text, tmp_path)
    assert answer.result["counts"]["completed"] == 15
    for number in range(3):
        shard = sharded.site.get("workflow", shard_name(sharded.name, number))
        assert shard["status"]["phase"] == "Succeeded"
        assert shard["status"]["progress"] == "5/5"


@pytest.fixture
def filled(observed: Observe) -> Iterator[ObservedRound]:
    """Return a round of 1,000 finished trials with 100 evaluations each."""
    budget = {"trials": MOST_TRIALS, "parallelism": 10, "steps": 100, "evaluateEvery": 1}
    objective = {"metric": "valid/error_rate", "direction": "minimize"}
    resources = {"resources": {"cpu": "250m", "memory": "256Mi"}}
    text = round_text("filled", budget=budget, objective=objective, workflow=resources)
    round_ = observed(text)
    bucket, keys = round_.store.bucket, round_.store.keys

    def fill(index: int) -> None:
        errors = {step: 1 / (index + step) for step in range(1, 101)}
        complete_trial(bucket, keys, index, errors)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(fill, range(MOST_TRIALS)))
    return round_


def test_planned_and_aggregated_in_256_mib(filled: ObservedRound) -> None:
    """Plan and aggregation of 1,000 trials with 100 evaluations each need a pod of 256 MiB."""
    text = filled.file.read_text(encoding="utf-8")
    manifest = compile_round(filled.round, text, indices=[])
    filled.site.tell_argo("submit", "-", stdin=to_yaml(manifest))
    answer = filled.ended()
    assert answer.result["counts"]["completed"] == MOST_TRIALS
    assert len(answer.evaluations) == MOST_TRIALS * 100
    nodes = filled.site.get("workflow", filled.name)["status"]["nodes"].values()
    pods = {node["displayName"]: node["phase"] for node in nodes if node["type"] == "Pod"}
    assert pods == {"plan(0)": "Succeeded", "aggregate(0)": "Succeeded"}
