"""Isolation tables: what the isolation plots draw, in tidy columns."""

from collections.abc import Iterable

import polars as pl

from tuneround.analysis.cells import Cut
from tuneround.analysis.equal_budget import budget_of, summaries
from tuneround.analysis.finite import finite
from tuneround.analysis.judged import JudgedRound

CELLS = {
    "hyperparameter": pl.String(),
    "cell": pl.String(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "points": pl.Int64(),
    "infeasible": pl.Int64(),
    "best": pl.Float64(),
    "budget": pl.Int64(),
    "expected_at_budget": pl.Float64(),
    "interval_good_end": pl.Float64(),
    "interval_bad_end": pl.Float64(),
}
POINTS = {
    "hyperparameter": pl.String(),
    "cell": pl.String(),
    "trial": pl.Int64(),
    "x": pl.Float64(),
    "value": pl.Float64(),
}


def cells_table(judged: JudgedRound, cuts: Iterable[Cut]) -> pl.DataFrame:
    """Return a row for each cell; `hyperparameter` is empty where the cells are the settings."""
    rows = [
        (
            cut.name,
            shown.cell.label,
            shown.cell.low,
            shown.cell.high,
            len(shown.cell.points),
            shown.cell.infeasible,
            shown.best,
            budget_of(cut),
            shown.expected,
            shown.good,
            shown.bad,
        )
        for cut in cuts
        for shown in summaries(judged, cut)
    ]
    return pl.DataFrame(rows, schema=CELLS, orient="row")


def points_table(judged: JudgedRound, cuts: Iterable[Cut]) -> pl.DataFrame:
    """Return a row for each point of each cell; `x` in buckets only, `value` null if infeasible."""
    rows = [
        (
            cut.name,
            cell.label,
            point.trial,
            None if cell.low is None else float(point.hyperparameters[cut.name]),
            finite(judged.value(point.score)),
        )
        for cut in cuts
        for cell in cut.cells
        for point in cell.points
    ]
    return pl.DataFrame(rows, schema=POINTS, orient="row")
