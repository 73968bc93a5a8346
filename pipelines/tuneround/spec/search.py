"""Search: how the points of the search space are chosen."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field, model_validator

from tuneround.spec.model import Scalar, SpecModel
from tuneround.spec.problems import Problem, raise_problems


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

    @model_validator(mode="after")
    def _check(self) -> "Search":
        listed = self.algorithm is Algorithm.LISTED
        problems = []
        if self.points and not listed:
            problems.append(
                Problem(
                    ("points",),
                    "`points` belong to `algorithm: listed`",
                    f"`points` under `algorithm: {self.algorithm}`",
                    "Write `algorithm: listed`, or remove `points`",
                )
            )
        if self.design is Design.CROSSED and listed:
            problems.append(
                Problem(
                    ("design",),
                    "Listed points bring their own scientific values",
                    "`design: crossed` under `algorithm: listed`",
                    "Remove `design`",
                )
            )
        raise_problems(problems)
        return self
