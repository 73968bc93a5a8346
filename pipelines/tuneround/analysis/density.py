"""Density: whether there are enough points in the good region of the search space.

For each scientific setting with n feasible points, sorted s_1 <= ... <= s_n, the good region is
what scores no worse than midway between the best and the median M:

    m = #{i > 1 : s_i <= (s_1 + M) / 2},    h = #{i > 1 : s_i <= M}

Around an optimum that the search has covered, scores below the median lie about evenly between s_1
and M (exactly so for a bowl over two hyperparameters that matter; closer to s_1 for one), so that m
is about h / 2. The good region was hardly hit when m < ENOUGH and, with the upper quartile Q,

    P(X <= m) < LEVEL / (number of settings),    X ~ Binomial(h, 1/2)
    M - (s_1 + M) / 2 > FAR (Q - M)

The midpoint needs no unit and no noise level. The second condition is for a landscape that is flat
up to noise: of 32 normal scores the best alone is beyond the midpoint in a quarter of all rounds,
but that far beyond the others in one of forty. One lucky outlier still looks like a region.

Playbook: "Not sampling enough points in the search space". It says that it is hard to know, and
asks to look at how many points are in the good region; the count and the test are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.naming import setting_text
from tuneround.analysis.places import tried_points
from tuneround.analysis.statistics import binomial_at_least
from tuneround.analysis.verdict import number
from tuneround.records.change import SetTrials
from tuneround.records.finding import Finding, Level

LEVEL = 0.02
ENOUGH = 3
"""So many points besides the best are enough, whatever the chance."""
FAR = 3
"""How many times the distance from the median to the upper quartile."""
FEWEST = 8
"""Feasible points of a setting below which nothing is said."""
WANTED = 5
"""Points in the good region, the best included, for which more trials are proposed."""
MOST_TIMES = 4
"""How many times the trials are multiplied at most in one round."""
MOST_TRIALS = 1_000_000
"""What a spec allows."""
SECTION = "Not sampling enough points in the search space"


@dataclass(frozen=True)
class GoodRegion:
    """The good region of one setting.

    Attributes:
        label: the setting.
        trials: of the feasible points, best first.
        scores: theirs, lower is better.
        limit: the worst score of the region.
        others: m, how many points are in it besides the best.
        chance: that no more would be, had the search covered it.
        is_far: whether it is farther from the median than the bad trials are.

    """

    label: str
    trials: tuple[int, ...]
    scores: tuple[float, ...]
    limit: float
    others: int
    chance: float
    is_far: bool

    @property
    def is_thin(self) -> bool:
        """Whether it is a region beyond noise, with fewer points than ENOUGH."""
        return self.others < ENOUGH and self.is_far


def density(judged: JudgedRound) -> Answer:
    """Return whether each setting has enough points in its good region."""
    regions = good_regions(judged)
    thin = [r for r in regions if r.is_thin and r.chance < LEVEL / len(regions)]
    findings = [_finding(judged, region) for region in thin]
    return Answer(
        tuple(findings) or (_nothing(judged, regions),), {"density": _table(judged, regions)}
    )


def good_regions(judged: JudgedRound) -> tuple[GoodRegion, ...]:
    """Return the good region of each setting with FEWEST feasible points, in the plan's order."""
    feasible: dict[str, list[tuple[float, int]]] = {}
    for label, trial, score, _ in tried_points(judged):
        if isfinite(score):
            feasible.setdefault(label, []).append((score, trial))
    return tuple(
        _region(label, sorted(points))
        for label, points in feasible.items()
        if len(points) >= FEWEST
    )


def _region(label: str, points: Sequence[tuple[float, int]]) -> GoodRegion:
    scores = tuple(score for score, _ in points)
    middle = len(scores) // 2
    # Halved before they are added: the sum of huge scores overflows.
    median = scores[middle] / 2 + scores[-middle - 1] / 2
    limit = scores[0] / 2 + median / 2
    others = sum(score <= limit for score in scores[1:])
    better_half = sum(score <= median for score in scores[1:])
    return GoodRegion(
        label,
        tuple(trial for _, trial in points),
        scores,
        limit,
        others,
        binomial_at_least(better_half - others, better_half, 0.5),
        median - limit > FAR * (scores[3 * len(scores) // 4] - median),
    )


def _finding(judged: JudgedRound, region: GoodRegion) -> Finding:
    inside = region.others + 1
    trials = judged.spec.budget.trials
    more = min(ceil(trials * min(WANTED / inside, MOST_TIMES)), MOST_TRIALS)
    counted = "only the best" if inside == 1 else f"only {inside}"
    return Finding(
        question="density",
        level=Level.CAUTION,
        setting=region.label,
        sentence=(
            f"Of {len(region.scores)} feasible trials{setting_text(region.label)} {counted} "
            f"reached {number(judged.value(region.limit))}, midway between the best "
            f"({number(judged.value(region.scores[0]))}) and the median: the good region of the "
            "search space was hardly hit, and a better point is likely to have been missed."
        ),
        remedy=(
            f"Run more trials, {more} in all, or narrow the ranges around the best trial "
            f"({region.trials[0]})."
        ),
        section=SECTION,
        numbers={**_numbers(judged, region), "trials": more},
        changes=(SetTrials(trials=more),),
    )


def _numbers(judged: JudgedRound, region: GoodRegion) -> dict[str, float | int]:
    return {
        "feasible": len(region.scores),
        "inside": region.others + 1,
        "limit": judged.value(region.limit),
        "best": judged.value(region.scores[0]),
        "best_trial": region.trials[0],
        "chance": region.chance,
    }


def _nothing(judged: JudgedRound, regions: Sequence[GoodRegion]) -> Finding:
    if not regions:
        return Finding(
            question="density",
            level=Level.UNKNOWN,
            sentence=f"Whether the good region was hit often enough takes {FEWEST} feasible trials "
            "of one setting.",
            section=SECTION,
            numbers={"fewest": FEWEST},
        )
    fewest = min(regions, key=lambda region: region.others)
    return Finding(
        question="density",
        level=Level.FINE,
        sentence=(
            f"{fewest.others + 1} of {len(fewest.scores)} feasible trials"
            f"{setting_text(fewest.label)} are in the good region, at or better than "
            f"{number(judged.value(fewest.limit))}"
            f"{', fewer than of any other setting' if len(regions) > 1 else ''}: not too few."
        ),
        section=SECTION,
        numbers=_numbers(judged, fewest),
    )


def _table(judged: JudgedRound, regions: Sequence[GoodRegion]) -> pl.DataFrame:
    rows = [
        (region.label, rank, trial, judged.value(score), score <= region.limit)
        for region in regions
        for rank, (trial, score) in enumerate(zip(region.trials, region.scores, strict=True), 1)
    ]
    schema = {
        "setting": pl.String,
        "rank": pl.Int64,
        "trial": pl.Int64,
        "objective": pl.Float64,
        "is_good": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
