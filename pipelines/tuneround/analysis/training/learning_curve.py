"""Learning curves: the evaluations of one trial, turned so that lower is better.

What the questions about training curves share: which curves, how noisy, and at what level.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import metric_column
from tuneround.records.attempt import Fate
from tuneround.spec.objective import Direction

Floats = npt.NDArray[np.float64]

LARGEST, SMALLEST = 1e100, 1e-100
"""Values beyond are taken for not finite, differences below for none: ratios would overflow."""
NORMAL = 1.4826
"""The standard deviation of a normal distribution over its median absolute deviation."""


@dataclass(frozen=True)
class LearningCurve:
    """One trial's values of one measure, by step.

    Attributes:
        trial: its index.
        label: its scientific setting, empty in a round that compares none.
        steps: ascending; shape (n,).
        values: of magnitude LARGEST at most, lower is better; shape (n,).

    """

    trial: int
    label: str
    steps: Floats
    values: Floats

    def __len__(self) -> int:
        return len(self.values)

    @property
    def start(self) -> float:
        """Its level after the first twentieth: what one update does to a new model says little."""
        position = (len(self) - 1) // 20
        return self.level(position) if position else float(self.values[0])

    @property
    def best(self) -> int:
        """Position of its best value, the earliest."""
        return int(np.argmin(self.values))

    @property
    def improvement(self) -> float:
        """How far it came from its start: to its best level; never below 0."""
        return noticeable(self.start - self.level(self.best))

    def level(self, position: int) -> float:
        """Return the median of the value at `position` and its neighbours: no lucky step."""
        return float(np.median(self.values[max(position - 1, 0) : position + 2]))

    def levels(self) -> Floats:
        """Return the level at every position; shape (n,), three values at least."""
        inside = np.median(np.lib.stride_tricks.sliding_window_view(self.values, 3), axis=1)
        return np.concatenate([[self.level(0)], inside, [self.level(len(self) - 1)]])


def best_curves(judged: JudgedRound) -> tuple[LearningCurve, ...]:
    """Return the objective of the best trial of each scientific setting, best first."""
    return curves_of(
        judged,
        metric_column(judged.spec.objective.metric),
        judged.spec.objective.direction,
        [choice.trial for choice in judged.selection.settings],
    )


def completed_curves(judged: JudgedRound) -> tuple[LearningCurve, ...]:
    """Return the objective of every completed trial, by index."""
    return curves_of(
        judged,
        metric_column(judged.spec.objective.metric),
        judged.spec.objective.direction,
        judged.trials.filter(fate=Fate.COMPLETED.value)["index"].to_list(),
    )


def spread_of(judged: JudgedRound) -> float:
    """Return by how much the median completed trial is worse than the best; 0 without several."""
    scores = judged.trials.filter(fate=Fate.COMPLETED.value)["score"].drop_nulls().to_numpy()
    return noticeable(float(np.median(scores) - scores.min())) if len(scores) > 1 else 0.0


def noticeable(difference: float) -> float:
    """Return a difference, or 0 where it is negative or too small to be divided by."""
    return difference if difference >= SMALLEST else 0.0


def curves_of(
    judged: JudgedRound, column: str, direction: Direction, trials: Sequence[int]
) -> tuple[LearningCurve, ...]:
    """Return the curves of `trials` in their order, without those that have no value.

    Args:
        judged: the round.
        column: of its evaluations: a metric or a logged value.
        direction: which way the column is better.
        trials: indices.

    """
    found = dict(_curves(judged, column, direction, trials))
    return tuple(found[trial] for trial in trials if trial in found)


def _curves(
    judged: JudgedRound, column: str, direction: Direction, trials: Sequence[int]
) -> Iterator[tuple[int, LearningCurve]]:
    labels = dict(judged.trials.select("index", "label").iter_rows())
    rows = (
        judged.tables.evaluations.lazy()
        .select("trial", "step", value=pl.col(column).cast(pl.Float64))
        .filter(pl.col("trial").is_in(list(trials)), pl.col("value").abs() <= LARGEST)
        .collect()
    )
    for (trial,), mine in rows.group_by(["trial"], maintain_order=True):
        steps = mine["step"].cast(pl.Float64).to_numpy()
        values = direction.sign * mine["value"].to_numpy()
        yield int(str(trial)), LearningCurve(int(str(trial)), labels[trial], steps, values)


def step_noise(values: Floats) -> float:
    """Return the standard deviation of one evaluation around a smooth curve.

    From second differences e_i = y_i - (y_{i-1} + y_{i+1}) / 2, in which any straight trend
    cancels: sd(y) = sd(e) / sqrt(3/2). Their sd is the median absolute one times 1.4826, which
    single jumps do not move; or, where more than half of them are 0 (a coarse metric), the root
    mean square.

    Args:
        values: shape (n,); fewer than three have no noise to tell.

    >>> step_noise(np.array([4.0, 3.0, 2.0, 1.0]))
    0.0

    """
    if len(values) < 3:
        return 0.0
    bends = values[1:-1] - (values[:-2] + values[2:]) / 2
    robust = NORMAL * float(np.median(np.abs(bends)))
    spread = robust or float(np.sqrt(np.mean(bends**2)))
    return float(spread / np.sqrt(1.5))
