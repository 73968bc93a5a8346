"""Training loss: where a round has it, and each trial's curve of it.

In this order, the first that the round has:

    logged/loss/mean    `trial.log(loss=…)`, which docs/training-program.md asks for
    train/loss          a metric of that name
    train/<metric>      the objective's counterpart on the training set: valid/error_rate has
                        train/error_rate, and the same direction

No other name is taken for a training loss: which way it is better would be a guess.
"""

from collections.abc import Sequence

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import LOGGED, metric_column
from tuneround.analysis.training.learning_curve import LearningCurve, curves_of
from tuneround.spec.objective import Direction

LOSSES = (f"{LOGGED}loss/mean", "train/loss")
NOT_LOGGED = "No training loss is logged (trial.log(loss=…))"


def training_column(judged: JudgedRound) -> str | None:
    """Return the column of evaluations that holds the training loss; None without one."""
    objective = judged.spec.objective.metric
    counterpart = f"train/{objective.partition('/')[2]}"
    for column in (*LOSSES, counterpart):
        if column in judged.tables.evaluations.columns and column != objective:
            return column
    return None


def validation_column(judged: JudgedRound) -> str | None:
    """Return the column that measures on the validation set what training_column does.

    The objective, if it is the counterpart or a loss; else the loss beside it, valid/loss for
    valid/error_rate; None where that was not measured.
    """
    column, objective = training_column(judged), judged.spec.objective.metric
    if column is None:
        return None
    prefix, _, name = objective.rpartition("/")
    if column not in LOSSES or name == "loss":
        return metric_column(objective)
    beside = f"{prefix}/loss"
    return beside if beside in judged.tables.evaluations.columns else None


def training_curves(judged: JudgedRound, trials: Sequence[int]) -> tuple[LearningCurve, ...]:
    """Return the training loss of `trials`, lower is better; none where it was not measured."""
    column = training_column(judged)
    if column is None:
        return ()
    direction = Direction.MINIMIZE if column in LOSSES else judged.spec.objective.direction
    return curves_of(judged, column, direction, trials)
