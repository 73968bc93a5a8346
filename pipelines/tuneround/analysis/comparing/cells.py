"""Cells: the points of a round, cut by the values of its scientific hyperparameters.

A *cut* is one way to compare: by the scientific settings, by each scientific hyperparameter alone
when a setting has several, and by the range of a continuous one, in buckets. A bucket holds as
many points as any other, as far as equal values allow: they stay together.

Playbook: "Detecting whether a change is useful with isolation plots".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tuneround.analysis.comparing.draws import Draw, draws_of
from tuneround.analysis.comparing.order_statistics import Array
from tuneround.analysis.judged import JudgedRound
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar

MOST_VALUES = 8
"""Numbers beyond so many values are cut into buckets."""
BUCKET_POINTS = 8
"""Points that a bucket holds at least: of two groups of fewer, even the best one's half in front
would not be beyond luck."""
MOST_BUCKETS = 8


@dataclass(frozen=True)
class Cell:
    """The points that share a value, or a bucket of values.

    Attributes:
        label: what they share, for a person.
        points: at least one.
        low, high: the smallest and largest value in a bucket; None for a single value.

    """

    label: str
    points: tuple[Draw, ...]
    low: float | None = None
    high: float | None = None

    @cached_property
    def scores(self) -> Array:
        """Sorted scores, lower is better, infinite when infeasible."""
        return np.sort(np.array([point.score for point in self.points]))

    @property
    def best(self) -> float:
        """The lowest score."""
        return float(self.scores[0])

    @property
    def infeasible(self) -> int:
        """How many points are infeasible."""
        return int(np.isinf(self.scores).sum())


@dataclass(frozen=True)
class Cut:
    """Points cut into cells, in the order of the plan or of the values.

    Attributes:
        name: the scientific hyperparameter; empty when the cells are the scientific settings.
        cells: those that hold a point.
        when: condition of the hyperparameter.
        is_log: whether its buckets belong on a log axis.

    """

    name: str
    cells: tuple[Cell, ...]
    when: Mapping[str, tuple[Scalar, ...]] = field(default_factory=dict)
    is_log: bool = False

    @property
    def pairs(self) -> list[tuple[Cell, Draw]]:
        """Every point with its cell."""
        return [(cell, point) for cell in self.cells for point in cell.points]


def cuts_of(judged: JudgedRound) -> tuple[Cut, ...]:
    """Return every comparison that the round's question asks for, the settings' first."""
    points = draws_of(judged)
    scientific = judged.spec.hyperparameters.scientific
    bucketed = [h for h in scientific if _is_continuous(h)]
    cuts = []
    if judged.compared and not (len(scientific) == 1 and bucketed):
        cuts.append(Cut("", settings_of(judged, points)))
    if len(scientific) > 1:
        cuts += [_by_value(h, points) for h in scientific if not _is_continuous(h)]
    cuts += [_by_bucket(h, points) for h in bucketed]
    return tuple(cuts)


def settings_of(judged: JudgedRound, points: Sequence[Draw]) -> tuple[Cell, ...]:
    """Return a cell for each scientific setting that has a point, in the order of the plan."""
    held: dict[str, list[Draw]] = {label: [] for label in judged.labels}
    for point in points:
        held[point.label].append(point)
    return tuple(Cell(label, tuple(found)) for label, found in held.items() if found)


def _is_continuous(h: Hyperparameter) -> bool:
    """Whether the values are numbers, and too many to stand for themselves."""
    if h.is_range:
        return True
    numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in h.choices)
    return numeric and len(h.choices) > MOST_VALUES


def _by_value(h: Hyperparameter, points: Sequence[Draw]) -> Cut:
    held: dict[str, list[Draw]] = {f"{h.name}={value}": [] for value in h.choices}
    for point in _active(h, points):
        held.setdefault(f"{h.name}={point.hyperparameters[h.name]}", []).append(point)
    cells = (Cell(label, tuple(found)) for label, found in held.items() if found)
    return Cut(h.name, tuple(cells), h.when)


def _by_bucket(h: Hyperparameter, points: Sequence[Draw]) -> Cut:
    ordered = sorted(_active(h, points), key=lambda point: _number(point, h))
    count = min(MOST_BUCKETS, len(ordered) // BUCKET_POINTS) or 1
    held: dict[int, list[Draw]] = {}
    first = 0
    for place, point in enumerate(ordered):
        if _number(point, h) != _number(ordered[first], h):
            first = place
        held.setdefault(first * count // len(ordered), []).append(point)
    return Cut(h.name, tuple(_bucket(h, found) for found in held.values()), h.when, h.is_log)


def _bucket(h: Hyperparameter, points: Sequence[Draw]) -> Cell:
    low, high = _number(points[0], h), _number(points[-1], h)
    return Cell(f"{h.name} {low:.3g} to {high:.3g}", tuple(points), low, high)


def _number(point: Draw, h: Hyperparameter) -> float:
    return float(point.hyperparameters[h.name])


def _active(h: Hyperparameter, points: Sequence[Draw]) -> list[Draw]:
    return [
        point
        for point in points
        if h.name in point.hyperparameters and h.is_active(point.hyperparameters)
    ]
