"""Rejudged: what another rule chooses in a collected round."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tuneround.analysis.comparing.rule import Rule, RuleKind
from tuneround.analysis.select import choices_of
from tuneround.analysis.tables import Tables, metric_column
from tuneround.records.attempt import Fate
from tuneround.records.plan import PlannedTrial
from tuneround.records.result import Choice
from tuneround.spec.objective import Direction, Objective


def rejudged(
    tables: Tables, plan: Sequence[PlannedTrial], objective: Objective, rule: Rule
) -> list[Choice]:
    """Return each completed trial's choice by the rule, best first; its value is the rule's."""
    planned = {trial.index: trial for trial in plan}
    return choices_of(judged_by(tables, objective, rule), tables, planned, objective)


def values_of_trial(tables: Tables, trial: int, metric: str) -> dict[tuple[str, int], float | None]:
    """Return (attempt, step) -> the metric, for each evaluation of the trial's lineage."""
    rows = tables.evaluations.filter(trial=trial).select(
        "attempt", "step", value=metric_column(metric)
    )
    return {(attempt, step): value for attempt, step, value in rows.iter_rows()}


def judged_by(tables: Tables, objective: Objective, rule: Rule) -> pl.DataFrame:
    """Return trial, step and value of each completed trial that has a finite value by the rule.

    Ties of a trial go to its earlier step. Rows are by trial.
    """
    completed = tables.trials.filter(fate=Fate.COMPLETED.value)
    rows = tables.evaluations.select(
        "trial", "step", value=pl.col(metric_column(objective.metric)).cast(pl.Float64)
    ).join(completed, left_on="trial", right_on="index", how="semi", maintain_order="left")
    if rule.kind is RuleKind.FINAL:
        rows = rows.group_by("trial", maintain_order=True).last()
    elif rule.window > 1:
        rows = _smoothed(rows, rule.window)
    rows = rows.filter(pl.col("value").is_finite())
    value = pl.col("value")
    best = value.min() if objective.direction is Direction.MINIMIZE else value.max()
    return (
        rows.filter(value == best.over("trial"))
        .group_by("trial", maintain_order=True)
        .first()
        .sort("trial")
    )


def _smoothed(rows: pl.DataFrame, window: int) -> pl.DataFrame:
    """Return the mean of each whole window, and of all evaluations of a trial that has fewer."""
    values = rows["value"].fill_null(np.nan).to_numpy()
    means = np.full(len(values), np.nan)
    if len(values) >= window:
        with np.errstate(over="ignore"):
            means[window - 1 :] = np.lib.stride_tricks.sliding_window_view(values, window).mean(1)
    place, count = pl.int_range(pl.len()).over("trial"), pl.len().over("trial")
    whole = rows.with_columns(value=pl.Series(means)).filter(place >= window - 1)
    short = rows.filter(count < window).group_by("trial", maintain_order=True)
    mean_of_all = pl.when(pl.col("value").null_count() == 0).then(pl.col("value").mean())
    return pl.concat([whole, short.agg(pl.col("step").last(), value=mean_of_all)])
