"""Ranges: which part of an axis a figure shows, and on which scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from math import log as log_of

LOG_FROM_RATIO = 20
"""Positive values that span at least this factor are shown on a log axis."""
MARGIN = 0.05
SMALLEST, LARGEST = 1e-300, 1e300
"""Where an axis ends, values beyond or not: matplotlib's own arithmetic overflows there."""


@dataclass(frozen=True)
class AxisRange:
    """What an axis shows."""

    low: float
    high: float
    log: bool

    @property
    def limits(self) -> tuple[float, float]:
        """The ends, in the order of an axis."""
        return (self.low, self.high)


def value_range(values: Sequence[float]) -> AxisRange | None:
    """Return the range that shows all `values` with a margin; None when there are none.

    >>> value_range([0.01, 1.0]).log, value_range([-1.0, 1.0]).log
    (True, False)
    """
    if not values:
        return None
    low, high = min(values), max(values)
    return padded(low, high, log=low > 0 and high >= LOG_FROM_RATIO * low)


def padded(low: float, high: float, log: bool) -> AxisRange:
    """Return the range from `low` to `high` with a margin on both sides.

    >>> padded(4.0, 4.0, log=True).limits, padded(0.0, 10.0, log=False).limits
    ((2.0, 8.0), (-0.5, 10.5))
    """
    if log:
        factor = exp((log_of(high) - log_of(low)) * MARGIN) if high > low else 2.0
        return AxisRange(max(low / factor, SMALLEST), min(high * factor, LARGEST), log=True)
    margin = (high * MARGIN - low * MARGIN) or abs(high) * MARGIN or 0.5
    return AxisRange(max(low - margin, -LARGEST), min(high + margin, LARGEST), log=False)
