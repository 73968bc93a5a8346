"""Sequences: quasi-random points and the trials' seeds; the one door to scipy."""

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import qmc

from tuneround.search.errors import PlanError
from tuneround.spec.search import Algorithm

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOBOL_DIMENSIONS = 21_201
"""Direction numbers are known for so many (Joe and Kuo 2008, in scipy)."""
SOBOL_POINTS = 2**30
"""So many distinct points 30 bits can tell apart."""


def draw(
    algorithm: Algorithm, dimensions: int, seed: int, first: int, count: int
) -> "NDArray[np.float64]":
    """Return rows `first` to `first + count - 1` of one scrambled sequence.

    The sequence depends on `algorithm`, `dimensions` and `seed` only, so that a longer draw
    begins with a shorter one.

    Arguments:
        algorithm: HALTON (Owen's randomized digits, arXiv 1706.02808) or SOBOL (scrambled by a
            random linear matrix and a digital shift).
        dimensions: columns of the result, 0 or more.
        seed: of the scrambling.
        first: the first row, 0 or more.
        count: how many rows, 0 or more.

    Returns:
        `count` rows of `dimensions` numbers in [0, 1).

    Raises:
        PlanError: a Sobol sequence beyond its limits.

    >>> whole = draw(Algorithm.HALTON, 2, seed=0, first=0, count=5)
    >>> bool((draw(Algorithm.HALTON, 2, seed=0, first=3, count=2) == whole[3:]).all())
    True

    """
    if algorithm is Algorithm.SOBOL:
        _check_sobol(dimensions, first + count)
    if dimensions == 0 or count == 0:
        return np.empty((count, dimensions))
    # scipy's own engines are untyped; the annotation stops there.
    make: Any = qmc.Sobol if algorithm is Algorithm.SOBOL else qmc.Halton
    engine = make(d=dimensions, scramble=True, rng=np.random.default_rng(seed))
    if first > 0:
        engine.fast_forward(first)
    elif algorithm is Algorithm.SOBOL:
        # scipy warns of a first draw that is no power of two, which an extended round never keeps.
        return np.concatenate([engine.random(1), engine.random(count - 1)])
    rows: NDArray[np.float64] = engine.random(count)
    return rows


def seed_pair(seed: int, repeat: int) -> tuple[int, int]:
    """Return the seeds of initialization and of data order: SeedSequence(seed, (repeat,)).

    They depend on the repeat and not on the point: all points of a round are compared under the
    same random numbers (common random numbers), which takes the seed's share out of differences.

    Arguments:
        seed: `search.seed`.
        repeat: which of the `budget.repeats`, from 0.

    Returns:
        Two numbers below 2**32, independent of each other and of the scrambling.

    >>> seed_pair(0, 0) == seed_pair(0, 0), seed_pair(0, 0) == seed_pair(0, 1)
    (True, False)

    """
    initialization, data_order = np.random.SeedSequence(seed, spawn_key=(repeat,)).generate_state(2)
    return int(initialization), int(data_order)


def _check_sobol(dimensions: int, points: int) -> None:
    problems = [
        f"A Sobol sequence has at most {limit} {what}; got {got}."
        for what, limit, got in (
            ("dimensions", SOBOL_DIMENSIONS, dimensions),
            ("points", SOBOL_POINTS, points),
        )
        if got > limit
    ]
    if problems:
        raise PlanError(" ".join([*problems, "Write `algorithm: halton`, which has no limit."]))
