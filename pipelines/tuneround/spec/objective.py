"""Objective: what is measured, and which way is better."""

from enum import StrEnum

from pydantic import Field

from tuneround.spec.model import SpecModel

METRIC_PATTERN = r"^[^\s/\x00-\x1f][^\x00-\x1f]{0,127}$"


class Direction(StrEnum):
    """Which way is better."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"

    def better(self, a: float, b: float) -> bool:
        """Whether `a` is strictly better than `b`.

        >>> Direction.MINIMIZE.better(0.1, 0.2), Direction.MAXIMIZE.better(0.1, 0.1)
        (True, False)
        """
        return a < b if self is Direction.MINIMIZE else a > b


class Objective(SpecModel):
    """The metric that decides, and its direction; the direction has no default."""

    metric: str = Field(pattern=METRIC_PATTERN)
    """Name of a metric that the training program passes to `trial.evaluate`."""
    direction: Direction
    """`minimize` or `maximize`."""
