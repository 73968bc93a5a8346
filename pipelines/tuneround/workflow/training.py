"""Training: the container and the pod that train, as Kubernetes spells them."""

from collections.abc import Sequence
from typing import Any

from tuneround.records.pod_words import VARIABLE
from tuneround.records.progress import PORT_VARIABLE
from tuneround.spec.pod import PodOptions
from tuneround.spec.round import TuningRound
from tuneround.workflow.environment import sources, variables
from tuneround.workflow.names import COMPONENT_LABEL, TRAINING
from tuneround.workflow.resources import requirements
from tuneround.workflow.security import CONTAINER_SECURITY, SCRATCH, SCRATCH_PATH

MAIN = "main"
SHARED_MEMORY = "shared-memory"
TERMINATION_LOG = "/dev/termination-log"
METRICS_PORT_NAME, METRICS_PORT = "metrics", 9464
SCRAPING = {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": str(METRICS_PORT),
    "prometheus.io/path": "/metrics",
}
"""Where a Prometheus that goes by annotations finds the metrics of a trial."""
TOLD = [
    {"name": PORT_VARIABLE, "value": str(METRICS_PORT)},
    {"name": VARIABLE, "value": TERMINATION_LOG},
]
"""What a training pod says of itself: trial/exposition.py, trial/last_words.py."""
Native = dict[str, Any]


def training_container(round_: TuningRound, arguments: Sequence[str]) -> Native:
    """Return the container that supervises one trial, or several.

    Args:
        round_: the round.
        arguments: of `python -m tuneround.cli.trial`.

    """
    trainer = round_.spec.trainer
    return _without_empty(
        {
            "name": MAIN,
            "image": trainer.image,
            "imagePullPolicy": trainer.image_pull_policy,
            "command": ["python", "-m", "tuneround.cli.trial", *arguments],
            "env": [*variables(round_), *TOLD, *_dumped(trainer.env)],
            "envFrom": [*sources(round_), *_dumped(trainer.env_from)],
            "ports": _ports(trainer),
            "resources": requirements(trainer.resources),
            "securityContext": {**CONTAINER_SECURITY, **(trainer.security_context or {})},
            "volumeMounts": _mounts(trainer),
        }
    )


def training_pod(trainer: PodOptions) -> Native:
    """Return what else a training pod has; a template of Argo spells it the same way."""
    return _without_empty(
        {
            "nodeSelector": dict(trainer.node_selector),
            "tolerations": _dumped(trainer.tolerations),
            "affinity": trainer.affinity,
            "priorityClassName": trainer.priority_class,
            "serviceAccountName": trainer.service_account,
            "volumes": [*_dumped(trainer.volumes), *_shared_memory(trainer)],
        }
    )


def training_metadata(trainer: PodOptions, labels: dict[str, str]) -> Native:
    """Return labels and annotations of a training pod; the user's over ours."""
    return {
        "labels": {**labels, COMPONENT_LABEL: TRAINING, **trainer.labels},
        "annotations": {**SCRAPING, **trainer.annotations},
    }


def _ports(trainer: PodOptions) -> list[Native]:
    """Return the port of the metrics, unless it were the node's: a node has it once."""
    if (trainer.pod_spec_patch or {}).get("hostNetwork"):
        return []
    return [{"name": METRICS_PORT_NAME, "containerPort": METRICS_PORT}]


def _mounts(trainer: PodOptions) -> list[Native]:
    mounts: list[Native] = [{"name": SCRATCH, "mountPath": SCRATCH_PATH}]
    if trainer.shared_memory is not None:
        mounts.append({"name": SHARED_MEMORY, "mountPath": "/dev/shm"})
    return [*mounts, *_dumped(trainer.volume_mounts)]


def _shared_memory(trainer: PodOptions) -> list[Native]:
    if trainer.shared_memory is None:
        return []
    directory = {"medium": "Memory", "sizeLimit": str(trainer.shared_memory)}
    return [{"name": SHARED_MEMORY, "emptyDir": directory}]


def _dumped(models: Sequence[Any]) -> list[Native]:
    """Return what the user wrote, no defaults added."""
    return [model.model_dump(mode="json", by_alias=True, exclude_unset=True) for model in models]


def _without_empty(fields: Native) -> Native:
    return {name: value for name, value in fields.items() if value not in (None, {}, [])}
