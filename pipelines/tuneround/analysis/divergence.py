"""Divergence: which trials are red crosses in every plot, though some of them completed.

Playbook, "Extracting insight from experimental results": infeasible means diverged or very bad, not
only NaN. A completed trial has diverged when it ended above twice its initial loss:

    v_last > 2 v_first

v is the mean of the logged `loss` of an interval between evaluations, or the metric `train/loss`;
where a round has neither, the objective, if it is minimized and positive throughout. The first
value stands for the initial loss, which nobody measures; it can only be too low where training has
made progress before the first evaluation, so a trial that ends at twice of it is worse than it was
at its first evaluation, whatever it began with.
"""

import polars as pl

from tuneround.analysis.tables import LOGGED, Tables, metric_column
from tuneround.records.attempt import Fate
from tuneround.spec.objective import Direction, Objective

FACTOR = 2.0
LOSSES = (f"{LOGGED}loss/mean", "train/loss")


def diverged_trials(tables: Tables, objective: Objective) -> frozenset[int]:
    """Return the completed trials that ended above twice their initial loss."""
    column = loss_column(tables, objective)
    if column not in LOSSES and objective.direction is not Direction.MINIMIZE:
        return frozenset()
    completed = tables.trials.filter(fate=Fate.COMPLETED.value)
    value = pl.col("value")
    rows = (
        tables.evaluations.select("trial", value=pl.col(column).cast(pl.Float64))
        .drop_nulls("value")
        .join(completed, left_on="trial", right_on="index", how="semi")
    )
    ends = rows.group_by("trial", maintain_order=True).agg(
        first=value.first(), last=value.last(), positive=(value > 0).all()
    )
    grown = (pl.col("last") > FACTOR * pl.col("first")) & pl.col("positive")
    return frozenset(ends.filter(grown)["trial"].to_list())


def crosses(tables: Tables, objective: Objective) -> frozenset[int]:
    """Return the trials that every plot shows as red crosses: infeasible or diverged."""
    infeasible = tables.trials.filter(fate=Fate.INFEASIBLE.value)["index"].to_list()
    return diverged_trials(tables, objective) | frozenset(infeasible)


def loss_column(tables: Tables, objective: Objective) -> str:
    """Return the column of evaluations that shows divergence: a training loss, or the objective."""
    logged = (column for column in LOSSES if column in tables.evaluations.columns)
    return next(logged, metric_column(objective.metric))
