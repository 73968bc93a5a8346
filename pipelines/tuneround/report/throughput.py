"""Throughput, drawn: how fast the trials of each setting trained, and what they waited for."""

from typing import TYPE_CHECKING

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure
from tuneround.report.ranges import AxisRange
from tuneround.report.styles import SERIES

if TYPE_CHECKING:
    import polars as pl

QUESTION = "throughput"
SIZE = (340, 230)
SPEED = "Steps a second: the median trial of each setting as a bar, the middle half as an interval."
SHARES = "What the median trial spent its time on, of what was logged."
NAMES = {"waiting": "waiting for data", "evaluating": "evaluating", "saving": "saving"}


def draw_throughput(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the speeds, and the shares of the time where any is known; none without speeds."""
    settings, shares = (answer.data[f"{QUESTION}-{name}"] for name in ("settings", "shares"))
    return (*_speeds(settings), *_shares(shares))


def _speeds(table: "pl.DataFrame") -> tuple[Figure, ...]:
    high = table["high"].to_list()
    if not high:
        return ()
    places = list(range(len(high)))
    panel = Panel("Steps a second by setting", *SIZE)
    panel.heading("steps a second")
    panel.bars(places, table["median"].to_list(), 0.5, SERIES[0])
    panel.interval(places, table["low"].to_list(), high, SERIES[0])
    panel.named_x([name or "all trials" for name in table["setting"]])
    panel.numeric_y(AxisRange(0.0, 1.1 * max(high), log=False))
    return (Figure(QUESTION, SPEED, panel.svg(QUESTION), data=f"{QUESTION}-settings"),)


def _shares(table: "pl.DataFrame") -> tuple[Figure, ...]:
    shares = table["share"].to_list()
    if not shares:
        return ()
    panel = Panel("Shares of the time", *SIZE)
    panel.heading("share of the time")
    panel.bars(list(range(len(shares))), shares, 0.5, SERIES[0])
    panel.named_x([NAMES[activity] for activity in table["activity"]])
    panel.numeric_y(AxisRange(0.0, 1.1 * max(*shares, 0.1), log=False))
    name = f"{QUESTION}-shares"
    return (Figure(name, SHARES, panel.svg(name), data=name),)
