"""Improving: whether the best trials were still improving when their budget ended.

Asked of the best trial of each scientific setting; what counts as still improving is in
`curve_end.py`, at alpha = 0.01 divided by the number of settings.

The remedy is more steps, twice as many, or a schedule that decays sooner: rounds of growing
length are the playbook's way where training is compute bound. A caution.

Playbook: "Examining the training curves"; it leaves the judgement to the eye, the rule is ours.
"""

from collections.abc import Mapping, Sequence

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.curve_end import ALPHA, LEAST, Ending, ending_of
from tuneround.analysis.training.curve_table import curve_table
from tuneround.analysis.training.learning_curve import LearningCurve, best_curves
from tuneround.analysis.training.mention import best_of, listed, percent
from tuneround.analysis.training.short_curves import SECTION, untold
from tuneround.records.change import SetSteps
from tuneround.records.finding import Finding, Level

QUESTION = "improving"
LONGER = 2


def improving(judged: JudgedRound) -> Answer:
    """Say whether the best trials are still improving at the end."""
    best = best_curves(judged)
    endings = {c.trial: ending for c in best if (ending := ending_of(c)) is not None}
    looked_at = [curve for curve in best if curve.trial in endings]
    data = {QUESTION: curve_table(judged, [curve.trial for curve in best])}
    if not looked_at:
        return Answer((untold(QUESTION, best, LEAST),), data)
    going = [c for c in looked_at if endings[c.trial].improves(ALPHA / len(best))]
    metric, steps = judged.spec.objective.metric, judged.spec.budget.steps
    if not going:
        brought = _brought(looked_at, endings)
        sentence = f"No sign that {metric} was still improving at the end of {brought}"
        if any(ending.flattens for ending in endings.values()):
            sentence += " It levelled out within them."
        return Answer((_finding(Level.FINE, sentence, looked_at, endings),), data)
    finding = _finding(
        Level.CAUTION,
        f"{metric} was still improving at the end of {_brought(going, endings)}",
        going,
        endings,
        remedy=f"Train longer, {LONGER * steps} steps for example, or let the rate decay sooner.",
        changes=(SetSteps(steps=LONGER * steps),),
    )
    return Answer((finding,), data)


def _brought(curves: Sequence[LearningCurve], endings: Mapping[int, Ending]) -> str:
    shares = listed([_part(endings[curve.trial].share) for curve in curves])
    tail = percent(endings[curves[0].trial].tail)
    return f"{best_of(curves)}: the last {tail} of the steps brought {shares} of the improvement."


def _part(share: float) -> str:
    return percent(share) if share > 0 else "nothing"


def _finding(
    level: Level,
    sentence: str,
    curves: Sequence[LearningCurve],
    endings: Mapping[int, Ending],
    remedy: str = "",
    changes: tuple[SetSteps, ...] = (),
) -> Finding:
    shown = [endings[curve.trial] for curve in curves]
    return Finding(
        question=QUESTION,
        level=level,
        setting=curves[0].label if len(curves) == 1 else "",
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers={
            "trials": tuple(curve.trial for curve in curves),
            "shares": tuple(ending.share for ending in shown),
            "tails": tuple(ending.tail for ending in shown),
            "paces": tuple(ending.pace for ending in shown),
            "p_values": tuple(ending.p for ending in shown),
        },
        changes=changes,
    )
