"""Ranges: which part of an axis a figure shows, and on which scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from math import log as log_of

LOG_FROM_RATIO = 20
"""Positive values that span at least this factor are shown on a log axis."""
MARGIN = 0.05
SMALLEST, LARGEST = 1e-100, 1e100
"""Magnitudes that an axis can show: beyond them matplotlib's own arithmetic overflows."""


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

    Values that diverged beyond LARGEST are left to the table: no axis can show them.

    >>> value_range([0.01, 1.0]).log, value_range([-1.0, 1.0]).log
    (True, False)
    """
    shown = [value for value in values if abs(value) <= LARGEST]
    if not shown:
        return None
    low, high = min(shown), max(shown)
    return padded(low, high, log=low >= SMALLEST and high >= LOG_FROM_RATIO * low)


def padded(low: float, high: float, log: bool) -> AxisRange:
    """Return the range from `low` to `high` with a margin on both sides.

    >>> padded(4.0, 4.0, log=True).limits, padded(0.0, 10.0, log=False).limits
    ((2.0, 8.0), (-0.5, 10.5))
    """
    if log:
        factor = exp((log_of(high) - log_of(low)) * MARGIN) if high > low else 2.0
        return AxisRange(low / factor, high * factor, log=True)
    margin = (high * MARGIN - low * MARGIN) or abs(high) * MARGIN or 0.5
    return AxisRange(low - margin, high + margin, log=False)
