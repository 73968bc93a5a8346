"""Counting: what the pods of a round say of its trials while it runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from tuneround.records.pod_report import LETTERS, PodReport, read_message
from tuneround.spec.objective import Direction, Objective
from tuneround.workflow.names import ROUND_LABEL
from tuneround.workflow.training import MAIN
from tuneround.workflow.workers import WORKFLOW_LABEL

from tuneround_operator.pod_record import PodRecord
from tuneround_operator.status import Best

ARGO_WORKFLOW = "workflows.argoproj.io/workflow"
FATES = {letter: fate for fate, letter in LETTERS.items()}
PREFERENCE = "cifx"
"""Of what several pods say of one trial, the first of these holds, as in the bucket: so the order
in which pods are heard does not matter."""


def pod_record(pod: Mapping[str, Any]) -> PodRecord:
    """Return what is kept of a training pod, as the API server gives it."""
    metadata = pod["metadata"]
    labels = metadata.get("labels") or {}
    state = _state(pod)
    running, ended = state.get("running"), state.get("terminated")
    changed = (ended or {}).get("finishedAt") or (running or ended or {}).get("startedAt")
    return PodRecord(
        pod=metadata["name"],
        round_label=labels.get(ROUND_LABEL, ""),
        workflow=labels.get(ARGO_WORKFLOW) or labels.get(WORKFLOW_LABEL, ""),
        running=running is not None,
        changed=datetime.fromisoformat(changed) if changed else None,
        report=read_message((ended or {}).get("message") or ""),
    )


@dataclass(frozen=True)
class Reported:
    """What the pods of a Workflow have said.

    Attributes:
        fates: of each trial by its number: completed, infeasible, failed or interrupted.
        best: the best objective of completed trials.

    """

    fates: Mapping[int, str]
    best: Best | None

    def count(self, fate: str) -> int:
        """Return how many trials have that fate."""
        return sum(found == fate for found in self.fates.values())


def reported(records: Iterable[PodRecord], objective: Objective, trials: int) -> Reported:
    """Return what `records` say together, whatever their order.

    Args:
        records: of pods; what a training program wrote in their place is left out.
        objective: the round's.
        trials: how many the round has.

    """
    reports = [record.report for record in records if record.report is not None]
    letters: dict[int, str] = {}
    for report in reports:
        for trial, letter in enumerate(report.fates, report.first):
            if letter in FATES and trial < trials:
                known = letters.get(trial, letter)
                letters[trial] = min(known, letter, key=PREFERENCE.index)
    bests = [best for report in reports if (best := _best(report, objective)) is not None]
    return Reported(
        fates={trial: FATES[letter] for trial, letter in letters.items()},
        best=best_of(bests, objective.direction),
    )


def best_of(found: Iterable[Best], direction: Direction) -> Best | None:
    """Return the best of `found`; ties go to the earlier step, then the lower number."""
    return min(found, key=lambda b: (direction.sign * b.value, b.step, b.trial), default=None)


def _best(report: PodReport, objective: Objective) -> Best | None:
    if report.best is None or report.best_trial is None or report.best_step is None:
        return None
    if not isfinite(report.best) or report.metric != objective.metric:
        return None
    return Best(
        trial=report.best_trial, step=report.best_step, metric=report.metric, value=report.best
    )


def _state(pod: Mapping[str, Any]) -> Mapping[str, Any]:
    statuses = (pod.get("status") or {}).get("containerStatuses") or []
    return next((found["state"] for found in statuses if found["name"] == MAIN), {})
