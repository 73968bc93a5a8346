"""Search: how the points of the search space are chosen."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from tuneround.spec.model import Scalar, SpecModel


class Algorithm(StrEnum):
    """Where the points come from."""

    HALTON = "halton"
    SOBOL = "sobol"
    GRID = "grid"
    LISTED = "listed"


class Design(StrEnum):
    """How scientific values and points are combined."""

    CROSSED = "crossed"
    SAMPLED = "sampled"


class Search(SpecModel):
    """Algorithm, seed and design of the search."""

    algorithm: Algorithm = Algorithm.HALTON
    """`halton` (scrambled, quasi-random), `sobol`, `grid` (every combination of `values`) or
    `listed` (`points`)."""
    seed: int = Field(default=0, ge=0, le=2**32 - 1, strict=True)
    """Seed of the scrambling and of the trials' own seeds."""
    design: Design | None = None
    """`crossed`: every scientific setting gets an equal share of the trials, at the same points.
    `sampled`: scientific values are dimensions of the one space. Default: crossed up to 8
    scientific settings."""
    points: tuple[Mapping[str, Scalar], ...] = Field(default=(), max_length=1_000_000)
    """For `listed`: the points, each a value for every hyperparameter that is not fixed."""
