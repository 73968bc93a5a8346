"""Quasi-random sequences and seeds."""

import numpy as np
import pytest
from scipy.stats import qmc
from tuneround.search import PlanError
from tuneround.search.sequences import SOBOL_DIMENSIONS, SOBOL_POINTS, draw, seed_pair
from tuneround.spec.search import Algorithm

QUASI_RANDOM = [Algorithm.HALTON, Algorithm.SOBOL]


@pytest.mark.parametrize("algorithm", QUASI_RANDOM)
@pytest.mark.parametrize(("first", "count"), [(0, 1), (0, 20), (1, 1), (7, 13), (64, 36), (5, 0)])
def test_rows_of_a_longer_draw(algorithm: Algorithm, first: int, count: int) -> None:
    """A draw is a slice of every longer one, at any number of trials and without a warning."""
    whole = draw(algorithm, 5, seed=3, first=0, count=100)
    assert np.array_equal(draw(algorithm, 5, 3, first, count), whole[first : first + count])


@pytest.mark.parametrize("algorithm", QUASI_RANDOM)
def test_unit_interval(algorithm: Algorithm) -> None:
    """All numbers lie in [0, 1), 0 included and 1 not."""
    u = draw(algorithm, 200, seed=1, first=0, count=1000)
    assert u.shape == (1000, 200)
    assert u.min() >= 0
    assert u.max() < 1


@pytest.mark.parametrize("algorithm", QUASI_RANDOM)
def test_seed(algorithm: Algorithm) -> None:
    """Another seed scrambles in another way."""
    one, other = (draw(algorithm, 3, seed, 0, 10) for seed in (0, 1))
    assert not np.isclose(one, other).any()


def test_no_dimensions() -> None:
    """A space without dimensions has rows without numbers."""
    assert draw(Algorithm.HALTON, 0, seed=0, first=4, count=3).shape == (3, 0)


def test_sobol_limits() -> None:
    """A Sobol sequence beyond its limits is refused, both limits at once."""
    with pytest.raises(PlanError) as refused:
        draw(Algorithm.SOBOL, SOBOL_DIMENSIONS + 1, seed=0, first=SOBOL_POINTS, count=1)
    message = str(refused.value)
    assert f"at most {SOBOL_DIMENSIONS} dimensions; got {SOBOL_DIMENSIONS + 1}" in message
    assert f"at most {SOBOL_POINTS} points; got {SOBOL_POINTS + 1}" in message
    assert "algorithm: halton" in message


def test_sobol_limit_is_scipys() -> None:
    """The limit on dimensions is the one that scipy has."""
    assert qmc.Sobol.MAXDIM == SOBOL_DIMENSIONS


def test_seed_pairs() -> None:
    """Seeds differ between initialization and data, repeats and rounds, and never change."""
    pairs = [seed_pair(seed, repeat) for seed in range(20) for repeat in range(20)]
    assert len({seed for pair in pairs for seed in pair}) == 800
    assert seed_pair(0, 0) == (3757552657, 2018376492)
