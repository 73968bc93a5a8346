"""Rounds: the Workflow of a round: plan, trials, aggregate, and salvage when it is stopped."""

from collections.abc import Sequence
from typing import Any

from hera.workflows import (
    DAG,
    Artifact,
    Container,
    NoneArchiveStrategy,
    RawArtifact,
    Step,
    Steps,
    Task,
    Workflow,
)
from hera.workflows import models as m

from tuneround.spec.round import TuningRound
from tuneround.workflow.container import control_container
from tuneround.workflow.names import SERVICE_ACCOUNT
from tuneround.workflow.security import pod_security, scratch_volume

ROUND_FILE = "/tuneround/round.yaml"
REPORT_FOLDER = "/tmp/report"
AGGREGATE, SUMMARY = "aggregate", "summary"
SUMMARY_FILE = "/tmp/summary.json"
SUCCESS = "status.phase == Succeeded"
FAILURE = "status.phase in (Failed, Error)"
ENDED = ("Succeeded", "Failed", "Errored")


def plan_template(round_: TuningRound, image: str | None) -> Container:
    """Return the template that writes spec and plan to the bucket."""
    text = RawArtifact(name="round", path=ROUND_FILE, data="{{workflow.parameters.round}}")
    command = ["tuneround", "plan", ROUND_FILE, "--save"]
    return control_container(round_, "plan", command, image, inputs=[text])


def aggregate_template(
    round_: TuningRound, image: str | None, *, report_artifact: bool
) -> Container:
    """Return the template that judges what the bucket holds.

    What it found goes into the Workflow in short, for those who watch it: cluster/summary.py.
    Argo's pages show the report when it is an artifact, and then without any of their own parts:
    neither packed nor changed.
    """
    command = ["tuneround", "aggregate", "--summary", SUMMARY_FILE]
    # Empty where the pod was lost before it wrote one.
    place = m.ValueFrom(path=SUMMARY_FILE, default="")
    outputs: list[m.Parameter | Artifact] = [m.Parameter(name=SUMMARY, value_from=place)]
    if report_artifact:
        command += ["--copy", REPORT_FOLDER]
        archive = NoneArchiveStrategy()
        outputs.append(Artifact(name="report", path=REPORT_FOLDER, archive=archive))
    return control_container(round_, AGGREGATE, command, image, outputs=outputs)


def salvage_template() -> Steps:
    """Return what runs when the Workflow ends otherwise than well: an aggregation of what is there.

    A stopped Workflow never comes to its own aggregation.
    """
    step = Step(name=AGGREGATE, template=AGGREGATE, when="{{workflow.status}} != Succeeded")
    return Steps(name="salvage", sub_steps=[step])


def round_template(work: Sequence[Task]) -> DAG:
    """Return the plan, then `work`, then the aggregation, whatever became of the work."""
    plan = Task(name="plan", template="plan")
    chained = list(work)
    for task, before in zip(chained, ["plan", *(t.name for t in chained)], strict=False):
        task.depends = f"{before}.Succeeded"
    last = chained[-1].name if chained else "plan"
    aggregate = Task(
        name=AGGREGATE,
        template=AGGREGATE,
        depends=" || ".join(f"{last}.{end}" for end in ENDED) if chained else "plan.Succeeded",
    )
    return DAG(name="round", tasks=[plan, *chained, aggregate], fail_fast=False)


def workflow(round_: TuningRound, **fields: Any) -> Workflow:
    """Return a Workflow of the round with what all of them share."""
    spec = round_.spec
    ttl = spec.workflow.ttl_seconds
    return Workflow(
        api_version="argoproj.io/v1alpha1",
        kind="Workflow",
        service_account_name=SERVICE_ACCOUNT,
        security_context=pod_security(),
        image_pull_secrets=[
            m.LocalObjectReference(name=name) for name in spec.trainer.image_pull_secrets
        ]
        or None,
        active_deadline_seconds=spec.workflow.deadline_seconds,
        pod_gc=m.PodGC(strategy="OnWorkflowSuccess"),
        ttl_strategy=None if ttl is None else m.TTLStrategy(seconds_after_completion=ttl),
        volumes=[scratch_volume()],
        **fields,
    )
