"""Workers: a trial that several pods train together, as an indexed Job for each attempt."""

from typing import Any

from hera.workflows import Resource, Task

from tuneround.spec.round import TuningRound
from tuneround.workflow.manifest import plain, to_yaml
from tuneround.workflow.names import LONGEST_JOB, SERVICE_ACCOUNT, labels, service_name, shortened
from tuneround.workflow.patch import merge, patch_text
from tuneround.workflow.retries import worker_retries
from tuneround.workflow.security import POD_SECURITY, RESOURCE_PATCH, SCRATCH
from tuneround.workflow.training import (
    Native,
    training_container,
    training_metadata,
    training_pod,
)
from tuneround.workflow.trials import INDEX, TRIAL

GATHERING = "gathering"
PORT = 29500
WORKFLOW_LABEL = "tuneround.dev/workflow"


def gathering_task() -> Task:
    """Return the task that makes the Service, without which a trial's pods have no addresses."""
    return Task(name=GATHERING, template=GATHERING)


def gathering_template(round_: TuningRound, workflow: str) -> Native:
    """Return the template of the headless Service through which worker pods find each other."""
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": service_name(workflow),
            "labels": labels(round_.spec.study, round_.name),
        },
        "spec": {
            "clusterIP": "None",
            "selector": {WORKFLOW_LABEL: shortened(workflow)},
            # Workers look each other up while they start.
            "publishNotReadyAddresses": True,
        },
    }
    return _resource(round_, GATHERING, service)


def worker_template(round_: TuningRound, workflow: str) -> Native:
    """Return the template that makes a fresh Job for each attempt of the trial `index`.

    The loss of one pod fails the Job, which ends the others; the next attempt resumes from the
    last commit. Whether the trial is finished, the bucket says.
    """
    workers = round_.spec.trainer.workers
    template = _resource(
        round_,
        TRIAL,
        _job(round_, workflow),
        success_condition=f"status.succeeded == {workers}",
        failure_condition="status.failed > 0",
    )
    return {
        **template,
        "inputs": {"parameters": [{"name": "index"}]},
        "retryStrategy": plain(worker_retries(round_.spec.budget.retries)),
    }


def _resource(round_: TuningRound, name: str, manifest: Native, **more: Any) -> Native:
    template = Resource(
        name=name,
        action="create",
        set_owner_reference=True,
        manifest=to_yaml(manifest),
        service_account_name=round_.spec.workflow.creator_service_account,
        pod_spec_patch=patch_text(RESOURCE_PATCH),
        **more,
    )
    return plain(template._build_template())


def _job(round_: TuningRound, workflow: str) -> Native:
    trainer = round_.spec.trainer
    owned = {**labels(round_.spec.study, round_.name), WORKFLOW_LABEL: shortened(workflow)}
    job = shortened(round_.name, LONGEST_JOB)
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"generateName": f"{job}-{INDEX}-", "labels": owned},
        "spec": {
            "completions": trainer.workers,
            "parallelism": trainer.workers,
            "completionMode": "Indexed",
            "backoffLimit": 0,
            **_deadline(trainer.deadline_seconds),
            "template": {
                "metadata": training_metadata(trainer, owned),
                "spec": merge(_pod(round_, workflow), trainer.pod_spec_patch or {}),
            },
        },
    }


def _pod(round_: TuningRound, workflow: str) -> Native:
    trainer = round_.spec.trainer
    container = training_container(round_, ["--index", INDEX])
    addresses = _addresses(trainer.workers, service_name(workflow))
    pod = training_pod(trainer)
    secrets = [{"name": name} for name in trainer.image_pull_secrets]
    return {
        "serviceAccountName": SERVICE_ACCOUNT,
        **pod,
        "automountServiceAccountToken": False,
        "restartPolicy": "Never",
        "subdomain": service_name(workflow),
        "securityContext": POD_SECURITY,
        "terminationGracePeriodSeconds": trainer.termination_grace_period_seconds,
        **({"imagePullSecrets": secrets} if secrets else {}),
        "containers": [{**container, "env": [*container["env"], *addresses]}],
        "volumes": [{"name": SCRATCH, "emptyDir": {}}, *pod.get("volumes", [])],
    }


def _addresses(workers: int, service: str) -> list[Native]:
    """Return torch's variables for one process a pod, and torchrun's for several."""
    first = f"$(TUNEROUND_JOB)-0.{service}"
    values = {
        "TUNEROUND_WORKERS": str(workers),
        "RANK": "$(TUNEROUND_WORKER)",
        "LOCAL_RANK": "0",
        "WORLD_SIZE": str(workers),
        "MASTER_ADDR": first,
        "MASTER_PORT": str(PORT),
        "PET_NNODES": str(workers),
        "PET_NODE_RANK": "$(TUNEROUND_WORKER)",
        "PET_MASTER_ADDR": first,
        "PET_MASTER_PORT": str(PORT),
    }
    return [
        _from_label("TUNEROUND_JOB", "batch.kubernetes.io/job-name"),
        _from_label("TUNEROUND_GATHERING", "batch.kubernetes.io/controller-uid"),
        _from_label("TUNEROUND_WORKER", "batch.kubernetes.io/job-completion-index"),
        *({"name": name, "value": value} for name, value in values.items()),
    ]


def _from_label(name: str, label: str) -> Native:
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": f"metadata.labels['{label}']"}}}


def _deadline(seconds: int | None) -> Native:
    return {} if seconds is None else {"activeDeadlineSeconds": seconds}
