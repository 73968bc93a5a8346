"""The best of k, against every way to draw k."""

from itertools import combinations
from math import inf

import numpy as np
import pytest
from scipy import stats
from tuneround.analysis.comparing.order_statistics import (
    best_of_quantiles,
    best_of_weights,
    expected_best,
    lead_probability,
)

VALUES = [0.1, 0.25, 0.25, 0.5, 2.0, 3.5, 8.0]
SIZES = [(n, k) for n in range(1, 8) for k in range(1, n + 1)]


def bests(values, k):
    """Return the best of each way to draw k of the values."""
    return sorted(min(drawn) for drawn in combinations(values, k))


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_the_expected_best_is_the_mean_over_all_draws(n, k):
    """Weights and mean equal those of every combination."""
    assert best_of_weights(n, k).sum() == pytest.approx(1.0, abs=1e-12)
    assert expected_best(VALUES[:n], k) == pytest.approx(np.mean(bests(VALUES[:n], k)), rel=1e-12)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_quantiles_are_the_smallest_values_reached_by_so_many_draws(n, k):
    """Each quantile equals the inverted distribution over every combination."""
    values = [*VALUES[: n - 1], inf] if n > 1 else VALUES[:1]
    levels = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]
    expected = np.quantile(bests(values, k), levels, method="inverted_cdf")
    assert best_of_quantiles(values, k, levels).tolist() == expected.tolist()


def test_a_thousand_points_keep_their_digits():
    """At n = 1,000 the logarithms still give the hypergeometric probabilities."""
    n, k = 1000, 500
    places = np.arange(1, n + 1)
    # None of the first i is among the k drawn.
    none = stats.hypergeom.pmf(0, n, places, k)
    expected = -np.diff(none, prepend=1.0)
    assert best_of_weights(n, k) == pytest.approx(expected, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("own", "other"), [(1, 1), (3, 3), (4, 2), (2, 5)])
def test_a_lead_is_as_likely_as_the_ways_to_deal_the_ranks(own, other):
    """The chance equals the share of all labelings in which one group has the best j."""
    total = own + other
    deals = [set(dealt) for dealt in combinations(range(total), own)]
    for lead in range(1, max(own, other) + 1):
        first = set(range(lead))
        hits = sum(first <= dealt or not first & dealt for dealt in deals)
        assert lead_probability(lead, own, other) == pytest.approx(hits / len(deals))
