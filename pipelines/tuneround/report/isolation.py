"""Isolation, drawn: every point of each scientific value, its best, and what half the budget finds.

One figure for each cut: places for single values, a numeric axis for the buckets of a range.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.groups import styles_of
from tuneround.report.ranges import LARGEST, AxisRange, padded, value_range
from tuneround.report.styles import INFEASIBLE, SERIES, Style
from tuneround.report.thinning import rule_text, thinned
from tuneround.spec.objective import Direction

WIDE, NARROW = (1000, 340), (340, 260)
JITTER = 0.4
"""Width over which the points of one place are spread."""
BESIDE = 0.34
"""How far the interval stands beside the middle of its place."""
MOST_PLACES = 24
GOLDEN = 0.618033988749895
CAPTION = (
    "{what}: the best point of each is ringed; the bar spans what half of an equal budget would "
    "have found in nine of ten searches."
)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Isolate:
    """One cell of a cut, as drawn.

    Attributes:
        label: its value, or its bucket.
        style: of its points.
        points: place and value of those that are no crosses, best first.
        crosses: places of infeasible and diverged trials.
        best: place and value of its best point; None where all are infeasible.
        interval: place, low and high end; None where infeasible points reach into it.

    """

    label: str
    style: Style
    points: tuple[tuple[float, float], ...]
    crosses: tuple[float, ...]
    best: tuple[float, float] | None
    interval: tuple[float, float, float] | None


@dataclass(frozen=True)
class IsolationPlot:
    """One cut, as drawn.

    Attributes:
        name: the hyperparameter; empty for the scientific settings.
        isolates: in the order of the axis, the first MOST_PLACES.
        x: the axis of a range; None where the cells have places.
        size: how many points there are, whether or not they are drawn.

    """

    name: str
    isolates: tuple[Isolate, ...]
    x: AxisRange | None
    size: int

    @property
    def y(self) -> AxisRange | None:
        """What the vertical axis shows; None without a value."""
        points = [value for isolate in self.isolates for _, value in isolate.points]
        return value_range([*points, *(i.best[1] for i in self.isolates if i.best)])


def draw_isolation(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return a figure for each cut; none when nothing was cut."""
    plots = isolation_plots(judged, answer) if "isolation" in answer.data else []
    return tuple(_figure(judged, plot, f"isolation-{n}") for n, plot in enumerate(plots))


def isolation_plots(judged: JudgedRound, answer: Answer) -> list[IsolationPlot]:
    """Return what the figures show."""
    points = answer.data["isolation-points"].rows(named=True)
    cuts = answer.data["isolation"].partition_by("cut", maintain_order=True)
    return [
        _plot(cells.rows(named=True), [p for p in points if p["cut"] == number], judged.labels)
        for number, cells in enumerate(cuts)
    ]


def _plot(cells: Sequence[Row], points: Sequence[Row], labels: Sequence[str]) -> IsolationPlot:
    places = [point["x"] for point in points if point["x"] is not None]
    x = padded(min(places), max(places), log=cells[0]["is_log"]) if places else None
    name = cells[0]["hyperparameter"]
    styles = {} if name else styles_of(labels)
    drawn = _drawn_trials(points)
    isolates = tuple(
        _isolate(cell, [p for p in points if p["cell"] == cell["cell"]], place, styles, drawn)
        for place, cell in enumerate(cells[:MOST_PLACES])
    )
    return IsolationPlot(name, isolates, x, len(points))


def _drawn_trials(points: Sequence[Row]) -> set[int]:
    """Return the trials for whose points, and for whose crosses, there is room."""
    crosses = [p["trial"] for p in points if p["is_cross"]]
    others = [p["trial"] for p in points if not p["is_cross"] and abs(p["value"]) <= LARGEST]
    return {*thinned(crosses), *thinned(others)}


def _isolate(
    cell: Row,
    points: Sequence[Row],
    place: int,
    styles: Mapping[str, Style],
    drawn: Collection[int],
) -> Isolate:
    shown = [(_across(p, place), p["value"], p["is_cross"]) for p in points if p["trial"] in drawn]
    good, bad = cell["interval_good_end"], cell["interval_bad_end"]
    first = points[0]
    return Isolate(
        label=cell["cell"],
        style=styles.get(cell["cell"], SERIES[0]),
        points=tuple((x, value) for x, value, is_cross in shown if not is_cross),
        crosses=tuple(x for x, _, is_cross in shown if is_cross),
        best=None if first["value"] is None else (_across(first, place), first["value"]),
        interval=None if None in (good, bad) else (_beside(cell, place), *sorted((good, bad))),
    )


def _across(point: Row, place: int) -> float:
    """Return where a point stands on the horizontal axis; those of a place are spread."""
    if point["x"] is not None:
        return float(point["x"])
    return float(place + (point["trial"] * GOLDEN % 1 - 0.5) * JITTER)


def _beside(cell: Row, place: int) -> float:
    """Return where an interval stands: beside its place, or in the middle of its bucket."""
    if cell["low"] is None:
        return place + BESIDE
    low, high = float(cell["low"]), float(cell["high"])
    return sqrt(low) * sqrt(high) if cell["is_log"] else low / 2 + high / 2


def _figure(judged: JudgedRound, plot: IsolationPlot, name: str) -> Figure:
    styles = {isolate.style for isolate in plot.isolates}
    keys = [Key(i.style, i.label) for i in plot.isolates] if len(styles) > 1 else []
    if any(isolate.crosses for isolate in plot.isolates):
        keys.append(Key(INFEASIBLE, "infeasible or diverged, on the bad edge"))
    if plot.y is not None:
        keys.append(Key(None, "the best of each"))
    caption = f"{CAPTION.format(what=_what(judged, plot))} {rule_text(plot.size)}".rstrip()
    wide, narrow = (_drawn(judged, plot, size, f"{name}-{size[0]}") for size in (WIDE, NARROW))
    return Figure(name, caption, wide, narrow, keys=tuple(keys), data="isolation-points")


def _what(judged: JudgedRound, plot: IsolationPlot) -> str:
    """Return which hyperparameters tell the cells apart."""
    return plot.name or " and ".join(judged.compared)


def _drawn(judged: JudgedRound, plot: IsolationPlot, size: tuple[int, int], prefix: str) -> str:
    objective = judged.spec.objective
    what = _what(judged, plot)
    panel = Panel(f"{objective.metric} by {what}", *size)
    panel.heading(objective.metric)
    if plot.x is None:
        panel.named_x([isolate.label.removeprefix(f"{what}=") for isolate in plot.isolates])
    else:
        panel.numeric_x(plot.x)
    panel.label_x(what)
    panel.numeric_y(plot.y)
    for isolate in plot.isolates:
        _draw_isolate(panel, isolate)
    crosses = [x for isolate in plot.isolates for x in isolate.crosses]
    panel.crosses(crosses, at_top=objective.direction is Direction.MINIMIZE)
    return panel.svg(prefix)


def _draw_isolate(panel: Panel, isolate: Isolate) -> None:
    xs, ys = zip(*isolate.points, strict=True) if isolate.points else ((), ())
    panel.points(xs, ys, isolate.style)
    if isolate.interval is not None:
        place, low, high = isolate.interval
        panel.interval([place], [low], [high], isolate.style)
    if isolate.best is not None:
        panel.ring(*isolate.best)
