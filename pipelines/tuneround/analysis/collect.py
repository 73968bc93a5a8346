"""Collect: the plan reconciled with what the bucket holds, as tables."""

from collections.abc import Sequence

import polars as pl

from tuneround.analysis.evaluations import evaluations_of
from tuneround.analysis.history import TrialHistory
from tuneround.analysis.lineage import Lineage, lineage
from tuneround.analysis.tables import Tables
from tuneround.analysis.trials import trials_of
from tuneround.records.plan import PlannedTrial
from tuneround.spec.objective import Objective


def collect(
    plan: Sequence[PlannedTrial], histories: Sequence[TrialHistory], objective: Objective
) -> Tables:
    """Return the tables of a round: every planned trial is accounted for, and no other.

    The answer is the same whatever the order of `plan`, `histories`, their attempts and pieces,
    and whatever dead attempts, torn lines or doubled segments lie beside the lineages.
    """
    found = {history.trial: history for history in histories}
    indices = sorted(trial.index for trial in plan)
    lineages = [lineage(found.get(index, TrialHistory(index))) for index in indices]
    evaluations = evaluations_of(lineages, objective.metric)
    by_index = {line.trial: line for line in lineages}
    trials = trials_of(plan, by_index, evaluations, objective)
    return Tables(trials, evaluations, _checkpoints(lineages))


def _checkpoints(lineages: Sequence[Lineage]) -> pl.DataFrame:
    rows = [
        (line.trial, stretch.attempt.attempt, step)
        for line in lineages
        for stretch in line.stretches
        for step in sorted(stretch.attempt.commits)
        if stretch.covers(step)
    ]
    schema = {"trial": pl.Int64, "attempt": pl.String, "step": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")
