"""Reconciliation: what a decision about one round comes to."""

from dataclasses import dataclass
from enum import StrEnum

from tuneround_operator.actions import Action
from tuneround_operator.events import RoundEvent
from tuneround_operator.facts import RoundFacts
from tuneround_operator.status import RoundStatus


class Change(StrEnum):
    """How the status differs from the one that stands."""

    NONE = "none"
    """Not at all: nothing is written."""
    PROGRESS = "progress"
    """In counts, best and messages only: written when there is time for it."""
    NEWS = "news"
    """In more than that: written at once."""


@dataclass(frozen=True)
class Reconciliation:
    """What is to be done, in this order: the actions, the events, the status.

    The events are those that the change of status tells: they are written before it, so that none
    is lost when the operator dies in between; their names make a second time harmless.

    Attributes:
        actions: each once, in order.
        status: what the round's status is to be.
        change: how it differs from the one that stands.
        events: what happened since.
        facts: for metrics.
        again_seconds: when to look again though nothing has changed; None: never.

    """

    actions: tuple[Action, ...]
    status: RoundStatus
    change: Change
    events: tuple[RoundEvent, ...]
    facts: RoundFacts
    again_seconds: float | None = None
