"""Order statistics: the best of k trials drawn without replacement out of n, exactly.

The estimate that does not count a trial twice (arXiv 2004.13705): drawing with replacement, as a
bootstrap does, is biased for the best. Lower values are better here. With the n values sorted,
x_1 <= … <= x_n, the best of k is x_i where the other k - 1 come from the n - i worse ones:

    P(best of k = x_i) = C(n - i, k - 1) / C(n, k),    P(best of k > x_i) = C(n - i, k) / C(n, k)

Infeasible trials are infinite, and so count as worse than every other.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def best_of_weights(n: int, k: int) -> Array:
    """Return P(the best of k out of n is the i-th best), for i = 1 … n.

    >>> best_of_weights(3, 2).round(4).tolist()
    [0.6667, 0.3333, 0.0]
    """
    exceeding = _exceeding(n, k)
    return np.concatenate([[1.0], exceeding[:-1]]) - exceeding


def expected_best(values: Sequence[float] | Array, k: int) -> float:
    """Return the mean of the best of `k` of the sorted, finite `values`.

    >>> round(expected_best([1.0, 2.0, 4.0], 2), 4)
    1.3333
    """
    found = np.asarray(values, dtype=np.float64)
    return float(best_of_weights(len(found), k) @ found)


def best_of_quantiles(values: Sequence[float] | Array, k: int, levels: Sequence[float]) -> Array:
    """Return quantiles of the best of `k` of the sorted `values`: the smallest reached ones.

    Args:
        values: sorted; infinite for infeasible trials.
        k: how many are drawn, 1 to their number.
        levels: between 0 and 1.

    >>> best_of_quantiles([1.0, 2.0, 4.0], 1, [0.5, 0.9]).tolist()
    [2.0, 4.0]

    """
    found = np.asarray(values, dtype=np.float64)
    reached = 1.0 - _exceeding(len(found), k)
    # 1e-12: a sum that rounding left just below a level has reached it.
    places = np.searchsorted(reached, np.asarray(levels) - 1e-12)
    return found[np.minimum(places, len(found) - 1)]


def lead_probability(lead: int, leading: int, other: int) -> float:
    """Return the chance that the best `lead` of two equally good groups are all of one group.

    Rosenbaum's test of the trials beyond the other group's extreme (1954), two-sided, since the
    leading group was found by looking:

        p = (C(a, j) + C(b, j)) / C(a + b, j),    j = lead, a = leading, b = other

    A lead of 0 or 1 is certain: some trial is the best.

    >>> lead_probability(1, 8, 8), round(lead_probability(6, 8, 8), 4)
    (1.0, 0.007)
    """
    if lead <= 1:
        return 1.0
    places = np.arange(lead)
    chances = (np.clip(size - places, 0, None) for size in (leading, other))
    return float(sum(np.prod(left / (leading + other - places)) for left in chances))


def _exceeding(n: int, k: int) -> Array:
    """Return P(best of k > x_i) for i = 1 … n."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n + 1)))])
    worse = np.arange(n - 1, -1, -1)
    enough = worse >= k
    left = worse[enough]
    exceeding = np.zeros(n)
    exceeding[enough] = np.exp(logs[left] - logs[left - k] - logs[n] + logs[n - k])
    return exceeding
