"""Tally: what the nodes of a round's Workflows add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuneround.cluster.progress import OVER
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.workflow.trials import TRIAL

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Tally:
    """Counts over some Workflows.

    Attributes:
        begun: pods of trials, however often each was tried.
        tries: how often they were tried.
        over: numbers of the pods of trials that are not tried again.
        device_seconds: as Argo sums them, by resource.
        last_progress: when a pod last started or ended.

    """

    begun: int
    tries: int
    over: frozenset[int]
    device_seconds: Mapping[str, float]
    last_progress: datetime | None

    @property
    def retried(self) -> int:
        """How often a pod was started again."""
        return max(0, self.tries - self.begun)


def tally_of(workflows: Iterable[RoundWorkflow]) -> Tally:
    """Return what the nodes of `workflows` add up to."""
    nodes = [node for workflow in workflows for node in workflow.nodes]
    pods = [node for node in nodes if node.get("type") == "Pod"]
    trials = [n for n in nodes if n.get("templateName") == TRIAL and n.get("type") == "Retry"]
    tries = sum(pod.get("templateName") == TRIAL for pod in pods)
    return Tally(
        begun=sum(bool(trial.get("children")) for trial in trials),
        tries=tries,
        over=frozenset(_block(trial) for trial in trials if trial.get("phase") in OVER),
        device_seconds=_device_seconds(pods),
        last_progress=_last(pods),
    )


def _block(node: Node) -> int:
    parameters = (node.get("inputs") or {}).get("parameters") or ()
    return next((int(found["value"]) for found in parameters if found["name"] == "index"), -1)


def _device_seconds(pods: Iterable[Node]) -> dict[str, float]:
    total: dict[str, float] = {}
    for pod in pods:
        for resource, seconds in (pod.get("resourcesDuration") or {}).items():
            total[resource] = total.get(resource, 0.0) + seconds
    return total


def _last(pods: Iterable[Node]) -> datetime | None:
    # Of one format, so that texts compare as times do.
    moments = (pod.get("finishedAt") or pod.get("startedAt") or "" for pod in pods)
    newest = max(moments, default="")
    return datetime.fromisoformat(newest) if newest else None
