"""Curve: what one trial measured, gathered value by value."""

from collections.abc import Mapping
from dataclasses import replace
from math import isnan

from tuneround.records.evaluation import Evaluation, evaluation_of


class Curve:
    """The metrics of one trial by step, in any order."""

    def __init__(self) -> None:
        self._values: dict[int, dict[str, float]] = {}
        self._seconds: dict[int, float] = {}

    def add(self, step: int, metric: str, value: float) -> bool:
        """Note a value; return False when another one stands there already, which stays."""
        values = self._values.setdefault(step, {})
        found = values.setdefault(metric, value)
        return found == value or (isnan(found) and isnan(value))

    def spend(self, step: int, seconds: float) -> None:
        """Note the time inside the training loop up to `step`."""
        self._seconds[step] = seconds

    def evaluations(self) -> tuple[Evaluation, ...]:
        """Return an evaluation for each step that has a metric, by step."""
        return tuple(self._evaluation(step, self._values[step]) for step in sorted(self._values))

    def _evaluation(self, step: int, metrics: Mapping[str, float]) -> Evaluation:
        return replace(evaluation_of(step, metrics), training_seconds=self._seconds.get(step))
