"""Permutation: how often chance alone makes two sides differ as much, exactly where that is few.

Under the null hypothesis the labels of the scores mean nothing, so every assignment of the pooled
scores to sides of n and m was as likely as the observed one. The statistic is the difference of
means; for fixed pooled scores it rises with the sum of one side, so sums are compared.

    unpaired:   p = min(1, 2 min(#{S <= s}, #{S >= s}) / C(n + m, n))
    sign flip:  the same over the 2^k signs of the k differences

The two-sided p doubles the smaller tail, as scipy.stats.permutation_test does, so it cannot fall
below 2 / C(n + m, n) and 2 / 2^k. Beyond EXACT assignments, DRAWS of them are drawn and the
observed one is counted in: (b + 1) / (DRAWS + 1), which keeps the test valid (Phipson and Smyth,
2010).

An infeasible score is infinite. It counts as worse than any finite difference can outweigh: sides
are compared by their infeasible scores first, and by the finite ones only between equals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EXACT = comb(20, 10)
"""The most assignments that are all looked at: 10 against 10, or 17 pairs."""
DRAWS = 99_999
SEED = 20_261_123
TOLERANCE = 1e-12
"""Of the sum of all scores: sums closer than this differ by rounding, and count as equal."""
CHUNK = 2_000_000
"""Scores shuffled at once."""


@dataclass(frozen=True)
class Chance:
    """What a permutation test says.

    Attributes:
        p_value: two-sided.
        first_lower: whether the first side lies below what chance makes of it.
        assignments: how many were looked at.
        exact: whether these are all.

    """

    p_value: float
    first_lower: bool
    assignments: int
    exact: bool


def unpaired(first: Sequence[float], second: Sequence[float]) -> Chance:
    """Return how often chance parts the pooled scores as far.

    Args:
        first: scores, one at least; infinite ones are infeasible.
        second: the same.

    >>> unpaired([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]).p_value
    0.1

    """
    pooled, size = _comparable([*first, *second]), len(first)
    sums = (
        _all_sums(pooled, size) if comb(len(pooled), size) <= EXACT else _drawn_sums(pooled, size)
    )
    return _chance(float(pooled[:size].sum()), sums, comb(len(pooled), size), _tolerance(pooled))


def sign_flip(first: Sequence[float], second: Sequence[float]) -> Chance:
    """Return how often chance makes the paired differences as one-sided.

    Args:
        first: scores, one at least; infinite ones are infeasible.
        second: those of the same seeds, in the same order.

    >>> sign_flip([1, 2, 3, 4, 5], [2, 3, 4, 5, 6]).p_value
    0.0625

    """
    pooled, pairs = _comparable([*first, *second]), len(first)
    differences = pooled[:pairs] - pooled[pairs:]
    sums = _all_flips(differences) if 2**pairs <= EXACT else _drawn_flips(differences)
    return _chance(float(differences.sum()), sums, 2**pairs, _tolerance(pooled))


def smallest_p(first: int, second: int) -> float:
    """Return the p below which an exact unpaired test of these sizes cannot fall.

    >>> [round(smallest_p(n, n), 4) for n in (3, 4, 5)]
    [0.1, 0.0286, 0.0079]
    """
    return min(1.0, 2 / comb(first + second, first))


def smallest_paired_p(pairs: int) -> float:
    """Return the p below which an exact sign flip over so many pairs cannot fall.

    >>> smallest_paired_p(5), smallest_paired_p(6)
    (0.0625, 0.03125)
    """
    return float(min(1.0, 2.0 ** (1 - pairs)))


def _comparable(scores: Sequence[float]) -> Floats:
    """Return the scores on [0, 1], the infeasible so far above that one outweighs all others."""
    values = np.asarray(scores, dtype=np.float64)
    finite = np.isfinite(values)
    if not finite.any():
        return np.zeros_like(values)
    low, high = values[finite].min(), values[finite].max()
    # Halved, so that the range of huge scores is finite.
    span = (high / 2 - low / 2) or 1.0
    # An infinite score becomes 0 here, before it is replaced.
    scaled = (np.where(finite, values, low) / 2 - low / 2) / span
    return np.where(finite, scaled, len(values) + 1.0)


def _all_sums(pooled: Floats, size: int) -> Floats:
    sums: Floats = pooled[_assignments(len(pooled), size)].sum(axis=1)
    return sums


@lru_cache(maxsize=8)
def _assignments(count: int, size: int) -> NDArray[np.intp]:
    return np.array(list(combinations(range(count), size)), dtype=np.intp)


def _drawn_sums(pooled: Floats, size: int) -> Floats:
    random = np.random.default_rng(SEED)
    rows = max(1, CHUNK // len(pooled))
    parts = []
    for start in range(0, DRAWS, rows):
        table = np.tile(pooled, (min(rows, DRAWS - start), 1))
        parts.append(random.permuted(table, axis=1)[:, :size].sum(axis=1))
    return np.concatenate(parts)


def _all_flips(differences: Floats) -> Floats:
    pairs = len(differences)
    bits = np.arange(2**pairs)[:, None] >> np.arange(pairs) & 1
    return (1 - 2 * bits) @ differences


def _drawn_flips(differences: Floats) -> Floats:
    random = np.random.default_rng(SEED)
    rows = max(1, CHUNK // len(differences))
    parts = [
        (1 - 2 * random.integers(0, 2, (min(rows, DRAWS - start), len(differences)))) @ differences
        for start in range(0, DRAWS, rows)
    ]
    return np.concatenate(parts)


def _tolerance(pooled: Floats) -> float:
    return TOLERANCE * max(1.0, float(pooled.sum()))


def _chance(observed: float, sums: Floats, possible: int, tolerance: float) -> Chance:
    exact = len(sums) == possible
    lower = int((sums <= observed + tolerance).sum())
    upper = int((sums >= observed - tolerance).sum())
    extra = 0 if exact else 1
    p_value = min(1.0, 2 * (min(lower, upper) + extra) / (len(sums) + extra))
    return Chance(p_value, lower < upper, len(sums), exact)
