"""Standing: the whole status of a round."""

from math import isfinite

from tuneround.cluster.workflow import PENDING

from tuneround_operator.acceptance import INVALID
from tuneround_operator.conditions import conditions_of, said_of
from tuneround_operator.counting import best_of
from tuneround_operator.ending import STOPPED, Ending
from tuneround_operator.legs import carried_round
from tuneround_operator.marks import is_suspended
from tuneround_operator.obstacle import WAITING
from tuneround_operator.status import Best, RoundStatus, Submitted, TrialCounts
from tuneround_operator.view import View


def standing_of(view: View, ending: Ending | None) -> RoundStatus:
    """Return the status of a round.

    Args:
        view: the round.
        ending: how it ended; None: it has not begun, or a Workflow of it is at work.

    """
    before, answer, generation = view.before, view.answer, view.metadata.get("generation", 0)
    summary = answer.summary if answer else None
    trials = _trials(view)
    has_ended = ending is not None and view.creates is None
    return RoundStatus(
        observed_generation=generation,
        state=_state(view, ending),
        progress=f"{trials.done}/{trials.planned}",
        trials=trials,
        best=_best(view),
        verdict=summary.verdict if summary else before.verdict,
        report=summary.report if summary else before.report,
        result=answer.number if answer else before.result,
        judged=answer.counts if answer else before.judged,
        submitted=_submitted(view),
        notified=before.notified,
        notified_end=before.notified_end,
        start_time=_start_time(view),
        completion_time=ending.completion_time if ending and has_ended else None,
        conditions=conditions_of(
            said_of(view, ending), before.conditions, generation, view.observed.now
        ),
    )


def _state(view: View, ending: Ending | None) -> str:
    if view.is_live:
        return _state_of_leg(view)
    if view.acceptance.reason == INVALID:
        return "Invalid"
    if view.obstacle is not None:
        return "Pending" if view.obstacle.reason == WAITING else "Refused"
    if view.creates is not None:
        return "Pending"
    if not view.acceptance.accepted and (ending is None or view.demand is not None):
        return "Refused"
    return ending.state if ending is not None else STOPPED


def _state_of_leg(view: View) -> str:
    leg = view.legs.current
    if leg is None or leg.ended or leg.stopping:
        return "Stopping"  # a shard that outlives its parent ends, too
    if is_suspended(leg):
        return "Suspended"
    return "Pending" if leg.phase == PENDING else "Running"


def _trials(view: View) -> TrialCounts:
    leg, answer = view.legs.newest, view.answer
    has_told = answer is not None and leg is not None and answer.workflow == leg.name
    if answer is not None and (has_told or leg is None) and not view.is_live:
        counts = answer.counts
    elif view.live is not None:
        counts = view.live.trials
    else:
        counts = view.before.trials.model_copy(update={"running": 0})
    asked = view.round.spec.budget.trials if view.round else 0
    return counts.model_copy(update={"planned": max(counts.planned, asked)})


def _best(view: View) -> Best | None:
    """Return the best of the newest result, or what was reported since, if that is better."""
    answer, judged = view.answer, None
    told = answer.summary.best if answer and answer.summary else None
    if told is not None and isfinite(told.value):
        judged = Best.model_validate(told.model_dump())
    if view.live is None or (answer is not None and not view.is_live and answer.summary):
        return judged if answer and answer.summary else view.before.best
    leg = view.legs.current
    round_ = (carried_round(leg) if leg else None) or view.round
    if round_ is None:
        return view.live.best
    return best_of(filter(None, (judged, view.live.best)), round_.spec.objective.direction)


def _submitted(view: View) -> Submitted | None:
    """Return the newest Workflow; one that is created now counts, so that none doubts its name."""
    if view.creates is None or view.round is None:
        return view.submitted or view.before.submitted
    spec = view.round.spec
    return Submitted(workflow=view.creates.name, trials=spec.budget.trials, resume=spec.resume)


def _start_time(view: View) -> str | None:
    created = [leg.content["metadata"]["creationTimestamp"] for leg in view.legs.leading]
    return view.before.start_time or min(created, default=None)
