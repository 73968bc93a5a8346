"""Points: the trials of a round by the point of the plan that they repeat with other seeds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from statistics import fmean, variance

from tuneround.analysis.judged import JudgedRound
from tuneround.records.plan import Seeds
from tuneround.spec.model import Scalar

LARGEST = 1e150
"""A score beyond this diverged, whatever its trial says; the squares of smaller ones are finite."""


@dataclass(frozen=True)
class Repeat:
    """One trial of a point.

    Attributes:
        trial: its index.
        seeds: with which it was trained.
        score: lower is better, infinite for an infeasible trial and beyond LARGEST; None without
            a score.

    """

    trial: int
    seeds: Seeds
    score: float | None


@dataclass(frozen=True)
class Point:
    """A point of the plan with all its repeats.

    Attributes:
        setting: number of its scientific setting, 0 in a sampled or listed design.
        number: of the point in its setting.
        label: of its scientific setting; empty in a round that compares none.
        hyperparameters: as they were planned.
        repeats: by trial.

    """

    setting: int
    number: int
    label: str
    hyperparameters: Mapping[str, Scalar]
    repeats: tuple[Repeat, ...]

    @property
    def scores(self) -> tuple[float, ...]:
        """The scores there are, infinite ones among them."""
        return tuple(repeat.score for repeat in self.repeats if repeat.score is not None)

    @property
    def mean(self) -> float | None:
        """The mean over the seeds, infinite where one is infeasible; None without a score."""
        return fmean(self.scores) if self.scores else None


def points_of(judged: JudgedRound) -> tuple[Point, ...]:
    """Return every point of the round, by its first trial."""
    rows = judged.trials.select("index", "label", "score").rows_by_key("index", unique=True)
    grouped: dict[tuple[int, int], list[int]] = {}
    planned = {trial.index: trial for trial in judged.plan if trial.index in rows}
    for index, trial in planned.items():
        grouped.setdefault((trial.setting, trial.point), []).append(index)
    return tuple(
        Point(
            setting=setting,
            number=number,
            label=rows[trials[0]][0],
            hyperparameters=planned[trials[0]].hyperparameters,
            repeats=tuple(Repeat(i, planned[i].seeds, _held(rows[i][1])) for i in trials),
        )
        for (setting, number), trials in grouped.items()
    )


def _held(score: float | None) -> float | None:
    return inf if score is not None and abs(score) > LARGEST else score


def scored(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return the points with a score, best mean first; ties in the order of the plan."""
    means = [(point.mean, point) for point in points]
    held = [(mean, point) for mean, point in means if mean is not None]
    return tuple(point for _, point in sorted(held, key=lambda pair: pair[0]))


@dataclass(frozen=True)
class Noise:
    """What seeds alone do in a round.

    Attributes:
        spread: standard deviation over seeds, pooled over the points, in the objective's unit.
        points: how many points have two finite scores or more.

    """

    spread: float
    points: int


def noise_of(points: Sequence[Point]) -> Noise | None:
    """Return the pooled spread over seeds; None when no point has two finite scores."""
    finite = [[score for score in point.scores if isfinite(score)] for point in points]
    repeated = sum(len(scores) > 1 for scores in finite)
    return Noise(pooled_spread(finite), repeated) if repeated else None


def pooled_spread(groups: Sequence[Sequence[float]]) -> float:
    """Return the standard deviation within groups of finite scores, each by its own mean.

    Groups of one say nothing; one group at least has more.

    >>> pooled_spread([[1.0, 3.0], [10.0, 12.0], [7.0]])
    1.4142135623730951
    """
    repeated = [group for group in groups if len(group) > 1]
    freedom = sum(len(group) - 1 for group in repeated)
    return sqrt(sum(variance(group) * (len(group) - 1) for group in repeated) / freedom)
