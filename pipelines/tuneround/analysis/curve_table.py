"""Curve table: the evaluations of some trials as the figures of the training curves draw them."""

from collections.abc import Sequence

import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import metric_column
from tuneround.analysis.training_loss import training_column


def curve_table(judged: JudgedRound, trials: Sequence[int]) -> pl.DataFrame:
    """Return setting, trial, step, objective and training_loss of each evaluation of `trials`.

    The values are as they were measured; what was not, is null. Trials are in their order.
    """
    column = training_column(judged)
    training = pl.lit(None, pl.Float64) if column is None else pl.col(column).cast(pl.Float64)
    order = {trial: place for place, trial in enumerate(trials)}
    return (
        judged.tables.evaluations.lazy()
        .filter(pl.col("trial").is_in(list(trials)))
        .select(
            "trial",
            "step",
            objective=pl.col(metric_column(judged.spec.objective.metric)).cast(pl.Float64),
            training_loss=training,
        )
        .collect()
        .join(judged.trials.select(trial="index", setting="label"), on="trial", how="left")
        .sort(pl.col("trial").replace_strict(order, return_dtype=pl.Int64), "step")
        .select("setting", "trial", "step", "objective", "training_loss")
    )
