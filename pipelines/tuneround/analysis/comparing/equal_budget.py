"""Equal budget: what each cell of a cut would have reached with as many points as the smallest.

A cell with more points has had more luck. So the best of k of its points, drawn without
replacement, stands beside its best: k is the size of the smallest cell, the numbers are exact
(`order_statistics.py`), and an infeasible point counts as the worst value of the round.

The interval is that of the best of k/2, 5% to 95%: what half that budget would have found. At k
itself the smallest cell has no spread left, and resampling with replacement is wrong for a best.
"""

from dataclasses import dataclass
from math import isinf

import numpy as np

from tuneround.analysis.comparing.cells import Cell, Cut
from tuneround.analysis.comparing.order_statistics import best_of_quantiles, expected_best
from tuneround.analysis.finite import finite
from tuneround.analysis.judged import JudgedRound

INTERVAL = (0.05, 0.95)


@dataclass(frozen=True)
class CellSummary:
    """One cell, its values as objectives; None where infeasible points leave none.

    Attributes:
        cell: which.
        best: of all its points.
        expected: best of as many points as the smallest cell has, on average.
        good, bad: ends of the interval of half as many.

    """

    cell: Cell
    best: float | None
    expected: float | None
    good: float | None
    bad: float | None


def budget_of(cut: Cut) -> int:
    """Return the size of the smallest cell, in points."""
    return min(len(cell.points) for cell in cut.cells)


def summaries(judged: JudgedRound, cut: Cut) -> tuple[CellSummary, ...]:
    """Return every cell of the cut at the budget of the smallest."""
    budget = budget_of(cut)
    finite = [s for cell in cut.cells for s in cell.scores.tolist() if not isinf(s)]
    worst = max(finite, default=0.0)
    return tuple(_summary(judged, cell, budget, worst) for cell in cut.cells)


def _summary(judged: JudgedRound, cell: Cell, budget: int, worst: float) -> CellSummary:
    good, bad = best_of_quantiles(cell.scores, max(1, budget // 2), INTERVAL)
    bounded = np.where(np.isinf(cell.scores), worst, cell.scores)
    has_value = not isinf(cell.best)
    return CellSummary(
        cell=cell,
        best=finite(judged.value(cell.best)),
        expected=judged.value(expected_best(bounded, budget)) if has_value else None,
        good=finite(judged.value(float(good))),
        bad=finite(judged.value(float(bad))),
    )
