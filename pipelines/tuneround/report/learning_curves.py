"""Learning curves: the figures of values over steps that several questions share."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tuneround.analysis.judged import JudgedRound
from tuneround.records.attempt import Fate
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import LARGEST, AxisRange, value_range
from tuneround.report.styles import INFEASIBLE, SERIES, Style
from tuneround.spec.objective import Direction

if TYPE_CHECKING:
    import polars as pl

WIDE = (1000, 340)
NARROW = (340, 260)
SMALL = (340, 230)


@dataclass(frozen=True)
class Line:
    """One curve; values that were not measured are left out.

    Attributes:
        name: how the legend calls it.
        steps, values: of the same length.
        marked: steps that get a marker, those of its best for example.

    """

    name: str
    steps: tuple[int, ...]
    values: tuple[float, ...]
    style: Style
    marked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Lines:
    """What a figure of curves shows.

    Attributes:
        heading: what the vertical axis measures.
        lines: one at least for a figure that shows anything.
        rules: (step, text) of upright lines.
        infeasible: steps at which infeasible trials ended: crosses on the bad edge.
        bad_is_up: on which edge.

    """

    heading: str
    lines: tuple[Line, ...]
    rules: tuple[tuple[float, str], ...] = ()
    infeasible: tuple[int, ...] = ()
    bad_is_up: bool = True

    @property
    def steps(self) -> AxisRange:
        """The horizontal range."""
        last = max([*(step for line in self.lines for step in line.steps), *self.infeasible])
        return AxisRange(0, last * 1.02 or 1, log=False)

    @property
    def values(self) -> AxisRange | None:
        """The vertical range; None when nothing can be shown."""
        return value_range([value for line in self.lines for value in line.values])


def setting_lines(table: "pl.DataFrame", column: str) -> tuple[Line, ...]:
    """Return one line for each trial of a table of curves, as many as there are styles.

    Args:
        table: with setting, trial, step and `column`, by trial and step.
        column: what is drawn.

    """
    shown = table.filter(table[column].abs() <= LARGEST)
    trials = list(dict.fromkeys(shown["trial"]))[: len(SERIES)]
    return tuple(
        _line(shown.filter(shown["trial"] == trial), column, style)
        for trial, style in zip(trials, SERIES, strict=False)
    )


def _line(rows: "pl.DataFrame", column: str, style: Style) -> Line:
    setting, trial = rows["setting"][0], rows["trial"][0]
    name = f"{setting} (trial {trial})" if setting else f"trial {trial}"
    return Line(name, tuple(rows["step"]), tuple(rows[column]), style)


def marked_at_best(line: Line, direction: Direction) -> Line:
    """Return a line of the objective with its best marked, the earliest."""
    if not line.values:
        return line
    choose = min if direction is Direction.MINIMIZE else max
    return replace(line, marked=(line.steps[line.values.index(choose(line.values))],))


def infeasible_ends(judged: JudgedRound) -> tuple[int, ...]:
    """Return the steps at which the infeasible trials ended."""
    trials = judged.tables.trials
    ended = trials.filter(trials["fate"] == Fate.INFEASIBLE.value)["step"].drop_nulls()
    return tuple(sorted(ended))


def wide_figure(name: str, caption: str, shown: Lines) -> tuple[Figure, ...]:
    """Return a wide figure with its narrow twin; none when there is nothing to show."""
    if not any(line.values for line in shown.lines):
        return ()
    return (
        Figure(
            name=name,
            caption=caption,
            wide=draw_lines(shown, WIDE, f"{name}-wide"),
            narrow=draw_lines(shown, NARROW, f"{name}-narrow"),
            keys=keys_of(shown),
            data=name,
        ),
    )


def keys_of(shown: Lines) -> tuple[Key, ...]:
    """Return the legend of a figure."""
    keys = [Key(line.style, line.name, line=True) for line in shown.lines]
    if shown.infeasible:
        keys.append(Key(INFEASIBLE, "an infeasible trial ended"))
    return tuple(keys)


def draw_lines(shown: Lines, size: tuple[int, int], prefix: str) -> str:
    """Return the curves as SVG of `size` (width, height); its ids begin with `prefix`."""
    panel = Panel(f"{shown.heading} over the steps", *size)
    panel.heading(shown.heading)
    panel.label_x("step")
    for line in reversed(shown.lines):  # the best is drawn last, above the others
        places: Mapping[int, float] = dict(zip(line.steps, line.values, strict=True))
        panel.line(line.steps, line.values, line.style)
        panel.points(line.marked, [places[step] for step in line.marked], line.style)
    panel.crosses(shown.infeasible, at_top=shown.bad_is_up)
    for step, text in shown.rules:
        panel.rule_x(step, text)
    panel.numeric_x(shown.steps)
    values = shown.values
    panel.numeric_y(values)
    return panel.svg(prefix)
