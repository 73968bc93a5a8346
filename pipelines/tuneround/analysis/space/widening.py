"""Widening: the next bound of a range whose best trials lie at the present one.

The range grows by a quarter of its scaled length at that end: on a log axis by a factor of 3 at
least, of whole numbers by one at least. It stops where quantities of its kind end, as far as the
old range shows its kind; nothing is guessed from names:

    a range of numbers from 0 up never goes below 0, nor one of positive whole numbers below 1
    a range within [0, 1] never goes above 1: it may be a probability, or one minus a momentum

Where the bound already is such a limit, there is no next one.
"""

from math import ceil, floor, isfinite, log

from tuneround.analysis.space.axes import Axis

GROWTH = 0.25
LEAST_FACTOR = 3.0
CLOSE = 0.01
"""In lengths of the old range, on its scale."""
LARGEST_INTEGER = 2**53


def next_bound(axis: Axis, upper: bool) -> float | None:
    """Return the next upper or lower bound of a range; None where there is none.

    >>> from tuneround.spec.hyperparameter import Hyperparameter
    >>> rate = Hyperparameter(name="rate", min=1.0e-4, max=0.01, scale="log")
    >>> next_bound(Axis(rate), upper=True), next_bound(Axis(rate), upper=False)
    (0.0316, 3.16e-05)
    >>> dropout = Hyperparameter(name="dropout", min=0.0, max=0.9)
    >>> next_bound(Axis(dropout), upper=True), next_bound(Axis(dropout), upper=False)
    (1.0, None)
    """
    definition = axis.definition
    if not definition.is_range:
        return None
    old = axis.bound(upper)
    low, high = axis.ends
    growth = GROWTH
    if definition.is_log:
        growth = max(growth, log(LEAST_FACTOR) / (high - low))
    moved = axis.value(1 + growth if upper else -growth)
    found = _rounded(axis, moved, upper)
    limit = _limit(axis, upper)
    if limit is not None:
        found = min(found, limit) if upper else max(found, limit)
    grown = found > old if upper else found < old
    return found if grown and isfinite(found) and (found > 0 or not definition.is_log) else None


def _rounded(axis: Axis, moved: float, upper: bool) -> float:
    """Return a short number close to the new bound, or the next whole number outwards."""
    definition = axis.definition
    if not definition.is_integer:
        return _short(moved, axis)
    # The upper end of a range of whole numbers is that of its last bin.
    # Rounded, so that a bound at a whole number is not just beyond it.
    whole = ceil(round(moved, 6) - 1) if upper else floor(round(moved, 6))
    return float(max(min(whole, LARGEST_INTEGER), -LARGEST_INTEGER))


def _short(moved: float, axis: Axis) -> float:
    """Return three significant digits, or as many as move the bound by less than CLOSE."""
    place = axis.place(moved)
    for digits in range(3, 17):
        found = float(f"{moved:.{digits}g}")
        is_inside = found > 0 or not axis.definition.is_log
        if is_inside and abs(axis.place(found) - place) < CLOSE:
            return found
    return moved


def _limit(axis: Axis, upper: bool) -> float | None:
    definition = axis.definition
    low, high = axis.bound(upper=False), axis.bound(upper=True)
    if upper:
        return 1.0 if low >= 0 and high <= 1 and not definition.is_integer else None
    if definition.is_integer and low >= 1:
        return 1.0
    return 0.0 if low >= 0 else None
