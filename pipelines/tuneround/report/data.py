"""Data: the tables behind the figures, published beside the page as CSV."""

from collections.abc import Mapping, Sequence

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import csv, metric_column
from tuneround.report import curves, slices
from tuneround.report.curves import curve_rows
from tuneround.report.rows import TrialRow

FOLDER = "data"
TRIALS = f"{FOLDER}/{slices.DATA}.csv"
BEST_CURVES = f"{FOLDER}/{curves.DATA}.csv"


def path_of(question: str, name: str) -> str:
    """Return where a table of a question lies beside the page.

    >>> path_of("steps", "steps"), path_of("curves", "overfitting")
    ('data/steps.csv', 'data/curves-overfitting.csv')
    """
    return f"{FOLDER}/{name if name.startswith(question) else f'{question}-{name}'}.csv"


def answer_files(answered: Mapping[str, Answer]) -> dict[str, bytes]:
    """Return every table of every answer, by its path."""
    return {
        path_of(question, name): csv(frame)
        for question, answer in answered.items()
        for name, frame in answer.data.items()
    }


def round_files(judged: JudgedRound, best_first: Sequence[TrialRow]) -> dict[str, bytes]:
    """Return the table of all trials, and that of the best curves, by their paths."""
    files = {TRIALS: csv(judged.tables.trials.drop("traceback"))}
    best = [row.index for row in curve_rows(best_first)]
    if best:
        evaluations = judged.tables.evaluations
        columns = ("trial", "step", metric_column(judged.spec.objective.metric))
        mine = evaluations.filter(evaluations["trial"].is_in(best)).select(columns)
        files[BEST_CURVES] = csv(mine)
    return files
