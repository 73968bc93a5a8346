"""Places: where on an axis the points of one scientific setting lie, and how they fared.

The seeds of one point count once: their scores are averaged, and a point of which any seed is a
cross (infeasible or diverged) is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tuneround.analysis.divergence import crosses
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.axes import Axis, axes_of
from tuneround.spec.model import Scalar


@dataclass(frozen=True)
class Places:
    """The points of one setting that have the hyperparameter, best first, crosses last.

    Attributes:
        axis: the hyperparameter.
        label: the scientific setting.
        trials: each point's best trial.
        values: of the hyperparameter.
        places: where each lies on the axis, in [0, 1].
        scores: of the feasible points, lower is better; infinite for crosses.

    """

    axis: Axis
    label: str
    trials: NDArray[np.int64]
    values: NDArray[np.float64]
    places: NDArray[np.float64]
    scores: NDArray[np.float64]

    @property
    def feasible(self) -> int:
        """How many of the points are no crosses: the first ones."""
        return int(np.isfinite(self.scores).sum())

    def nearness(self, upper: bool) -> NDArray[np.float64]:
        """Return how near to the upper or lower bound each point lies: 1 at it."""
        return self.places if upper else 1 - self.places


def places_of(judged: JudgedRound) -> Iterator[Places]:
    """Yield the places on each axis of each setting that has points on it."""
    tried = tried_points(judged)
    for axis in axes_of(judged.spec.hyperparameters):
        name, definition = axis.definition.name, axis.definition
        by_label: dict[str, list[tuple[float, int, Scalar]]] = {}
        for label, trial, score, assigned in tried:
            if definition.is_active(assigned) and definition.admits(assigned.get(name)):
                by_label.setdefault(label, []).append((score, trial, assigned[name]))
        for label, points in by_label.items():
            scores, trials, values = zip(*sorted(points), strict=True)
            yield Places(
                axis,
                label,
                np.array(trials, dtype=np.int64),
                np.array(values, dtype=np.float64),
                np.array([axis.place(value) for value in values]),
                np.array(scores, dtype=np.float64),
            )


def tried_points(judged: JudgedRound) -> list[tuple[str, int, float, dict[str, Scalar]]]:
    """Return label, best trial, score and hyperparameters of each point with a result.

    The score of a cross is infinite.
    """
    planned = {trial.index: trial.hyperparameters for trial in judged.plan}
    bad = crosses(judged.tables, judged.spec.objective)
    score = pl.when(pl.col("index").is_in(bad)).then(float("inf")).otherwise(pl.col("score"))
    rows = (
        judged.trials.drop_nulls("score")
        .with_columns(score=score)
        .group_by("label", "setting", "point", maintain_order=True)
        .agg(
            trial=pl.col("index").sort_by("score", "index").first(),
            score=pl.col("score").mean(),
        )
    )
    return [
        (label, trial, score, planned[trial])
        for label, trial, score in rows.select("label", "trial", "score").iter_rows()
        if not isnan(score)
    ]
