"""Obstacle: why a valid round cannot begin or go on: a Workflow is in its way."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.spec.identity import IdentityError, check_identity
from tuneround.spec.round import TuningRound
from tuneround.spec.succession import next_name
from tuneround.workflow.names import label_value

from tuneround_operator.demand import Demand
from tuneround_operator.legs import Legs, carried_round

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
    legs: Legs, others: Sequence[RoundWorkflow], round_: TuningRound, demand: Demand | None
) -> Obstacle | None:
    """Return what is in the way of a round; None: nothing.

    Args:
        legs: its Workflows.
        others: those that have its labels, and carry another round.
        round_: what is asked now.
        demand: the Workflow that is to be created; None: none is.

    """
    for leg in others:
        return Obstacle(ANOTHER_IDENTITY, _another(leg, round_))
    study = label_value(round_.spec.study)
    for leg in legs.leading:
        if leg.belongs_to is not None and leg.belongs_to[0] != study:
            return Obstacle(ANOTHER_IDENTITY, _moved(leg, round_))
    if demand is None:
        return None
    for stranger in legs.strangers:
        if stranger.name == demand.name:
            return Obstacle(NAME_TAKEN, _taken(stranger, round_))
    for leaving in legs.leaving:
        return Obstacle(WAITING, _waiting(leaving))
    return None


def _another(leg: RoundWorkflow, round_: TuningRound) -> str:
    carried = carried_round(leg)
    if carried is None:
        return (
            f"A round keeps its identity, so that its trials stay comparable. Got the Workflow "
            f"`{leg.name}`, whose round this version of the operator cannot read. Upgrade the "
            f"operator, or give the new round a name of its own, for example "
            f"`{next_name(round_.name)}`."
        )
    try:
        check_identity(round_, carried, f"has the Workflow `{leg.name}`")
    except IdentityError as error:
        return str(error)
    raise AssertionError(f"the Workflow `{leg.name}` carries another round, and does not differ")


def _moved(leg: RoundWorkflow, round_: TuningRound) -> str:
    return (
        f"A round stays in its study, where its trials lie. Got the study `{round_.spec.study}` "
        f"and the Workflow `{leg.name}` of another one. Give the new round a name of its own, for "
        f"example `{next_name(round_.name)}`."
    )


def _taken(workflow: RoundWorkflow, round_: TuningRound) -> str:
    owner = workflow.belongs_to
    whose = f"one of study `{owner[0]}`" if owner else "one that tuneround did not make"
    return (
        f"A round's Workflow has the round's name, alone in its namespace. Got {whose} called "
        f"`{workflow.name}`. Delete that one, or give the round another "
        f"name, for example `{next_name(round_.name)}`."
    )


def _waiting(leaving: RoundWorkflow) -> str:
    return (
        f"The Workflow `{leaving.name}` is being deleted, or goes with an earlier TuningRound of "
        "this name; the round goes on when it is gone. If it stays, look at its finalizers: "
        f"kubectl get workflow {leaving.name} -o yaml."
    )
