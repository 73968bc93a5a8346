"""Finite: numbers as a finding may hold them."""

from math import isfinite


def finite(value: float) -> float | None:
    """Return the value, or None for what JSON has no number for.

    >>> finite(0.5), finite(float("inf"))
    (0.5, None)
    """
    return value if isfinite(value) else None
