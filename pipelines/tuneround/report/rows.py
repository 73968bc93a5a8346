"""Rows: the trials of the tables as the report reads them, without a dataframe."""

from dataclasses import dataclass

from tuneround.analysis.divergence import diverged_trials
from tuneround.analysis.settings import setting_label
from tuneround.analysis.tables import Tables, hyperparameter_columns
from tuneround.records.attempt import Fate
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective


@dataclass(frozen=True)
class TrialRow:
    """One planned trial.

    Attributes:
        index: its number.
        setting: label of its scientific setting; empty in a round that compares none.
        fate: how it ended.
        hyperparameters: the active ones.
        best_value, best_step: its best evaluation, None without one.
        last_value, last_step: its last evaluation.
        diverged: whether it completed, but ended above twice its initial loss.

    """

    index: int
    setting: str
    fate: Fate
    reason: str
    traceback: str
    hyperparameters: dict[str, Scalar]
    best_value: float | None
    best_step: int | None
    last_value: float | None
    last_step: int | None
    attempts: int
    training_seconds: float | None
    diverged: bool = False

    @property
    def is_cross(self) -> bool:
        """Whether every plot shows it as a red cross."""
        return self.diverged or self.fate is Fate.INFEASIBLE


def trial_rows(tables: Tables, compared: tuple[str, ...], objective: Objective) -> list[TrialRow]:
    """Return all trials, by index."""
    diverged = diverged_trials(tables, objective)
    columns = hyperparameter_columns(tables.trials)
    rows = []
    for row in tables.trials.iter_rows(named=True):
        active = {name: row[c] for name, c in columns.items() if row[c] is not None}
        rows.append(
            TrialRow(
                index=row["index"],
                setting=setting_label(active, compared),
                fate=Fate(row["fate"]),
                reason=row["reason"],
                traceback=row["traceback"],
                hyperparameters=active,
                best_value=row["best_value"],
                best_step=row["best_step"],
                last_value=row["last_value"],
                last_step=row["last_step"],
                attempts=row["attempts"],
                training_seconds=row["training_seconds"],
                diverged=row["index"] in diverged,
            )
        )
    return rows


def ranked(rows: list[TrialRow], objective: Objective) -> list[TrialRow]:
    """Return the rows best first: completed ones by the rule of the choice, then the others."""
    sign = objective.direction.sign
    fates = list(Fate)

    def rank(row: TrialRow) -> tuple[int, bool, float, int, int]:
        value = sign * row.best_value if row.best_value is not None else 0.0
        return (fates.index(row.fate), row.best_value is None, value, row.best_step or 0, row.index)

    return sorted(rows, key=rank)


def has_active(row: TrialRow, hyperparameter: Hyperparameter) -> bool:
    """Whether `hyperparameter` exists in the trial, conditions included."""
    # Compared as text: a column of the table may hold a parent's integers as floats or text.
    return hyperparameter.name in row.hyperparameters and all(
        str(row.hyperparameters.get(parent)) in {str(value) for value in accepted}
        for parent, accepted in hyperparameter.when.items()
    )
