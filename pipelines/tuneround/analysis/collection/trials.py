"""Trials: one row for each planned trial, whatever became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tuneround.analysis.collection.lineage import Lineage
from tuneround.analysis.tables import HYPERPARAMETER, metric_column
from tuneround.records.plan import PlannedTrial
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Direction, Objective

HEAD = {
    "index": pl.Int64(),
    "setting": pl.Int64(),
    "point": pl.Int64(),
    "repeat": pl.Int64(),
    "fate": pl.String(),
    "reason": pl.String(),
    "traceback": pl.String(),
    "step": pl.Int64(),
    "attempts": pl.Int64(),
    "training_seconds": pl.Float64(),
    "stall_seconds": pl.Float64(),
}


def trials_of(
    plan: Sequence[PlannedTrial],
    lineages: Mapping[int, Lineage],
    evaluations: pl.DataFrame,
    objective: Objective,
) -> pl.DataFrame:
    """Return the table of trials, by index."""
    planned = sorted(plan, key=lambda trial: trial.index)
    rows = [_row(trial, lineages[trial.index]) for trial in planned]
    frame = pl.DataFrame(rows, schema=HEAD, orient="row")
    frame = frame.join(_reached(evaluations, objective), on="index", how="left").sort("index")
    return frame.select(
        pl.exclude("step", "training_seconds", "seen_seconds"),
        pl.max_horizontal("step", "last_step").alias("step"),
        pl.coalesce("training_seconds", "seen_seconds").alias("training_seconds"),
    ).with_columns(_hyperparameters(planned))


def _row(trial: PlannedTrial, line: Lineage) -> tuple[Any, ...]:
    outcome = line.outcome
    interruption = line.stretches[-1].attempt.interruption if line.stretches else None
    end = outcome or interruption
    return (
        trial.index,
        trial.setting,
        trial.point,
        trial.repeat,
        line.fate.value,
        end.reason if end else "",
        end.traceback if end else "",
        end.step if end else None,
        line.attempts,
        outcome.training_seconds if outcome else None,
        outcome.stall_seconds if outcome else None,
    )


def _reached(evaluations: pl.DataFrame, objective: Objective) -> pl.DataFrame:
    """Return each trial's best value at the earliest step that has it, and its last evaluation.

    The last value is null where it was not finite.
    """
    value, step = pl.col(metric_column(objective.metric)), pl.col("step")
    best = value.min() if objective.direction is Direction.MINIMIZE else value.max()
    return evaluations.group_by(index="trial", maintain_order=True).agg(
        best_value=best,
        best_step=step.filter(value == best).min(),
        last_value=value.last(),
        last_step=step.last(),
        seen_seconds=pl.col("training_seconds").last(),
    )


def _hyperparameters(planned: Sequence[PlannedTrial]) -> list[pl.Series]:
    names = dict.fromkeys(name for trial in planned for name in trial.hyperparameters)
    return [
        _typed(HYPERPARAMETER + name, [trial.hyperparameters.get(name) for trial in planned])
        for name in names
    ]


def _typed(column: str, values: Sequence[Scalar | None]) -> pl.Series:
    """Return the values as one type: numbers if all are, else text; null where inactive."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pl.Series(column, values, dtype=pl.Boolean)
    if kinds == {int}:
        return pl.Series(column, values, dtype=pl.Int64)
    if kinds and kinds <= {int, float}:
        numbers = [None if value is None else float(value) for value in values]
        return pl.Series(column, numbers, dtype=pl.Float64)
    return pl.Series(column, [None if v is None else str(v) for v in values], dtype=pl.String)
