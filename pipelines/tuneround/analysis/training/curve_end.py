"""Curve end: whether a trial was still improving when its budget ended.

The tail is the last quarter of its evaluations, seven at least; A, B and C are the medians of the
tail's first, middle and last third. It is still improving when all of these hold:

1. the tail falls: its ranks against time are rarer than alpha (`trend.py`);
2. the pace from B to C is a fifth of the average or more:

       (B - C) / (step_C - step_B) >= 0.2 W / steps

   W being the whole improvement. Where the loss follows the learning rate, cosine decay ends at a
   pace of .04 and linear decay at .17; an exponential that spans five of its times ends at .05,
   one that spans two at .37;
3. it does not flatten: the pace from B to C is 0.6 of that from A to B or more, or the difference
   is within twice its noise. So a learning-rate decay that begins and ends within the tail is no
   alarm;
4. A - C > 2 s, s being the noise of one evaluation: less is nothing to train longer for.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tuneround.analysis.training.learning_curve import LearningCurve, step_noise
from tuneround.analysis.training.trend import rising_p

ALPHA = 0.01
LEAST = 10
"""Evaluations without which the last seven are not the end."""
LEAST_TAIL = 7
"""Fewer are in order by chance too often for several settings."""
PACE = 0.2
FLATTENING = 0.6


@dataclass(frozen=True)
class Ending:
    """The end of a curve.

    Attributes:
        share: of the whole improvement that was made in the tail.
        tail: the tail's share of the steps.
        pace: of the improvement at the end, in units of the average pace.
        p: the chance of so clear a fall in the tail.
        flattens: whether the last thirds show that it levels out.
        hidden: whether noise could hide what the tail brought.

    """

    share: float
    tail: float
    pace: float
    p: float
    flattens: bool
    hidden: bool

    def improves(self, alpha: float) -> bool:
        """Whether it is still improving."""
        return self.p <= alpha and self.pace >= PACE and not (self.flattens or self.hidden)


def ending_of(curve: LearningCurve) -> Ending | None:
    """Return the end of a curve; None when it is too short, or never improved."""
    size = max(LEAST_TAIL, -(-len(curve) // 4))
    if len(curve) < LEAST or curve.improvement == 0:
        return None
    thirds = np.array_split(np.arange(len(curve) - size, len(curve)), 3)
    a, b, c = (float(np.median(curve.values[third])) for third in thirds)
    at_a, at_b, at_c = (float(np.mean(curve.steps[third])) for third in thirds)
    before, late = (a - b) / (at_b - at_a), (b - c) / (at_c - at_b)
    noise = step_noise(curve.values[-size:])
    # A median of m values has about 1.25 / sqrt(m) of their noise; A - 2 B + C has sqrt(6) of that.
    bend_noise = sqrt(6) * 1.25 * noise / sqrt(len(thirds[2]))
    return Ending(
        share=(a - c) / curve.improvement,
        tail=(at_c - at_a) / float(curve.steps[-1]),
        pace=late * float(curve.steps[-1]) / curve.improvement,
        p=rising_p(-curve.values[-size:]),
        flattens=late < FLATTENING * before and (before - late) * (at_c - at_b) > 2 * bend_noise,
        hidden=a - c <= 2 * noise,
    )


def still_improving(curve: LearningCurve, alpha: float = ALPHA) -> bool:
    """Whether a trial was still improving when its budget ended; not, when it cannot be told."""
    ending = ending_of(curve)
    return ending is not None and ending.improves(alpha)
