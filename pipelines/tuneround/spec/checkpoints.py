"""Checkpoints: which ones a trial keeps."""

from pydantic import Field

from tuneround.spec.model import SpecModel
from tuneround.spec.objective import Direction, Metric, Objective


class KeptMetric(SpecModel):
    """The best `count` checkpoints under one metric."""

    metric: Metric
    """Name of the metric."""
    direction: Direction
    """`minimize` or `maximize`."""
    count: int = Field(default=1, ge=1, le=100, strict=True)
    """How many checkpoints to keep under it."""


class Checkpoints(SpecModel):
    """Retention: besides the latest, the best `keepBest` under the objective, and `alsoKeep`."""

    keep_best: int = Field(default=1, ge=1, le=100, strict=True)
    """How many of a trial's best checkpoints under the objective are kept."""
    also_keep: tuple[KeptMetric, ...] = Field(default=(), max_length=10)
    """Further metrics and how many of the best under each are kept."""

    def kept(self, objective: Objective) -> tuple[KeptMetric, ...]:
        """Return everything that is kept, the objective first."""
        first = KeptMetric(
            metric=objective.metric, direction=objective.direction, count=self.keep_best
        )
        return (first, *self.also_keep)
