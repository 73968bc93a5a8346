"""Draws: the points that the search drew and that have a result, each with its one score.

Search luck is about points: the seeds of one point are averaged before anything is compared, and
do not count as further draws. Without repeats a draw is a trial.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tuneround.analysis.comparing.points import Point, points_of
from tuneround.analysis.judged import JudgedRound
from tuneround.spec.model import Scalar


@dataclass(frozen=True)
class Draw:
    """One point of the search.

    Attributes:
        place: number of its setting in the plan, and its own there.
        label: of its scientific setting; empty in a round that compares none.
        trial: its best trial.
        score: mean of its seeds' best objectives, lower is better; infinite when one of them was
            infeasible.
        seeds: how many of its trials have a result.
        hyperparameters: the active ones, the same for all its seeds.

    """

    place: tuple[int, int]
    label: str
    trial: int
    score: float
    seeds: int
    hyperparameters: Mapping[str, Scalar]


def draws_of(judged: JudgedRound) -> tuple[Draw, ...]:
    """Return the points with a result, in the order of the plan; infeasible is a result."""
    return tuple(_draw(point) for point in points_of(judged) if point.scores)


def seeds_text(draws: Sequence[Draw]) -> str:
    """Return the remark that values are means over seeds; empty when each point has one.

    >>> seeds_text([Draw((0, 0), "", 0, 0.5, 3, {})])
    ' (means over 3 seeds)'
    """
    most = max((draw.seeds for draw in draws), default=1)
    return "" if most == 1 else f" (means over {most} seeds)"


def _draw(point: Point) -> Draw:
    scores, trials = zip(
        *((r.score, r.trial) for r in point.repeats if r.score is not None), strict=True
    )
    with np.errstate(over="ignore"):
        mean = float(np.mean(scores))
    return Draw(
        place=(point.setting, point.number),
        label=point.label,
        trial=trials[int(np.argmin(scores))],
        score=mean,
        seeds=len(scores),
        hyperparameters=point.hyperparameters,
    )
