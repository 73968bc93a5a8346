"""Rising: whether the training loss goes up.

Asked of the best trial of each scientific setting, of the training loss as `training_loss.py` finds
it; what counts as a rise is in `rise.py`, at alpha = 0.01 divided by the number of settings.

- A loss that ends above its first level is a problem: training did the opposite of what it is for,
  and was still the best of its setting. That is usually a bug in the pipeline (a sign, a wrong
  label, a schedule that restarts), or a far too large learning rate.
- One that fell and then rose in part is a caution: an instability late in training, or data or
  regularization that changed on the way.

Playbook: "Examining the training curves".
"""

from collections.abc import Mapping, Sequence

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.curve_table import curve_table
from tuneround.analysis.training.learning_curve import LearningCurve
from tuneround.analysis.training.mention import best_of, listed
from tuneround.analysis.training.rise import LEAST_AFTER, Rise, rise_of
from tuneround.analysis.training.short_curves import SECTION, untold
from tuneround.analysis.training.training_loss import NOT_LOGGED, training_column, training_curves
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level

QUESTION = "rising"
ALPHA = 0.01
LOG_IT = "Log the training loss of every step: trial.log(loss=loss)."
BUG = "Look for a bug in the training program (sign, labels, schedule) before anything else."
UNSTABLE = "Look for what changed at that step; clip the gradients, or decay the rate sooner."


def rising(judged: JudgedRound) -> Answer:
    """Say whether the training loss of the best trials rises."""
    trials = [choice.trial for choice in judged.selection.settings]
    data = {QUESTION: curve_table(judged, trials)}
    if trials and training_column(judged) is None:
        return Answer((_finding(Level.UNKNOWN, f"{NOT_LOGGED}.", {}, LOG_IT),), data)
    curves = training_curves(judged, trials)
    long = [curve for curve in curves if len(curve) > LEAST_AFTER]
    if not long:
        return Answer((untold(QUESTION, curves, LEAST_AFTER + 1),), data)
    rises = {c.trial: rise for c in long if (rise := rise_of(c, ALPHA / len(trials))) is not None}
    return Answer((_said(long, rises),), data)


def _said(curves: Sequence[LearningCurve], rises: Mapping[int, Rise]) -> Finding:
    risen = [curve for curve in curves if curve.trial in rises]
    worse = [curve for curve in risen if _ends_above_its_start(curve)]
    shown = worse or risen
    if not shown:
        return _finding(Level.FINE, f"The training loss did not rise in {best_of(curves)}.", {})
    sizes = listed([number(rises[curve.trial].size) for curve in shown])
    steps = listed([str(rises[curve.trial].since) for curve in shown])
    mine = {curve.trial: rises[curve.trial] for curve in shown}
    label = shown[0].label if len(shown) == 1 else ""
    if worse:
        sentence = f"The training loss ended higher than it began in {best_of(shown)}, by {sizes}."
        return _finding(Level.PROBLEM, sentence, mine, BUG, label)
    sentence = f"The training loss rose again in {best_of(shown)}, by {sizes} from step {steps} on."
    return _finding(Level.CAUTION, sentence, mine, UNSTABLE, label)


def _ends_above_its_start(curve: LearningCurve) -> bool:
    return curve.level(len(curve) - 1) > max(curve.start, float(curve.values[0]))


def _finding(
    level: Level, sentence: str, rises: Mapping[int, Rise], remedy: str = "", label: str = ""
) -> Finding:
    return Finding(
        question=QUESTION,
        level=level,
        setting=label,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers={
            "trials": tuple(rises),
            "least_at_steps": tuple(rise.since for rise in rises.values()),
            "rises": tuple(rise.size for rise in rises.values()),
            "noises": tuple(rise.noise for rise in rises.values()),
            "p_values": tuple(rise.p for rise in rises.values()),
        },
    )
