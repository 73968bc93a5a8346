"""Ranks: whether one column of numbers rises with another, whatever their scales."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tuneround.analysis.statistics import normal_below, student_at_least

Floats = NDArray[np.float64]


def ranks(values: Floats) -> Floats:
    """Return each value's rank from 1; equal values share the mean of their ranks.

    >>> ranks(np.array([30.0, 10.0, 10.0])).tolist()
    [3.0, 1.5, 1.5]
    """
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: Floats = (last - (counts - 1) / 2)[group]
    return means


def rank_correlation(first: Floats, second: Floats) -> float:
    """Return Spearman's rank correlation, in [-1, 1]; 0 where a column is constant.

    >>> rank_correlation(np.array([1.0, 2.0, 3.0]), np.array([9.0, 4.0, 1.0]))
    -1.0
    """
    a, b = (ranks(column) - (len(column) + 1) / 2 for column in (first, second))
    spread = sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / spread if spread > 0 else 0.0


def correlation_chance(correlation: float, count: int) -> float:
    """Return P(R >= correlation) for `count` unrelated pairs, by Student's t = r √((n-2)/(1-r²)).

    >>> correlation_chance(0.0, 10), correlation_chance(1.0, 10)
    (0.5, 0.0)
    """
    if count < 3:
        return 1.0
    left = 1 - correlation**2
    if left <= 0:
        return 0.0 if correlation > 0 else 1.0
    return student_at_least(correlation * sqrt((count - 2) / left), count - 2)


def above_chance(group: Floats, rest: Floats) -> float:
    """Return the chance that unrelated groups differ so that `group` lies as far above `rest`.

    The rank-sum test of Mann and Whitney in its normal approximation, with the correction for
    ties and for continuity.

    >>> round(above_chance(np.array([4.0, 5.0, 6.0]), np.array([1.0, 2.0, 3.0])), 3)
    0.04
    """
    n, m = len(group), len(rest)
    if not n or not m:
        return 1.0
    pooled = np.concatenate([group, rest])
    larger = float(ranks(pooled)[:n].sum()) - n * (n + 1) / 2
    total = n + m
    _, counts = np.unique(pooled, return_counts=True)
    ties = float((counts.astype(np.float64) ** 3 - counts).sum()) / (total * (total - 1))
    variance = n * m / 12 * (total + 1 - ties)
    if variance <= 0:
        return 1.0
    return normal_below(-(larger - n * m / 2 - 0.5) / sqrt(variance))
