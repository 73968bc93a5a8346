"""Trials: the template of one training pod, and the sequence of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from hera.workflows import Task
from hera.workflows import models as m

from tuneround.spec.round import TuningRound
from tuneround.workflow.manifest import plain
from tuneround.workflow.names import labels
from tuneround.workflow.patch import patch_text
from tuneround.workflow.retries import trial_retries
from tuneround.workflow.security import EXECUTOR_PATCH
from tuneround.workflow.training import training_container, training_metadata, training_pod

TRIAL = "trial"
INDEX = "{{inputs.parameters.index}}"
LAST_END = {"name": "TUNEROUND_LAST_END", "value": "{{lastRetry.message}}"}
"""How Argo says that the pod before ended: the trial learns of a kill of its whole container."""


def trial_template(round_: TuningRound) -> dict[str, Any]:
    """Return the template of a pod that runs the trial, or the block of trials, `index`."""
    spec = round_.spec
    container = training_container(round_, _arguments(spec.trainer.trials_per_pod))
    container["env"] = [*container["env"], LAST_END]
    pod = training_pod(spec.trainer)
    patch = {"terminationGracePeriodSeconds": spec.trainer.termination_grace_period_seconds}
    return {
        "name": TRIAL,
        "inputs": {"parameters": [{"name": "index"}]},
        "metadata": training_metadata(spec.trainer, labels(spec.study, round_.name)),
        **pod,
        "container": container,
        "retryStrategy": plain(trial_retries(spec.budget.retries)),
        **_deadline(spec.trainer.deadline_seconds),
        "podSpecPatch": patch_text(EXECUTOR_PATCH, patch, spec.trainer.pod_spec_patch or {}),
    }


def trials_task(fan_out: Mapping[str, Any]) -> Task:
    """Return the task of all trials, each by its number or its block's; see sequence.py."""
    index = m.Parameter(name="index", value="{{item}}")
    return Task(name="trials", template=TRIAL, arguments=[index], **fan_out)


def blocks_of(indices: Sequence[int], trials_per_pod: int) -> list[int]:
    """Return the numbers of the pods that hold the trials `indices`, in order.

    >>> blocks_of([0, 1, 7], 4)
    [0, 1]
    """
    return sorted({index // trials_per_pod for index in indices})


def _arguments(trials_per_pod: int) -> list[str]:
    if trials_per_pod > 1:
        return ["--block", INDEX, "--size", str(trials_per_pod)]
    return ["--index", INDEX]


def _deadline(seconds: int | None) -> Mapping[str, int]:
    return {} if seconds is None else {"activeDeadlineSeconds": seconds}
