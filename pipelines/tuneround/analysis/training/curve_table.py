"""Curve table: the evaluations of some trials as the figures of the training curves draw them."""

from collections.abc import Sequence

import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import metric_column
from tuneround.analysis.training.training_loss import training_column, validation_column


def curve_table(judged: JudgedRound, trials: Sequence[int]) -> pl.DataFrame:
    """Return setting, trial, step, objective, training and validation of `trials`, in their order.

    One row for each evaluation, its values as they were measured. `training` and `validation` are
    the same measure on both sets (`training_loss.py`); null is not known.
    """
    objective = metric_column(judged.spec.objective.metric)
    order = {trial: place for place, trial in enumerate(trials)}
    return (
        judged.tables.evaluations.lazy()
        .filter(pl.col("trial").is_in(list(trials)))
        .select(
            "trial",
            "step",
            objective=pl.col(objective).cast(pl.Float64),
            training=_column(training_column(judged)),
            validation=_column(validation_column(judged)),
        )
        .collect()
        .join(judged.trials.select(trial="index", setting="label"), on="trial", how="left")
        .sort(pl.col("trial").replace_strict(order, return_dtype=pl.Int64), "step")
        .select("setting", "trial", "step", "objective", "training", "validation")
    )


def _column(name: str | None) -> pl.Expr:
    return pl.lit(None, pl.Float64) if name is None else pl.col(name).cast(pl.Float64)
