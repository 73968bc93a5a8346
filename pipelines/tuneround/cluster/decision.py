"""Decision: what `tuneround submit` does, from what is there already."""

from collections.abc import Sequence
from enum import Enum, auto

from tuneround.cluster.workflow import SUCCEEDED, RoundWorkflow


class Standing(Enum):
    """How a round's Workflows stand."""

    NONE = auto()
    RUNNING = auto()
    SUCCEEDED = auto()
    ENDED = auto()
    """Failed, stopped or broken."""


class Evidence(Enum):
    """What the bucket says of the round."""

    UNKNOWN = auto()
    """It cannot be read from here."""
    UNFINISHED = auto()
    """Trials are missing, or no result accounts for all of them."""
    FINISHED = auto()
    """A result stands that accounts for every planned trial."""


class Action(Enum):
    """What is done about it."""

    CREATE = auto()
    FOLLOW = auto()
    KEEP = auto()
    """Nothing: the round is finished."""
    RESUME = auto()
    """Nothing but to name the command that goes on with it."""
    REFUSE = auto()
    """Another round has the name."""


def standing_of(workflows: Sequence[RoundWorkflow]) -> Standing:
    """Return how the Workflows that carry one round stand together; the newest is the last."""
    if not workflows:
        return Standing.NONE
    if not all(workflow.ended for workflow in workflows):
        return Standing.RUNNING
    return Standing.SUCCEEDED if workflows[-1].phase == SUCCEEDED else Standing.ENDED


def decide(standing: Standing, evidence: Evidence, *, same_identity: bool) -> Action:
    """Return what `tuneround submit` does.

    Args:
        standing: how the Workflows of that name stand.
        evidence: what the bucket says.
        same_identity: whether the Workflows carry the round that is submitted.

    """
    if standing is not Standing.NONE and not same_identity:
        return Action.REFUSE
    if standing is Standing.RUNNING:
        return Action.FOLLOW
    if evidence is Evidence.FINISHED:
        return Action.KEEP
    if standing is Standing.NONE:
        return Action.CREATE
    if standing is Standing.SUCCEEDED and evidence is Evidence.UNKNOWN:
        return Action.KEEP
    return Action.RESUME
