"""Saturated, drawn: the best curves and the step from which they brought nothing more."""

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.records.finding import Level
from tuneround.report.figure import Figure
from tuneround.report.learning_curves import Lines, setting_lines, wide_figure

QUESTION = "saturated"
CAPTION = (
    "The objective of the best trial of each setting. Right of the dashed line none of them "
    "improved by more than noise."
)


def draw_saturated(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the curves with the latest step that brought anything; none when all are useful."""
    finding = answer.findings[0]
    shares = finding.numbers.get("shares")
    if finding.level not in (Level.CAUTION, Level.NOTE) or not isinstance(shares, tuple):
        return ()
    latest = max(float(share or 0.0) for share in shares) * judged.spec.budget.steps
    shown = Lines(
        heading=judged.spec.objective.metric,
        lines=setting_lines(answer.data[QUESTION], "objective"),
        rules=((latest, "nothing more"),),
    )
    return wide_figure(QUESTION, CAPTION, shown)
