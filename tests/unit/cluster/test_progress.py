"""How far a Workflow is, from its own status and its shards'."""

import base64
import gzip
import json
from typing import Any

import pytest
from made_cluster_rounds import made_round
from tuneround.cluster.progress import Progress, progress_of
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.workflow.compilation import compile_round


def made(nodes: dict[str, Any] | None = None, phase: str = "Running", **sections: Any) -> Any:
    """Return the Workflow of a round of 8 trials with `nodes` in its status."""
    manifest = compile_round(*made_round(**sections))
    return {**manifest, "status": {"phase": phase, "nodes": nodes or {}}}


def trial(number: int, *tries: str, phase: str = "Running") -> dict[str, Any]:
    """Return the nodes of one pod of trials, as Argo 4.1 writes them."""
    inputs = {"parameters": [{"name": "index", "value": str(number)}]}
    common = {"templateName": "trial", "inputs": inputs}
    return {
        f"trials({number})": {**common, "type": "Retry", "phase": phase},
        **{
            f"trials({number})({turn})": {**common, "type": "Pod", "phase": tried}
            for turn, tried in enumerate(tries)
        },
    }


NODES = {
    "root": {"type": "DAG", "templateName": "round", "phase": "Running"},
    "plan": {"type": "Retry", "templateName": "plan", "phase": "Succeeded"},
    "plan(0)": {"type": "Pod", "templateName": "plan", "phase": "Succeeded"},
    **trial(0, "Succeeded", phase="Succeeded"),
    **trial(1, "Error", "Failed", phase="Failed"),
    **trial(2, "Failed", "Running"),
    **trial(3, "Pending"),
}


def test_trials_and_pods_are_counted() -> None:
    """A trial is over when its last try is; each lost pod counts."""
    workflow = RoundWorkflow(made(NODES))
    assert progress_of(workflow, []) == Progress("Running", 8, 2, 1, 3)


def test_compressed_status_is_read() -> None:
    """A large Workflow's nodes are compressed by Argo."""
    content = made()
    packed = base64.b64encode(gzip.compress(json.dumps(NODES).encode())).decode()
    content["status"] = {"phase": "Running", "compressedNodes": packed}
    assert progress_of(RoundWorkflow(content), []).ended == 2


@pytest.mark.parametrize(
    ("over", "ended"), [((0,), 3), ((2,), 2), ((0, 1, 2), 8)], ids=["first", "last", "all"]
)
def test_block_of_trials_counts_for_as_many(over: tuple[int, ...], ended: int) -> None:
    """Where pods hold several trials, the last of them may hold fewer."""
    nodes = {k: v for n in over for k, v in trial(n, phase="Succeeded").items()}
    workflow = RoundWorkflow(made(nodes, trainer={"trialsPerPod": 3}))
    progress = progress_of(workflow, [])
    assert (progress.planned, progress.ended) == (8, ended)


def test_resumed_workflow_plans_what_is_missing() -> None:
    """Trials with gaps between them are those that it lists."""
    round_, text = made_round()
    manifest = compile_round(round_, text, name="made-r1-resume-1", indices=[1, 4, 7])
    assert progress_of(RoundWorkflow(manifest), []) == Progress("Pending", 3, 0, 0, 0)


def owned(kind: str, name: str) -> dict[str, Any]:
    """Return the metadata of an object that `name` owns."""
    return {"name": "part", "ownerReferences": [{"kind": kind, "name": name}]}


def test_shards_are_counted_with_their_parent() -> None:
    """A large round's trials are those of the Workflows that it owns, and of no other."""
    parent = made(workflow={"shardSize": 3})
    nodes = {**trial(0, "Running"), **trial(1, phase="Succeeded")}
    shard = {"spec": {"templates": []}, "status": {"nodes": nodes}}
    own = {**shard, "metadata": owned("Workflow", "made-r1")}
    foreign = {**shard, "metadata": owned("Workflow", "made-r1-resume-1")}
    known = [RoundWorkflow(content) for content in (parent, own, foreign)]
    assert progress_of(known[0], known) == Progress("Running", 8, 1, 1, 0)


def test_workflows_of_a_resource_are_no_shards_of_its_namesake() -> None:
    """A TuningRound owns its Workflows, one of which has its name: that one does not own them."""
    content = made(NODES)
    content["metadata"] |= owned("TuningRound", "made-r1") | {"name": "made-r1"}
    resumed = {**content, "metadata": {**content["metadata"], "name": "made-r1-resume-1"}}
    known = [RoundWorkflow(content), RoundWorkflow(resumed)]
    assert progress_of(known[0], known) == Progress("Running", 8, 2, 1, 3)


@pytest.mark.parametrize(
    ("phase", "shown"), [("Running", "Stopping"), ("Failed", "Failed")], ids=["runs", "ended"]
)
def test_stopping_workflow_says_so(phase: str, shown: str) -> None:
    """A Workflow that was asked to stop is stopping until it has ended."""
    content = made(phase=phase)
    content["spec"]["shutdown"] = "Stop"
    assert progress_of(RoundWorkflow(content), []).phase == shown
