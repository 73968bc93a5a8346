"""Curve: the trial's own memory of its evaluations, and the best of them."""

from collections.abc import Mapping

from tuneround.records.assignment import Assignment
from tuneround.records.evaluation import Evaluation


class Curve:
    """Step -> kept metrics of every evaluation so far, earlier attempts' included.

    Only the metrics that decide which checkpoints are kept are remembered.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._objective = assignment.objective
        self._kept = {rule.metric for rule in assignment.kept}
        self.history: dict[int, dict[str, float]] = {}
        self.best: tuple[float, int] | None = None
        """Value and step of the best objective so far; ties go to the earlier step."""

    def __contains__(self, step: int) -> bool:
        """Whether `step` has been evaluated."""
        return step in self.history

    def __len__(self) -> int:
        """Return how many evaluations there are."""
        return len(self.history)

    def is_best(self, step: int) -> bool:
        """Whether `step` is the best so far."""
        return self.best is not None and self.best[1] == step

    def add(self, evaluation: Evaluation) -> None:
        """Remember an evaluation."""
        self._add(evaluation.step, {n: v for n, v in evaluation.metrics.items() if n in self._kept})

    def state_dict(self) -> dict[int, dict[str, float]]:
        """Return the history as plain values."""
        return dict(self.history)

    def load_state_dict(self, history: Mapping[int, Mapping[str, float]]) -> None:
        """Continue from `history`."""
        for step, metrics in history.items():
            self._add(step, dict(metrics))

    def _add(self, step: int, metrics: dict[str, float]) -> None:
        self.history[step] = metrics
        value = metrics.get(self._objective.metric) if self._objective else None
        if value is None or self._objective is None:
            return
        if self.best is None or self._objective.direction.better(value, self.best[0]):
            self.best = (value, step)
