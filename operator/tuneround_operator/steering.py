"""Steering: what a spec changes about Workflows that are at work: stop, suspend, parallelism."""

from collections.abc import Iterator
from typing import Any

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.workflow.shards import SHARD

from tuneround_operator.actions import PatchWorkflow
from tuneround_operator.legs import Legs, carried_round, is_owned
from tuneround_operator.marks import (
    OPERATOR,
    STOPPED_BY,
    SUSPENDED_BY,
    is_stopped_by_operator,
    is_suspended,
    is_suspended_by_operator,
)

Fields = dict[str, Any]


def steered(round_: TuningRound, legs: Legs, uid: str | None) -> Iterator[PatchWorkflow]:
    """Yield the patches that make Workflows at work do what the spec says, shards first.

    Args:
        round_: what is asked.
        legs: the round's Workflows.
        uid: of the TuningRound.

    """
    for workflow in legs.live:
        if round_.spec.stop:
            spec, marks = _stopped(workflow)
        elif workflow.stopping:
            continue  # what was told to stop cannot be told otherwise
        else:
            spec, marks = _held(workflow, round_.spec, _is_held_by_us(workflow, uid))
            spec |= _spread(workflow, round_.spec)
        if spec or marks:
            annotations = {"metadata": {"annotations": marks}} if marks else {}
            yield PatchWorkflow(workflow.name, {**annotations, **({"spec": spec} if spec else {})})


def _stopped(workflow: RoundWorkflow) -> tuple[Fields, Fields]:
    """Return the change that ends a Workflow; one that is suspended would never come to its end."""
    spec: Fields = {} if workflow.stopping else {"shutdown": "Stop"}
    if is_suspended(workflow):
        spec["suspend"] = None
    return spec, {} if is_stopped_by_operator(workflow) else {STOPPED_BY: OPERATOR}


def _held(workflow: RoundWorkflow, spec: RoundSpec, by_us: bool) -> tuple[Fields, Fields]:
    """Return the change that holds a Workflow or lets it go on; a hand's hold is left alone."""
    held = is_suspended(workflow)
    marked = is_suspended_by_operator(workflow)
    if spec.suspend:
        return {} if held else {"suspend": True}, {} if marked else {SUSPENDED_BY: OPERATOR}
    if not by_us:
        return {}, {}
    return {"suspend": None} if held else {}, {SUSPENDED_BY: None} if marked else {}


def _is_held_by_us(workflow: RoundWorkflow, uid: str | None) -> bool:
    """Return whether a hold may be lifted: the operator's, or one that a submitted file asked."""
    if is_suspended_by_operator(workflow):
        return True
    carried = carried_round(workflow)
    return carried is not None and carried.spec.suspend and not is_owned(workflow, uid)


def _spread(workflow: RoundWorkflow, spec: RoundSpec) -> Fields:
    """Return the change of how many trials run at once; a parent of shards runs none itself."""
    is_parent = any(found["name"] == SHARD for found in workflow.content["spec"]["templates"])
    wanted = spec.budget.parallelism
    if is_parent or workflow.content["spec"].get("parallelism") == wanted:
        return {}
    return {"parallelism": wanted}
