"""Boundary, drawn: an axis plot of each pile, and the loss curves beyond one that is unstable."""

from typing import TYPE_CHECKING

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.records.finding import Finding
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.labels import shortened
from tuneround.report.learning_curves import Line, Lines, draw_lines, keys_of
from tuneround.report.ranges import LARGEST, AxisRange, padded, value_range
from tuneround.report.styles import INFEASIBLE, SERIES
from tuneround.report.thinning import thinned
from tuneround.spec.objective import Direction

if TYPE_CHECKING:
    import polars as pl

MOST = 6
"""So many piles are drawn, the clearest first."""
WIDE, NARROW, SMALL = (1000, 340), (340, 260), (340, 230)
KEYS = (
    Key(SERIES[1], "the best trials"),
    Key(SERIES[0], "other feasible trials"),
    Key(INFEASIBLE, "infeasible or diverged, on the bad edge"),
)


def draw_boundary(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the figures of the piles; none without any."""
    piles = [finding for finding in answer.findings if finding.hyperparameter][:MOST]
    plots = [_plot(judged, answer.data["boundary"], i, pile) for i, pile in enumerate(piles)]
    curves = [
        figure
        for i, pile in enumerate(piles)
        if "edge" in pile.numbers
        for figure in _curves(answer.data["instability"], i, pile)
    ]
    return (*plots, *curves)


def _plot(judged: JudgedRound, table: "pl.DataFrame", pile: int, finding: Finding) -> Figure:
    """Return the axis plot of one pile."""
    rows = table.filter(table["pile"] == pile)
    feasible = rows.filter(~rows["is_cross"] & (rows["objective"].abs() <= LARGEST))
    objective = judged.spec.objective
    panel = Panel(f"{objective.metric} against {finding.hyperparameter}", *SMALL)
    panel.heading(objective.metric)
    panel.label_x(finding.hyperparameter)
    for is_best, style in ((False, SERIES[0]), (True, SERIES[1])):
        shown = thinned(feasible.filter(feasible["is_best"] == is_best).rows(named=True))
        panel.points([r["value"] for r in shown], [r["objective"] for r in shown], style)
    x = _range(judged, finding, rows["value"].to_list())
    panel.numeric_x(x)
    y = value_range(feasible["objective"].to_list())
    panel.numeric_y(y)
    for name, text in (("edge", "edge"), ("next_bound", "next bound")):
        place = finding.numbers.get(name)
        if isinstance(place, float):
            panel.rule_x(place, text)
    crosses = thinned(rows.filter(rows["is_cross"])["value"].to_list())
    panel.crosses(crosses, at_top=objective.direction is Direction.MINIMIZE)
    where = f", {finding.setting}" if finding.setting else ""
    return Figure(
        name=f"boundary-{pile}",
        caption=f"{finding.hyperparameter}{where}: where the best trials lie.",
        wide=panel.svg(f"boundary-{pile}"),
        keys=KEYS,
        data="boundary",
    )


def _range(judged: JudgedRound, finding: Finding, values: list[float]) -> AxisRange:
    """Return the searched range, and the proposed bound beside it."""
    definition = next(
        h
        for h in judged.spec.hyperparameters.searched
        if h.name == finding.hyperparameter and h.when == finding.when
    )
    bounds = (definition.min, definition.max, finding.numbers.get("next_bound"))
    ends = [*values, *(float(bound) for bound in bounds if isinstance(bound, int | float))]
    return padded(min(ends), max(ends), log=definition.is_log)


def _curves(table: "pl.DataFrame", pile: int, finding: Finding) -> tuple[Figure, ...]:
    """Return the loss curves of the best trial of a pile and of those just beyond it."""
    rows = table.filter((table["pile"] == pile) & (table["loss"].abs() <= LARGEST))
    trials = list(dict.fromkeys(rows["trial"].to_list()))
    if not trials:
        return ()
    lines = tuple(
        _line(rows.filter(rows["trial"] == trial), finding.hyperparameter, number)
        for number, trial in enumerate(trials[: len(SERIES)])
    )
    measure = rows["measure"][0].removeprefix("logged/").removesuffix("/mean")
    shown = Lines(heading=measure, lines=lines)
    name = f"instability-{pile}"
    where = f" with {finding.setting}" if finding.setting else ""
    return (
        Figure(
            name=name,
            caption=f"Loss of the best trial{where}, and of those just beyond it in "
            f"{finding.hyperparameter}.",
            wide=draw_lines(shown, WIDE, f"{name}-wide"),
            narrow=draw_lines(shown, NARROW, f"{name}-narrow"),
            keys=keys_of(shown),
            data="instability",
        ),
    )


def _line(rows: "pl.DataFrame", hyperparameter: str, number: int) -> Line:
    which = "the best" if rows["is_best"][0] else "diverged" if rows["is_cross"][0] else "feasible"
    value = f"{shortened(hyperparameter, 24)} {rows['value'][0]:.4g}"
    steps, losses = tuple(rows["step"].to_list()), tuple(rows["loss"].to_list())
    return Line(f"{value}, {which} (trial {rows['trial'][0]})", steps, losses, SERIES[number])
