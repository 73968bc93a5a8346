from itertools import permutations

import numpy as np
import pytest
from scipy import stats
from tuneround.analysis.ranks import ranks
from tuneround.analysis.training.trend import rising_p


@pytest.mark.parametrize("size", [8, 20, 200])
def test_the_tail_is_that_of_spearmans_rho(size):
    """Beyond the shortest series, p is scipy's one-sided p of Spearman's rho, ties included."""
    random = np.random.default_rng(size)
    for values in (random.random(size), np.round(random.random(size), 1)):
        oracle = stats.spearmanr(np.arange(size), values, alternative="greater").pvalue
        assert rising_p(values) == pytest.approx(oracle)


@pytest.mark.parametrize("size", [4, 5, 6, 7])
def test_short_series_are_not_called_rarer_than_they_are(size):
    """At every level, hardly more orders are called rising than that share of them."""
    p = np.array([rising_p(np.array(order)) for order in permutations(np.arange(float(size)))])
    for level in (0.001, 0.005, 0.01, 0.05):
        assert np.mean(p <= level) <= 1.15 * level


def test_false_alarms_of_noise():
    """Of 2,000 series of noise about 1% are called rising at 1%."""
    random = np.random.default_rng(0)
    called = sum(rising_p(random.normal(size=12)) <= 0.01 for _ in range(2000))
    assert 8 <= called <= 34


def test_ties_are_counted_in_short_series():
    """Of the three orders of 1, 1, 2 one rises."""
    assert rising_p(np.array([1.0, 1.0, 2.0])) == pytest.approx(1 / 3)


def test_ranks_are_scipys():
    """Equal values share their mean rank; infinite ones are the greatest."""
    values = np.array([3.0, 1.0, np.inf, 3.0, np.inf, -2.0])
    assert ranks(values).tolist() == stats.rankdata(values).tolist()
