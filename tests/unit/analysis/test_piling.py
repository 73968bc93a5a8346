import numpy as np
import pytest
from scipy import stats
from tuneround.analysis.ranks import above_chance, correlation_chance, rank_correlation, ranks
from tuneround.analysis.space.axes import Axis
from tuneround.analysis.space.piling import piling
from tuneround.analysis.space.places import Places
from tuneround.analysis.statistics import hypergeometric_at_least
from tuneround.spec.hyperparameter import Hyperparameter

AXIS = Axis(Hyperparameter(name="x", min=0.0, max=1.0))


def places(spots, scores):
    """Return points of one setting; infinite scores are crosses."""
    order = np.argsort(scores, kind="stable")
    spots, scores = np.asarray(spots)[order], np.asarray(scores, dtype=float)[order]
    return Places(AXIS, "", order, spots, spots, scores)


EVEN = (np.arange(64) + 0.5) / 64


def test_the_count_is_the_hypergeometric_tail():
    """The best 8 of 64 lie in the outer tenth, which holds 6: as rare as scipy says."""
    found = piling(places(EVEN, 1 - EVEN), upper=True)
    assert (found.best, found.outside, found.edge) == (8, 6, None)
    assert found.piled_p == pytest.approx(stats.hypergeom.sf(5, 64, 6, 8))
    assert found.correlation == -1
    assert found.holds(0.01)
    assert not piling(places(EVEN, 1 - EVEN), upper=False).holds(0.01)


def test_a_few_near_the_bound_are_no_pile():
    """Of the best less than a third at the bound, however unlikely that is, is no pile."""
    spots = (np.arange(4000) + 0.5) / 4000
    chosen = (np.arange(4000) * 2357 % 4000) / 4000
    scores = np.where(spots > 0.9, 0.5 * chosen, chosen)
    found = piling(places(spots, scores), upper=True)
    assert found.outside < found.best / 3
    assert stats.hypergeom.sf(found.outside - 1, 4000, 400, found.best) < 0.01
    assert not found.holds(0.01)


def test_the_trend_needs_the_best_to_be_there():
    """A trend over all points alone does not make the bound suspicious."""
    distance = np.abs(EVEN - 0.75)
    found = piling(places(EVEN, distance), upper=True)
    assert found.correlation < -0.5
    assert found.trend_p == 1


def test_an_uneven_search_is_compared_with_itself():
    """Where most points lie in the outer tenth, most of the best being there means nothing."""
    random = np.random.default_rng(0)
    spots = 1 - 10 ** random.uniform(-4, 0, 200)
    assert not piling(places(spots, random.random(200)), upper=True).holds(0.01)


def test_the_edge_of_the_crosses():
    """Crosses from 0.7 on: the axis ends there, and the best lie at its end."""
    scores = np.where(EVEN > 0.7, np.inf, 1 - EVEN)
    found = piling(places(EVEN, scores), upper=True)
    assert found.edge == pytest.approx(0.7, abs=1 / 64)
    assert found.holds(0.01)
    assert piling(places(EVEN, scores), upper=False).edge is None


def test_a_single_cross_is_no_edge():
    """One infeasible trial at the end does not make a region."""
    scores = np.where(EVEN > 0.99, np.inf, 1 - EVEN)
    assert piling(places(EVEN, scores), upper=True).edge is None


@pytest.mark.parametrize("seed", range(20))
def test_rank_statistics_are_those_of_scipy(seed):
    """Ranks, correlation and the rank sum agree with scipy, ties included."""
    random = np.random.default_rng(seed)
    first, second = random.integers(0, 6, (2, 12)).astype(float)
    assert ranks(first) == pytest.approx(stats.rankdata(first))
    assert rank_correlation(first, second) == pytest.approx(stats.spearmanr(first, second)[0])
    chance = correlation_chance(rank_correlation(first, second), 12)
    assert chance == pytest.approx(stats.spearmanr(first, second, alternative="greater")[1])
    told = stats.mannwhitneyu(first, second[:7], alternative="greater", method="asymptotic")
    assert above_chance(first, second[:7]) == pytest.approx(told.pvalue)


@pytest.mark.parametrize("seed", range(20))
def test_the_hypergeometric_tail_is_that_of_scipy(seed):
    """Any counts, possible or not."""
    random = np.random.default_rng(seed)
    total = int(random.integers(1, 200))
    good, drawn = random.integers(0, total + 1, 2).tolist()
    for successes in range(-1, drawn + 2):
        expected = stats.hypergeom.sf(successes - 1, total, good, drawn)
        found = hypergeometric_at_least(successes, drawn, good, total)
        assert found == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_a_constant_column_has_no_correlation():
    """Neither ranks nor groups of one value differ."""
    constant = np.ones(9)
    assert rank_correlation(constant, np.arange(9.0)) == 0
    assert above_chance(constant, constant) == 1
    assert above_chance(constant, np.empty(0)) == 1
