"""Density, drawn: the feasible trials of each setting, best first, and which are good."""

from typing import TYPE_CHECKING

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import LARGEST, padded, value_range
from tuneround.report.styles import SERIES
from tuneround.report.thinning import thinned

if TYPE_CHECKING:
    import polars as pl

MOST = 6
WIDTH, HEIGHT = 340, 230
KEYS = (Key(SERIES[1], "in the good region"), Key(SERIES[0], "other feasible trials"))


def draw_density(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the sorted objectives of each setting, those with findings first."""
    table = answer.data["density"]
    found = [finding.setting for finding in answer.findings]
    labels = dict.fromkeys([*found, *table["setting"].to_list()])
    shown = [label for label in labels if label in table["setting"]]
    return tuple(
        _figure(judged, table.filter(table["setting"] == label), label, number)
        for number, label in enumerate(shown[:MOST])
    )


def _figure(judged: JudgedRound, rows: "pl.DataFrame", label: str, number: int) -> Figure:
    metric = judged.spec.objective.metric
    rows = rows.filter(rows["objective"].abs() <= LARGEST)
    panel = Panel(f"{metric} of the trials, best first", WIDTH, HEIGHT)
    panel.heading(metric)
    panel.label_x("rank")
    for is_good, style in ((False, SERIES[0]), (True, SERIES[1])):
        shown = thinned(rows.filter(rows["is_good"] == is_good).rows(named=True))
        panel.points([float(r["rank"]) for r in shown], [r["objective"] for r in shown], style)
    y = value_range(rows["objective"].to_list())
    panel.numeric_y(y)
    x = padded(1.0, float(max(rows["rank"].to_list(), default=1)), log=False)
    panel.numeric_x(x)
    return Figure(
        name=f"density-{number}",
        caption=f"{label or 'All trials'}, best first: how many are in the good region.",
        wide=panel.svg(f"density-{number}"),
        keys=KEYS,
        data="density",
    )
