"""Importance, drawn: the importances of each group of trials, the greatest first."""

from typing import TYPE_CHECKING

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure
from tuneround.report.ranges import AxisRange
from tuneround.report.styles import SERIES

if TYPE_CHECKING:
    import polars as pl

QUESTION = "importance"
SIZE = (340, 230)
MOST_GROUPS, MOST_NAMES = 6, 10


def draw_importance(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the bars of each group; none when nothing was computed."""
    table = answer.data.get(QUESTION)
    if table is None:
        return ()
    groups = list(dict.fromkeys(table["setting"]))[:MOST_GROUPS]
    return tuple(
        _figure(table.filter(table["setting"] == group), place)
        for place, group in enumerate(groups)
    )


def _figure(rows: "pl.DataFrame", place: int) -> Figure:
    setting, shown = rows["setting"][0], rows.head(MOST_NAMES)
    name = f"{QUESTION}-{place + 1}"
    panel = Panel("Importance of each hyperparameter", *SIZE)
    panel.heading("importance (exploratory)")
    panel.bars(list(range(shown.height)), shown["importance"].to_list(), 0.5, SERIES[0])
    panel.named_x(shown["hyperparameter"].to_list())
    panel.numeric_y(AxisRange(0.0, 1.05, log=False))
    trials = f"{rows['trials'][0]} trials"
    caption = f"{setting}, {trials}." if setting else f"All {trials}."
    return Figure(name, caption, panel.svg(name), data=QUESTION)
