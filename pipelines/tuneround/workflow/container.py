"""Container: our own pods that plan and aggregate."""

from typing import Any

from hera.workflows import Container
from hera.workflows import models as m

from tuneround.spec.round import TuningRound
from tuneround.workflow.environment import sources, variables
from tuneround.workflow.names import CONTROL_IMAGE
from tuneround.workflow.patch import patch_text
from tuneround.workflow.resources import requirements
from tuneround.workflow.retries import control_retries
from tuneround.workflow.security import EXECUTOR_PATCH, container_security, scratch_mount


def control_container(
    round_: TuningRound, name: str, command: list[str], image: str | None, **more: Any
) -> Container:
    """Return the template of a pod of the control image.

    Args:
        round_: the round it works on.
        name: the template's name.
        command: the program and its arguments; no shell is in between.
        image: the control image; None: the spec's, else this version's.
        **more: further fields of the template.

    """
    workflow = round_.spec.workflow
    return Container(
        name=name,
        image=image or workflow.control_image or CONTROL_IMAGE,
        command=command,
        env=[m.EnvVar.model_validate(variable) for variable in variables(round_)],
        env_from=[m.EnvFromSource.model_validate(source) for source in sources(round_)],
        resources=m.ResourceRequirements.model_validate(requirements(workflow.resources)),
        security_context=container_security(),
        volume_mounts=[scratch_mount()],
        retry_strategy=control_retries(),
        pod_spec_patch=patch_text(EXECUTOR_PATCH),
        **more,
    )
