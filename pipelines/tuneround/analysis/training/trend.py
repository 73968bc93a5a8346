"""Trend: whether a series of values rises, by ranks.

Spearman's rho between a value's place and its rank, against all orders of the same values, which
are equally likely where there is only noise. Up to seven values all orders are counted, ties and
all. From eight on the tail is that of Student's t with n-2 degrees of freedom at

    t = rho sqrt((n-2) / (1-rho^2))
"""

from functools import cache
from itertools import permutations

import numpy as np
import numpy.typing as npt

from tuneround.analysis.ranks import correlation_chance, rank_correlation, ranks
from tuneround.analysis.training.learning_curve import Floats

ALL_ORDERS = 7


def rising_p(values: Floats) -> float:
    """Return the chance that values in random order rise as clearly as these.

    >>> rising_p(np.array([1.0, 2.0, 3.0, 4.0])) == 1 / 24
    True
    >>> rising_p(np.array([1.0, 1.0, 1.0]))
    1.0
    """
    n, ranked = len(values), ranks(values)
    if n < 2 or ranked.min() == ranked.max():
        return 1.0
    if n <= ALL_ORDERS:
        places = np.arange(n, dtype=np.float64)
        # Ranks are halves of integers, so that the sums are exact.
        return float(np.mean(ranked[_orders(n)] @ places >= ranked @ places))
    return correlation_chance(rank_correlation(np.arange(n, dtype=np.float64), values), n)


@cache
def _orders(n: int) -> npt.NDArray[np.int64]:
    """Return all orders of n places; shape (n!, n)."""
    return np.array(list(permutations(range(n))), dtype=np.int64)
