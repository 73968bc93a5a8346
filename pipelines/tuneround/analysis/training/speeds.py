"""Speeds: how fast each completed trial trained, and for what share of its time it waited.

Speed is steps over the seconds in the training loop, which hold evaluating and saving; times
`batch_size`, where that is a hyperparameter of all trials, it is examples a second. A share of the
time is the sum of what the program logged in seconds over those seconds:

    waiting      data_seconds         for the next batch
    evaluating   evaluation_seconds
    saving       saving_seconds

No other name is taken for a time. What follows the last evaluation is never logged.
"""

import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import HYPERPARAMETER, LOGGED
from tuneround.analysis.training.learning_curve import LARGEST, SMALLEST
from tuneround.records.attempt import Fate

BATCH_SIZE = f"{HYPERPARAMETER}batch_size"
TIMES = {"waiting": "data_seconds", "evaluating": "evaluation_seconds", "saving": "saving_seconds"}
"""Share -> the logged value whose sum it is."""


def speeds_of(judged: JudgedRound) -> pl.DataFrame:
    """Return setting, trial, seconds, steps_per_second, examples_per_second and the three shares.

    One row for each completed trial that says how long it trained; null is not known.
    """
    seconds, speed = pl.col("seconds"), pl.col("last") / pl.col("seconds")
    return (
        judged.trials.filter(fate=Fate.COMPLETED.value)
        .join(_spent(judged.tables.evaluations), on="index", how="inner")
        .filter(seconds >= SMALLEST, seconds <= LARGEST)
        .select(
            "seconds",
            *(_known(pl.col(share) / seconds) for share in TIMES),
            setting="label",
            trial="index",
            steps_per_second=speed,
            examples_per_second=_known(speed * _batch_size(judged.tables.trials)),
        )
        .select("setting", "trial", "seconds", "steps_per_second", "examples_per_second", *TIMES)
        .sort("trial")
    )


def _known(value: pl.Expr) -> pl.Expr:
    """Return a value, or null where it has overflown."""
    return pl.when(value.abs() <= LARGEST).then(value)


def _spent(evaluations: pl.DataFrame) -> pl.DataFrame:
    """Return index, seconds, last step, and the sums of the times that were logged."""
    return evaluations.group_by(index="trial").agg(
        seconds=pl.col("training_seconds").max(),
        last=pl.col("step").max(),
        **{share: _sum(evaluations, f"{LOGGED}{name}") for share, name in TIMES.items()},
    )


def _sum(evaluations: pl.DataFrame, name: str) -> pl.Expr:
    """Return the sum of a logged value; null where it was not logged."""
    if f"{name}/mean" not in evaluations.columns:
        return pl.lit(None, pl.Float64).first()
    finite = pl.col(f"{name}/count") - pl.col(f"{name}/nonfinite")
    total = pl.col(f"{name}/mean") * finite
    return pl.when(total.is_not_null().any()).then(total.sum())


def _batch_size(trials: pl.DataFrame) -> pl.Expr:
    known = BATCH_SIZE in trials.columns and trials.schema[BATCH_SIZE].is_numeric()
    return pl.col(BATCH_SIZE) if known else pl.lit(None, pl.Float64)
