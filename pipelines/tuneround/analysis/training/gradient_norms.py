"""Gradient norms: what a trial logged of them, an interval at a time.

The bucket keeps count, least, greatest and seven quantiles of each interval between evaluations
(`records/evaluation.py`), not the norms. Between those nine points the distribution is taken to be
linear, and each interval stands for twenty equally likely norms of it, weighted by its count. So a
quantile over all steps is approximate, and exact where norms do not change within an interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import LOGGED
from tuneround.analysis.training.learning_curve import LARGEST, Floats
from tuneround.records.evaluation import QUANTILES

NORM = f"{LOGGED}grad_norm"
STAND_INS = 20
KNOTS = (0.0, *QUANTILES, 1.0)


@dataclass(frozen=True)
class GradientNorms:
    """The gradient norms of one trial.

    Attributes:
        trial: its index.
        label: its scientific setting.
        steps: the last step of each interval, ascending; shape (n,).
        knots: least, seven quantiles and greatest of each interval, LARGEST at most; shape (n, 9).
        counts: how many finite norms each interval has; shape (n,).
        nonfinite: how many norms were not finite, in all.

    """

    trial: int
    label: str
    steps: Floats
    knots: Floats
    counts: Floats
    nonfinite: int

    @property
    def medians(self) -> Floats:
        """The median of each interval; shape (n,)."""
        medians: Floats = self.knots[:, len(KNOTS) // 2]
        return medians

    @property
    def greatest(self) -> Floats:
        """The greatest of each interval; shape (n,)."""
        return self.knots[:, -1]

    def stand_ins(self) -> tuple[Floats, Floats]:
        """Return norms and their weights in steps; shape (20 n,) each."""
        return (self.knots @ _weights().T).ravel(), np.repeat(self.counts / STAND_INS, STAND_INS)

    def share_above(self, threshold: float) -> float | None:
        """Return the share of the steps whose norm is above `threshold`; None without steps."""
        norms, weights = self.stand_ins()
        return float(weights[norms > threshold].sum() / weights.sum()) if len(norms) else None

    def until(self, step: float) -> "GradientNorms":
        """Return the intervals that end at `step` or before."""
        kept = self.steps <= step
        return replace(
            self, steps=self.steps[kept], knots=self.knots[kept], counts=self.counts[kept]
        )


def gradient_norms(judged: JudgedRound, trials: Sequence[int]) -> tuple[GradientNorms, ...]:
    """Return the gradient norms of `trials` in their order, without those that logged none."""
    if f"{NORM}/quantiles" not in judged.tables.evaluations.columns:
        return ()
    labels = dict(judged.trials.select("index", "label").iter_rows())
    rows = (
        judged.tables.evaluations.lazy()
        .filter(pl.col("trial").is_in(list(trials)))
        .select(
            "trial",
            "step",
            finite=pl.col(f"{NORM}/count") - pl.col(f"{NORM}/nonfinite"),
            nonfinite=f"{NORM}/nonfinite",
            knots=pl.concat_list(f"{NORM}/min", f"{NORM}/quantiles", f"{NORM}/max"),
        )
        .collect()
    )
    found = [_of_trial(rows.filter(trial=trial), trial, labels[trial]) for trial in trials]
    return tuple(norms for norms in found if len(norms.steps))


def _of_trial(rows: pl.DataFrame, trial: int, label: str) -> GradientNorms:
    within = pl.col("knots").list.eval(pl.element().abs() <= LARGEST).list.all()
    whole = (pl.col("knots").list.len() == len(KNOTS)) & within
    mine = rows.filter(whole, pl.col("finite") > 0)
    knots = np.array(mine["knots"].to_list(), dtype=np.float64).reshape(-1, len(KNOTS))
    return GradientNorms(
        trial,
        label,
        mine["step"].cast(pl.Float64).to_numpy(),
        knots,
        mine["finite"].cast(pl.Float64).to_numpy(),
        int(rows["nonfinite"].sum() or 0),
    )


def weighted_quantile(values: Floats, weights: Floats, quantile: float) -> float:
    """Return the least value at or below which a share of the weight lies.

    >>> weighted_quantile(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 8.0]), 0.9)
    2.0
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    # Sums of tenths are a little off: a share that is reached but for that is reached.
    place = int(np.searchsorted(reached, quantile * reached[-1] * (1 - 1e-12)))
    return float(values[order][min(place, len(values) - 1)])


def _weights() -> Floats:
    """Return how much of each knot is in each stand-in; shape (20, 9)."""
    at = (np.arange(STAND_INS) + 0.5) / STAND_INS
    return np.column_stack([np.interp(at, KNOTS, row) for row in np.eye(len(KNOTS))])
