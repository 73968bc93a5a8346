"""Conditions: under which values of another hyperparameter one exists, as the trials show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuneround.importing.assignments import Assignment
from tuneround.spec.model import Scalar

MOST_VALUES = 20
"""Numbers with more values than this are a range."""

SWITCH = "{}_given"
"""What is called that says whether a hyperparameter has a value, where nothing else explains it."""

When = Mapping[str, tuple[Scalar, ...]]


@dataclass(frozen=True)
class Conditioned:
    """Points whose every hyperparameter exists under a condition that can be written.

    Attributes:
        points: with the switches that were needed.
        conditions: of each hyperparameter that some points lack.
        switches: names that no source has.

    """

    points: tuple[Assignment, ...]
    conditions: Mapping[str, When]
    switches: tuple[str, ...]


def conditioned(points: Sequence[Assignment]) -> Conditioned:
    """Return `points` with the condition of every hyperparameter that some of them lack.

    A parent is a hyperparameter of few values that more points have, no value of which stands both
    beside the child and without it. Where there is none, a switch is made up: `x_given`.
    """
    found = [dict(point) for point in points]
    names = list(dict.fromkeys(name for point in points for name in point))
    whens: dict[str, When] = {}
    switches: list[str] = []
    for child in names:
        if all(child in point for point in found):
            continue
        when = _explained(child, [*names, *switches], found)
        if when is None:
            switch = SWITCH.format(child)
            switches.append(switch)
            for point in found:
                point[switch] = child in point
            when = {switch: (True,)}
        whens[child] = when
    return Conditioned(tuple(found), whens, tuple(switches))


def is_list(values: Sequence[Scalar]) -> bool:
    """Whether observed values are a list and not a range: no numbers, or few that come again.

    Numbers drawn from a range do not come again; those of a grid do, twice each or more.

    >>> is_list([0.0, 0.1, 0.0, 0.1]), is_list([0.31, 0.17, 0.31]), is_list(["adam"])
    (True, False, True)
    """
    different = set(values)
    if any(isinstance(value, bool | str) for value in different):
        return True
    return len(different) <= min(MOST_VALUES, len(values) // 2)


def _explained(child: str, names: Sequence[str], points: Sequence[Assignment]) -> When | None:
    having = [point for point in points if child in point]
    lacking = [point for point in points if child not in point]
    for parent in names:
        column = [point[parent] for point in points if parent in point]
        # One that the same points have would need a condition itself, in a circle.
        if parent == child or len(column) <= len(having) or not is_list(column):
            continue
        beside = dict.fromkeys(point[parent] for point in having if parent in point)
        without = {point[parent] for point in lacking if parent in point}
        if all(parent in point for point in having) and without.isdisjoint(beside):
            return {parent: tuple(sorted(beside, key=str))}
    return None
