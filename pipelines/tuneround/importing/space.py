"""Space: the search space of imported trials, as their source declares it or as they show it."""

from collections.abc import Collection, Mapping, Sequence
from math import log
from statistics import median
from typing import Any

from tuneround.importing.assignments import Assignment
from tuneround.importing.conditions import MOST_VALUES, Conditioned, is_list
from tuneround.importing.flaws import Flaw, raise_flaws
from tuneround.importing.foreign import Bounds
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.suggestion import closest

LEAST_RATIO = 10
"""A range of less than a decade is linear."""


def space_of(
    conditioned: Conditioned, bounds: Mapping[str, Bounds], scientific: Sequence[str]
) -> Hyperparameters:
    """Return the space that the trials show, or that their source declares.

    What has one value in all trials is fixed. Texts, truth values, numbers of which half or more
    come again, and few scientific ones are `values`; other numbers are a range from the least to
    the greatest, on a log scale where that spreads them more evenly.

    Args:
        conditioned: the points, and when a hyperparameter exists.
        bounds: what the source declares, by name.
        scientific: names of what the round is about; all others are nuisances.

    Raises:
        ImportRefusedError: a scientific name is none, or has one value only.

    """
    columns = _columns(conditioned.points)
    bounds = {name: found for name, found in bounds.items() if found.is_searched}
    parents = {name for when in conditioned.conditions.values() for name in when}
    searched = {n for n in columns if len(set(columns[n])) > 1 or n in bounds}
    raise_flaws(_scientific_flaws(scientific, columns, searched))
    made: dict[str, Hyperparameter] = {}
    for name, column in columns.items():
        few = name in scientific and len(set(column)) <= MOST_VALUES
        if name not in searched:
            space: Mapping[str, Any] = {"value": column[0]}
        elif name in bounds and (bounds[name].values or name not in parents):
            space = _declared(bounds[name])
        elif few or name in parents or is_list(column):
            space = _list(column)
        else:
            space = _range(column)
        when = conditioned.conditions.get(name, {})
        made[name] = Hyperparameter.model_validate({"name": name, **space, "when": when})
    return Hyperparameters(
        scientific=tuple(made[name] for name in scientific),
        nuisance=tuple(made[n] for n in made if n in searched and n not in scientific),
        fixed=tuple(made[name] for name in made if name not in searched),
    )


def is_logarithmic(values: Collection[float]) -> bool:
    """Whether a log axis spreads `values` more evenly: their median is nearer to its middle.

    >>> is_logarithmic([1e-4, 1e-3, 1e-2]), is_logarithmic([0.1, 0.5, 1.1])
    (True, False)
    """
    low, high, middle = min(values), max(values), median(values)
    if low <= 0 or high / low < LEAST_RATIO:
        return False
    on_line = (middle - low) / (high - low)
    on_log = log(middle / low) / log(high / low)
    return abs(on_log - 0.5) < abs(on_line - 0.5)


def _columns(points: Sequence[Assignment]) -> dict[str, list[Scalar]]:
    names = dict.fromkeys(name for point in points for name in point)
    return {name: [point[name] for point in points if name in point] for name in names}


def _list(column: Sequence[Scalar]) -> Mapping[str, Any]:
    return {"values": sorted(set(column), key=_order)}


def _range(column: Sequence[Scalar]) -> Mapping[str, Any]:
    numbers = [value for value in column if isinstance(value, int | float)]
    return {
        "min": min(numbers),
        "max": max(numbers),
        "scale": "log" if is_logarithmic(numbers) else None,
        "type": "integer" if all(isinstance(value, int) for value in numbers) else None,
    }


def _declared(bounds: Bounds) -> Mapping[str, Any]:
    if bounds.values:
        return {"values": bounds.values}
    kind = int if bounds.is_integer else float
    return {
        "min": kind(bounds.low),
        "max": kind(bounds.high),
        "scale": "log" if bounds.is_log else None,
        "type": "integer" if bounds.is_integer else None,
    }


def _order(value: Scalar) -> tuple[float, str]:
    return (0.0, value) if isinstance(value, str) else (float(value), "")


def _scientific_flaws(
    scientific: Sequence[str], columns: Mapping[str, Sequence[Scalar]], searched: Collection[str]
) -> list[Flaw]:
    rule = "--scientific names a hyperparameter that differs between trials"
    flaws = []
    for name in scientific:
        if name not in columns:
            near = closest(name, columns)
            step = f"Write {near}" if near else f"Name one of {', '.join(columns)}"
            flaws.append(Flaw("", rule, f"`{name}`, which no trial has", step))
        elif name not in searched:
            got = f"`{name}`, which is {columns[name][0]} in all of them"
            flaws.append(Flaw("", rule, got, "Leave it out"))
    return flaws
