"""Bootstrap: an interval for a difference of means, by resampling each side.

The expanded percentile interval (Hesterberg, "What teachers should know about the bootstrap",
2015). The plain percentile interval is too narrow for a few seeds: it takes the spread of n scores
as if their mean were known, and a normal for Student's t. So its tails are taken at a' instead of
a = (1 - LEVEL) / 2,

    a' = Phi(-sqrt(k / (k - 1)) t),   t the 1 - a quantile of Student's t with n + m - 2 degrees,

with n and m scores, k the smaller of both. At 5 against 5 normal scores it covers the true
difference in 94% of the cases, where the plain percentile interval covers it in 89% and BCa in 91%
(docs/compare.md).
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from tuneround.analysis.statistics import normal_below, student_quantile

LEVEL = 0.95
RESAMPLES = 9_999
SEED = 20_261_124
FEWEST = 4
"""Scores a side below which the interval would cover less than it says: 90% at 3 against 3."""


def difference_interval(
    first: Sequence[float], second: Sequence[float]
) -> tuple[float, float] | None:
    """Return the interval of mean(first) - mean(second); None for fewer than FEWEST scores a side.

    Args:
        first: finite scores.
        second: the same.

    """
    if min(len(first), len(second)) < FEWEST:
        return None
    random = np.random.default_rng(SEED)
    means = [_resampled_means(np.asarray(side, float), random) for side in (first, second)]
    tail = tail_probability(len(first), len(second))
    low, high = np.quantile(means[0] - means[1], [tail, 1 - tail])
    return float(low), float(high)


def tail_probability(first: int, second: int) -> float:
    """Return a' for sides of these sizes, 2 at least.

    >>> round(tail_probability(5, 5), 5)
    0.00497
    """
    smaller = min(first, second)
    student = student_quantile(1 - (1 - LEVEL) / 2, first + second - 2)
    return normal_below(-sqrt(smaller / (smaller - 1)) * student)


def _resampled_means(
    scores: "np.ndarray[tuple[int], np.dtype[np.float64]]", random: np.random.Generator
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    chosen = random.integers(0, len(scores), (RESAMPLES, len(scores)))
    means: np.ndarray[tuple[int], np.dtype[np.float64]] = scores[chosen].mean(axis=1)
    return means
