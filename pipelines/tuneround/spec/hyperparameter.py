"""Hyperparameter: one dimension of the search space, or one fixed value."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field, model_validator

from tuneround.spec.model import Number, Scalar, SpecModel
from tuneround.spec.patterns import IDENTIFIER
from tuneround.spec.problems import raise_problems
from tuneround.spec.rules.hyperparameter import hyperparameter_problems


class Scale(StrEnum):
    """How a range is covered."""

    LINEAR = "linear"
    LOG = "log"


class RangeType(StrEnum):
    """What kind of numbers a range holds."""

    FLOAT = "float"
    INTEGER = "integer"


class Hyperparameter(SpecModel):
    """A name with `values`, or with `min` and `max`, or with one fixed `value`.

    The same name may stand twice under two `when`s that exclude each other: then it is two
    hyperparameters (Adam's learning rate and Nesterov's are different things).
    """

    name: str = Field(pattern=IDENTIFIER)
    """What the training program calls it: letters, digits and underscores."""
    values: tuple[Scalar, ...] | None = Field(default=None, min_length=1, max_length=1000)
    """The categories or discrete values to try, of one scalar type; their order is kept."""
    min: Number | None = None
    """Lower end of a range, included."""
    max: Number | None = None
    """Upper end of a range; included when `type` is integer."""
    scale: Scale | None = None
    """`linear` (the default) or `log`: the axis on which the range is covered evenly. `log` suits
    what matters by factors, such as a learning rate; its bounds are above 0."""
    type: RangeType | None = None
    """`float` (the default) or `integer`."""
    value: Scalar | None = None
    """The one value of a fixed hyperparameter."""
    when: Mapping[str, tuple[Scalar, ...]] = Field(default_factory=dict, max_length=20)
    """Parents and the values of theirs under which this hyperparameter exists; all must hold."""

    @property
    def is_range(self) -> bool:
        """Whether it is a `min`/`max` range."""
        return self.min is not None

    @property
    def is_log(self) -> bool:
        """Whether its range is covered evenly on a log axis."""
        return self.scale is Scale.LOG

    @property
    def is_integer(self) -> bool:
        """Whether its range holds integers only."""
        return self.type is RangeType.INTEGER

    @property
    def choices(self) -> tuple[Scalar, ...]:
        """The values of a categorical or fixed hyperparameter; empty for a range."""
        if self.values is not None:
            return self.values
        return () if self.value is None else (self.value,)

    def is_active(self, assignment: Mapping[str, Any]) -> bool:
        """Whether every parent in `when` has one of its listed values in `assignment`."""
        return all(
            parent in assignment and contains(accepted, assignment[parent])
            for parent, accepted in self.when.items()
        )

    def admits(self, value: object) -> bool:
        """Whether `value` is a point of this hyperparameter's space, its type included."""
        if not self.is_range:
            return contains(self.choices, value)
        kinds = (int,) if self.is_integer else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return False
        return self.min <= value <= self.max  # type: ignore[operator]

    @model_validator(mode="after")
    def _check(self) -> "Hyperparameter":
        raise_problems(list(hyperparameter_problems(self)))
        return self


def contains(values: tuple[Scalar, ...], value: object) -> bool:
    """Whether `value` is among `values`, its type included.

    >>> contains((1, 2), True)
    False
    """
    # The first test alone takes 1 for True, but it is fast over a thousand values.
    return value in values and any(type(v) is type(value) and v == value for v in values)
