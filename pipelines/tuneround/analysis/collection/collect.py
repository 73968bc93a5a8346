"""Collect: the plan reconciled with what the bucket holds, as tables."""

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from tuneround.analysis.collection.evaluations import evaluations_of
from tuneround.analysis.collection.history import TrialHistory
from tuneround.analysis.collection.lineage import Lineage, lineage
from tuneround.analysis.collection.trials import trials_of
from tuneround.analysis.tables import Tables
from tuneround.records.plan import PlannedTrial
from tuneround.spec.objective import Objective


def collect(
    plan: Sequence[PlannedTrial], histories: Iterable[TrialHistory], objective: Objective
) -> Tables:
    """Return the tables of a round: every planned trial is accounted for, and no other.

    The answer is the same whatever the order of `plan`, `histories`, their attempts and pieces,
    and whatever dead attempts, torn lines or doubled segments lie beside the lineages.

    Args:
        plan: what is accounted for.
        histories: at most one a trial; may be a stream, whose lines are not held.
        objective: which metric is best and last.

    """
    lineages = {trial.index: lineage(TrialHistory(trial.index)) for trial in plan}

    def found() -> Iterator[Lineage]:
        for history in histories:
            if history.trial in lineages:
                line = lineage(history)
                lineages[history.trial] = line.without_lines()
                yield line

    evaluations = evaluations_of(found(), objective.metric)
    trials = trials_of(plan, lineages, evaluations, objective)
    return Tables(trials, evaluations, _checkpoints(lineages[i] for i in sorted(lineages)))


def _checkpoints(lineages: Iterable[Lineage]) -> pl.DataFrame:
    rows = [
        (line.trial, stretch.attempt.attempt, step, sum(files.values()))
        for line in lineages
        for stretch in line.stretches
        for step, files in sorted(stretch.attempt.commits.items())
        if stretch.covers(step)
    ]
    schema = {"trial": pl.Int64, "attempt": pl.String, "step": pl.Int64, "bytes": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
