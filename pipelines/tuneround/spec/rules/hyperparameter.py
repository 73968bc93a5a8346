"""Rules within one hyperparameter."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from tuneround.spec.problems import Problem
from tuneround.spec.showing import shown

if TYPE_CHECKING:
    from tuneround.spec.hyperparameter import Hyperparameter
    from tuneround.spec.model import Number, Scalar


def hyperparameter_problems(h: Hyperparameter) -> Iterator[Problem]:
    """Yield what is wrong with `h` by itself."""
    kinds = [kind for kind in ("values", "value") if getattr(h, kind) is not None]
    has_bound = h.min is not None or h.max is not None
    kinds += ["min/max"] if has_bound else []
    if len(kinds) != 1:
        yield Problem(
            (),
            "A hyperparameter has exactly one of `values`, `min` with `max`, or `value`",
            f"{' and '.join(kinds) or 'none of them'} in `{h.name}`",
            "Keep one of them" if kinds else "Add one of them",
        )
        return
    if has_bound:
        yield from _range_problems(h)
    else:
        yield from _choice_problems(h)
    yield from _when_problems(h)


def _choice_problems(h: Hyperparameter) -> Iterator[Problem]:
    for key in ("scale", "type"):
        if getattr(h, key) is not None:
            yield Problem(
                (key,),
                f"`{key}` belongs to a range",
                f"`{key}: {getattr(h, key)}` beside `{'value' if h.values is None else 'values'}`",
                f"Remove `{key}`, or write `min` and `max`",
            )
    if h.values is not None:
        yield from _list_problems(h.values)


def _list_problems(values: tuple[Scalar, ...]) -> Iterator[Problem]:
    names = {"str": "texts", "bool": "true or false", "int": "whole numbers", "float": "floats"}
    kinds = [names[kind] for kind in sorted({type(v).__name__ for v in values})]
    if len(kinds) > 1:
        yield Problem(
            ("values",),
            "A list of values has one scalar type",
            " and ".join(kinds),
            "Write all numbers alike (1.0, not 1, beside 0.5), or quote all of them",
        )
    elif len(set(values)) < len(values):
        twice = next(i for i, v in enumerate(values) if v in values[:i])
        yield Problem(
            ("values", twice), "Values differ", f"{shown(values[twice])} twice", "Remove one"
        )


def _range_problems(h: Hyperparameter) -> Iterator[Problem]:
    if h.min is None or h.max is None:
        missing = "min" if h.min is None else "max"
        yield Problem(
            (), "A range has both `min` and `max`", f"no `{missing}`", f"Add `{missing}:`"
        )
        return
    yield from _order_problems(h.min, h.max)
    if h.is_log and h.min <= 0:
        yield Problem(
            ("min",),
            "The bounds of a log scale are above 0",
            f"min {h.min}",
            "Write a small positive `min`, or `scale: linear`",
        )
    if h.is_integer:
        for key in ("min", "max"):
            if not isinstance(getattr(h, key), int):
                yield Problem(
                    (key,),
                    "The bounds of an integer range are whole numbers",
                    f"{key} {getattr(h, key)}",
                    "Write it without a decimal point, or drop `type: integer`",
                )


def _order_problems(low: Number, high: Number) -> Iterator[Problem]:
    if low >= high:
        yield Problem(
            ("min",),
            "`min` is below `max`",
            f"min {low}, max {high}",
            "Swap them, or write `value:` for a single value",
        )
    elif not isfinite(high - low):
        yield Problem(
            ("max",), "The width of a range is finite", f"min {low}, max {high}", "Narrow the range"
        )


def _when_problems(h: Hyperparameter) -> Iterator[Problem]:
    for parent, accepted in h.when.items():
        if parent == h.name:
            yield Problem(
                ("when", parent),
                "A hyperparameter depends on others only",
                f"a condition on `{parent}` in `{h.name}`",
                "Name another hyperparameter",
            )
        if not accepted:
            yield Problem(
                ("when", parent),
                "A condition lists at least one value of its parent",
                "an empty list",
                f"Write `when: {{{parent}: [VALUE]}}`",
            )
