"""Piling: whether the best points of a setting lie at one end of an axis.

Two signs, either of which is enough:

    piled    x of the best k = max(4, ⌈n/8⌉) of n feasible points lie in the outer zone of the axis
             (a tenth of it), which holds m of all n, and x >= k / 3:
             p = P(X >= x), X ~ Hypergeometric(n, m, k)
    trend    scores fall towards the bound over all n feasible points (Spearman's correlation of
             nearness and score below 0, one-sided p by Student's t), and the best k are there
             (their median among the outer 15% of the points)

k is an eighth because an optimum beyond a bound leaves, of one axis, about a tenth of the points in
reach of the bound. The trend finds with 16 points what the count cannot: a quasi-random search puts
only one or two of 16 into a tenth. It alone would also find an optimum well inside but not in the
middle; hence the condition on the median. Both compare with where the points are, not with where an
even search would have put them: an imported round may have sampled 1 - x on a log scale. Of a
thousand points even a slight preference is no chance; a third of the best is a pile.

Where crosses lie beyond an edge, the axis is measured up to the edge instead of the bound.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from tuneround.analysis.ranks import above_chance, correlation_chance, rank_correlation, ranks
from tuneround.analysis.space.places import Places
from tuneround.analysis.statistics import hypergeometric_at_least

FEWEST = 8
"""Feasible points below which the best of them say nothing about a bound."""
LEAST = 1 / 3
MEDIAN_WITHIN = 0.15
EDGE_CHANCE = 0.01
"""Crosses lie towards an end when chance would put them there more rarely. Not corrected for the
number of looks: what it prevents is a proposal to search where training diverges."""


@dataclass(frozen=True)
class Piling:
    """What the points of one setting say about one end of an axis.

    Attributes:
        places: the points.
        upper: which end.
        edge: nearness above which points are mostly crosses; None without such a region.
        best: k, how many are the best.
        outside: how many of these lie in the outer zone.
        expected: how many would by chance.
        correlation: of nearness and score over the feasible points; negative: better towards it.
        piled_p: of the first sign; 1 where the best are no pile.
        trend_p: of the second one; 1 where the best are not at the end.

    """

    places: Places
    upper: bool
    edge: float | None
    best: int
    outside: int
    expected: float
    correlation: float
    piled_p: float
    trend_p: float

    @property
    def numbers(self) -> dict[str, bool | int | float]:
        """Its numbers, as findings hold them."""
        return {
            "upper": self.upper,
            "feasible": self.places.feasible,
            "best": self.best,
            "outside": self.outside,
            "expected": self.expected,
            "correlation": self.correlation,
            "piled_p": self.piled_p,
            "trend_p": self.trend_p,
        }

    def holds(self, level: float) -> bool:
        """Whether either sign is rarer than `level` by chance."""
        return min(self.piled_p, self.trend_p) < level / 2


def piling(places: Places, upper: bool) -> Piling:
    """Return what the points say about one end; there are FEWEST feasible ones at least."""
    count = places.feasible
    edge = _edge(places, upper)
    reach = 1.0 if edge is None else edge
    nearness = np.minimum(places.nearness(upper)[:count] / reach, 1.0)
    share = min(places.axis.outer(upper) / reach, 1.0)
    best = max(4, ceil(count / 8))
    is_outside = nearness > 1 - share
    outside, zone = int(is_outside[:best].sum()), int(is_outside.sum())
    correlation = rank_correlation(nearness, places.scores[:count])
    is_there = float(np.median(ranks(nearness)[:best])) / count >= 1 - max(MEDIAN_WITHIN, share)
    is_pile = outside >= LEAST * best
    return Piling(
        places,
        upper,
        edge,
        best,
        outside,
        best * zone / count,
        correlation,
        hypergeometric_at_least(outside, best, zone, count) if is_pile else 1.0,
        correlation_chance(-correlation, count) if is_there else 1.0,
    )


def _edge(places: Places, upper: bool) -> float | None:
    """Return the nearness that best parts feasible points from crosses towards that end.

    It errs on the smallest sum of two shares: feasible points beyond it, crosses before it. None
    where crosses do not lie there, or are not most of what lies beyond.
    """
    count, nearness = places.feasible, places.nearness(upper)
    feasible, bad = nearness[:count], nearness[count:]
    if above_chance(bad, feasible) >= EDGE_CHANCE:
        return None
    ordered = np.unique(nearness)
    cuts = (ordered[1:] + ordered[:-1]) / 2
    beyond_feasible = (feasible[:, None] > cuts).mean(axis=0)
    beyond_bad = (bad[:, None] > cuts).sum(axis=0)
    cut = cuts[np.argmin(beyond_feasible - beyond_bad / len(bad))]
    most = (bad > cut).sum() > (feasible > cut).sum()
    return float(cut) if most and cut > 0 else None
