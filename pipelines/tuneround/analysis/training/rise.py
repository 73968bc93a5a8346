"""Rise: whether a curve that should fall rises again after its best, by more than its noise.

With y_b the best of n values, the curve rises when all of these hold:

1. the values after y_b rise: their ranks against time are rarer than `alpha` (`trend.py`). Were
   there only noise, they would be in any order, however lucky y_b was;
2. L_end - L_b > 2 s: the level at the end (the median of the last quarter of those values, three
   at least) above the level at the best (the median of y_b and its neighbours), s being the
   noise of one value in the second half (`step_noise`);
3. L_end - L_b is at least 2% of how far the curve had come: what is smaller may be certain, but
   changes nothing.

Five values after the best are needed: fewer are in order by chance once in 24 times.
"""

from dataclasses import dataclass

import numpy as np

from tuneround.analysis.training.learning_curve import LearningCurve, step_noise
from tuneround.analysis.training.trend import rising_p

LEAST_AFTER = 5
NOISES = 2.0
SHARE = 0.02


@dataclass(frozen=True)
class Rise:
    """How a curve rose after its best.

    Attributes:
        size: from the level at the best to that at the end; above 0.
        noise: standard deviation of one value.
        p: the chance of so clear an order among the values after the best.
        since: the step of the best.

    """

    size: float
    noise: float
    p: float
    since: int


def rise_of(curve: LearningCurve, alpha: float) -> Rise | None:
    """Return the rise of a curve; None when there is none, or too little to tell."""
    after = curve.values[curve.best + 1 :]
    if len(after) < LEAST_AFTER:
        return None
    end = float(np.median(after[-max(3, len(after) // 4) :]))
    size = end - curve.level(curve.best)
    noise = step_noise(curve.values[min(len(curve) // 2, len(curve) - 6) :])
    if size <= max(NOISES * noise, SHARE * curve.improvement, 0.0):
        return None
    p = rising_p(after)
    return Rise(size, noise, p, int(curve.steps[curve.best])) if p <= alpha else None
