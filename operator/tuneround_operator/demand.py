"""Demand: which Workflow a round needs next, from what was asked so far and what is asked now."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.spec.round import TuningRound

from tuneround_operator.answer import Answer
from tuneround_operator.legs import Legs, carried_round, name_of
from tuneround_operator.marks import is_stopped_by_operator
from tuneround_operator.status import RoundStatus, Submitted


@dataclass(frozen=True)
class Demand:
    """A Workflow that is to be created.

    Attributes:
        name: its name.
        trials: what it runs, in rising order; None: all of the budget.

    """

    name: str
    trials: Sequence[int] | None


def submitted_of(legs: Legs, status: RoundStatus, round_: TuningRound | None) -> Submitted | None:
    """Return what a round's Workflows were asked for so far; None: there was none.

    It is named after the newest. Trials and `resume` count over all of them, since `tuneround
    resume` may have taken an older file. A Workflow that is gone counts when it had ended: the
    status remembers it. One that was deleted before is as if it had never been.

    Args:
        legs: the Workflows.
        status: the round's.
        round_: what stands for a Workflow whose round this version cannot read.

    """
    found = [_submitted(leg, round_) for leg in legs.leading]
    gone = remembered_of(legs, status)
    if gone is not None:
        is_newer = not found or legs.number(gone.workflow) > legs.number(found[-1].workflow)
        found.insert(len(found) if is_newer else 0, gone)
    if not found:
        return None
    trials, resume = max(one.trials for one in found), max(one.resume for one in found)
    return found[-1].model_copy(update={"trials": trials, "resume": resume})


def remembered_of(legs: Legs, status: RoundStatus) -> Submitted | None:
    """Return a Workflow that is gone after its end, of which only the status tells."""
    last = status.submitted
    is_gone = last is not None and last.workflow not in {leg.name for leg in legs.leading}
    return last if is_gone and status.completion_time is not None else None


def demand_of(
    round_: TuningRound, legs: Legs, status: RoundStatus, answer: Answer | None
) -> Demand | None:
    """Return the Workflow that is needed when none is at work; None: none is.

    That `spec.stop` forbids to create it, is another question.

    Args:
        round_: what is asked now.
        legs: its Workflows; all of them have ended.
        status: the round's, which remembers Workflows that are gone.
        answer: the newest result.

    """
    if not _is_more(round_, submitted_of(legs, status, round_)):
        return None
    trials = range(round_.spec.budget.trials)
    wanted = trials if answer is None else answer.open_trials(len(trials))
    if not wanted:
        return None
    is_whole = len(wanted) == len(trials)
    return Demand(_next_name(legs, status), None if is_whole else wanted)


def _is_more(round_: TuningRound, before: Submitted | None) -> bool:
    """Return whether more is asked than before, or what was stopped may go on."""
    if before is None:
        return True
    spec = round_.spec
    return spec.budget.trials > before.trials or spec.resume > before.resume or before.stopped


def _submitted(leg: RoundWorkflow, round_: TuningRound | None) -> Submitted:
    carried = carried_round(leg) or round_
    return Submitted(
        workflow=leg.name,
        trials=carried.spec.budget.trials if carried else 0,
        resume=carried.spec.resume if carried else 0,
        stopped=is_stopped_by_operator(leg),
    )


def _next_name(legs: Legs, status: RoundStatus) -> str:
    """Return the name of the next leg, the same whoever asks.

    One that was deleted in mid-flight gets its name again.
    """
    names = [leg.name for leg in legs.leading]
    last = status.submitted.workflow if status.submitted else None
    if last is not None and last not in names:
        if status.completion_time is None and legs.number(last) >= 0:
            return last
        names.append(last)
    return name_of(legs.round_name, 1 + max(map(legs.number, names), default=-1))
