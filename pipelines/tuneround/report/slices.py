"""Slices: the objective against each hyperparameter (basic hyperparameter axis plots).

Playbook: "Examining the training curves" and "Extracting insight from experimental results". One
slice for each definition: the same name under two conditions is two hyperparameters. The whole
search range is shown, so that points near a bound are seen to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.records.attempt import Fate
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.groups import groups_of
from tuneround.report.labels import condition_text, value_text
from tuneround.report.ranges import AxisRange, padded, value_range
from tuneround.report.rows import TrialRow, has_active
from tuneround.report.styles import INFEASIBLE, Style
from tuneround.report.thinning import rule_text, thinned
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.objective import Direction, Objective

WIDTH, HEIGHT = 340, 230
DATA = "trials"
JITTER = 0.5
"""Width over which the points of one category are spread."""
GOLDEN = 0.618033988749895


@dataclass(frozen=True)
class Points:
    """The completed trials of one group."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    style: Style


@dataclass(frozen=True)
class Slice:
    """What one axis plot shows.

    Attributes:
        name: of the hyperparameter.
        condition: under which it exists; may be empty.
        categories: names of the places on the horizontal axis; empty for numbers.
        x: the horizontal range of numbers; None for categories.
        y: the vertical range; None when no trial has a value.
        points: completed trials that did not diverge.
        crosses: places of infeasible and of diverged trials.
        best: the chosen trial, when it has this hyperparameter.

    """

    name: str
    condition: str
    categories: tuple[str, ...]
    x: AxisRange | None
    y: AxisRange | None
    points: tuple[Points, ...]
    crosses: tuple[float, ...]
    best: tuple[float, float] | None


def slice_figures(
    searched: Sequence[Hyperparameter],
    best_first: Sequence[TrialRow],
    best_trial: int | None,
    objective: Objective,
) -> tuple[Figure, ...]:
    """Return an axis plot for each searched hyperparameter; none when no trial has a result."""
    keys = _keys(best_first, best_trial)
    if not keys:
        return ()
    figures = []
    for number, hyperparameter in enumerate(searched):
        name = f"slice-{number}"
        shown = slice_of(hyperparameter, best_first, best_trial)
        caption = f"{shown.name}, when {shown.condition}" if shown.condition else shown.name
        svg = draw_slice(shown, objective, name)
        figures.append(Figure(name, caption, svg, keys=keys, data=DATA))
    return tuple(figures)


def slices_rule(rows: Sequence[TrialRow]) -> str:
    """Return which of the completed trials the slices show; empty when all."""
    return rule_text(len(_valued(rows)))


def slice_of(
    hyperparameter: Hyperparameter, best_first: Sequence[TrialRow], best_trial: int | None
) -> Slice:
    """Return what the axis plot of one hyperparameter shows."""
    categories = tuple(value_text(value) for value in hyperparameter.choices)
    held = [row for row in best_first if has_active(row, hyperparameter)]
    places = {row.index: _place(row, hyperparameter, categories) for row in held}
    values = {
        row.index: value
        for row, value in _valued(best_first)
        if not row.is_cross or row.index == best_trial
    }
    whole = [row for row in held if row.index in values and not row.is_cross]
    drawn = {row.index for row in thinned(whole)}
    points = tuple(
        Points(
            tuple(places[row.index] for row in shown),
            tuple(values[row.index] for row in shown),
            group.style,
        )
        for group in groups_of(best_first)
        if (shown := [row for row in group.rows if row.index in drawn])
    )
    best = best_trial if best_trial in places and best_trial in values else None
    crosses = thinned([row for row in held if row.is_cross])
    return Slice(
        name=hyperparameter.name,
        condition=condition_text(hyperparameter),
        categories=categories,
        x=None if categories else _searched(hyperparameter, list(places.values())),
        y=value_range(list(values.values())),
        points=points,
        crosses=tuple(places[row.index] for row in crosses),
        best=(places[best], values[best]) if best is not None else None,
    )


def draw_slice(shown: Slice, objective: Objective, prefix: str) -> str:
    """Return the axis plot as SVG; its ids begin with `prefix`."""
    panel = Panel(f"{objective.metric} against {shown.name}", WIDTH, HEIGHT)
    panel.heading(objective.metric)
    for points in shown.points:
        panel.points(points.x, points.y, points.style)
    if shown.x is None:
        panel.named_x(shown.categories)
    else:
        panel.numeric_x(shown.x)
    panel.numeric_y(shown.y)
    panel.crosses(shown.crosses, at_top=objective.direction is Direction.MINIMIZE)
    if shown.best is not None:
        panel.ring(*shown.best)
    return panel.svg(prefix)


def _valued(rows: Sequence[TrialRow]) -> list[tuple[TrialRow, float]]:
    """Return the completed trials that have a best value, with it."""
    return [
        (row, row.best_value)
        for row in rows
        if row.fate is Fate.COMPLETED and row.best_value is not None
    ]


def _keys(rows: Sequence[TrialRow], best_trial: int | None) -> tuple[Key, ...]:
    drawn = {row.index for row, _ in _valued(rows) if not row.is_cross}
    keys = [
        Key(group.style, group.label or "a completed trial")
        for group in groups_of(rows)
        if any(row.index in drawn for row in group.rows)
    ]
    if any(row.is_cross for row in rows):
        keys.append(Key(INFEASIBLE, "infeasible or diverged, on the bad edge"))
    if best_trial is not None:
        keys.append(Key(None, "the best"))
    return tuple(keys)


def _place(row: TrialRow, hyperparameter: Hyperparameter, categories: tuple[str, ...]) -> float:
    """Return where the trial stands on the horizontal axis; categories are spread by index."""
    value = row.hyperparameters[hyperparameter.name]
    if not categories:
        return float(value)
    spread = (row.index * GOLDEN % 1 - 0.5) * JITTER
    return categories.index(value_text(value)) + spread


def _searched(hyperparameter: Hyperparameter, places: Sequence[float]) -> AxisRange:
    bounds = [float(b) for b in (hyperparameter.min, hyperparameter.max) if b is not None]
    ends = [*bounds, *places]
    return padded(min(ends), max(ends), log=hyperparameter.is_log)
