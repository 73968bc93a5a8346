"""Vitals: what a running trial tells of itself besides its step, for its progress file."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from tuneround.records.evaluation import Evaluation
from tuneround.spec.objective import Objective
from tuneround.trial.interval import LOSS

TRAINING_LOSS = "train/loss"
"""An evaluated metric that stands in for a loss that is not logged, as in the analysis."""
GRADIENT_NORM = "grad_norm"
WAITING = "data_seconds"


class Vitals:
    """Numbers of the newest evaluation interval."""

    def __init__(self, objective: Objective | None) -> None:
        self._objective = objective
        self._began: float | None = None
        self.told: dict[str, float | None] = {}
        """Fields of records.Progress: objective, loss, gradient_norm, data_wait_fraction."""

    def begin(self) -> None:
        """Start at a trial's first step: an interval that an earlier attempt began has no time."""
        self._began = 0.0

    def add(self, evaluation: Evaluation) -> None:
        """Take the evaluation at the end of an interval, with what was logged in it."""
        metrics, logged = evaluation.metrics, evaluation.logged
        loss = _mean(logged.get(LOSS))
        self.told = {
            "objective": metrics.get(self._objective.metric) if self._objective else None,
            "loss": metrics.get(TRAINING_LOSS) if loss is None else loss,
            "gradient_norm": _mean(logged.get(GRADIENT_NORM)),
            "data_wait_fraction": self._waited(logged.get(WAITING), evaluation.training_seconds),
        }
        self._began = evaluation.training_seconds

    def _waited(self, logged: Mapping[str, Any] | None, now: float | None) -> float | None:
        mean, before = _mean(logged), self._began
        if logged is None or mean is None or before is None or now is None or now <= before:
            return None
        times: int = logged["count"] - logged["nonfinite"]
        return mean * times / (now - before)


def _mean(logged: Mapping[str, Any] | None) -> float | None:
    mean = None if logged is None else logged.get("mean")
    return mean if mean is not None and isfinite(mean) else None
