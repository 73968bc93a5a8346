"""Overfitting: whether the objective gets worse again while the training loss does not.

Asked of the best trial of each scientific setting, at alpha = 0.01 divided by their number; what
counts as a rise is in `rise.py`. Where the training loss is known and rose too from the
objective's best to the end, by more than 2 s of its own, the trial became unstable instead: a
note, and the question `rising` looks further.

How many of all completed trials overfit is counted by the same rule, at alpha = 0.01 each. Where a
tenth of them do but none of the best, it is a note: choosing the best favours whatever regularizes,
a poor learning rate for example.

The checkpoint of the best evaluation was kept, so the answer stands: a caution. The playbook
would repeat the comparison with more regularization before believing it, unless the scientific
hyperparameters are themselves regularization.

Playbook: "Examining the training curves". It does not say how large a rise is problematic; the
rule is ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.curve_table import curve_table
from tuneround.analysis.training.learning_curve import (
    LearningCurve,
    best_curves,
    completed_curves,
    step_noise,
)
from tuneround.analysis.training.mention import best_of, listed, percent
from tuneround.analysis.training.rise import LEAST_AFTER, Rise, rise_of
from tuneround.analysis.training.short_curves import SECTION, untold
from tuneround.analysis.training.training_loss import training_column, training_curves
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level

QUESTION = "overfitting"
ALPHA = 0.01
MANY = 0.1
"""From this share of all trials on, overfitting is worth a note even if no best trial has it."""
REGULARIZE = (
    "Regularize more (dropout, weight decay, label smoothing, augmentation), tune again, and "
    "compare then."
)
LOG_LOSS = " Log the training loss as well: it tells overfitting from instability."


@dataclass(frozen=True)
class Overfitting:
    """What was found.

    Attributes:
        looked_at: the best trials with evaluations enough.
        overfit: the rises of those that overfit, by trial.
        unstable: the rises of those whose training loss rose too.
        count: how many of the `total` completed trials with evaluations enough overfit.
        knows_training: whether the round has a training loss.

    """

    looked_at: Sequence[LearningCurve]
    overfit: Mapping[int, Rise]
    unstable: Mapping[int, Rise]
    count: int
    total: int
    knows_training: bool


def overfitting(judged: JudgedRound) -> Answer:
    """Say whether the best trials overfit, and how many of all do."""
    best = best_curves(judged)
    looked_at = [curve for curve in best if len(curve) > LEAST_AFTER]
    data = {QUESTION: curve_table(judged, [curve.trial for curve in best])}
    if not looked_at:
        return Answer((untold(QUESTION, best, LEAST_AFTER + 1),), data)
    overfit, unstable = _rises(judged, looked_at, ALPHA / len(best))
    all_curves = [curve for curve in completed_curves(judged) if len(curve) > LEAST_AFTER]
    found = Overfitting(
        looked_at,
        overfit,
        unstable,
        count=len(_rises(judged, all_curves, ALPHA)[0]),
        total=len(all_curves),
        knows_training=training_column(judged) is not None,
    )
    return Answer((_finding(judged.spec.objective.metric, found),), data)


def _rises(
    judged: JudgedRound, curves: Sequence[LearningCurve], alpha: float
) -> tuple[dict[int, Rise], dict[int, Rise]]:
    """Return the rises of the trials that overfit, and of those that became unstable."""
    rises = {curve.trial: rise for curve in curves if (rise := rise_of(curve, alpha)) is not None}
    training = {curve.trial: curve for curve in training_curves(judged, list(rises))}
    unstable = {
        trial: rise
        for trial, rise in rises.items()
        if trial in training and _got_worse(training[trial], rise.since)
    }
    return {trial: rises[trial] for trial in rises if trial not in unstable}, unstable


def _got_worse(training: LearningCurve, since: int) -> bool:
    """Whether the training loss rose from a step to the end, by more than 2 s of its own."""
    then = max(int((training.steps <= since).sum()) - 1, 0)
    change = training.level(len(training) - 1) - training.level(then)
    return change > 2 * step_noise(training.values[len(training) // 2 :])


def _finding(metric: str, found: Overfitting) -> Finding:
    level, sentence, remedy = _said(metric, found)
    rises = {**found.overfit, **found.unstable}
    labels = [curve.label for curve in found.looked_at if curve.trial in rises]
    return Finding(
        question=QUESTION,
        level=level,
        setting=labels[0] if len(labels) == 1 else "",
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers={
            "trials": tuple(rises),
            "best_steps": tuple(rise.since for rise in rises.values()),
            "rises": tuple(rise.size for rise in rises.values()),
            "noises": tuple(rise.noise for rise in rises.values()),
            "p_values": tuple(rise.p for rise in rises.values()),
            "overfit_best_trials": len(found.overfit),
            "overfit_trials": found.count,
            "completed_trials": found.total,
        },
    )


def _said(metric: str, found: Overfitting) -> tuple[Level, str, str]:
    """Return level, sentence and remedy."""
    of_all = f"{found.count} of {found.total} completed trials overfit"
    if found.overfit:
        falling = ", while their training loss did not" if found.knows_training else ""
        sentence = (
            f"{metric} got worse again after {_where(found, found.overfit)}{falling}; {of_all}."
        )
        return Level.CAUTION, sentence, REGULARIZE + ("" if found.knows_training else LOG_LOSS)
    if found.unstable:
        sentence = (
            f"{metric} got worse again after {_where(found, found.unstable)}, and so did the "
        )
        sentence += f"training loss: an instability rather than overfitting; {of_all}."
        return Level.NOTE, sentence, "Look for the instability before regularizing more."
    if found.count >= MANY * found.total:
        share = percent(found.count / found.total)
        sentence = f"{of_all} ({share}), though not {best_of(found.looked_at)}."
        remedy = "Regularize more: choosing the best favours whatever regularizes, a poor rate too."
        return Level.NOTE, sentence, remedy
    return Level.FINE, f"No sign of overfitting in {best_of(found.looked_at)}; {of_all}.", ""


def _where(found: Overfitting, rises: Mapping[int, Rise]) -> str:
    curves = [curve for curve in found.looked_at if curve.trial in rises]
    sizes = [f"{number(rise.size)} (noise {number(rise.noise)})" for rise in rises.values()]
    return f"its best in {best_of(curves)}, by {listed(sizes)}"
