"""Live: how far a round is while a Workflow of it runs, from its nodes and its pods' last words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tuneround.cluster.progress import progress_of
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.attempt import FINISHED, Fate
from tuneround.spec.round import TuningRound
from tuneround.workflow.names import shortened

from tuneround_operator.answer import Answer
from tuneround_operator.counting import Reported, best_of, reported
from tuneround_operator.legs import Legs
from tuneround_operator.pod_record import PodRecord
from tuneround_operator.status import Best, RoundStatus, TrialCounts
from tuneround_operator.tally import Tally, tally_of


@dataclass(frozen=True)
class Live:
    """How far a round is.

    Attributes:
        trials: counts; those of finished trials never fall while Workflows come and go.
        best: the best evaluation so far.
        begun: pods of trials of this Workflow, however often each was tried.
        retried: how often those were tried again.

    """

    trials: TrialCounts
    best: Best | None
    begun: int
    retried: int


def live_of(
    leg: RoundWorkflow,
    round_: TuningRound,
    legs: Legs,
    pods: Mapping[str, PodRecord],
    answer: Answer | None,
    status: RoundStatus,
) -> Live:
    """Return how far a round is.

    Args:
        leg: the Workflow that it is at.
        round_: which that one carries.
        legs: all of the round's.
        pods: records of its training pods.
        answer: the newest result, of trials that the Workflow mostly leaves out.
        status: what was said before: a pod that is gone has said its last word all the same.

    """
    parts = legs.with_shards(leg)
    progress, tally = progress_of(leg, legs.shards), tally_of(parts)
    said = reported(_of(parts, pods), round_.spec.objective, round_.spec.budget.trials)
    elsewhere = round_.spec.budget.trials - progress.planned
    finished = _finished(said, answer, elsewhere)
    trials = TrialCounts(
        planned=round_.spec.budget.trials,
        done=elsewhere + progress.ended,
        running=0 if leg.ended else progress.running,
        interrupted=_interrupted(said, tally, round_.spec.trainer.trials_per_pod),
        retried=tally.retried + (answer.counts.retried if answer else 0),
        **{fate: max(count, getattr(status.trials, fate)) for fate, count in finished.items()},
    )
    best = best_of(filter(None, (status.best, said.best)), round_.spec.objective.direction)
    return Live(trials, best, tally.begun, tally.retried)


def _of(parts: Iterable[RoundWorkflow], pods: Mapping[str, PodRecord]) -> list[PodRecord]:
    """Return the records of the pods of some Workflows; a Job's pods know the name shortened."""
    names = {name for part in parts for name in (part.name, shortened(part.name))}
    return [record for record in pods.values() if record.workflow in names]


def _finished(said: Reported, answer: Answer | None, elsewhere: int) -> dict[str, int]:
    """Return how many trials have each fate, those of earlier Workflows included."""
    now = {str(fate): said.count(fate) for fate in FINISHED}
    if answer is None:
        return now
    before = {fate: int(getattr(answer.counts, fate)) for fate in now}
    if elsewhere < sum(before.values()):  # the Workflow runs finished trials, too: they end at once
        return {fate: max(before[fate], now[fate]) for fate in now}
    return {fate: before[fate] + now[fate] for fate in now}


def _interrupted(said: Reported, tally: Tally, trials_per_pod: int) -> int:
    """Return how many trials were interrupted for the last time."""
    return sum(
        fate == Fate.INTERRUPTED and trial // trials_per_pod in tally.over
        for trial, fate in said.fates.items()
    )
