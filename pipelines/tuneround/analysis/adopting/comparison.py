"""Comparison: whether a change is better than a baseline, by the scores of several seeds each.

Playbook: "Determining whether to adopt a training pipeline change or hyperparameter configuration".
A trial's score is its best evaluation of the objective in hindsight. What is computed:

- difference: mean of the change minus mean of the baseline, its sign turned so that above 0 is
  better, and its bootstrap interval (bootstrap.py);
- p: the unpaired permutation test (permutation.py), which decides at .05;
- paired p: the sign flip over trials of both sides with the same seeds. Five pairs cannot fall
  below .0625, so it stands beside and does not decide;
- superiority: P(change better) + P(tie) / 2 over all pairs of one trial of each side
  (Bouthillier et al., 2021, arXiv 2103.03098);
- the weaker rule, as we read "taking into account the retrain variance of both the new point and
  the baseline": the difference exceeds the sum of both standard deviations, so that the bars
  mean +- sd of the two do not touch.

Where the better side is the best of k points by these very scores, and the other of j < k, it had
more chances to look good: p decides at .05 / ceil(k / j). Between equal numbers no correction is
needed, since the best of k against the best of k is fair, and none where the worse side had the
more chances.
"""

from collections.abc import Sequence
from math import ceil, isfinite
from statistics import fmean, stdev

from tuneround.analysis.adopting.bootstrap import difference_interval
from tuneround.analysis.adopting.decision import LEVEL, decide
from tuneround.analysis.adopting.permutation import (
    sign_flip,
    smallest_p,
    smallest_paired_p,
    unpaired,
)
from tuneround.analysis.adopting.remarks import remarks
from tuneround.analysis.adopting.shown_sides import compared_side, names_of
from tuneround.analysis.adopting.sides import Side, differing
from tuneround.analysis.comparing.points import Noise, Point
from tuneround.records.comparison import Comparison, Evidence
from tuneround.spec.objective import Objective


def compare(
    change: Side, baseline: Side, objective: Objective, noise: Noise | None = None
) -> Comparison:
    """Compare two points.

    Args:
        change: what may be adopted.
        baseline: what it would replace.
        objective: of both; its `min_effect` is the smallest improvement worth a change.
        noise: spread over seeds where it is known; decides only how many seeds are proposed when
            the sides have no spread of their own.

    """
    names = names_of(change, baseline)
    first, second = (
        compared_side(side, name, objective)
        for side, name in zip((change, baseline), names, strict=True)
    )
    found = evidence(change, baseline, noise)
    decision = decide((first, second), found, objective)
    return Comparison(
        objective=objective,
        change=first,
        baseline=second,
        differs=differing(change.point.hyperparameters, baseline.point.hyperparameters),
        evidence=found,
        verdict=decision.verdict,
        reason=decision.reason,
        seeds_needed=decision.seeds_needed,
        notes=remarks((change, baseline), (first, second), found, objective),
    )


def evidence(change: Side, baseline: Side, noise: Noise | None = None) -> Evidence:
    """Return every number of the comparison."""
    first, second = change.point.scores, baseline.point.scores
    chance = unpaired(first, second) if first and second else None
    pairs = paired_scores(change.point, baseline.point)
    paired = sign_flip(*zip(*pairs, strict=True)) if len(pairs) > 1 else None
    difference = _difference(first, second)
    interval = None if difference is None else difference_interval(second, first)
    low, high = interval or (None, None)
    return Evidence(
        difference=difference,
        low=low,
        high=high,
        p_value=chance and chance.p_value,
        p_smallest=smallest_p(len(first), len(second)),
        assignments=chance.assignments if chance else 0,
        exact=chance.exact if chance else True,
        favours_change=chance and chance.first_lower,
        level=LEVEL / _looks(change, baseline, chance is None or chance.first_lower),
        pairs=len(pairs),
        paired_p=paired and paired.p_value,
        paired_p_smallest=smallest_paired_p(len(pairs)) if paired else None,
        superiority=superiority(first, second) if first and second else None,
        beyond_spreads=_beyond_spreads(first, second),
        noise=noise and noise.spread,
        noise_points=noise.points if noise else 0,
    )


def paired_scores(first: Point, second: Point) -> list[tuple[float, float]]:
    """Return the scores of both points under the same seeds, in the order of the first."""
    held = {r.seeds: r.score for r in second.repeats if r.score is not None}
    return [
        (repeat.score, held[repeat.seeds])
        for repeat in first.repeats
        if repeat.score is not None and repeat.seeds in held
    ]


def superiority(first: Sequence[float], second: Sequence[float]) -> float:
    """Return P(first < second) + P(first = second) / 2 over all pairs; lower scores are better.

    >>> superiority([1.0, 2.0], [2.0, 3.0])
    0.875
    """
    wins = sum((a < b) + (a == b) / 2 for a in first for b in second)
    return wins / (len(first) * len(second))


def _difference(first: Sequence[float], second: Sequence[float]) -> float | None:
    if not first or not second or not all(map(isfinite, [*first, *second])):
        return None
    return fmean(second) - fmean(first)


def _beyond_spreads(first: Sequence[float], second: Sequence[float]) -> bool | None:
    difference = _difference(first, second)
    if difference is None or min(len(first), len(second)) < 2:
        return None
    return difference > stdev(first) + stdev(second)


def _looks(change: Side, baseline: Side, favours_change: bool) -> int:
    """Return how often the other side's number of points fits into that of the better side."""
    better, other = (change, baseline) if favours_change else (baseline, change)
    return ceil(better.chosen_from / other.chosen_from)
