"""Shown sides: the sides of a comparison by name, in the objective's own values."""

from collections.abc import Mapping
from math import isfinite
from statistics import fmean, stdev

from tuneround.analysis.adopting.sides import Side, differing
from tuneround.analysis.verdict import number
from tuneround.records.comparison import ComparedSide
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Direction, Objective

MOST_NAMED = 2
"""Hyperparameters that name a side; where more differ, the trial does."""


def names_of(change: Side, baseline: Side) -> tuple[str, str]:
    """Return what tells the two from each other, as short as it can be."""
    first, second = change.point, baseline.point
    if first.label != second.label:
        return first.label or "no setting", second.label or "no setting"
    differs = differing(first.hyperparameters, second.hyperparameters)
    if 0 < len(differs) <= MOST_NAMED:
        return _values(first.hyperparameters, differs), _values(second.hyperparameters, differs)
    across = change.round != baseline.round
    if across and not differs:
        return change.round, baseline.round
    return _by_trial(change, across), _by_trial(baseline, across)


def compared_side(side: Side, name: str, objective: Objective) -> ComparedSide:
    """Return a side as the record shows it."""
    repeats, sign = side.point.repeats, objective.direction.sign
    finite = [sign * score for score in side.point.scores if isfinite(score)]
    infeasible = [r.trial for r in repeats if r.score is not None and not isfinite(r.score)]
    lowest, highest = min(finite, default=None), max(finite, default=None)
    minimizes = objective.direction is Direction.MINIMIZE
    return ComparedSide(
        name=name,
        round=side.round,
        trials=tuple(r.trial for r in repeats),
        values=tuple(
            None if r.score is None or not isfinite(r.score) else sign * r.score for r in repeats
        ),
        infeasible=tuple(infeasible),
        unscored=tuple(r.trial for r in repeats if r.score is None),
        mean=fmean(finite) if finite and not infeasible else None,
        sd=stdev(finite) if len(finite) > 1 else None,
        best=lowest if minimizes else highest,
        worst=highest if minimizes else lowest,
        chosen_from=side.chosen_from,
        won_with=None if side.won_with is None else sign * side.won_with,
        hyperparameters=side.point.hyperparameters,
    )


def _by_trial(side: Side, across: bool) -> str:
    trial = f"trial {side.point.repeats[0].trial}"
    return f"{trial} of {side.round}" if across else trial


def _values(hyperparameters: Mapping[str, Scalar], names: tuple[str, ...]) -> str:
    held = [(name, hyperparameters[name]) for name in names if name in hyperparameters]
    shown = [f"{n}={number(v) if isinstance(v, float) else v}" for n, v in held]
    return ", ".join(shown) or f"no {', '.join(names)}"
