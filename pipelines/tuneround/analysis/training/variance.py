"""Variance: whether late evaluations jump so much that a lucky step decides.

Asked of the best trial of each scientific setting. s is the noise of one evaluation
(`step_noise`) over the last quarter of its evaluations, ten at least. It is high, a caution, when

    s >= 0.03 max(W, D)

W being how far the trial came from its first evaluations, and D by how much the median completed
trial is worse than the best: what a round can tell apart. The best of many evaluations is about
2 s better than a typical one, so that 6% of all there is to find would be luck.

Where two settings differ by less than 2 s of the noisier, it is a note: each one's best evaluation
is partly a lucky step, and so may be the order between them.

Playbook: "Examining the training curves"; it gives no threshold. Noise over steps is not that over
seeds, which is larger as a rule: see the question `noise`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.curve_table import curve_table
from tuneround.analysis.training.learning_curve import (
    LearningCurve,
    best_curves,
    spread_of,
    step_noise,
)
from tuneround.analysis.training.mention import best_of, listed, percent
from tuneround.analysis.training.short_curves import SECTION, untold
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level

QUESTION = "variance"
LEAST_TAIL = 10
LEAST = 12
HIGH = 0.03
LUCK = 2.0
REMEDY = (
    "Evaluate on more validation data, decay the learning rate, average the weights, or use a "
    "larger batch."
)


@dataclass(frozen=True)
class Variance:
    """What was found.

    Attributes:
        curves: the best trials that could be looked at.
        noises: of one late evaluation, by trial.
        shares: of the noises in what a round can tell apart.
        gap: between the two best settings, None when there are not two.

    """

    curves: Sequence[LearningCurve]
    noises: Mapping[int, float]
    shares: Mapping[int, float]
    gap: float | None

    @property
    def high(self) -> list[LearningCurve]:
        """The best trials whose noise is high."""
        return [curve for curve in self.curves if self.shares[curve.trial] >= HIGH]

    @property
    def decides(self) -> bool:
        """Whether a lucky step may decide between the two best settings."""
        return self.gap is not None and 0 < self.gap < LUCK * max(self.noises.values())


def variance(judged: JudgedRound) -> Answer:
    """Say whether the best trials' evaluations jump late in training."""
    best = best_curves(judged)
    data = {QUESTION: curve_table(judged, [curve.trial for curve in best])}
    spread = spread_of(judged)
    told = [c for c in best if len(c) >= LEAST and max(c.improvement, spread) > 0]
    if not told:
        return Answer((untold(QUESTION, best, LEAST),), data)
    noises = {curve.trial: _late_noise(curve) for curve in told}
    shares = {curve.trial: noises[curve.trial] / max(curve.improvement, spread) for curve in told}
    found = Variance(told, noises, shares, _gap(judged))
    return Answer((_finding(judged.spec.objective.metric, found),), data)


def _finding(metric: str, found: Variance) -> Finding:
    shown = found.high or found.curves
    level = Level.CAUTION if found.high else Level.NOTE if found.decides else Level.FINE
    sizes = [number(found.noises[curve.trial]) for curve in shown]
    shares = [percent(found.shares[curve.trial]) for curve in shown]
    sentence = (
        f"A late evaluation of {metric} is {'' if found.high else 'only '}uncertain by "
        f"{listed(sizes)} from step to step in {best_of(shown)}, {listed(shares)} of what the "
        "round can tell apart."
    )
    if found.decides and found.gap is not None:
        sentence += (
            f" The two best settings differ by {number(found.gap)}: a lucky step may decide."
        )
    return Finding(
        question=QUESTION,
        level=level,
        setting=found.high[0].label if len(found.high) == 1 else "",
        sentence=sentence,
        remedy="" if level is Level.FINE else REMEDY,
        section=SECTION,
        numbers={
            "trials": tuple(found.noises),
            "noises": tuple(found.noises.values()),
            "shares": tuple(found.shares.values()),
            "gap": found.gap,
        },
    )


def _late_noise(curve: LearningCurve) -> float:
    return step_noise(curve.values[-max(LEAST_TAIL, -(-len(curve) // 4)) :])


def _gap(judged: JudgedRound) -> float | None:
    """Return by how much the two best settings differ; None when there are not two."""
    values = [choice.value for choice in judged.selection.settings[:2]]
    gap = abs(values[0] - values[1]) if len(values) == 2 else inf
    return gap if isfinite(gap) else None
