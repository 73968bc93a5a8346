"""Improving: whether the best trials were still improving when their budget ended.

Asked of the best trial of each scientific setting, over its tail: the last quarter of its
evaluations, seven at least. A, B and C are the medians of the tail's first, middle and last third.
It is still improving when all of these hold:

1. the tail falls: its ranks against time are rarer than 0.01 divided by the number of settings;
2. the pace from B to C is a fifth of the average or more:

       (B - C) / (step_C - step_B) >= 0.2 W / steps

   W being the whole improvement. Where the loss follows the learning rate, cosine decay ends at a
   pace of .04 and linear decay at .17; an exponential that spans five of its times ends at .05,
   one that spans two at .37;
3. it does not flatten: the pace from B to C is 0.6 of that from A to B or more, or the difference
   is within twice its noise. So a learning-rate decay that begins and ends within the tail is no
   alarm;
4. A - C > 2 s, s being the noise of one evaluation: less is nothing to train longer for.

The remedy is more steps, twice as many, or a schedule that decays sooner: rounds of growing
length are the playbook's way where training is compute bound. A caution.

Playbook: "Examining the training curves"; it leaves the judgement to the eye, the rule is ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from tuneround.analysis.answer import Answer
from tuneround.analysis.curve_table import curve_table
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.learning_curve import LearningCurve, best_curves, step_noise
from tuneround.analysis.mention import best_of, listed, percent
from tuneround.analysis.short_curves import SECTION, untold
from tuneround.analysis.trend import rising_p
from tuneround.records.change import SetSteps
from tuneround.records.finding import Finding, Level

QUESTION = "improving"
ALPHA = 0.01
LEAST = 10
"""Evaluations without which the last seven are not the end."""
LEAST_TAIL = 7
"""Fewer are in order by chance too often for several settings."""
PACE = 0.2
FLATTENING = 0.6
LONGER = 2


@dataclass(frozen=True)
class Ending:
    """The end of a curve.

    Attributes:
        share: of the whole improvement that was made in the tail.
        tail: the tail's share of the steps.
        pace: of the improvement at the end, in units of the average pace.
        p: the chance of so clear a fall in the tail.
        flattens: whether the last thirds show that it levels out.
        hidden: whether noise could hide what the tail brought.

    """

    share: float
    tail: float
    pace: float
    p: float
    flattens: bool
    hidden: bool

    def improves(self, alpha: float) -> bool:
        """Whether it is still improving."""
        return self.p <= alpha and self.pace >= PACE and not (self.flattens or self.hidden)


def ending_of(curve: LearningCurve) -> Ending | None:
    """Return the end of a curve; None when it is too short, or never improved."""
    size = max(LEAST_TAIL, -(-len(curve) // 4))
    if len(curve) < LEAST or curve.improvement == 0:
        return None
    thirds = np.array_split(np.arange(len(curve) - size, len(curve)), 3)
    a, b, c = (float(np.median(curve.values[third])) for third in thirds)
    at_a, at_b, at_c = (float(np.mean(curve.steps[third])) for third in thirds)
    before, late = (a - b) / (at_b - at_a), (b - c) / (at_c - at_b)
    noise = step_noise(curve.values[-size:])
    # A median of m values has about 1.25 / sqrt(m) of their noise; A - 2 B + C has sqrt(6) of that.
    bend_noise = sqrt(6) * 1.25 * noise / sqrt(len(thirds[2]))
    return Ending(
        share=(a - c) / curve.improvement,
        tail=(at_c - at_a) / float(curve.steps[-1]),
        pace=late * float(curve.steps[-1]) / curve.improvement,
        p=rising_p(-curve.values[-size:]),
        flattens=late < FLATTENING * before and (before - late) * (at_c - at_b) > 2 * bend_noise,
        hidden=a - c <= 2 * noise,
    )


def still_improving(curve: LearningCurve, alpha: float = ALPHA) -> bool:
    """Whether a trial was still improving when its budget ended; not, when it cannot be told."""
    ending = ending_of(curve)
    return ending is not None and ending.improves(alpha)


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
