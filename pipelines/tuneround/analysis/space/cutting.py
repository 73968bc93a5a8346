"""Cutting: a range without the end at which every trial is a cross.

The new bound lies midway, on the scaled axis, between the last feasible trial and the first cross
beyond it. Nothing is cut of less than a tenth of the axis, or with fewer than FEWEST crosses.
"""

import numpy as np
from numpy.typing import NDArray

from tuneround.analysis.space.axes import Axis

FEWEST = 5
LEAST = 0.1


def cut_bound(
    axis: Axis, feasible: NDArray[np.float64], crosses: NDArray[np.float64], upper: bool
) -> float | None:
    """Return the bound that leaves out the crosses at one end; None where nothing is to be cut.

    Args:
        axis: of a range.
        feasible: places of the feasible trials on it.
        crosses: places of the crosses.
        upper: which end.

    """
    if not len(feasible) or not axis.definition.is_range:
        return None
    end = float(feasible.max() if upper else feasible.min())
    beyond = crosses[crosses > end] if upper else crosses[crosses < end]
    if len(beyond) < FEWEST:
        return None
    edge = (end + float(beyond.min() if upper else beyond.max())) / 2
    if (1 - edge if upper else edge) < LEAST:
        return None
    bound = axis.value(edge)
    if axis.definition.is_integer:
        # The last feasible whole number stays.
        return float(int(bound))
    return float(f"{bound:.3g}")
