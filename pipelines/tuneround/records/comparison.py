"""Comparison: whether a change is adopted, as `tuneround compare --json` prints it."""

from collections.abc import Mapping
from enum import StrEnum

from tuneround.records.model import Record
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective


class Verdict(StrEnum):
    """What to do about a change."""

    ADOPT = "adopt"
    """It is better, not by chance, and by minEffect at least."""
    REJECT = "reject"
    """It is worse, not by chance, or an improvement of minEffect is ruled out."""
    INCONCLUSIVE = "inconclusive"
    """The scores allow neither."""


class ComparedSide(Record):
    """One side: a point of a plan, trained with several seeds."""

    name: str
    """What tells it from the other side."""
    round: str
    trials: tuple[int, ...]
    values: tuple[float | None, ...]
    """The best evaluation of the objective of each trial; null: infeasible, or none yet."""
    infeasible: tuple[int, ...]
    """Trials that count as worst."""
    unscored: tuple[int, ...]
    """Trials without a score: unfinished, failed, or without a finite objective."""
    mean: float | None
    """Null without a score, and with an infeasible one: there is no such mean."""
    sd: float | None
    """Standard deviation of the finite values; null for fewer than two."""
    best: float | None
    worst: float | None
    """The finite extremes."""
    chosen_from: int
    """How many points it is the best of by these very scores; 1 where it was named."""
    won_with: float | None
    """The mean with which it was chosen in the round before, where that is known."""
    hyperparameters: Mapping[str, Scalar]

    @property
    def seeds(self) -> int:
        """How many trials have a score, infeasible ones among them."""
        return len(self.trials) - len(self.unscored)

    @property
    def finite(self) -> tuple[float, ...]:
        """The values there are."""
        return tuple(value for value in self.values if value is not None)


class Evidence(Record):
    """What the scores say; a difference above 0 means that the change is better."""

    difference: float | None
    """Of the means, in the objective's unit; null where a side has no mean."""
    low: float | None
    high: float | None
    """The 95% bootstrap interval of the difference; null below 4 seeds a side."""
    p_value: float | None
    """Unpaired permutation test, two-sided; null where a side has no score."""
    p_smallest: float
    """Below which an exact p of these sizes cannot fall."""
    assignments: int
    exact: bool
    """Whether the permutation test looked at all assignments; else it drew that many."""
    favours_change: bool | None
    """Which side the scores lean to; null where a side has no score."""
    level: float
    """The p at which the test decides: .05, less where the better side is the best of more points
    than the other."""
    pairs: int
    """Trials of both sides with the same seeds."""
    paired_p: float | None
    """Sign-flip test over the pairs, two-sided; null below two pairs."""
    paired_p_smallest: float | None
    superiority: float | None
    """P(change better than baseline) over all pairs of one trial of each, ties half."""
    beyond_spreads: bool | None
    """The weaker rule: the difference exceeds the sum of both standard deviations."""
    noise: float | None
    """Standard deviation over seeds, pooled over the points of the round."""
    noise_points: int
    """Over how many points."""


class Comparison(Record):
    """A change against a baseline."""

    objective: Objective
    change: ComparedSide
    baseline: ComparedSide
    differs: tuple[str, ...]
    """Hyperparameters that the sides do not hold alike."""
    evidence: Evidence
    verdict: Verdict
    reason: str
    """Why, in one or two sentences."""
    seeds_needed: int | None
    """Seeds a side that would decide it with 80% power, if the observed difference and spread are
    the true ones; null when it is decided, when more than 100 would be needed, or when the spread
    is unknown."""
    notes: tuple[str, ...]
    """What else a reader must know."""
