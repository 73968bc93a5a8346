"""Progress: how far a round's Workflow is, counted from its own status and its shards'."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.workflow.shards import SHARD
from tuneround.workflow.trials import TRIAL

RUNNING = "Running"
LOST = ("Failed", "Error")
OVER = (*LOST, "Succeeded", "Skipped", "Omitted")


@dataclass(frozen=True)
class Progress:
    """Counts of one Workflow and its shards.

    Attributes:
        phase: of the Workflow.
        planned: trials it is to run.
        ended: trials whose pods are over, whatever became of them: the bucket knows.
        running: pods that train.
        failed_pods: pods that were lost; most are tried again.

    """

    phase: str
    planned: int
    ended: int
    running: int
    failed_pods: int

    def __str__(self) -> str:
        """Return the counts on one line."""
        failed = f", failed pods: {self.failed_pods}" if self.failed_pods else ""
        return (
            f"{self.phase}: {self.ended} of {self.planned} trials over, {self.running} training"
            f"{failed}"
        )


def progress_of(workflow: RoundWorkflow, known: Iterable[RoundWorkflow]) -> Progress:
    """Return how far `workflow` is.

    Args:
        workflow: the one that carries the round.
        known: the round's Workflows; its shards are taken from among them.

    """
    parts = [workflow, *(part for part in known if workflow.name in part.owners)]
    nodes = [node for part in parts for node in part.nodes]
    pods = [node for node in nodes if node.get("type") == "Pod"]
    over = {_number(node) for node in nodes if _is_trial(node) and node.get("phase") in OVER}
    return Progress(
        phase="Stopping" if workflow.stopping and not workflow.ended else workflow.phase,
        planned=_trials(workflow, _blocks(workflow.content["spec"])),
        ended=_trials(workflow, over),
        running=sum(
            pod.get("templateName") == TRIAL and pod.get("phase") == RUNNING for pod in pods
        ),
        failed_pods=sum(pod.get("phase") in LOST for pod in pods),
    )


def _is_trial(node: dict[str, Any]) -> bool:
    """Whether `node` stands for all tries of one pod; a single try is a node of type Pod."""
    return node.get("templateName") == TRIAL and node.get("type") == "Retry"


def _number(node: dict[str, Any]) -> int:
    parameters = node.get("inputs", {}).get("parameters") or []
    return next(int(found["value"]) for found in parameters if found["name"] == "index")


def _blocks(spec: dict[str, Any]) -> Iterator[int]:
    """Yield the numbers of the pods, one or several trials each, that a Workflow fans out over."""
    for template in spec["templates"]:
        for task in template.get("dag", {}).get("tasks", ()):
            if task["template"] == TRIAL:
                yield from _fan_out(task)
            elif task["template"] == SHARD:
                for shard in task["withItems"]:
                    listed = json.loads(shard["items"])
                    yield from listed or range(int(shard["first"]), int(shard["last"]) + 1)


def _fan_out(task: dict[str, Any]) -> Iterable[int]:
    if "withItems" in task:
        return [int(item) for item in task["withItems"]]
    sequence = task["withSequence"]
    return range(int(sequence["start"]), int(sequence["end"]) + 1)


def _trials(workflow: RoundWorkflow, blocks: Iterable[int]) -> int:
    """Return how many trials `blocks` hold; the budget's last block may be a short one."""
    round_ = workflow.round
    if round_ is None:
        return len(set(blocks))
    size, last = round_.spec.trainer.trials_per_pod, round_.spec.budget.trials
    return sum(max(0, min(size, last - block * size)) for block in set(blocks))
