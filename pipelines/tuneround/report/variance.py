"""Variance, drawn: the late evaluations of the best trials, close up."""

from dataclasses import replace

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.records.finding import Level
from tuneround.report.figure import Figure
from tuneround.report.learning_curves import Line, Lines, setting_lines, wide_figure

QUESTION = "variance"
CAPTION = "Every evaluation of the second half of the best trial of each setting."
MOST_MARKED = 60
"""Beyond that many evaluations markers hide one another."""


def draw_variance(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the second half of the curves; none when they are steady, or not known."""
    if answer.findings[0].level not in (Level.CAUTION, Level.NOTE):
        return ()
    lines = setting_lines(answer.data[QUESTION], "objective")
    shown = Lines(judged.spec.objective.metric, tuple(second_half(line) for line in lines))
    return wide_figure(QUESTION, CAPTION, shown)


def second_half(line: Line) -> Line:
    """Return the evaluations after the middle of a line, each with a marker."""
    middle = line.steps[-1] / 2
    late = [(s, v) for s, v in zip(line.steps, line.values, strict=True) if s > middle]
    steps, values = tuple(s for s, _ in late), tuple(v for _, v in late)
    marked = steps if len(steps) <= MOST_MARKED else ()
    return replace(line, steps=steps, values=values, marked=marked)
