"""Happenings: the events that a change of conditions tells."""

import hashlib
from collections.abc import Iterable

from tuneround.text import shortened

from tuneround_operator.events import EventType, RoundEvent
from tuneround_operator.status import Condition, ConditionStatus, ConditionType
from tuneround_operator.view import View

LONGEST_MESSAGE = 1024
WARNINGS = (
    "Invalid",
    "NotPermitted",
    "NameTaken",
    "AnotherIdentity",
    "NotCreated",
    "NoTrialCompleted",
    "WorkflowBroke",
    "TrialsMissing",
    "TrialsFailed",
    "ManyInfeasible",
    "RetriesBurning",
)
NEWS = ("Submitted", "Suspended", "Stopping", "Stopped", "Answered")


def happenings(view: View, conditions: Iterable[Condition]) -> tuple[RoundEvent, ...]:
    """Return an event for each reason that stands now and did not before.

    Its name is made of what happened and to which Workflow, so whoever sees the same tells the
    same, and once.
    """
    stood = {(c.type, c.status, c.reason) for c in view.before.conditions}
    new = [c for c in conditions if (c.type, c.status, c.reason) not in stood]
    told = {reason: c for c in reversed(new) if (reason := _reason(c, stood)) is not None}
    return tuple(_event(view, reason, told[reason]) for reason in reversed(told))


def _reason(condition: Condition, stood: set[tuple[str, ConditionStatus, str]]) -> str | None:
    if (condition.type, condition.reason) == (ConditionType.RUNNING, "Working"):
        is_resumed = (ConditionType.RUNNING, ConditionStatus.FALSE, "Suspended") in stood
        return "Resumed" if is_resumed else None
    if condition.type == ConditionType.SUBMITTED and condition.reason == "Stopped":
        return None
    return condition.reason if condition.reason in (*WARNINGS, *NEWS) else None


def _event(view: View, reason: str, condition: Condition) -> RoundEvent:
    leg = view.legs.newest
    which = (
        view.metadata.get("uid"),
        reason,
        view.metadata.get("generation"),
        leg and leg.content["metadata"].get("uid"),
        view.answer and view.answer.number,
    )
    digest = hashlib.sha256(repr(which).encode()).hexdigest()[:16]
    return RoundEvent(
        name=f"{view.metadata['name']}.{digest}",
        type=EventType.WARNING if reason in WARNINGS else EventType.NORMAL,
        reason=reason,
        message=shortened(condition.message, LONGEST_MESSAGE),
    )
