"""Ending: what is said of a round of which no Workflow is at work any more."""

from dataclasses import dataclass, replace

from tuneround.cluster.workflow import RoundWorkflow

from tuneround_operator.answer import Answer
from tuneround_operator.demand import remembered_of
from tuneround_operator.flaws import Flaw, degraded, flaws_of_ended
from tuneround_operator.marks import is_stopped_by_operator
from tuneround_operator.moments import spelled
from tuneround_operator.said import Said, no, unknown, yes
from tuneround_operator.status import ConditionStatus, ConditionType, RoundStatus
from tuneround_operator.view import View

SUCCEEDED, FAILED, STOPPED = "Succeeded", "Failed", "Stopped"
BROKE = "WorkflowBroke"


@dataclass(frozen=True)
class Ending:
    """How a round ended, for now.

    Attributes:
        state: Succeeded, Failed or Stopped.
        succeeded: of the condition of that name.
        degraded: likewise.
        completion_time: when its newest Workflow ended.

    """

    state: str
    succeeded: Said
    degraded: Said
    completion_time: str


def ending_of(view: View) -> Ending | None:
    """Return how a round ended; None: it has not begun, or a Workflow of it is at work."""
    if view.is_live:
        return None
    ending = _ending(view)
    if ending is None or not view.is_held_back:
        return ending
    message = "spec.stop holds back what is asked for besides. Take it back to go on."
    if view.answer is not None:
        message += f" Result {view.answer.number} stands meanwhile."
    is_known = ending.succeeded.reason == STOPPED
    return ending if is_known else replace(ending, state=STOPPED, succeeded=no(STOPPED, message))


def _ending(view: View) -> Ending | None:
    gone, leg, answer = remembered_of(view.legs, view.before), view.legs.newest, view.answer
    if gone is not None and view.submitted is not None and view.submitted.workflow == gone.workflow:
        return _kept(view.before)
    if leg is not None:
        is_told = answer is not None and answer.workflow == leg.name
        return _judged(view, answer, leg) if answer and is_told else _unjudged(view, leg)
    # Its Workflow was deleted while it was at work, and left nothing to do.
    is_whole = view.round is not None and view.demand is None
    return _judged(view, answer, None) if answer is not None and is_whole else None


def _kept(before: RoundStatus) -> Ending | None:
    """Return the ending that the status tells: the Workflows are gone."""
    said = {c.type: Said(c.status, c.reason, c.message) for c in before.conditions}
    if before.completion_time is None:
        return None
    succeeded = said.get(ConditionType.SUCCEEDED, unknown("Gone", "The Workflows are gone."))
    state = STOPPED if succeeded.reason == STOPPED else FAILED
    return Ending(
        state=SUCCEEDED if succeeded.status is ConditionStatus.TRUE else state,
        succeeded=succeeded,
        degraded=said.get(ConditionType.DEGRADED, degraded([])),
        completion_time=before.completion_time,
    )


def _judged(view: View, answer: Answer, leg: RoundWorkflow | None) -> Ending:
    """Return the ending with a result."""
    counts = answer.counts
    asked = view.submitted.trials if view.submitted else counts.planned
    missing = answer.open + max(0, asked - counts.planned)
    if missing and leg is not None and leg.stopping:
        said = no(STOPPED, _stopped(view, leg, f"{missing} of {asked} trials have no outcome"))
        flaws = flaws_of_ended(counts, 0, _resume(view))
        return Ending(STOPPED, said, degraded(flaws), _time(view, leg))
    flaws = flaws_of_ended(counts, missing, _resume(view))
    if not counts.completed:
        message = _none_completed(answer)
        said, flaws = no("NoTrialCompleted", message), [Flaw("NoTrialCompleted", message), *flaws]
        return Ending(FAILED, said, degraded(flaws), _time(view, leg))
    verdict = answer.summary.verdict if answer.summary else view.before.verdict
    said = yes("Answered", f"Result {answer.number}: {verdict}")
    return Ending(SUCCEEDED, said, degraded(flaws), _time(view, leg))


def _unjudged(view: View, leg: RoundWorkflow) -> Ending:
    """Return the ending without a result of the newest Workflow."""
    if leg.stopping:
        said = no(STOPPED, _stopped(view, leg, "it left no result"))
        return Ending(STOPPED, said, degraded([]), _time(view, leg))
    argo = f": {leg.message}" if leg.message else ""
    message = (
        f"A round's Workflow ends with a result. Got {leg.phase} and none of `{leg.name}`{argo}. "
        f"Look at it: kubectl describe workflow {leg.name}; then raise spec.resume to "
        f"{_resume(view)}."
    )
    return Ending(FAILED, no(BROKE, message), degraded([Flaw(BROKE, message)]), _time(view, leg))


def _stopped(view: View, leg: RoundWorkflow, got: str) -> str:
    if not is_stopped_by_operator(leg):
        return (
            f"The Workflow `{leg.name}` was stopped by hand; {got}. Raise spec.resume to "
            f"{_resume(view)} to go on."
        )
    return f"spec.stop ended the Workflow `{leg.name}`; {got}. Take spec.stop back to go on."


def _none_completed(answer: Answer) -> str:
    counts = answer.counts
    return (
        f"A round has an answer when a trial has completed. Got none of {counts.planned}: "
        f"{counts.infeasible} infeasible, {counts.failed} failed, {answer.open} without an "
        "outcome. Look at the report, and at a training pod's log."
    )


def _resume(view: View) -> int:
    """Return what `spec.resume` is to be raised to for the round to go on."""
    asked = view.round.spec.resume if view.round else 0
    return 1 + max(asked, view.submitted.resume if view.submitted else 0)


def _time(view: View, leg: RoundWorkflow | None) -> str:
    status = {} if leg is None else leg.content.get("status") or {}
    return status.get("finishedAt") or view.before.completion_time or spelled(view.observed.now)
