"""Seed noise: how far the trainings of one point differ in nothing but their seeds.

The pooled standard deviation, its margin and its interval are those of `noise.py`.
"""

from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from tuneround.analysis.comparing.points import Point, points_of
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.statistics import deviation_interval, student_quantile

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Repeated:
    """A point with two finite values or more.

    Attributes:
        point: which.
        scores: its finite ones, lower is better.

    """

    point: Point
    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean over the seeds; infinite where it is beyond all numbers."""
        with np.errstate(over="ignore"):
            return float(np.mean(self.scores))


@dataclass(frozen=True)
class Spread:
    """The noise of one training.

    Attributes:
        deviation: s, in the objective's unit.
        freedom: f.

    """

    deviation: float
    freedom: int

    @property
    def interval(self) -> tuple[float, float]:
        """Where the deviation of normal noise lies."""
        return deviation_interval(self.deviation, self.freedom, CONFIDENCE)

    def margin(self, first: Repeated, second: Repeated) -> float:
        """Return the difference of two means that noise alone reaches once in twenty."""
        seeds = sqrt(1 / len(first.scores) + 1 / len(second.scores))
        return student_quantile((1 + CONFIDENCE) / 2, self.freedom) * self.deviation * seeds


def repeated_points(judged: JudgedRound) -> list[Repeated]:
    """Return the points with two finite values or more and no infeasible one, best mean first."""
    points = [Repeated(point, point.scores) for point in points_of(judged)]
    held = [p for p in points if len(p.scores) > 1 and isfinite(p.mean)]
    return sorted(held, key=lambda repeated: repeated.mean)


def spread_of(best_first: list[Repeated]) -> Spread:
    """Return the noise, pooled over the better half of the points."""
    better = best_first[: -(-len(best_first) // 2)]
    with np.errstate(over="ignore", invalid="ignore"):
        squares = sum(float(np.square(np.subtract(p.scores, p.mean)).sum()) for p in better)
    freedom = sum(len(p.scores) - 1 for p in better)
    return Spread(sqrt(squares / freedom), freedom)
