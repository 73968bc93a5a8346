"""How many seeds are proposed, against scipy and a simulation."""

from math import comb, sqrt

import numpy as np
import pytest
from scipy import stats
from tuneround.analysis.adopting.permutation import unpaired
from tuneround.analysis.adopting.power import MOST_SEEDS, power, reachable_level, seeds_needed


@pytest.mark.parametrize("seeds", [4, 5, 10, 40])
def test_power_is_that_of_the_noncentral_t(seeds: int) -> None:
    """The closed form equals scipy's distribution, at the level that the size can reach."""
    level = reachable_level(seeds, 0.05)
    edge = stats.t.ppf(1 - level / 2, 2 * seeds - 2)
    oracle = stats.nct(2 * seeds - 2, 1.2 * sqrt(seeds / 2))
    expected = oracle.sf(edge) + oracle.cdf(-edge)
    assert power(seeds, 0.6, 0.5, 0.05) == pytest.approx(expected, abs=1e-6)


def test_reachable_level_is_the_largest_p_that_decides() -> None:
    """Of the ps that an exact test of five against five can give, .0476 is the last below .05."""
    possible = {2 * k / comb(10, 5) for k in range(127)}
    assert reachable_level(5, 0.05) == max(p for p in possible if p <= 0.05)
    assert reachable_level(3, 0.05) == 0


def test_proposed_seeds_tell_in_four_of_five_cases() -> None:
    """With as many seeds as are proposed, the permutation test finds a true effect in 80%."""
    seeds = seeds_needed(1.5, 1.0, 0.05)
    assert seeds == 9
    random = np.random.default_rng(4)
    found = sum(
        unpaired(random.normal(0.0, 1.0, seeds), random.normal(1.5, 1.0, seeds)).p_value <= 0.05
        for _ in range(150)
    )
    assert 0.72 <= found / 150 <= 0.9


@pytest.mark.parametrize(
    ("gap", "spread", "expected"),
    [(100.0, 1.0, 4), (1.0, 0.0, 4), (1e150, 1e-300, 4), (0.0, 1.0, None), (0.1, 1.0, None)],
    ids=["large", "no spread", "huge", "no difference", "beyond the cap"],
)
def test_seeds_at_the_ends(gap: float, spread: float, expected: int | None) -> None:
    """Four seeds are the fewest that can tell; beyond a hundred no number is proposed."""
    assert seeds_needed(gap, spread, 0.05) == expected
    assert power(MOST_SEEDS, 0.1, 1.0, 0.05) < 0.8
