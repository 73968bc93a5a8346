"""Rules: how the evaluations of a trial become its one value.

    best       the best evaluation
    final      the last evaluation
    smoothed   the best mean of `window` evaluations in a row, s_i = (v_(i-w+1) + … + v_i) / w; it
               stands for the checkpoint of the last of them

The window trails, so that each mean could have been known at its step and the last step can be
chosen; every window is whole, so that no mean is noisier than another. A trial with fewer than w
evaluations has one mean, that of all. A window with a value that is not finite has no mean.

Playbook: "Saving checkpoints and retrospectively selecting the best checkpoint".
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from tuneround.analysis.tables import Tables, metric_column
from tuneround.records.attempt import Fate
from tuneround.spec.objective import Direction, Objective


class RuleKind(StrEnum):
    """Which evaluation of a trial counts."""

    BEST = "best"
    FINAL = "final"
    SMOOTHED = "smoothed"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        kind: which evaluation counts.
        window: how many evaluations are averaged; 1 unless the kind is smoothed.

    """

    kind: RuleKind
    window: int = 1

    def __str__(self) -> str:
        """Return how it is called: `best`, `final`, `smoothed(3)`."""
        smoothed = self.kind is RuleKind.SMOOTHED
        return f"{self.kind}({self.window})" if smoothed else str(self.kind)


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
