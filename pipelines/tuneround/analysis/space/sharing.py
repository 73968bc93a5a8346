"""Sharing: groups of trials that share their hyperparameters, so that they can be judged together.

- all trials: those hyperparameters that every trial has, with one definition; scientific ones too;
- the trials of each scientific setting: its conditional ones beside the common nuisances, where a
  setting has any. A name under two conditions is two hyperparameters, never mixed.

A group needs completed or infeasible trials at twenty different points (seeds of one point count
once), half as many with a finite objective, and two hyperparameters that vary in it; infeasible
trials are the worst. A hyperparameter that only a part
of a group has (a condition on a nuisance) is left out, as are trials whose value lies outside its
space (imported ones).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.learning_curve import Floats
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar

LEAST_POINTS, LEAST_FEASIBLE, LEAST_NAMES = 20, 10, 2


@dataclass(frozen=True)
class Group:
    """Trials that share their hyperparameters.

    Attributes:
        label: their scientific setting; empty: all of the round.
        space: what varies among them, each name once.
        points: their values.
        scores: lower is better.

    """

    label: str
    space: tuple[Hyperparameter, ...]
    points: tuple[Mapping[str, Scalar], ...]
    scores: Floats

    @property
    def is_large_enough(self) -> bool:
        """Whether there is anything to tell from it."""
        return (
            len({tuple(sorted(point.items())) for point in self.points}) >= LEAST_POINTS
            and int(np.isfinite(self.scores).sum()) >= LEAST_FEASIBLE
            and len(self.space) >= LEAST_NAMES
        )


def groups_of(judged: JudgedRound) -> tuple[Group, ...]:
    """Return the groups of a round, all trials first; some may be empty or too small."""
    whole = _group(judged, "")
    known = {(h.name, tuple(h.when)) for h in whole.space}
    settings = [_group(judged, label) for label in judged.labels if label]
    return (whole, *(g for g in settings if {(h.name, tuple(h.when)) for h in g.space} - known))


def _group(judged: JudgedRound, label: str) -> Group:
    mine = judged.trials.filter(
        pl.col("score").is_not_null(), (pl.col("label") == label) | (label == "")
    )
    scores = dict(mine.select("index", "score").iter_rows())
    trials = [trial for trial in judged.plan if trial.index in scores]
    space = tuple(_varying(judged, [trial.hyperparameters for trial in trials], label))
    inside = [t for t in trials if all(h.admits(t.hyperparameters[h.name]) for h in space)]
    return Group(
        label,
        space,
        tuple(trial.hyperparameters for trial in inside),
        np.array([scores[trial.index] for trial in inside], dtype=np.float64),
    )


def _varying(
    judged: JudgedRound, points: Sequence[Mapping[str, Scalar]], label: str
) -> Iterator[Hyperparameter]:
    """Yield what all points have, and what has several values; in a setting, only the nuisances."""
    for hyperparameter in judged.spec.hyperparameters.searched:
        if label and hyperparameter.name in judged.compared:
            continue
        several = hyperparameter.is_range or len(hyperparameter.choices) > 1
        if several and points and all(_has(hyperparameter, point) for point in points):
            yield hyperparameter


def _has(hyperparameter: Hyperparameter, point: Mapping[str, Scalar]) -> bool:
    return hyperparameter.name in point and hyperparameter.is_active(point)
