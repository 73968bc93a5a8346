"""Improving, drawn: the objective of the best trial of each setting over the steps."""

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.figure import Figure
from tuneround.report.learning_curves import (
    Lines,
    infeasible_ends,
    marked_at_best,
    setting_lines,
    wide_figure,
)
from tuneround.spec.objective import Direction

QUESTION = "improving"
CAPTION = "The objective of the best trial of each setting; the marker is its best evaluation."


def draw_improving(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the training curves of the best trials; none without any."""
    if QUESTION not in answer.data:
        return ()
    objective = judged.spec.objective
    lines = setting_lines(answer.data[QUESTION], "objective")
    shown = Lines(
        heading=objective.metric,
        lines=tuple(marked_at_best(line, objective.direction) for line in lines),
        rules=((0.75 * judged.spec.budget.steps, "last quarter"),),
        infeasible=infeasible_ends(judged),
        bad_is_up=objective.direction is Direction.MINIMIZE,
    )
    return wide_figure(QUESTION, CAPTION, shown)
