"""Legs: Workflows of a TuningRound as the API server would have them, made for tests."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from made_resources import resource
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.summary import RoundSummary, SummarizedBest
from tuneround.workflow.compilation import compile_round
from tuneround_operator.observed import Observed, Rules
from tuneround_operator.pod_record import PodRecord
from tuneround_operator.reconcile import reconcile
from tuneround_operator.reconciliation import Reconciliation
from tuneround_operator.resource import read_resource

NOW = datetime(2026, 11, 1, 18, tzinfo=UTC)
RULES = Rules(control_image="tuneround/control:0.1.0")
Content = dict[str, Any]


def tuning_round(**sections: Any) -> Content:
    """Return a TuningRound of 8 trials without a status."""
    return {**resource(**sections), "status": {}}


def leg(
    content: Content,
    number: int = 0,
    *,
    phase: str = "Running",
    indices: Sequence[int] | None = None,
    summary: RoundSummary | str | None = None,
    nodes: Mapping[str, Any] | None = None,
) -> Content:
    """Return the Workflow of a leg of the round `content`, which owns it.

    Args:
        content: the TuningRound as it was when the leg was created.
        number: of the leg.
        phase: Argo's word; empty: its controller has not seen it.
        indices: the only trials that it runs; None: all.
        summary: what its aggregation told, or another text in its place.
        nodes: further nodes, by id.

    """
    read = read_resource(content)
    name = f"{read.round.name}-resume-{number}" if number else read.round.name
    made = compile_round(read.round, read.text, name=name, indices=indices)
    made["metadata"] |= {
        "namespace": content["metadata"]["namespace"],
        "uid": f"uid-{name}",
        "creationTimestamp": f"2026-11-01T1{2 + number}:00:00Z",
        "ownerReferences": [owner_of(content)],
    }
    is_over = phase in ("Succeeded", "Failed", "Error")
    times = {"finishedAt": f"2026-11-01T1{2 + number}:30:00Z"} if is_over else {}
    told = {} if summary is None else {"aggregate": aggregate_node(summary)}
    found = {"phase": phase, **times, "nodes": {**(nodes or {}), **told}}
    return {**made, **({"status": found} if phase else {})}


def changed(workflow: Content, *, annotations: Content | None = None, **spec: Any) -> Content:
    """Return a Workflow after fields of its spec and its annotations were changed."""
    metadata = workflow["metadata"]
    noted = {**metadata.get("annotations", {}), **(annotations or {})}
    return {
        **workflow,
        "metadata": {**metadata, "annotations": noted},
        "spec": {**workflow["spec"], **spec},
    }


def renamed(workflow: Content, **metadata: Any) -> Content:
    """Return a Workflow with other metadata; None removes a field."""
    merged = {**workflow["metadata"], **metadata}
    return {**workflow, "metadata": {k: v for k, v in merged.items() if v is not None}}


def owner_of(content: Content) -> Content:
    """Return the reference by which the round `content` owns its Workflows."""
    return {
        "apiVersion": content["apiVersion"],
        "kind": "TuningRound",
        "name": content["metadata"]["name"],
        "uid": content["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": False,
    }


def shard(parent: Content, number: int, *, phase: str = "Running", **spec: Any) -> Content:
    """Return the Workflow of a shard of `parent`, without trials."""
    own = {"kind": "Workflow", "name": parent["metadata"]["name"], "uid": "uid-parent"}
    labels = parent["metadata"]["labels"]
    name = f"{parent['metadata']['name']}-shard-{number}"
    time = "2026-11-01T12:10:00Z"
    return {
        "metadata": {
            "name": name,
            "labels": labels,
            "ownerReferences": [own],
            "creationTimestamp": time,
        },
        "spec": {"parallelism": 4, "templates": [], **spec},
        "status": {"phase": phase},
    }


def aggregate_node(summary: RoundSummary | str) -> Content:
    """Return the node of an aggregation."""
    text = summary if isinstance(summary, str) else summary.model_dump_json()
    return {
        "type": "Pod",
        "templateName": "aggregate",
        "outputs": {"parameters": [{"name": "summary", "value": text}]},
    }


def trial_nodes(number: int, *tries: str, phase: str = "Running", **pod: Any) -> dict[str, Any]:
    """Return the nodes of one pod of trials."""
    inputs = {"parameters": [{"name": "index", "value": str(number)}]}
    common = {"templateName": "trial", "inputs": inputs}
    names = [f"trials({number})({turn})" for turn in range(len(tries))]
    pods = {
        name: {**common, "type": "Pod", "phase": tried, **pod}
        for name, tried in zip(names, tries, strict=True)
    }
    return {
        f"trials({number})": {**common, "type": "Retry", "phase": phase, "children": names}
    } | pods


def summary_of_round(
    number: int = 1, *, completed: int = 8, unfinished: Sequence[int] = (), **fields: Any
) -> RoundSummary:
    """Return the summary of a result of the round of `tuning_round`."""
    lost = fields.pop("interrupted", 0)
    counts = {
        "completed": completed,
        "infeasible": fields.pop("infeasible", 0),
        "failed": fields.pop("failed", 0),
        "interrupted": lost,
        "missing": fields.pop("missing", len(unfinished) - lost),
    }
    best = SummarizedBest(
        trial=3, step=10, metric="valid/loss", value=0.25, checkpoint="s3://tuneround/best"
    )
    made: Content = {
        "number": number,
        "study": "made",
        "round": "made-r1",
        "direction": "minimize",
        "counts": {"planned": sum(counts.values()), **counts},
        "best": best if completed else None,
        "verdict": "Trial 3 is best.",
        "unfinished": tuple(unfinished),
        "report": "s3://tuneround/report/index.html",
        "created": "2026-11-01T12:29:00Z",
    }
    return RoundSummary.model_validate(made | fields)


def observed(
    content: Content,
    *workflows: Content,
    pods: Sequence[PodRecord] = (),
    now: datetime = NOW,
    rules: Rules = RULES,
) -> Observed:
    """Return an observation, its objects as they come from the API server: as JSON."""
    return Observed(
        resource=json.loads(json.dumps(content)),
        workflows=[RoundWorkflow(json.loads(json.dumps(each))) for each in workflows],
        pods={record.pod: record for record in pods},
        now=now,
        rules=rules,
    )


def decided(content: Content, *workflows: Content, **more: Any) -> Reconciliation:
    """Return what is decided about `content`."""
    return reconcile(observed(content, *workflows, **more))


def with_status(content: Content, decision: Reconciliation) -> Content:
    """Return `content` after the status of `decision` was written."""
    return {**content, "status": decision.status.model_dump(mode="json", by_alias=True)}


def edited(content: Content, **spec: Any) -> Content:
    """Return `content` after its spec was edited; `budget` is merged into the old one."""
    budget = {**content["spec"]["budget"], **spec.pop("budget", {})}
    generation = content["metadata"]["generation"] + 1
    return {
        **content,
        "metadata": {**content["metadata"], "generation": generation},
        "spec": {**content["spec"], "budget": budget, **spec},
    }


def after(content: Content, *workflows: Content) -> Content:
    """Return `content` with the status that these Workflows gave it."""
    return with_status(content, decided(content, *workflows))


def handmade(workflow: Content) -> Content:
    """Return a Workflow as `tuneround submit` makes it, without an owner."""
    return renamed(workflow, ownerReferences=None)
