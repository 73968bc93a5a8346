"""The interval of a difference of means, against scipy and against the truth."""

import numpy as np
import pytest
from scipy import stats
from tuneround.analysis.adopting.bootstrap import FEWEST, difference_interval, tail_probability

FIRST = [0.772, 0.774, 0.7729, 0.7745, 0.771]
SECOND = [0.7647, 0.7652, 0.7636, 0.7639, 0.7658, 0.7661]


def test_interval_is_scipy_s_percentile_interval_with_wider_tails() -> None:
    """Scipy's bootstrap at the tails that the formula gives has the same ends."""
    tail = tail_probability(len(FIRST), len(SECOND))
    oracle = stats.bootstrap(
        (FIRST, SECOND),
        lambda a, b, axis: np.mean(a, axis=axis) - np.mean(b, axis=axis),
        confidence_level=1 - 2 * tail,
        n_resamples=20_000,
        method="percentile",
        rng=np.random.default_rng(2),
    ).confidence_interval
    assert difference_interval(FIRST, SECOND) == pytest.approx(tuple(oracle), abs=1e-4)


def test_tail_follows_from_student_s_t_and_the_smaller_side() -> None:
    """The tail is the normal probability of the widened quantile of Student's t."""
    widened = np.sqrt(5 / 4) * stats.t.ppf(0.975, 9)
    assert tail_probability(5, 6) == pytest.approx(stats.norm.cdf(-widened))
    assert tail_probability(1000, 1000) == pytest.approx(0.025, rel=0.01)


def test_too_few_seeds_have_no_interval() -> None:
    """Below four seeds a side an interval would not cover what it says."""
    assert difference_interval(FIRST[: FEWEST - 1], SECOND) is None
    assert difference_interval(FIRST[:FEWEST], SECOND) is not None


def test_interval_is_the_same_each_time_and_of_no_width_without_a_spread() -> None:
    """The resampling is seeded; constant sides have one difference."""
    assert difference_interval(FIRST, SECOND) == difference_interval(FIRST, SECOND)
    assert difference_interval([2.0] * 5, [0.5] * 5) == (1.5, 1.5)


def test_interval_covers_the_truth_as_often_as_it_says() -> None:
    """Over 200 pairs of 5 normal scores, the true difference is inside about 95% of the time."""
    random = np.random.default_rng(3)
    inside = 0
    for _ in range(200):
        found = difference_interval(random.normal(1.0, 1.0, 5), random.normal(0.0, 1.0, 5))
        assert found is not None
        inside += found[0] <= 1.0 <= found[1]
    assert 0.91 <= inside / 200 <= 0.99
