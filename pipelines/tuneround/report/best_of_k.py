"""Best of k, drawn: what fewer points would have reached, as boxes and their mean, by setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import AxisRange, value_range
from tuneround.report.styles import SERIES, Style
from tuneround.spec.objective import Direction

NAME = "best-of-k"
WIDE, NARROW = (1000, 340), (340, 260)
MOST_SIZES = 7
"""Places for which a narrow figure has room: n, n/2, n/4 and so on."""
SHARE = 0.8
"""Of the room of a place, that the boxes of all settings take together."""
QUANTILES = ("q05", "q25", "q50", "q75", "q95")
SETTLED = 2
"""From this place on a whole box decides the vertical range; before it, its better half."""
CAPTION = (
    "The best of k points, had the search ended after k: half of all such searches lie in the box, "
    "nine of ten between the ends, the line joins their means. A box that touches the bad edge "
    "reaches beyond it, to far worse or infeasible points."
)
ONLY_BEST = " Shown are the settings with the best values."
Row = Mapping[str, Any]
Box = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class SettingBoxes:
    """One setting, as drawn.

    Attributes:
        label: its name; empty in a round that compares none.
        style: its look.
        places: of its boxes.
        boxes: their five numbers, none beyond the axis.
        means: the expected best at each place.

    """

    label: str
    style: Style
    places: tuple[float, ...]
    boxes: tuple[Box, ...]
    means: tuple[float, ...]


@dataclass(frozen=True)
class Boxes:
    """What the figure shows.

    Attributes:
        sizes: the k, each with a place at 0, 1, 2 and so on.
        y: the vertical range.
        settings: side by side at each place, at most as many as there are styles.

    """

    sizes: tuple[int, ...]
    y: AxisRange
    settings: tuple[SettingBoxes, ...]

    @property
    def width(self) -> float:
        """The width of a box, in places."""
        return SHARE / len(self.settings)


def draw_best_of_k(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the figure of all settings; none without a curve that an axis can show."""
    if NAME not in answer.data:
        return ()
    lower = judged.spec.objective.direction is Direction.MINIMIZE
    rows = answer.data[NAME].rows(named=True)
    labels = labels_of(rows, judged.labels, lower)
    shown = boxes_of(rows, labels, lower)
    if shown is None:
        return ()
    settings = len({row["setting"] for row in rows})
    caption = CAPTION + (ONLY_BEST if settings > len(labels) else "")
    metric = judged.spec.objective.metric
    wide, narrow = (_drawn(shown, metric, size, f"{NAME}-{size[0]}") for size in (WIDE, NARROW))
    keys = tuple(Key(one.style, one.label or metric, line=True) for one in shown.settings)
    return (Figure(NAME, caption, wide, narrow, keys=keys, data=NAME),)


def labels_of(rows: Sequence[Row], labels: Sequence[str], lower: bool) -> list[str]:
    """Return the settings that are shown, in the order of the plan.

    Args:
        rows: of the table of the answer.
        labels: all settings, in the order of the plan.
        lower: whether lower is better.

    """
    # The last k of a setting is all its points: the mean is its best.
    bests = {row["setting"]: row["expected"] * (1 if lower else -1) for row in rows}
    first = sorted(bests, key=lambda label: bests[label])[: len(SERIES)]
    return [label for label in labels if label in first]


def boxes_of(rows: Sequence[Row], labels: Sequence[str], lower: bool) -> Boxes | None:
    """Return what the figure shows; None when no axis can show it.

    Args:
        rows: of the table of the answer.
        labels: the settings, at most as many as there are styles.
        lower: whether lower is better.

    """
    most = max(row["k"] for row in rows)
    sizes = sorted({max(1, most >> halvings) for halvings in range(MOST_SIZES)})
    held = {(row["setting"], row["k"]): row for row in rows if row["k"] in sizes}
    y = _range([row for key, row in held.items() if key[0] in labels], sizes, lower)
    if y is None:
        return None
    settings = []
    for number, (label, style) in enumerate(zip(labels, SERIES, strict=False)):
        own = [(place, held[label, k]) for place, k in enumerate(sizes) if (label, k) in held]
        beside = (number - (len(labels) - 1) / 2) * SHARE / len(labels)
        settings.append(
            SettingBoxes(
                label=label,
                style=style,
                places=tuple(place + beside for place, _ in own),
                boxes=tuple(_box(row, y, lower) for _, row in own),
                means=tuple(row["expected"] for _, row in own),
            )
        )
    return Boxes(tuple(sizes), y, tuple(settings))


def _range(rows: Sequence[Row], sizes: Sequence[int], lower: bool) -> AxisRange | None:
    better = QUANTILES[:3] if lower else QUANTILES[2:]
    values = [
        row[name]
        for row in rows
        for name in (QUANTILES if sizes.index(row["k"]) >= SETTLED else better)
    ]
    return value_range([value for value in values if value is not None])


def _box(row: Row, y: AxisRange, lower: bool) -> Box:
    """Return the five numbers; what is infeasible or beyond the axis lies on its edge."""
    edge = y.high if lower else y.low
    ends = (edge if row[name] is None else row[name] for name in QUANTILES)
    low, first, median, third, high = (min(max(end, y.low), y.high) for end in ends)
    return low, first, median, third, high


def _drawn(shown: Boxes, metric: str, size: tuple[int, int], prefix: str) -> str:
    panel = Panel(f"The best {metric} of k points", *size)
    panel.heading(f"best {metric} of k points")
    panel.label_x("k")
    panel.named_x([str(k) for k in shown.sizes])
    panel.numeric_y(shown.y)
    for one in shown.settings:
        panel.boxes(one.places, one.boxes, one.style, width=0.9 * shown.width)
        panel.line(one.places, one.means, one.style)
    return panel.svg(prefix)
