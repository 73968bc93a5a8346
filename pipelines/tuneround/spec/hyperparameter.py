"""Hyperparameter: one dimension of the search space, or one fixed value."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from math import isfinite
from typing import Any

from pydantic import Field, model_validator

from tuneround.spec.model import Number, Scalar, SpecModel
from tuneround.spec.problems import Problem, raise_problems

LARGEST_INTEGER = 2**53
NAME_PATTERN = r"^[A-Za-z_][A-Za-z0-9_]{0,62}$"


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

    name: str = Field(pattern=NAME_PATTERN)
    """What the training program calls it: letters, digits and underscores."""
    values: tuple[Scalar, ...] | None = Field(default=None, min_length=1, max_length=1000)
    """The categories or discrete values to try, of one scalar type; their order is kept."""
    min: Number | None = None
    """Lower end of a range, included."""
    max: Number | None = None
    """Upper end of a range; included when `type` is integer."""
    scale: Scale | None = None
    """`linear` (the default) or `log`: the axis on which the range is covered evenly."""
    type: RangeType | None = None
    """`float` (the default) or `integer`."""
    value: Scalar | None = None
    """The one value of a fixed hyperparameter."""
    when: Mapping[str, tuple[Scalar, ...]] = Field(default_factory=dict)
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
        kinds = [k for k in ("values", "value") if getattr(self, k) is not None]
        kinds += ["min/max"] if (self.min is not None or self.max is not None) else []
        if len(kinds) != 1:
            raise_problems([_one_kind(self.name, kinds)])
        problems = [*self._value_problems(), *self._range_problems(), *self._when_problems()]
        raise_problems(problems)
        return self

    def _value_problems(self) -> Iterator[Problem]:
        for key in ("scale", "type"):
            if not self._has_bounds and getattr(self, key) is not None:
                yield Problem(
                    (key,),
                    f"`{key}` belongs to a range",
                    f"`{key}: {getattr(self, key)}` beside `values` or `value`",
                    f"Remove `{key}`, or write `min` and `max`",
                )
        if self.values is not None:
            yield from _list_problems(("values",), self.values)
        if self.value is not None:
            yield from _number_problems(("value",), self.value)

    @property
    def _has_bounds(self) -> bool:
        return self.min is not None or self.max is not None

    def _range_problems(self) -> Iterator[Problem]:
        if not self._has_bounds:
            return
        if self.min is None or self.max is None:
            missing = "min" if self.min is None else "max"
            yield Problem(
                (), "A range needs both `min` and `max`", f"no `{missing}`", f"Add `{missing}:`"
            )
            return
        bounds = {"min": self.min, "max": self.max}
        large = list(_large_problems(bounds))
        if large:
            yield from large
            return
        bad = [k for k, v in bounds.items() if not isfinite(v)]
        for key in bad:
            yield Problem(
                (key,), f"`{key}` must be finite", str(bounds[key]), "Write a finite number"
            )
        if bad:
            return
        if self.min >= self.max:
            yield Problem(
                ("min",),
                "`min` must be below `max`",
                f"min {self.min}, max {self.max}",
                "Swap them, or write `value:` for a single value",
            )
        if self.is_log and self.min <= 0:
            yield Problem(
                ("min",),
                "The bounds of a log scale must be above 0",
                f"min {self.min}",
                "Write a small positive `min`, or `scale: linear`",
            )
        if self.is_integer:
            for key in (k for k, v in bounds.items() if not isinstance(v, int)):
                yield Problem(
                    (key,),
                    "The bounds of an integer range must be integers",
                    f"{key} {bounds[key]}",
                    "Write a whole number without a decimal point, or drop `type: integer`",
                )

    def _when_problems(self) -> Iterator[Problem]:
        for parent, accepted in self.when.items():
            if parent == self.name:
                yield Problem(
                    ("when", parent),
                    "A hyperparameter cannot depend on itself",
                    f"`when: {{{parent}: …}}` in `{self.name}`",
                    "Name another hyperparameter",
                )
            if not accepted:
                yield Problem(
                    ("when", parent),
                    "A condition needs at least one value of its parent",
                    "an empty list",
                    f"Write `when: {{{parent}: [VALUE, …]}}`",
                )


def contains(values: tuple[Scalar, ...], value: object) -> bool:
    """Whether `value` is among `values`, its type included.

    >>> contains((1, 2), True)
    False
    """
    return any(type(v) is type(value) and v == value for v in values)


def _large_problems(bounds: Mapping[str, Number]) -> Iterator[Problem]:
    for key, bound in bounds.items():
        if isinstance(bound, int) and abs(bound) > LARGEST_INTEGER:
            yield Problem(
                (key,),
                "A whole number as a bound lies within 2**53 of 0, where floats are exact",
                f"one of {bound.bit_length()} bits",
                "Write a smaller one, or a float such as 1.0e+20",
            )


def _one_kind(name: str, kinds: list[str]) -> Problem:
    return Problem(
        (),
        "A hyperparameter has exactly one of `values`, `min` with `max`, or `value`",
        f"{' and '.join(kinds) if kinds else 'none of them'} in `{name}`",
        "Keep one of them" if kinds else "Add one of them",
    )


def _list_problems(path: tuple[str | int, ...], values: tuple[Scalar, ...]) -> Iterator[Problem]:
    kinds = sorted({type(v).__name__ for v in values})
    if len(kinds) > 1:
        yield Problem(
            path,
            "A list of values has one scalar type",
            f"{' and '.join(kinds)} in {list(values)}",
            "Write all numbers alike (1.0, not 1, beside 0.5), or quote all of them",
        )
    elif len(set(values)) < len(values):
        twice = next(v for i, v in enumerate(values) if v in values[:i])
        yield Problem(path, "Values must differ", f"{twice!r} twice", "Remove one of them")
    for index, value in enumerate(values):
        yield from _number_problems((*path, index), value)


def _number_problems(path: tuple[str | int, ...], value: Scalar) -> Iterator[Problem]:
    if isinstance(value, float) and not isfinite(value):
        yield Problem(path, "A value must be finite", str(value), "Write a finite number")
    if isinstance(value, str) and looks_like_number(value):
        yield Problem(
            path,
            "A number must be written as YAML reads numbers",
            f"the text {value!r}",
            f"Write {decimal_spelling(value)}, with a decimal point in the mantissa",
        )


def looks_like_number(text: str) -> bool:
    """Whether `text` is a number to a person and text to YAML 1.1, as in `1e-5`."""
    lowered = text.strip().lower()
    if "e" not in lowered or not any(c.isdigit() for c in lowered):
        return False
    try:
        float(lowered)
    except ValueError:
        return False
    return True


def decimal_spelling(text: str) -> str:
    """Return `text`, a number with an exponent, as YAML 1.1 reads it.

    >>> decimal_spelling("1e-5"), decimal_spelling("-2.5E3")
    ('1.0e-5', '-2.5e+3')
    """
    mantissa, exponent = text.strip().lower().split("e", 1)
    mantissa = mantissa if "." in mantissa else mantissa + ".0"
    sign = "" if exponent[:1] in "+-" else "+"
    return f"{mantissa}e{sign}{exponent}"
