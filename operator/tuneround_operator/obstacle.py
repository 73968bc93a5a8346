"""Obstacle: why a valid round cannot begin or go on: a Workflow is in its way."""

from dataclasses import dataclass

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.spec.identity import IdentityError, check_identity
from tuneround.spec.round import TuningRound
from tuneround.spec.succession import next_name
from tuneround.workflow.names import label_value

from tuneround_operator.demand import Demand
from tuneround_operator.legs import Legs, carried_round, differing

NAME_TAKEN, ANOTHER_IDENTITY, WAITING = "NameTaken", "AnotherIdentity", "Waiting"


@dataclass(frozen=True)
class Obstacle:
    """What is in the way.

    Attributes:
        reason: NameTaken, AnotherIdentity or Waiting.
        message: for people.

    """

    reason: str
    message: str


def obstacle_of(
    legs: Legs, round_: TuningRound, namespace: str, demand: Demand | None
) -> Obstacle | None:
    """Return what is in the way of a round; None: nothing.

    Args:
        legs: its Workflows.
        round_: what is asked now.
        namespace: the round's.
        demand: the Workflow that is to be created; None: none is.

    """
    study = label_value(round_.spec.study)
    for leg in differing(legs.leading, round_):
        return Obstacle(ANOTHER_IDENTITY, _another(leg, round_, namespace))
    for leg in legs.leading:
        if leg.belongs_to is not None and leg.belongs_to[0] != study:
            return Obstacle(NAME_TAKEN, _taken(leg, round_, namespace))
    if demand is None:
        return None
    for stranger in legs.strangers:
        if stranger.name == demand.name:
            return Obstacle(NAME_TAKEN, _taken(stranger, round_, namespace))
    for leaving in legs.leaving:
        return Obstacle(WAITING, _waiting(leaving))
    return None


def _another(leg: RoundWorkflow, round_: TuningRound, namespace: str) -> str:
    carried = carried_round(leg)
    if carried is None:
        return (
            f"A round keeps its identity, so that its trials stay comparable. Got the Workflow "
            f"`{leg.name}`, whose round this version of the operator cannot read. Upgrade the "
            f"operator, or give the new round a name of its own, for example "
            f"`{next_name(round_.name)}`."
        )
    try:
        check_identity(round_, carried, f"has the Workflow `{leg.name}` in namespace `{namespace}`")
    except IdentityError as error:
        return str(error)
    raise AssertionError(f"the Workflow `{leg.name}` carries another round, and does not differ")


def _taken(workflow: RoundWorkflow, round_: TuningRound, namespace: str) -> str:
    owner = workflow.belongs_to
    whose = f"one of study `{owner[0]}`" if owner else "one that tuneround did not make"
    return (
        f"A round's Workflow has the round's name, alone in its namespace. Got {whose} called "
        f"`{workflow.name}` in namespace `{namespace}`. Delete that one, or give the round another "
        f"name, for example `{next_name(round_.name)}`."
    )


def _waiting(leaving: RoundWorkflow) -> str:
    return (
        f"The Workflow `{leaving.name}` is being deleted, or goes with an earlier TuningRound of "
        "this name; the round goes on when it is gone. If it stays, look at its finalizers: "
        f"kubectl get workflow {leaving.name} -o yaml."
    )
