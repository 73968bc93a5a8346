"""Power: how many seeds a side would show a difference of this size, with this spread.

The smallest n with

    P(|T| > t) >= POWER,   T ~ noncentral t, 2 n - 2 degrees, shifted by (gap / spread) sqrt(n / 2)

where t is the two-sided quantile at the level that the exact permutation test of n against n can
reach: its p is a multiple of 2 / C(2 n, n), so at n = 4 it decides at .029, at 5 at .048, and from
6 on close to .05. The t-test stands in for the permutation test, whose power is nearly the same;
docs/compare.md has the simulated figures.
"""

from math import comb, floor, sqrt

from tuneround.analysis.statistics import noncentral_student_below, student_quantile

POWER = 0.8
MOST_SEEDS = 100
"""Seeds a side above which no number is proposed: the difference is too small to be worth them."""

CERTAIN = 1e6
"""Spreads of a gap that any seeds show; the distribution has no numbers for far larger ones."""


def seeds_needed(gap: float, spread: float, level: float) -> int | None:
    """Return the seeds a side that would show `gap`; None above MOST_SEEDS.

    Args:
        gap: the difference of means to be shown, positive, in the objective's unit.
        spread: standard deviation over seeds, pooled over both sides, the same unit.
        level: the p at which the test decides.

    """
    sizes = range(2, MOST_SEEDS + 1)
    return next((n for n in sizes if power(n, gap, spread, level) >= POWER), None)


def power(seeds: int, gap: float, spread: float, level: float) -> float:
    """Return the chance that `seeds` against `seeds` show `gap`; arguments as in `seeds_needed`."""
    reached = reachable_level(seeds, level)
    if reached == 0 or gap <= 0:
        return 0.0
    if spread == 0 or gap / spread > CERTAIN:
        return 1.0
    freedom, shift = 2 * seeds - 2, gap / spread * sqrt(seeds / 2)
    threshold = student_quantile(1 - reached / 2, freedom)
    below = noncentral_student_below(threshold, freedom, shift)
    return 1 - below + noncentral_student_below(-threshold, freedom, shift)


def reachable_level(seeds: int, level: float) -> float:
    """Return the largest p at or below `level` that an exact test of such sides can give.

    >>> reachable_level(3, 0.05), round(reachable_level(4, 0.05), 4)
    (0.0, 0.0286)
    """
    assignments = comb(2 * seeds, seeds)
    return 2 * floor(level * assignments / 2) / assignments
