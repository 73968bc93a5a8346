"""Rising, drawn: the training loss of the best trial of each setting over the steps."""

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.figure import Figure
from tuneround.report.learning_curves import Lines, setting_lines, wide_figure

QUESTION = "rising"
CAPTION = "The training loss of the best trial of each setting, the mean of each interval."


def draw_rising(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the curves of the training loss; none where it was not measured."""
    if QUESTION not in answer.data:
        return ()
    lines = setting_lines(answer.data[QUESTION], "training")
    return wide_figure(QUESTION, CAPTION, Lines("training loss", lines))
