"""OptunaSpace: the distributions of a study's trials as one search space."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tuneround.importing.foreign import Bounds

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

NOTHING = "None"
"""The choice None: in a table, a cell that is None is no value at all."""


def bounds_of(distributions: Iterable[Mapping[str, "BaseDistribution"]]) -> dict[str, Bounds]:
    """Return the space of each parameter; where trials differ in it, one that holds all of theirs.

    The step of a range is left out: a spec has none.
    """
    found: dict[str, Bounds | None] = {}
    for distribution in distributions:
        for name, one in distribution.items():
            bounds = _bounds(one)
            found[name] = _joined(found[name], bounds) if name in found else bounds
    return {name: bounds for name, bounds in found.items() if bounds is not None}


def cell_of(value: object) -> object:
    """Return a parameter's value as a cell."""
    return NOTHING if value is None else value


def _bounds(distribution: "BaseDistribution") -> Bounds | None:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    match distribution:
        case CategoricalDistribution(choices=choices):
            return Bounds(values=tuple(map(cell_of, choices)))
        case FloatDistribution(low=low, high=high, log=is_log):
            return Bounds(low=low, high=high, is_log=is_log)
        case IntDistribution(low=low, high=high, log=is_log):
            return Bounds(low=low, high=high, is_log=is_log, is_integer=True)
    return None


def _joined(a: Bounds | None, b: Bounds | None) -> Bounds | None:
    """Return what holds both; None for a list and a range, of which no spec holds both."""
    if a is None or b is None or bool(a.values) != bool(b.values):
        return None
    if a.values:
        return Bounds(values=tuple(dict.fromkeys((*a.values, *b.values))))
    return Bounds(
        low=min(a.low, b.low),
        high=max(a.high, b.high),
        is_log=a.is_log and b.is_log,
        is_integer=a.is_integer and b.is_integer,
    )
