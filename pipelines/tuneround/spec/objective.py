"""Objective: what is measured, and which way is better."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from tuneround.spec.model import SpecModel
from tuneround.spec.patterns import METRIC
from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.showing import shown

TEST_PREFIX = "test/"


def _never_test(metric: str) -> str:
    if metric.startswith(TEST_PREFIX):
        problem = Problem(
            (),
            "Nothing is chosen by a test metric",
            shown(metric),
            "Choose by a validation metric; test metrics are revealed at the end",
        )
        raise_problems([problem])
    return metric


Metric = Annotated[str, Field(pattern=METRIC), AfterValidator(_never_test)]
"""Name of a metric that may decide something."""


class Direction(StrEnum):
    """Which way is better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"

    @property
    def sign(self) -> int:
        """What a value is multiplied by so that lower is better."""
        return 1 if self is Direction.MINIMIZE else -1

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is strictly better than `b`.

        >>> Direction.MINIMIZE.better(0.1, 0.2), Direction.MAXIMIZE.better(0.1, 0.1)
        (True, False)
        """
        return a < b if self is Direction.MINIMIZE else a > b


class Objective(SpecModel):
    """The metric that decides, and its direction; the direction has no default."""

    metric: Metric
    """Name of a metric that the training program passes to `trial.evaluate`."""
    direction: Direction
    """`minimize` or `maximize`."""
    min_effect: float | None = Field(default=None, gt=0, allow_inf_nan=False, strict=True)
    """The smallest improvement of the metric that is worth a change, in its own unit: `compare`
    adopts nothing below it. Left out: any improvement that is not chance."""
