"""Good region: which points of a setting are good, and whether they are too few.

For each scientific setting with n feasible points, sorted s_1 <= ... <= s_n, the good region is
what scores no worse than midway between the best and the median M:

    m = #{i > 1 : s_i <= (s_1 + M) / 2},    h = #{i > 1 : s_i <= M}

Around an optimum that the search has covered, scores below the median lie about evenly between s_1
and M (exactly so for a bowl over two hyperparameters that matter; closer to s_1 for one), so that m
is about h / 2. The good region was hardly hit when m < ENOUGH and, with the upper quartile Q,

    P(X <= m) < level,    X ~ Binomial(h, 1/2)
    M - (s_1 + M) / 2 > FAR (Q - M)

The midpoint needs no unit and no noise level. The second condition is for a landscape that is flat
up to noise: of 32 normal scores the best alone is beyond the midpoint in a quarter of all rounds,
but that far beyond the others in one of forty. One lucky outlier still looks like a region.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.places import tried_points
from tuneround.analysis.statistics import binomial_at_least

ENOUGH = 3
"""So many points besides the best are enough, whatever the chance."""
FAR = 3
"""How many times the distance from the median to the upper quartile."""
FEWEST = 8
"""Feasible points of a setting below which nothing is said."""


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
