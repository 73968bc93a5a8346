"""Fates: how an imported trial ended, as its source and its objective say it."""

from dataclasses import replace

from tuneround.importing.foreign import ForeignTrial
from tuneround.records.attempt import Fate


def judged(trial: ForeignTrial, metric: str) -> ForeignTrial:
    """Return `trial`, infeasible if it ran to its end without a finite objective there.

    What its source calls failed, interrupted or infeasible stays so.
    """
    if trial.fate is not Fate.COMPLETED:
        return trial
    measured = [e for e in trial.evaluations if metric in e.metrics or metric in e.nonfinite]
    if not any(metric in e.metrics for e in measured):
        return _infeasible(trial, f"{metric} was never a finite number")
    if metric in measured[-1].nonfinite:
        return _infeasible(trial, f"{metric} is not finite at step {measured[-1].step}")
    return trial


def _infeasible(trial: ForeignTrial, reason: str) -> ForeignTrial:
    return replace(trial, fate=Fate.INFEASIBLE, reason=reason)
