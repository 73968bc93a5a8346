"""Best of k: how many trials would have been enough.

For each scientific setting the exact curve of the best of k of its n points against k
(`search_curve.py`). When the second half of the points of some setting still gained more
than the tolerance there (the round's `minEffect`, else a tenth of the spread of its good points),
that is a note and the next round is proposed twice as many trials; else all is fine, and the
finding says how many would have been enough. Nothing is extrapolated: a curve that still falls does
not say how far. Below four points a setting, unknown.

Playbook: "How many trials are needed to get good results with quasi-random search?", which draws
this curve as box plots by resampling; here it is exact. The tolerance is ours.
"""

from math import isinf

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.comparing.cells import settings_of
from tuneround.analysis.comparing.draws import draws_of, seeds_text
from tuneround.analysis.comparing.search_curve import FEWEST, LEVELS, SearchCurve
from tuneround.analysis.finite import finite
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.verdict import number
from tuneround.records.change import SetTrials
from tuneround.records.finding import Finding, Level, Numbers
from tuneround.spec.objective import Direction

SECTION = "How many trials are needed to get good results with quasi-random search?"
COLUMNS = ("setting", "k", "expected", *(f"q{100 * level:02.0f}" for level in LEVELS))
SCHEMA = dict(zip(COLUMNS, (pl.String(), pl.Int64(), *[pl.Float64()] * 6), strict=True))
MOST_TRIALS = 1_000_000
"""As many as a spec allows."""
REMEDY = "Search with more trials, or in a smaller space around the best."


def best_of_k(judged: JudgedRound) -> Answer:
    """Say what the second half of the trials brought, and how many would have been enough."""
    curves = curves_of(judged)
    if not curves:
        sentence = f"No setting has {FEWEST} points and a finite objective among them."
        return Answer((_finding(Level.UNKNOWN, sentence),))
    data = {"best-of-k": _table(judged, curves)}
    numbers = _numbers(judged, curves)
    curve = max(curves, key=lambda curve: curve.gain - curve.tolerance)
    if not curve.still_gains:
        return Answer((_finding(Level.FINE, _enough(judged, curves), numbers=numbers),), data)
    change = SetTrials(trials=min(2 * judged.spec.budget.trials, MOST_TRIALS))
    sentence = f"{_reached(judged, curve)}: the second half still brought {number(curve.gain)}."
    return Answer((_finding(Level.NOTE, sentence, REMEDY, numbers, (change,)),), data)


def curves_of(judged: JudgedRound) -> list[SearchCurve]:
    """Return the curve of each setting with enough points, in the order of the plan."""
    cells = settings_of(judged, draws_of(judged))
    effect = judged.spec.objective.min_effect
    return [
        SearchCurve(cell, effect)
        for cell in cells
        if not isinf(cell.best) and len(cell.points) >= FEWEST
    ]


def _reached(judged: JudgedRound, curve: SearchCurve) -> str:
    label = f"{curve.cell.label}: " if curve.cell.label else ""
    metric, size = judged.spec.objective.metric, curve.size
    half, best = (number(judged.value(score)) for score in (curve.half, curve.cell.best))
    seeds = seeds_text(curve.cell.points)
    return (
        f"{label}{size // 2} of the {size} points would have reached {metric} {half} on average, "
        f"all of them reached {best}{seeds}"
    )


def _enough(judged: JudgedRound, curves: list[SearchCurve]) -> str:
    """Return how many points the setting that took most of its own would have needed."""
    curve = max(curves, key=lambda curve: curve.enough / curve.size)
    within = f"within {number(curve.tolerance)} of that in half of all searches"
    return f"{_reached(judged, curve)}; {curve.enough} would have come {within}."


def _numbers(judged: JudgedRound, curves: list[SearchCurve]) -> Numbers:
    return {
        "settings": tuple(curve.cell.label for curve in curves),
        "points": tuple(curve.size for curve in curves),
        "best": tuple(judged.value(curve.cell.best) for curve in curves),
        "expected_at_half": tuple(judged.value(curve.half) for curve in curves),
        "gain": tuple(finite(curve.gain) for curve in curves),
        "tolerance": tuple(finite(curve.tolerance) for curve in curves),
        "enough": tuple(curve.enough for curve in curves),
    }


def _table(judged: JudgedRound, curves: list[SearchCurve]) -> pl.DataFrame:
    """Return a row for each setting and k; quantiles are the objective's, null if infeasible."""
    minimizes = judged.spec.objective.direction is Direction.MINIMIZE
    order = slice(None) if minimizes else slice(None, None, -1)
    rows = [
        (
            curve.cell.label,
            k,
            judged.value(mean),
            *(finite(judged.value(score)) for score in quantiles[order].tolist()),
        )
        for curve in curves
        for k, mean, quantiles in zip(curve.sizes, curve.means, curve.quantiles, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _finding(
    level: Level,
    sentence: str,
    remedy: str = "",
    numbers: Numbers | None = None,
    changes: tuple[SetTrials, ...] = (),
) -> Finding:
    return Finding(
        question="best_of_k",
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers or {},
        changes=changes,
    )
