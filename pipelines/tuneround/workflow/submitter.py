"""Submitter: the WorkflowTemplate with which `argo submit --from` takes a round's own file.

A pod compiles the round, a `resource` template creates the compiled Workflow, and another one
follows it: nothing of ours is needed where `argo` is typed.
"""

from hera.workflows import Container, RawArtifact, Resource, Step, Steps, WorkflowTemplate
from hera.workflows import models as m

from tuneround.workflow.environment import CLUSTER_SOURCES, CLUSTER_VARIABLES
from tuneround.workflow.manifest import Manifest
from tuneround.workflow.names import CONTROL_IMAGE, CREATOR_ACCOUNT, SERVICE_ACCOUNT, TEMPLATE
from tuneround.workflow.patch import patch_text
from tuneround.workflow.retries import control_retries, follower_retries
from tuneround.workflow.rounds import FAILURE, ROUND_FILE, SUCCESS
from tuneround.workflow.security import (
    EXECUTOR_PATCH,
    RESOURCE_PATCH,
    container_security,
    pod_security,
    scratch_mount,
    scratch_volume,
)

FOLDER = "/tmp/submission"
"""Where `tuneround compile --into` writes workflow.json, name and create."""

DESCRIPTION = """\
The round: the whole text of the file that `tuneround check` takes. Submit it with
-p round="$(cat round.yaml)"."""


def submitter(control_image: str = CONTROL_IMAGE, *, report_artifact: bool = False) -> Manifest:
    """Return the WorkflowTemplate; only the image and the artifact differ between installations."""
    compiled: Manifest = WorkflowTemplate(
        api_version="argoproj.io/v1alpha1",
        kind="WorkflowTemplate",
        name=TEMPLATE,
        annotations={
            "workflows.argoproj.io/title": "Tuning round",
            "workflows.argoproj.io/description": "Compiles a tuning round, creates its Workflow "
            "and follows it to the end.",
        },
        entrypoint="submit",
        service_account_name=SERVICE_ACCOUNT,
        security_context=pod_security(),
        arguments=m.Arguments(parameters=[m.Parameter(name="round", description=DESCRIPTION)]),
        templates=[
            _submit(),
            _compile(control_image, report_artifact=report_artifact),
            _create(),
            _follow(),
        ],
        volumes=[scratch_volume()],
    ).to_dict()
    return compiled


_IS_NEW = "{{steps.compile.outputs.parameters.create}} == yes"


def _submit() -> Steps:
    return Steps(
        name="submit",
        sub_steps=[
            Step(name="compile", template="compile"),
            Step(name="create", template="create", arguments=_passed("workflow"), when=_IS_NEW),
            Step(name="follow", template="follow", arguments=_passed("name"), when=_IS_NEW),
        ],
    )


def _passed(output: str) -> list[m.Parameter]:
    return [m.Parameter(name=output, value=f"{{{{steps.compile.outputs.parameters.{output}}}}}")]


def _compile(image: str, *, report_artifact: bool) -> Container:
    files = {"workflow": "workflow.json", "name": "name", "create": "create"}
    command = ["tuneround", "compile", ROUND_FILE, "--into", FOLDER, "--control-image", image]
    return Container(
        name="compile",
        inputs=[
            RawArtifact(name="round", path=ROUND_FILE, data="{{workflow.parameters.round}}"),
        ],
        outputs=[
            m.Parameter(name=name, value_from=m.ValueFrom(path=f"{FOLDER}/{file}"))
            for name, file in files.items()
        ],
        image=image,
        command=[*command, "--report-artifact"] if report_artifact else command,
        env=[m.EnvVar.model_validate(variable) for variable in CLUSTER_VARIABLES],
        env_from=[m.EnvFromSource.model_validate(source) for source in CLUSTER_SOURCES],
        resources=m.ResourceRequirements(
            requests={"cpu": "100m", "memory": "256Mi"}, limits={"memory": "512Mi"}
        ),
        security_context=container_security(),
        volume_mounts=[scratch_mount()],
        retry_strategy=control_retries(),
        pod_spec_patch=patch_text(EXECUTOR_PATCH),
    )


def _create() -> Resource:
    """Return what creates the round's Workflow, without an owner.

    Where there is one, Argo writes the manifest anew, with braces that it had not seen before, and
    fills them with the submitter's own parameters.
    """
    return Resource(
        name="create",
        inputs=[m.Parameter(name="workflow")],
        action="create",
        manifest="{{inputs.parameters.workflow}}",
        service_account_name=CREATOR_ACCOUNT,
        pod_spec_patch=patch_text(RESOURCE_PATCH),
    )


def _follow() -> Resource:
    """Return what waits for the round's end; apart from its creation, so that it may be retried."""
    named = '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "%s"}}'
    return Resource(
        name="follow",
        inputs=[m.Parameter(name="name")],
        action="get",
        success_condition=SUCCESS,
        failure_condition=FAILURE,
        manifest=named % "{{inputs.parameters.name}}",
        service_account_name=CREATOR_ACCOUNT,
        retry_strategy=follower_retries(),
        pod_spec_patch=patch_text(RESOURCE_PATCH),
    )
