"""Marks: annotations by which the operator knows again what it did to a Workflow."""

from tuneround.cluster.workflow import RoundWorkflow

STOPPED_BY = "tuneround.dev/stopped-by"
SUSPENDED_BY = "tuneround.dev/suspended-by"
OPERATOR = "operator"


def is_stopped_by_operator(workflow: RoundWorkflow) -> bool:
    """Return whether `spec.stop` ends or ended a Workflow, and not somebody by hand."""
    return _annotations(workflow).get(STOPPED_BY) == OPERATOR


def is_suspended_by_operator(workflow: RoundWorkflow) -> bool:
    """Return whether `spec.suspend` holds a Workflow, and not somebody by hand."""
    return _annotations(workflow).get(SUSPENDED_BY) == OPERATOR


def is_suspended(workflow: RoundWorkflow) -> bool:
    """Return whether a Workflow begins no further trials, whoever holds it."""
    return bool(workflow.content["spec"].get("suspend"))


def _annotations(workflow: RoundWorkflow) -> dict[str, str]:
    return workflow.content["metadata"].get("annotations") or {}
