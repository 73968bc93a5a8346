"""Mapping: from a column of u in [0, 1) to the values of one hyperparameter."""

from typing import TYPE_CHECKING

import numpy as np

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

DIGITS = 12
"""Significant decimal digits of a float: few enough to hide the last bits in which machines'
exp and log differ, more than any training can tell apart."""
_EXACT_POWERS = np.array([float(10**exponent) for exponent in range(23)])
"""Powers of ten that are floats exactly; larger ones are not."""


def values(h: Hyperparameter, u: "Floats") -> list[Scalar]:
    """Return the value of `h` at each u, plain Python scalars.

    With k choices, c = choices[floor(u k)]; on a linear range x = (1 - u) min + u max; on a log
    range x = min (max / min)^u, both to 12 significant digits. An integer is the floor of the
    same on [min, max + 1), so that all bins are equal on its axis; rounding would halve the first
    and the last.

    Arguments:
        h: a hyperparameter with `values` or a range.
        u: numbers in [0, 1).

    >>> values(Hyperparameter(name="layers", min=1, max=4, type="integer"), np.array([0, 0.5]))
    [1, 3]

    """
    if not h.is_range:
        choices = h.choices
        return [choices[index] for index in bins(u, len(choices)).tolist()]
    return _integers(h, u) if h.is_integer else _floats(h, u)


def bins(u: "Floats", count: int) -> "Integers":
    """Return floor(u count): which of `count` equal bins of [0, 1) each u lies in."""
    index: Integers = (u * count).astype(np.int64)
    return index


def _floats(h: Hyperparameter, u: "Floats") -> list[Scalar]:
    low, high = _bounds(h)
    # Twelve digits of a bound may lie outside it.
    inside: list[Scalar] = np.clip(significant(_along(u, low, high, h.is_log)), low, high).tolist()
    return inside


def _integers(h: Hyperparameter, u: "Floats") -> list[Scalar]:
    low, high = (int(bound) for bound in _bounds(h))
    if not h.is_log:
        spread: list[Scalar] = (low + bins(u, high - low + 1)).tolist()
        return spread
    # An edge at an integer may come out of exp just below it: hence the digits before the floor.
    edges = np.floor(significant(_along(u, low, high + 1, log=True)))
    inside: list[Scalar] = np.clip(edges.astype(np.int64), low, high).tolist()
    return inside


def _bounds(h: Hyperparameter) -> tuple[float, float]:
    if h.min is None or h.max is None:
        raise ValueError(f"`{h.name}` is no range")
    return float(h.min), float(h.max)


def _along(u: "Floats", low: float, high: float, log: bool) -> "Floats":
    """Return what lies at the share u of the way; neither form overflows on the widest range."""
    if log:
        return np.exp(_along(u, float(np.log(low)), float(np.log(high)), log=False))
    return (1 - u) * low + u * high


def significant(x: "Floats") -> "Floats":
    """Return `x` rounded to 12 significant decimal digits: each the float nearest to its decimal.

    >>> significant(np.array([0.1 + 0.2, 0.0, -1 / 3])).tolist()
    [0.3, 0.0, -0.333333333333]

    """
    size = np.abs(x)
    exponent = np.floor(np.log10(size, where=size > 0, out=np.zeros_like(size)))
    decimals = (DIGITS - 1 - exponent).astype(np.int64)
    exact = np.abs(decimals) < len(_EXACT_POWERS)
    power = _EXACT_POWERS[np.where(exact, np.abs(decimals), 0)]
    # A whole number times or over an exact power of ten is rounded once, so to the nearest float.
    shifted = np.rint(np.where(decimals >= 0, x * power, x / power))
    rounded: Floats = np.where(decimals >= 0, shifted / power, shifted * power)
    # The rest, below 1e-11 or above 1e34, is rare enough for the slow exact way.
    rounded[~exact] = [float(f"{value:.{DIGITS - 1}e}") for value in x[~exact].tolist()]
    return rounded
