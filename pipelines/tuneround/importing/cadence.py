"""Cadence: the budget that evaluations show: how many steps, and how often they were looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from tuneround.importing.foreign import ForeignTrial


@dataclass(frozen=True)
class Cadence:
    """The steps of a round's trials.

    Attributes:
        steps: the last step of any trial, at least 1.
        evaluate_every: the median distance between two evaluations, at most `steps`.

    """

    steps: int
    evaluate_every: int


def cadence_of(trials: Iterable[ForeignTrial]) -> Cadence:
    """Return the cadence of `trials`; without two evaluations anywhere, they end with the steps."""
    found = [[evaluation.step for evaluation in trial.evaluations] for trial in trials]
    steps = max((row[-1] for row in found if row), default=1)
    distances = [b - a for row in found for a, b in pairwise(row)]
    typical = median_low(distances) if distances else steps
    return Cadence(max(steps, 1), max(min(typical, steps), 1))
