"""Saturated: whether the best trials reached their best long before their budget ended.

Asked of the best trial of each scientific setting that does not rise again (`rise.py`; one that
does is a matter of `overfitting`). With m_i the median of an evaluation and its neighbours, the
trial is saturated at the first step at which

    m_i <= min(m) + max(3 s, 0.01 W)

s being the noise of one evaluation and W the whole improvement. (The least of many m_i is about
s below the level.) Where 3 s is above a tenth of W and of D, by which the median completed trial is
worse than the best, noise may hide much, and nothing is said.

- When every setting's best trial is saturated within a quarter of its steps, a caution: three
  quarters of the compute changed nothing that can be told from noise.
  The proposal is half as many steps again as the slowest setting took.
- Within half, or where the training loss (`training_loss.py`) is not saturated, a note: "when in
  doubt, err on the side of training longer" (playbook).

A learning-rate decay that brings its gain at the end is no saturation.

Playbook: "Examining the training curves", "Deciding how long to train when training is not
compute-bound". It says "long before the final training step"; the quarter and the half are ours.
"""

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

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
from tuneround.analysis.training.rise import rise_of
from tuneround.analysis.training.short_curves import SECTION, untold
from tuneround.analysis.training.training_loss import training_curves
from tuneround.records.change import SetSteps
from tuneround.records.finding import Finding, Level
from tuneround.spec.budget import Budget

QUESTION = "saturated"
ALPHA = 0.01
LEAST = 10
NOISES, SHARE = 3.0, 0.01
HIDING = 0.1
EARLY, HALF = 0.25, 0.5
ROOM = 1.5


def saturation_step(curve: LearningCurve, scale: float = 0.0) -> int | None:
    """Return the step from which a curve brought nothing more; None when it cannot be told.

    Args:
        curve: of the objective or a training loss.
        scale: a difference that matters, if a larger one than the curve's own improvement.

    """
    reached = float(curve.values[0] - curve.values.min()) if len(curve) else 0.0
    noise = NOISES * step_noise(curve.values)
    if len(curve) < LEAST or reached == 0 or noise > HIDING * max(reached, scale):
        return None
    smooth = curve.levels()
    near = smooth <= smooth.min() + max(noise, SHARE * curve.improvement)
    return int(curve.steps[int(np.argmax(near))])


def saturated(judged: JudgedRound) -> Answer:
    """Say whether the best trials were saturated long before the end."""
    best = best_curves(judged)
    scale = spread_of(judged)
    shares = {
        curve.trial: step / float(curve.steps[-1])
        for curve in best
        if (step := saturation_step(curve, scale)) is not None
    }
    data = {QUESTION: curve_table(judged, [curve.trial for curve in best])}
    if not shares:
        return Answer((untold(QUESTION, best, LEAST),), data)
    told = [curve for curve in best if curve.trial in shares]
    latest = max(shares.values())
    rises = any(rise_of(curve, ALPHA) is not None for curve in told)
    if rises or latest > HALF or len(told) < len(best):
        sentence = f"The steps were not far too many: {_reached(told, shares)}"
        return Answer((_finding(Level.FINE, sentence, shares),), data)
    sentence = f"Much of the budget brought nothing: {_reached(told, shares)}"
    if _still_learning(judged, list(shares)):
        sentence += " The training loss kept falling."
    elif latest <= EARLY:
        steps = _proposed(judged.spec.budget, latest)
        remedy = f"Train shorter, {steps} steps for example, and spend the rest on more trials."
        change = SetSteps(steps=steps)
        return Answer((_finding(Level.CAUTION, sentence, shares, remedy, (change,)),), data)
    remedy = "Fewer steps may do; when in doubt, train longer."
    return Answer((_finding(Level.NOTE, sentence, shares, remedy),), data)


def _proposed(budget: Budget, latest: float) -> int:
    """Return enough steps for the slowest setting, a multiple of the evaluation interval."""
    return ceil(ROOM * latest * budget.steps / budget.evaluate_every) * budget.evaluate_every


def _still_learning(judged: JudgedRound, trials: Sequence[int]) -> bool:
    """Whether the training loss of a trial was not saturated within half of its steps."""
    found = [(c, saturation_step(c)) for c in training_curves(judged, trials)]
    return any(step is not None and step > HALF * c.steps[-1] for c, step in found)


def _reached(curves: Sequence[LearningCurve], shares: Mapping[int, float]) -> str:
    named = listed([percent(shares[curve.trial]) for curve in curves])
    return f"{best_of(curves)} came within noise of the best level after {named} of the steps."


def _finding(
    level: Level,
    sentence: str,
    shares: Mapping[int, float],
    remedy: str = "",
    changes: tuple[SetSteps, ...] = (),
) -> Finding:
    return Finding(
        question=QUESTION,
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers={"trials": tuple(shares), "shares": tuple(shares.values())},
        changes=changes,
    )
