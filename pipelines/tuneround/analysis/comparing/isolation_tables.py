"""Isolation tables: what the isolation plots draw, in tidy columns."""

from collections.abc import Iterable
from math import isinf

import polars as pl

from tuneround.analysis.comparing.cells import Cut
from tuneround.analysis.comparing.equal_budget import budget_of, summaries
from tuneround.analysis.divergence import crosses
from tuneround.analysis.finite import finite
from tuneround.analysis.judged import JudgedRound

CELLS = {
    "cut": pl.Int64(),
    "hyperparameter": pl.String(),
    "cell": pl.String(),
    "is_log": pl.Boolean(),
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
    "cut": pl.Int64(),
    "cell": pl.String(),
    "trial": pl.Int64(),
    "x": pl.Float64(),
    "value": pl.Float64(),
    "is_cross": pl.Boolean(),
}


def cells_table(judged: JudgedRound, cuts: Iterable[Cut]) -> pl.DataFrame:
    """Return a row for each cell; `hyperparameter` is empty where the cells are the settings."""
    rows = [
        (
            number,
            cut.name,
            shown.cell.label,
            cut.is_log,
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
        for number, cut in enumerate(cuts)
        for shown in summaries(judged, cut)
    ]
    return pl.DataFrame(rows, schema=CELLS, orient="row")


def points_table(judged: JudgedRound, cuts: Iterable[Cut]) -> pl.DataFrame:
    """Return a row for each point of each cut, best first.

    `x` is null but in buckets, `value` where the point is infeasible; `is_cross` says that its best
    trial is, or diverged.
    """
    crossed = crosses(judged.tables, judged.spec.objective)
    rows = [
        (
            number,
            cell.label,
            point.trial,
            None if cell.low is None else float(point.hyperparameters[cut.name]),
            finite(judged.value(point.score)),
            isinf(point.score) or point.trial in crossed,
        )
        for number, cut in enumerate(cuts)
        for cell, point in sorted(cut.pairs, key=lambda pair: pair[1].score)
    ]
    return pl.DataFrame(rows, schema=POINTS, orient="row")
