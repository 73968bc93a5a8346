"""Noise, drawn: the seeds of each point with repeats, best mean first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.groups import styles_of
from tuneround.report.ranges import LARGEST, value_range
from tuneround.report.styles import Style

NAME = "noise"
SIZE = (340, 230)
MOST_POINTS = 12
SPREAD = 0.3
"""Width over which the seeds of a point are spread."""
HALF = 0.3
"""Half the length of the line at a mean."""
CAPTION = (
    "What seeds alone do: each training of the points with the best means, and the mean as a line."
)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Strip:
    """The seeds of one point.

    Attributes:
        label: of its setting.
        style: of its setting.
        values: a training each.
        mean: of them.

    """

    label: str
    style: Style
    values: tuple[float, ...]
    mean: float


def draw_noise(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the strips of the best points; none without repeats."""
    if NAME not in answer.data:
        return ()
    strips = strips_of(answer.data[NAME].rows(named=True), styles_of(judged.labels))
    y = value_range([value for strip in strips for value in strip.values])
    if y is None:
        return ()
    metric = judged.spec.objective.metric
    panel = Panel(f"{metric} of each seed, by point", *SIZE)
    panel.heading(metric)
    panel.label_x("point, best mean first")
    panel.named_x([str(rank + 1) for rank in range(len(strips))])
    panel.numeric_y(y)
    for place, strip in enumerate(strips):
        _draw_strip(panel, place, strip)
    shown = {strip.style: strip.label for strip in strips}
    one = len(shown) == 1
    keys = tuple(Key(s, "one training" if one else label) for s, label in shown.items())
    return (Figure(NAME, CAPTION, panel.svg(NAME), keys=keys, data=NAME),)


def strips_of(rows: Sequence[Row], styles: Mapping[str, Style]) -> list[Strip]:
    """Return the strips of the best points.

    Args:
        rows: of the table of the answer.
        styles: of each setting.

    """
    strips = []
    for _, group in groupby(rows, key=lambda row: row["rank"]):
        held = [row for row in group if abs(row["value"]) <= LARGEST]
        if held:
            label, mean = held[0]["setting"], held[0]["mean"]
            values = tuple(row["value"] for row in held)
            strips.append(Strip(label, styles[label], values, mean))
    return strips[:MOST_POINTS]


def _draw_strip(panel: Panel, place: int, strip: Strip) -> None:
    count = len(strip.values)
    xs = [place + ((n + 0.5) / count - 0.5) * SPREAD for n in range(count)]
    panel.points(xs, strip.values, strip.style)
    panel.line([place - HALF, place + HALF], [strip.mean, strip.mean], strip.style)
