"""Setback: what is said when a Workflow was decided upon, and the cluster refused it."""

from dataclasses import replace
from datetime import datetime

from tuneround_operator.conditions import conditions_of
from tuneround_operator.happenings import happenings
from tuneround_operator.observed import Observed
from tuneround_operator.reconcile import change_of
from tuneround_operator.reconciliation import Reconciliation
from tuneround_operator.said import Said, no
from tuneround_operator.status import ConditionType, RoundStatus
from tuneround_operator.view import View, view_of

NOT_CREATED = "NotCreated"


def not_created(observed: Observed, decided: Reconciliation, reason: str) -> Reconciliation:
    """Return what is said of a round whose Workflow could not be created; nothing else is done.

    It is decided upon again, so that it is created once the cluster takes it.

    Args:
        observed: from what was decided.
        decided: what was.
        reason: why the API server refused: rule, value got and next step.

    """
    view = view_of(observed)
    status = _status(view, decided.status, reason, observed.now)
    return replace(
        decided,
        actions=(),
        status=status,
        change=change_of(view.before, status),
        events=happenings(view, status.conditions),
    )


def _status(view: View, decided: RoundStatus, reason: str, now: datetime) -> RoundStatus:
    said = {
        ConditionType(each.type): Said(each.status, each.reason, each.message)
        for each in decided.conditions
    }
    before, generation = view.before, decided.observed_generation
    if before.completion_time is not None:  # what is remembered of an end, its conditions say
        said |= {
            ConditionType(each.type): Said(each.status, each.reason, each.message)
            for each in before.conditions
            if each.type in (ConditionType.SUCCEEDED, ConditionType.DEGRADED)
        }
    said[ConditionType.SUBMITTED] = no(NOT_CREATED, reason)
    return decided.model_copy(
        update={
            "submitted": view.submitted or before.submitted,
            "completion_time": before.completion_time,
            "conditions": conditions_of(said, before.conditions, generation, now),
        }
    )
