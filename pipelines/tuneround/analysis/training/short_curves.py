"""Short curves: the finding of a question that the curves of a round cannot answer."""

from collections.abc import Sequence

from tuneround.analysis.training.learning_curve import LearningCurve
from tuneround.records.finding import Finding, Level

SECTION = "Examining the training curves"


def untold(question: str, best: Sequence[LearningCurve], least: int) -> Finding:
    """Return the finding that the best trials' curves are too short or too noisy.

    Args:
        question: which cannot be answered.
        best: the best trial of each setting, as far as there are any.
        least: how many evaluations it needs.

    """
    most = max((len(curve) for curve in best), default=0)
    remedy = ""
    if not best:
        sentence = "No completed trial has a finite objective."
    elif most < least:
        sentence = f"It takes {least} evaluations of a trial to tell; the best trials have {most}."
        remedy = "Evaluate more often."
    else:
        sentence = "The best trials' evaluations are too noisy, for what they improved, to tell."
    return Finding(
        question=question,
        level=Level.UNKNOWN,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers={"evaluations": most, "evaluations_needed": least},
    )
