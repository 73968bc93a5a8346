"""Permutation tests, against brute force and scipy."""

from collections.abc import Sequence
from itertools import combinations, product
from math import comb, inf
from statistics import fmean

import numpy as np
import pytest
from scipy import stats
from tuneround.analysis.adopting import permutation
from tuneround.analysis.adopting.permutation import (
    EXACT,
    sign_flip,
    smallest_p,
    smallest_paired_p,
    unpaired,
)

SAMPLES = [
    pytest.param([1.0, 2.0, 4.0], [3.0, 5.0, 8.0, 9.0], id="unequal sizes"),
    pytest.param([0.1, 0.2, 0.3, 0.4, 0.5], [0.11, 0.35, 0.6, 0.7, 0.9], id="five each"),
    pytest.param([1.0, 1.0, 2.0], [1.0, 2.0, 2.0], id="ties"),
    pytest.param([7.0, 7.0], [7.0, 7.0], id="constant"),
    pytest.param([3.0], [1.0, 2.0], id="one seed"),
    pytest.param([1e300, -1e300, 0.0], [1e299, 1e298, 1.0], id="huge"),
]


def difference(first: Sequence[float], second: Sequence[float], axis: int = -1) -> float:
    """Return the statistic for scipy."""
    return np.mean(first, axis=axis) - np.mean(second, axis=axis)


def brute_force(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the two-sided p, by every assignment written out."""
    pooled = [*first, *second]
    observed = fmean(first) - fmean(second)
    slack = 1e-9 * (max(pooled) / 2 - min(pooled) / 2)
    lower = upper = 0
    for chosen in combinations(range(len(pooled)), len(first)):
        rest = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        found = fmean(pooled[i] for i in chosen) - fmean(rest)
        lower += found <= observed + slack
        upper += found >= observed - slack
    return min(1.0, 2 * min(lower, upper) / comb(len(pooled), len(first)))


@pytest.mark.parametrize(("first", "second"), SAMPLES)
def test_unpaired_p_is_that_of_every_assignment(first: list[float], second: list[float]) -> None:
    """The p is the doubled share of the assignments at least as far out, written out by hand."""
    assert unpaired(first, second).p_value == pytest.approx(brute_force(first, second))


@pytest.mark.parametrize(("first", "second"), SAMPLES[:-2])
def test_unpaired_p_is_that_of_scipy(first: list[float], second: list[float]) -> None:
    """scipy.stats.permutation_test gives the same exact p."""
    oracle = stats.permutation_test(
        (first, second), difference, vectorized=True, n_resamples=np.inf
    )
    assert unpaired(first, second).p_value == pytest.approx(oracle.pvalue)


def test_sign_flip_p_is_that_of_every_sign_and_of_scipy() -> None:
    """The paired p equals the count over all signs, and scipy's."""
    first, second = [1.0, 2.0, 3.5, 4.0, 7.0, 5.0], [1.5, 1.0, 3.0, 2.0, 4.0, 1.0]
    differences = np.subtract(first, second)
    sums = [np.dot(signs, differences) for signs in product((1, -1), repeat=6)]
    upper = sum(found >= differences.sum() - 1e-9 for found in sums)
    oracle = stats.permutation_test(
        (first, second), difference, vectorized=True, permutation_type="samples", n_resamples=np.inf
    )
    found = sign_flip(first, second).p_value
    assert found == pytest.approx(2 * upper / 64) == pytest.approx(oracle.pvalue)


@pytest.mark.parametrize(("size", "expected"), [(3, 0.1), (4, 0.0286), (5, 0.0079)])
def test_no_unpaired_p_is_below_what_its_size_allows(size: int, expected: float) -> None:
    """Sides that are wholly apart reach exactly the smallest p of their size."""
    found = unpaired(range(size), range(10, 10 + size)).p_value
    assert found == smallest_p(size, size) == pytest.approx(expected, abs=5e-5)


def test_five_pairs_cannot_fall_below_a_sixteenth() -> None:
    """Five pairs that all agree have p = .0625, and six can say something."""
    assert sign_flip([1, 2, 3, 4, 5], [2, 4, 6, 8, 9]).p_value == smallest_paired_p(5) == 0.0625
    assert smallest_paired_p(6) < 0.05


def test_infeasible_score_outweighs_any_finite_difference() -> None:
    """One more infeasible seed is worse, whatever the other scores are."""
    found = unpaired([inf, inf, inf, inf, 0.0], [900.0, 800.0, 700.0, 600.0, 500.0])
    assert not found.first_lower
    assert unpaired([inf] * 5, [1.0, 2.0, 3.0, 4.0, 5.0]).p_value == smallest_p(5, 5)


def test_finite_scores_decide_between_equally_infeasible_sides() -> None:
    """With as many infeasible seeds on both sides, the others still tell them apart."""
    found = unpaired([inf, 1, 2, 3, 4, 5, 6], [inf, 11, 12, 13, 14, 15, 16])
    assert found.first_lower
    # Chance gives both infeasible seeds to one side more often than not.
    assert found.p_value > 0.4


def test_all_infeasible_sides_do_not_differ() -> None:
    """Two sides without a finite score have p = 1."""
    assert unpaired([inf, inf], [inf, inf, inf]).p_value == 1.0
    assert sign_flip([inf, inf], [inf, inf]).p_value == 1.0


def test_ten_against_ten_are_enumerated_and_more_are_drawn() -> None:
    """Up to C(20, 10) assignments are all looked at; beyond, as many as said are drawn."""
    ten = unpaired(range(10), range(5, 15))
    eleven = unpaired(range(11), range(5, 16))
    assert (ten.exact, ten.assignments) == (True, EXACT)
    assert (eleven.exact, eleven.assignments) == (False, permutation.DRAWS)
    assert sign_flip(range(17), range(1, 18)).exact
    assert not sign_flip(range(18), range(1, 19)).exact


def test_drawn_p_is_near_the_exact_one_and_counts_what_was_observed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Monte Carlo agrees with the enumeration, and is never 0."""
    random = np.random.default_rng(1)
    first, second = random.normal(size=8), random.normal(0.9, size=8)
    exact, exact_pairs = unpaired(first, second), sign_flip(first, second)
    monkeypatch.setattr(permutation, "EXACT", 0)
    drawn, drawn_pairs = unpaired(first, second), sign_flip(first, second)
    assert not drawn.exact
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.005)
    assert drawn_pairs.p_value == pytest.approx(exact_pairs.p_value, abs=0.005)
    apart = unpaired(range(30), range(100, 130))
    assert apart.p_value == pytest.approx(2 / (permutation.DRAWS + 1))
    assert drawn == unpaired(first, second)
