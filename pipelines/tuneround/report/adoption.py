"""Adoption, drawn: the scores of both sides, their spreads, and the interval of the difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.records.finding import Numbers
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import value_range
from tuneround.report.styles import SERIES
from tuneround.spec.objective import Direction, Objective

WIDTH, HEIGHT = 340, 260
SPREAD = 0.36
"""Width over which the seeds of a side are spread."""
BESIDE = 0.32
"""How far the bar of the spread stands beside its side's middle."""


@dataclass(frozen=True)
class Strip:
    """The seeds of one side.

    Attributes:
        name: the side's.
        values: of its feasible seeds.
        infeasible: how many are not.
        mean: None when there is none.
        sd: None when there is none.

    """

    name: str
    values: tuple[float, ...]
    infeasible: int
    mean: float | None
    sd: float | None


@dataclass(frozen=True)
class Strips:
    """What the figure shows.

    Attributes:
        sides: change and baseline.
        interval: of the difference, where the change's mean may lie if the baseline's is right.

    """

    sides: tuple[Strip, Strip]
    interval: tuple[float, float] | None


def draw_adoption(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the strips of both sides; none when nothing was compared."""
    if "adoption" not in answer.data:
        return ()
    shown = strips_of(answer, judged.spec.objective)
    svg = _drawn(shown, judged.spec.objective)
    caption = "Each seed of both sides, the mean as a line, mean ± standard deviation as a bar." + (
        " Right: the change by the 95% interval of the difference, above or below the dashed "
        "mean of the baseline."
        if shown.interval
        else ""
    )
    keys = tuple(Key(SERIES[i], side.name) for i, side in enumerate(shown.sides))
    return (Figure("adoption", caption, svg, keys=keys, data="adoption"),)


def strips_of(answer: Answer, objective: Objective) -> Strips:
    """Return what the figure shows."""
    numbers, table = answer.findings[0].numbers, answer.data["adoption"]
    sides = []
    for role in ("change", "baseline"):
        rows = table.filter(table["role"] == role)
        sides.append(
            Strip(
                name=rows["side"][0],
                values=tuple(rows["value"].drop_nulls()),
                infeasible=rows["fate"].to_list().count("infeasible"),
                mean=_float(numbers, f"{role}_mean"),
                sd=_float(numbers, f"{role}_sd"),
            )
        )
    return Strips((sides[0], sides[1]), _interval(numbers, objective))


def _interval(numbers: Numbers, objective: Objective) -> tuple[float, float] | None:
    low, high = _float(numbers, "low"), _float(numbers, "high")
    mean = _float(numbers, "baseline_mean")
    if low is None or high is None or mean is None:
        return None
    if objective.direction is Direction.MINIMIZE:
        return mean - high, mean - low
    return mean + low, mean + high


def _float(numbers: Numbers, name: str) -> float | None:
    value = numbers[name]
    return value if isinstance(value, float) else None


def _drawn(shown: Strips, objective: Objective) -> str:
    panel = Panel(f"{objective.metric} of both sides", WIDTH, HEIGHT)
    panel.heading(objective.metric)
    for place, side in enumerate(shown.sides):
        _draw_strip(panel, place, side)
    crosses = [x for i, side in enumerate(shown.sides) for x in _places(i, side.infeasible)]
    panel.crosses(crosses, at_top=objective.direction is Direction.MINIMIZE)
    # Their own names, alike for most of their length, are in the legend.
    names = ["change", "baseline"]
    baseline = shown.sides[1].mean
    if shown.interval and baseline is not None:
        panel.interval([2], [shown.interval[0]], [shown.interval[1]], SERIES[0])
        panel.rule_y(baseline, "")
        names.append("difference")
    panel.named_x(names)
    axis = value_range(_extent(shown))
    panel.numeric_y(axis)
    return panel.svg("adoption")


def _draw_strip(panel: Panel, place: int, side: Strip) -> None:
    style = SERIES[place]
    panel.points(_places(place, len(side.values)), side.values, style)
    if side.mean is None:
        return
    panel.line([place - SPREAD / 2, place + SPREAD / 2], [side.mean] * 2, style)
    if side.sd is not None:
        panel.interval([place + BESIDE], [side.mean - side.sd], [side.mean + side.sd], style)


def _places(middle: int, count: int) -> list[float]:
    """Return places for `count` seeds, evenly around `middle`."""
    return [middle + ((i + 0.5) / count - 0.5) * SPREAD for i in range(count)]


def _extent(shown: Strips) -> Sequence[float]:
    bars = [
        side.mean + sign * (side.sd or 0.0)
        for side in shown.sides
        if side.mean is not None
        for sign in (-1, 1)
    ]
    values = [value for side in shown.sides for value in side.values]
    return [*values, *bars, *(shown.interval or ())]
