"""Axes: which numbers an axis shows, and how they are written."""

import re
from typing import Any

from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

NUMBERS = FuncFormatter(lambda value, _: tick_text(value))


def tick_text(value: float) -> str:
    """Return a number as an axis writes it: short, its exponent without leading zeros.

    >>> tick_text(1e-05), tick_text(0.25), tick_text(25000.0), tick_text(1e12)
    ('1e-5', '0.25', '25000', '1e12')
    """
    if abs(value) < 1e6 and value == round(value):
        return f"{value:.0f}"
    return re.sub(r"e([+-])0*", lambda m: "e-" if m[1] == "-" else "e", f"{value:.4g}")


def scaled(axis: Any, limits: tuple[float, float], log: bool, scale: Any, limit: Any) -> None:
    """Give an axis its scale, its limits and at most some six numbers."""
    low, high = limits
    scale("log" if log else "linear")
    limit(low, high)
    if log:
        decades_fit = high / low >= 100
        axis.set_major_locator(LogLocator(numticks=6, subs=(1.0,) if decades_fit else (1, 2, 5)))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(NUMBERS)
