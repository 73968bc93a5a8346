"""Mishaps: which trials gave no usable result, and how, each kind counted apart.

    not finite      infeasible: the loss or the objective was NaN or infinite
    out of memory   infeasible: the device or the pod had too little
    infeasible      for another reason, which the program gave
    diverged        completed, but ended above twice its initial loss (analysis/divergence.py)
    failed          ended by an error of the program: not a result at all

The first four are the crosses of every plot. Unfinished trials are none of these.
"""

from enum import StrEnum

import polars as pl

from tuneround.analysis.divergence import diverged_trials
from tuneround.analysis.judged import JudgedRound
from tuneround.records.attempt import FINISHED, Fate


class Mishap(StrEnum):
    """What happened to a trial; WELL when nothing did."""

    WELL = "well"
    NOT_FINITE = "not finite"
    OUT_OF_MEMORY = "out of memory"
    INFEASIBLE = "infeasible"
    DIVERGED = "diverged"
    FAILED = "failed"


CROSSES = (Mishap.NOT_FINITE, Mishap.OUT_OF_MEMORY, Mishap.INFEASIBLE, Mishap.DIVERGED)


def mishaps(judged: JudgedRound) -> pl.DataFrame:
    """Return trial, label and mishap of every finished trial, and whether it is a cross."""
    fate, reason = pl.col("fate"), pl.col("reason").str.to_lowercase()
    diverged = diverged_trials(judged.tables, judged.spec.objective)
    is_infeasible = fate == Fate.INFEASIBLE.value
    # The reasons are the project's own words, or those of CUDA; a program's may say the same.
    mishap = (
        pl.when(fate == Fate.FAILED.value)
        .then(pl.lit(Mishap.FAILED.value))
        .when(is_infeasible & reason.str.contains("memory"))
        .then(pl.lit(Mishap.OUT_OF_MEMORY.value))
        .when(is_infeasible & reason.str.contains(r"finite|\bnan\b|\binf\b"))
        .then(pl.lit(Mishap.NOT_FINITE.value))
        .when(is_infeasible)
        .then(pl.lit(Mishap.INFEASIBLE.value))
        .when(pl.col("index").is_in(diverged))
        .then(pl.lit(Mishap.DIVERGED.value))
        .otherwise(pl.lit(Mishap.WELL.value))
    )
    return (
        judged.trials.filter(fate.is_in([finished.value for finished in FINISHED]))
        .select("label", trial="index", mishap=mishap)
        .with_columns(is_cross=pl.col("mishap").is_in([cross.value for cross in CROSSES]))
    )
