"""Trend: whether a series of values rises, by ranks, and how fast.

Spearman's rho between a value's place and its rank. Were all orders equally likely, rho would have
mean 0 and variance 1/(n-1), ties or not; its tail is that of Student's t with n-2 degrees of
freedom at t = rho sqrt((n-2) / (1-rho^2)), and no order is rarer than 1/n!.
"""

from math import factorial, inf, sqrt

import numpy as np

from tuneround.analysis.learning_curve import Floats
from tuneround.analysis.statistics import student_at_least


def rising_p(values: Floats) -> float:
    """Return the chance that values in random order rise as clearly as these.

    >>> rising_p(np.array([1.0, 2.0, 3.0, 4.0])) == 1 / 24
    True
    >>> rising_p(np.array([1.0, 1.0, 1.0]))
    1.0
    """
    n = len(values)
    if n < 3 or np.ptp(values) == 0:
        return 1.0
    rho = float(np.corrcoef(np.arange(n), ranks(values))[0, 1])
    t = inf if rho >= 1 else rho * sqrt((n - 2) / max(1 - rho**2, 1e-300))
    # Beyond 20! a float has no use for the bound.
    return max(student_at_least(t, n - 2), 1 / factorial(n) if n <= 20 else 0.0)


def ranks(values: Floats) -> Floats:
    """Return the ranks from 1; equal values share their mean rank.

    >>> ranks(np.array([0.3, 0.1, 0.3])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    shared: Floats = (last - (counts - 1) / 2)[group]
    return shared
