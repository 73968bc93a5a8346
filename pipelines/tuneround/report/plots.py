"""Plots: what the interactive page draws, as plain values for its script."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from tuneround.analysis.tables import metric_column
from tuneround.records.attempt import Fate
from tuneround.report.groups import groups_of
from tuneround.report.labels import condition_text, shortened, value_text
from tuneround.report.ranges import value_range
from tuneround.report.report import Report
from tuneround.report.rows import TrialRow, has_active
from tuneround.report.styles import INFEASIBLE, Style
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Direction

MOST_CURVES = 100
MOST_EVALUATIONS = 200
"""Evaluations drawn of a curve; of more, an even sample with the last."""
SYMBOLS = {
    "o": "circle",
    "s": "square",
    "^": "triangle-up",
    "D": "diamond",
    "v": "triangle-down",
    "P": "cross",
    "x": "x-thin-open",
}
Plot = dict[str, Any]


def plots_of(report: Report) -> Iterator[Plot]:
    """Yield an axis plot for each searched hyperparameter, and the best trials' curves."""
    for hyperparameter in report.round.spec.hyperparameters.searched:
        yield _axis_plot(report, hyperparameter)
    yield _curve_plot(report)


def hover_text(row: TrialRow) -> str:
    """Return what is said of a trial beside its point."""
    diverged = " but diverged" if row.diverged else ""
    lines = [f"<b>trial {row.index}</b>, {row.fate.value}{diverged}"]
    if row.best_value is not None:
        lines.append(f"best {value_text(row.best_value)} at step {row.best_step}")
    lines += [f"{_plain(n)} = {_plain(value_text(v))}" for n, v in row.hyperparameters.items()]
    return "<br>".join(lines)


def _axis_plot(report: Report, hyperparameter: Hyperparameter) -> Plot:
    held = [row for row in report.best_first if has_active(row, hyperparameter)]
    name, condition = hyperparameter.name, condition_text(hyperparameter)
    completed = [row for row in held if row.fate is Fate.COMPLETED and not row.is_cross]
    series = [
        _points(label, style, hyperparameter, [row for row in completed if row.setting in settings])
        for label, style, settings in _groups(report)
    ]
    crosses = [row for row in held if row.is_cross]
    label = "infeasible or diverged"
    series.append({**_points(label, INFEASIBLE, hyperparameter, crosses), "edge": True})
    return {
        "title": shortened(f"{name}, when {condition}" if condition else name, 120),
        "x": "category" if hyperparameter.choices else "log" if hyperparameter.is_log else "linear",
        "x_title": _plain(name),
        "categories": [_place(value) for value in hyperparameter.choices],
        **_value_axis(report),
        "series": [one for one in series if one["trials"]],
    }


def _groups(report: Report) -> list[tuple[str, Style, frozenset[str]]]:
    """Return label, style and settings of every series."""
    return [
        (group.label, group.style, frozenset(row.setting for row in group.rows))
        for group in groups_of(report.best_first)
    ]


def _points(
    label: str, style: Style, hyperparameter: Hyperparameter, rows: Sequence[TrialRow]
) -> Plot:
    places = [row.hyperparameters[hyperparameter.name] for row in rows]
    return {
        **_look(label or "completed", style),
        "trials": [row.index for row in rows],
        "x": [_place(place) for place in places] if hyperparameter.choices else places,
        "y": [row.best_value for row in rows],
    }


def _place(value: Scalar) -> str:
    """Return the name of a category's place on the axis."""
    return _plain(value_text(value))


def _curve_plot(report: Report) -> Plot:
    styles = {s: style for _, style, settings in _groups(report) for s in settings}
    best = [row for row in report.best_first if row.best_step is not None][:MOST_CURVES]
    curves = _curves(report, [row.index for row in best])
    series = [
        {
            **_look(row.setting or "trials", styles[row.setting]),
            "trials": [row.index] * len(curves[row.index][0]),
            "x": curves[row.index][0],
            "y": curves[row.index][1],
            "line": True,
        }
        for row in best
        if row.index in curves
    ]
    title = f"The curves of the best {MOST_CURVES} trials" if len(best) == MOST_CURVES else "Curves"
    return {
        "title": title,
        "x": "linear",
        "x_title": "step",
        **_value_axis(report),
        "series": series,
    }


def _curves(report: Report, trials: Sequence[int]) -> dict[int, tuple[list[int], list[float]]]:
    """Return trial -> steps and values of its finite evaluations."""
    evaluations = report.judged.tables.evaluations
    column = metric_column(report.result.objective.metric)
    mine = evaluations.filter(evaluations["trial"].is_in(list(trials))).drop_nulls(column)
    return {
        trial: (_sampled(part["step"].to_list()), _sampled(part[column].to_list()))
        for (trial,), part in mine.partition_by("trial", as_dict=True).items()
    }


def _sampled(values: list[Any]) -> list[Any]:
    """Return at most MOST_EVALUATIONS of the values, evenly chosen, the last among them."""
    every = -(-len(values) // MOST_EVALUATIONS)
    return values[(len(values) - 1) % every :: every] if values else []


def _value_axis(report: Report) -> Plot:
    values = [row.best_value for row in report.best_first if row.best_value is not None]
    shown = value_range(values)
    return {
        "y": "log" if shown is not None and shown.log else "linear",
        "y_title": _plain(report.result.objective.metric),
        "minimize": report.result.objective.direction is Direction.MINIMIZE,
    }


def _look(label: str, style: Style) -> Plot:
    dashes = ",".join(f"{2 * length:g}px" for length in style.dashes)
    return {
        "name": _plain(label),
        "colour": style.colour,
        "symbol": SYMBOLS[style.marker],
        "dash": dashes or "solid",
    }


def _plain(text: str) -> str:
    """Return a text that plotly, which reads some HTML in labels, shows as it is."""
    return escape(shortened(text, 60))
