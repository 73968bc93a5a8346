"""Curves: the objective over the steps of the best trials.

Playbook: "Examining the training curves".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.analysis.tables import Tables, metric_column
from tuneround.records.attempt import Fate
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.labels import value_text
from tuneround.report.ranges import AxisRange, value_range
from tuneround.report.rows import TrialRow
from tuneround.report.styles import SERIES, Style
from tuneround.spec.objective import Objective

MOST = 5
WIDE = (1000, 340)
NARROW = (340, 260)
DATA = "best-curves"


@dataclass(frozen=True)
class Curve:
    """One trial's objective over its steps; evaluations that were not finite are left out."""

    trial: int
    setting: str
    steps: tuple[int, ...]
    values: tuple[float, ...]
    best: tuple[int, float]
    style: Style


@dataclass(frozen=True)
class Curves:
    """The best trials' curves, best first; `y` and `steps` are None when there are none."""

    curves: tuple[Curve, ...]
    steps: AxisRange | None
    y: AxisRange | None


def curves_figure(shown: Curves, objective: Objective) -> Figure:
    """Return the figure of the curves, with a legend that says where each is best."""
    return Figure(
        name="best-curves",
        caption="",
        wide=draw_curves(shown, objective, WIDE, "best-curves-wide"),
        narrow=draw_curves(shown, objective, NARROW, "best-curves-narrow"),
        keys=tuple(Key(curve.style, _key_text(curve), line=True) for curve in shown.curves),
        data=DATA,
    )


def curve_rows(best_first: Sequence[TrialRow]) -> list[TrialRow]:
    """Return the best completed trials, those that have a curve."""
    chosen = [row for row in best_first if row.fate is Fate.COMPLETED and row.best_step is not None]
    return chosen[:MOST]


def curves_of(best_first: Sequence[TrialRow], tables: Tables, objective: Objective) -> Curves:
    """Return the curves of the best completed trials."""
    curves = tuple(
        _curve(row, tables, objective, style)
        for row, style in zip(curve_rows(best_first), SERIES, strict=False)
    )
    last = max((step for curve in curves for step in curve.steps), default=None)
    return Curves(
        curves,
        None if last is None else AxisRange(0, last * 1.02, log=False),
        value_range([value for curve in curves for value in curve.values]),
    )


def draw_curves(shown: Curves, objective: Objective, size: tuple[int, int], prefix: str) -> str:
    """Return the curves as SVG of `size` (width, height); its ids begin with `prefix`."""
    panel = Panel(f"{objective.metric} over the steps of the best trials", *size)
    panel.heading(objective.metric)
    panel.label_x("step")
    # The best is drawn last, above the others.
    for curve in reversed(shown.curves):
        panel.line(curve.steps, curve.values, curve.style)
        panel.points([curve.best[0]], [curve.best[1]], curve.style)
    if shown.curves:
        panel.ring(*shown.curves[0].best)
    if shown.steps is not None:
        panel.numeric_x(shown.steps)
    if shown.y is not None:
        panel.numeric_y(shown.y)
    return panel.svg(prefix)


def _curve(row: TrialRow, tables: Tables, objective: Objective, style: Style) -> Curve:
    column = metric_column(objective.metric)
    mine = tables.evaluations.filter(tables.evaluations["trial"] == row.index).drop_nulls(column)
    if row.best_step is None or row.best_value is None:
        raise ValueError(f"trial {row.index} has no best evaluation")
    return Curve(
        trial=row.index,
        setting=row.setting,
        steps=tuple(mine["step"].to_list()),
        values=tuple(mine[column].to_list()),
        best=(row.best_step, row.best_value),
        style=style,
    )


def _key_text(curve: Curve) -> str:
    setting = f" ({curve.setting})" if curve.setting else ""
    step, value = curve.best
    return f"trial {curve.trial}{setting}: {value_text(value)} at step {step}"
