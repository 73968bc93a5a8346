"""Why not random search: how evenly the sequence covers the space at the sizes of tuning."""

import numpy as np
import pytest
from scipy.stats import qmc
from tuneround.search.sequences import draw
from tuneround.spec.search import Algorithm

SEEDS = range(20)


@pytest.mark.parametrize("dimensions", [2, 4, 6])
@pytest.mark.parametrize("points", [20, 64, 200])
def test_half_of_random(points: int, dimensions: int) -> None:
    """Halton's centred L2 discrepancy is under half of uniform random's, on average over seeds."""
    halton = [draw(Algorithm.HALTON, dimensions, seed, 0, points) for seed in SEEDS]
    uniform = [np.random.default_rng(seed).random((points, dimensions)) for seed in SEEDS]
    assert mean_discrepancy(halton) < 0.5 * mean_discrepancy(uniform)


def mean_discrepancy(samples: list[np.ndarray]) -> float:
    """Return the mean centred L2 discrepancy of `samples`."""
    return float(np.mean([qmc.discrepancy(sample, method="CD") for sample in samples]))
