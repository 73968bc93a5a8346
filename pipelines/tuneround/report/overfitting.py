"""Overfitting, drawn: what each best trial reached on the validation and on the training set."""

from typing import TYPE_CHECKING

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.training_loss import validation_column
from tuneround.report.figure import Figure
from tuneround.report.learning_curves import (
    SMALL,
    Line,
    Lines,
    draw_lines,
    keys_of,
    marked_at_best,
)
from tuneround.report.ranges import LARGEST
from tuneround.report.styles import SERIES, Style

if TYPE_CHECKING:
    import polars as pl

QUESTION = "overfitting"
MOST = 6
"""Settings with a figure of their own."""


def draw_overfitting(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return a small figure for the best trial of each setting; none without any."""
    table = answer.data.get(QUESTION)
    if table is None:
        return ()
    trials = list(dict.fromkeys(table["trial"]))[:MOST]
    figures = [
        _figure(judged, table.filter(table["trial"] == trial), place)
        for place, trial in enumerate(trials)
    ]
    return tuple(figure for figure in figures if figure is not None)


def _figure(judged: JudgedRound, table: "pl.DataFrame", place: int) -> Figure | None:
    setting, trial = table["setting"][0], table["trial"][0]
    shown = lines_of(judged, table)
    if not any(line.values for line in shown.lines):
        return None
    name = f"{QUESTION}-{place + 1}"
    return Figure(
        name=name,
        caption=f"{setting}: trial {trial}." if setting else f"Trial {trial}.",
        wide=draw_lines(shown, SMALL, name),
        keys=keys_of(shown),
        data=QUESTION,
    )


def lines_of(judged: JudgedRound, table: "pl.DataFrame") -> Lines:
    """Return the same measure on both sets; the objective alone where there is none.

    Args:
        judged: the round.
        table: of curves, of one trial.

    """
    objective = judged.spec.objective
    if table["training"].is_null().all() or table["validation"].is_null().all():
        line = _line(table, "objective", "validation", SERIES[0])
        return Lines(objective.metric, (marked_at_best(line, objective.direction),))
    validation = _line(table, "validation", "validation", SERIES[0])
    training = _line(table, "training", "training", SERIES[1])
    heading = (validation_column(judged) or objective.metric).rpartition("/")[2]
    return Lines(f"{heading}, training and validation", (validation, training))


def _line(table: "pl.DataFrame", column: str, name: str, style: Style) -> Line:
    rows = table.filter(table[column].abs() <= LARGEST)
    return Line(name, tuple(rows["step"]), tuple(rows[column]), style)
