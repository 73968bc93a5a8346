"""Conditions: what is said of every round, and since when."""

from collections.abc import Iterable
from datetime import datetime

from tuneround.cluster.workflow import PENDING, RoundWorkflow
from tuneround.text import shortened, visible

from tuneround_operator.demand import Demand
from tuneround_operator.ending import Ending
from tuneround_operator.flaws import degraded, flaws_of_running
from tuneround_operator.legs import is_owned
from tuneround_operator.marks import is_suspended, is_suspended_by_operator
from tuneround_operator.moments import spelled
from tuneround_operator.said import Said, no, unknown, yes
from tuneround_operator.status import Condition, ConditionType
from tuneround_operator.view import View

LONGEST_MESSAGE = 32_768
CREATING, SUBMITTED = "Creating", "Submitted"


def said_of(view: View, ending: Ending | None) -> dict[ConditionType, Said]:
    """Return what every condition of a round says."""
    accepted = view.acceptance
    return {
        ConditionType.ACCEPTED: (yes if accepted.accepted else no)(
            accepted.reason, accepted.message
        ),
        ConditionType.SUBMITTED: _submitted(view),
        ConditionType.RUNNING: _running(view, ending),
        ConditionType.SUCCEEDED: _succeeded(view, ending),
        ConditionType.DEGRADED: _degraded(view, ending),
    }


def conditions_of(
    said: dict[ConditionType, Said], before: Iterable[Condition], generation: int, now: datetime
) -> tuple[Condition, ...]:
    """Return conditions as Kubernetes has them; a status that stands keeps its time.

    Args:
        said: what each says.
        before: the conditions that stand.
        generation: of the spec.
        now: UTC.

    """
    stood = {condition.type: condition for condition in before}
    return tuple(_condition(t, s, stood.get(t), generation, now) for t, s in said.items())


def _condition(
    type_: str, said: Said, stood: Condition | None, generation: int, now: datetime
) -> Condition:
    is_kept = stood is not None and stood.status is said.status
    return Condition(
        type=type_,
        status=said.status,
        observed_generation=generation,
        last_transition_time=stood.last_transition_time if stood and is_kept else spelled(now),
        reason=said.reason,
        message=shortened(visible(said.message), LONGEST_MESSAGE),
    )


def _submitted(view: View) -> Said:
    leg = view.legs.current
    if view.obstacle is not None:
        return no(view.obstacle.reason, view.obstacle.message)
    if view.creates is not None:
        return unknown(CREATING, _creating(view.creates))
    if leg is not None:
        return yes(SUBMITTED, _carried(view, leg))
    if view.submitted is not None:
        return yes(SUBMITTED, f"The Workflow `{view.submitted.workflow}` has ended, and is gone.")
    if not view.acceptance.accepted:
        return no("NotAccepted", "No Workflow is created before the spec is accepted.")
    return no("Stopped", "No Workflow is created while spec.stop is set. Take it back to begin.")


def _creating(demand: Demand) -> str:
    trials = "all trials" if demand.trials is None else f"{len(demand.trials)} trials"
    return f"The Workflow `{demand.name}` of {trials} is being created."


def _carried(view: View, leg: RoundWorkflow) -> str:
    lines = [f"The Workflow `{leg.name}` carries the round."]
    if not is_owned(leg, view.metadata.get("uid")):
        lines.append("Somebody else made it: it stays when this TuningRound is deleted.")
    asked, carried = view.round, view.submitted
    if view.is_live and asked is not None and carried is not None:
        if asked.spec.budget.trials > carried.trials:
            more = asked.spec.budget.trials - carried.trials
            lines.append(f"{more} further trials begin in another one when it has ended.")
        elif asked.spec.resume > carried.resume:
            lines.append("spec.resume is answered when it has ended.")
    if asked is not None and carried is not None and asked.spec.budget.trials < carried.trials:
        lines.append(
            f"Trials are never taken back: the round keeps its {carried.trials}, although "
            f"budget.trials is {asked.spec.budget.trials} now."
        )
    return " ".join(lines)


def _running(view: View, ending: Ending | None) -> Said:
    leg = view.legs.current
    if leg is None or not view.is_live:
        ended = ending is not None and view.creates is None
        message = "No Workflow of the round is at work"
        return no("Ended", f"{message} any more.") if ended else no("NotBegun", f"{message} yet.")
    if leg.stopping or leg.ended:
        return no("Stopping", f"The Workflow `{leg.name}` is stopping: trials save and end.")
    if is_suspended(leg):
        return no("Suspended", _suspended(leg))
    if leg.phase == PENDING:
        return no("Pending", f"Argo has not begun the Workflow `{leg.name}` yet.")
    return yes("Working", f"The Workflow `{leg.name}` is at work.")


def _suspended(leg: RoundWorkflow) -> str:
    if is_suspended_by_operator(leg):
        return "spec.suspend is set: no further trials begin. Take it back to go on."
    return (
        f"The Workflow `{leg.name}` was suspended by hand: no further trials begin. Go on: argo "
        f"resume {leg.name}."
    )


def _succeeded(view: View, ending: Ending | None) -> Said:
    if ending is not None and view.creates is None:
        return ending.succeeded
    if view.is_live or view.creates is not None:
        stands = f" Result {view.answer.number} stands meanwhile." if view.answer else ""
        return unknown("Open", f"The round has not ended.{stands}")
    if view.before.submitted is not None:
        return unknown("Open", "The round has not ended.")
    return unknown("NotBegun", "The round has not begun.")


def _degraded(view: View, ending: Ending | None) -> Said:
    if ending is not None and view.creates is None:
        return ending.degraded
    return degraded(flaws_of_running(view.live) if view.live and view.is_live else [])
