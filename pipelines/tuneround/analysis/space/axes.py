"""Axes: the searched numeric hyperparameters, each scaled to [0, 1] as the search covers it.

One axis a definition: the same name under two conditions is two. A logarithmic range is scaled by
its logarithm, so that the search covers every axis evenly. Whole numbers and ordered lists of
numbers stand in the middle of their bins.
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, exp, log

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar

OUTER = 0.1
"""Which share of an axis, at the least, is its outer zone."""


@dataclass(frozen=True)
class Axis:
    """One definition whose values are numbers in an order."""

    definition: Hyperparameter

    def place(self, value: Scalar) -> float:
        """Return where a value lies, 0 at the lower bound and 1 at the upper one.

        >>> rate = Axis(Hyperparameter(name="rate", min=0.01, max=1.0, scale="log"))
        >>> round(rate.place(0.1), 9)
        0.5
        """
        number = float(value)
        if not self.definition.is_range:
            return (self._listed.index(number) + 0.5) / len(self._listed)
        half = 0.5 if self.definition.is_integer else 0.0
        low, high = self.ends
        return (self._scaled(number + half) - low) / (high - low)

    def value(self, place: float) -> float:
        """Return the value at a place; beyond 0 and 1 it lies beyond the bounds of a range.

        In a list it is the value whose bin holds the place, and at the edge of two bins midway.

        >>> layers = Axis(Hyperparameter(name="layers", values=[1, 2, 4, 8]))
        >>> layers.value(0.6), layers.value(0.75)
        (4.0, 6.0)
        """
        if not self.definition.is_range:
            return self._listed_at(place * len(self._listed))
        low, high = self.ends
        scaled = low + place * (high - low)
        return exp(scaled) if self.definition.is_log else scaled

    def outer(self, upper: bool) -> float:
        """Return the share of the axis that is its outer zone: a tenth, or the bins that hold it.

        >>> Axis(Hyperparameter(name="layers", values=[1, 2, 4])).outer(upper=True)
        0.3333333333333333
        """
        if not self.definition.is_range:
            return ceil(OUTER * len(self._listed)) / len(self._listed)
        if not self.definition.is_integer:
            return OUTER
        low, high = self.ends
        # Rounded, so that an edge at a whole number is not just beside it.
        edge = round(self.value(1 - OUTER if upper else OUTER), 9)
        # A bin that reaches into the zone belongs to it.
        whole = float(int(edge) if upper else ceil(edge))
        inner = (self._scaled(whole) - low) / (high - low)
        return 1 - inner if upper else inner

    def bound(self, upper: bool) -> float:
        """Return the upper or the lower bound of a range, or the value at that end of a list."""
        if not self.definition.is_range:
            return self._listed[-1 if upper else 0]
        bound = self.definition.max if upper else self.definition.min
        if bound is None:
            raise ValueError(f"`{self.definition.name}` has no bound")
        return float(bound)

    @property
    def ends(self) -> tuple[float, float]:
        """The scaled bounds of a range; those of whole numbers end with their last bin."""
        extra = 1 if self.definition.is_integer else 0
        return self._scaled(self.bound(upper=False)), self._scaled(self.bound(upper=True) + extra)

    @cached_property
    def _listed(self) -> list[float]:
        return sorted(float(value) for value in self.definition.choices)

    def _listed_at(self, position: float) -> float:
        edge, last = round(position), len(self._listed) - 1
        if abs(position - edge) < 1e-9 and 0 < edge <= last:
            return (self._listed[edge - 1] + self._listed[edge]) / 2
        return self._listed[min(max(int(position), 0), last)]

    def _scaled(self, number: float) -> float:
        return log(number) if self.definition.is_log else float(number)


def axes_of(hyperparameters: Hyperparameters) -> tuple[Axis, ...]:
    """Return an axis for each searched range and each nuisance list of numbers.

    Two values have none: both are at an end. Scientific lists are settings, which are compared,
    not searched. A range too wide to be scaled has none either.
    """
    ranges = [h for h in hyperparameters.searched if h.is_range]
    lists = [h for h in hyperparameters.nuisance if len(_numbers(h)) > 2]
    kept = {id(h) for h in (*ranges, *lists)}
    return tuple(
        axis for h in hyperparameters.searched if id(h) in kept and _spans(axis := Axis(h))
    )


def _numbers(h: Hyperparameter) -> set[float]:
    """Return the values of a list if all are numbers."""
    kinds = {type(value) for value in h.values or ()}
    return {float(value) for value in h.choices} if kinds and kinds <= {int, float} else set()


def _spans(axis: Axis) -> bool:
    if not axis.definition.is_range:
        return True
    low, high = axis.ends
    bins = 3 if axis.definition.is_integer and not axis.definition.is_log else 0
    return 0 < high - low < float("inf") and high - low >= bins
