"""Gradients, drawn: the unclipped norm over the steps, and how often which norm came.

Playbook: "How can optimization failures be debugged and mitigated?", which asks for both figures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TYPE_CHECKING, TypeVar

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import SMALLEST, AxisRange, value_range
from tuneround.report.styles import SERIES, Style

if TYPE_CHECKING:
    import polars as pl

QUESTION, HISTOGRAM = "gradients", "gradients-histogram"
WIDE, NARROW, SMALL = (1000, 340), (340, 260), (340, 230)
MOST = 100
"""Intervals that are drawn; of more, neighbours are drawn as one that reaches as far as they."""
Number = TypeVar("Number", int, float)
OVER_STEPS = (
    "The gradient norm of the best trial of each setting: the median of each interval between "
    "evaluations, from its 10th to its 90th percentile shaded, the greatest as a marker."
)
HOW_OFTEN = "How often each norm came over all steps, by setting; from the stored quantiles."


@dataclass(frozen=True)
class Norms:
    """The norms of one trial over the steps; those that are 0 are left out on a log axis."""

    name: str
    steps: tuple[int, ...]
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    greatest: tuple[float, ...]
    style: Style


def draw_gradients(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return both figures; none where no norm was logged."""
    if QUESTION not in answer.data:
        return ()
    shown = norms_of(answer.data[QUESTION])
    axis = value_range([v for norms in shown for v in (*norms.low, *norms.greatest)])
    if axis is None:
        return ()
    keys = tuple(Key(norms.style, norms.name, line=True) for norms in shown)
    over_steps = Figure(
        name=QUESTION,
        caption=OVER_STEPS,
        wide=_over_steps(shown, axis, WIDE, f"{QUESTION}-wide"),
        narrow=_over_steps(shown, axis, NARROW, f"{QUESTION}-narrow"),
        keys=keys,
        data=QUESTION,
    )
    return (over_steps, *_histogram(answer.data[HISTOGRAM], keys))


def norms_of(table: "pl.DataFrame") -> tuple[Norms, ...]:
    """Return the norms of each trial of the table, as many as there are styles."""
    trials = list(dict.fromkeys(table["trial"]))[: len(SERIES)]
    return tuple(
        _norms(table.filter((table["trial"] == trial) & (table["p10"] >= SMALLEST)), trial, style)
        for trial, style in zip(trials, SERIES, strict=False)
    )


def _norms(rows: "pl.DataFrame", trial: int, style: Style) -> Norms:
    setting = rows["setting"][0] if rows.height else ""
    name = f"{setting} (trial {trial})" if setting else f"trial {trial}"
    size = -(-rows.height // MOST)
    return Norms(
        name,
        steps=_gathered(rows["step"].to_list(), size, max),
        low=_gathered(rows["p10"].to_list(), size, min),
        median=_gathered(rows["p50"].to_list(), size, median_low),
        high=_gathered(rows["p90"].to_list(), size, max),
        greatest=_gathered(rows["greatest"].to_list(), size, max),
        style=style,
    )


def _gathered(
    values: list[Number], size: int, gather: Callable[[list[Number]], Number]
) -> tuple[Number, ...]:
    """Return one value for each `size` neighbours."""
    return tuple(gather(values[i : i + size]) for i in range(0, len(values), max(size, 1)))


def _over_steps(shown: Sequence[Norms], axis: AxisRange, size: tuple[int, int], prefix: str) -> str:
    panel = Panel("Gradient norm over the steps", *size)
    panel.heading("gradient norm")
    panel.label_x("step")
    for norms in reversed(shown):
        panel.band(norms.steps, norms.low, norms.high, norms.style)
        panel.line(norms.steps, norms.median, norms.style)
        panel.points(norms.steps, norms.greatest, norms.style)
    last = max(step for norms in shown for step in norms.steps)
    panel.numeric_x(AxisRange(0, last * 1.02, log=False))
    panel.numeric_y(axis)
    return panel.svg(prefix)


def _histogram(table: "pl.DataFrame", keys: tuple[Key, ...]) -> tuple[Figure, ...]:
    if not table.height:
        return ()
    panel = Panel("Share of the steps by gradient norm", *SMALL)
    panel.heading("share of the steps")
    panel.label_x("gradient norm")
    trials = list(dict.fromkeys(table["trial"]))[: len(SERIES)]
    for trial, style in reversed(list(zip(trials, SERIES, strict=False))):
        rows = table.filter(table["trial"] == trial)
        edges = [*rows["low"], rows["high"][-1]]
        panel.step(edges, [*rows["share"], 0.0], style)
    panel.numeric_x(AxisRange(min(table["low"].to_list()), max(table["high"].to_list()), log=True))
    panel.numeric_y(AxisRange(0.0, 1.1 * max(table["share"].to_list()), log=False))
    name = HISTOGRAM
    return (Figure(name, HOW_OFTEN, panel.svg(name), keys=keys, data=HISTOGRAM),)
