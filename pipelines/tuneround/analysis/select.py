"""Select: the choice in hindsight. DESIGN, "Choosing in hindsight".

Over all evaluations of all completed trials the best objective decides; ties go to the earlier
step, then to the lower index.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import polars as pl

from tuneround.analysis.settings import setting_label
from tuneround.analysis.tables import Tables, metric_column, metric_columns
from tuneround.records.attempt import Fate
from tuneround.records.plan import PlannedTrial
from tuneround.records.result import Choice
from tuneround.spec.objective import Direction, Objective

LISTED = 20
"""How many better evaluations of trials that are not eligible are listed."""


class RankedCommit(NamedTuple):
    """An evaluation of a completed trial whose checkpoint is listed with a COMMIT.json."""

    trial: int
    attempt: str
    step: int
    value: float


@dataclass(frozen=True)
class Selection:
    """What was chosen, and what was not.

    Attributes:
        best: the best evaluation of all completed trials.
        last_step: what the last-step rule would have picked: the best of the last evaluations.
        settings: the best of each scientific setting, best first.
        better_but_not_eligible: the bests of infeasible and interrupted trials that beat `best`.
        ranked: the evaluations of completed trials that have a listed commit, best first.

    """

    best: Choice | None
    last_step: Choice | None
    settings: tuple[Choice, ...]
    better_but_not_eligible: tuple[Choice, ...]
    ranked: tuple[RankedCommit, ...]


def select(
    tables: Tables,
    plan: Sequence[PlannedTrial],
    objective: Objective,
    compared: tuple[str, ...] = (),
) -> Selection:
    """Choose in hindsight.

    Args:
        tables: the collected round.
        plan: its plan; choices cite its hyperparameters as they were planned.
        objective: what decides.
        compared: names of the scientific hyperparameters whose values are settings.

    """
    planned = {trial.index: trial for trial in plan}
    bests = _choices(tables, planned, objective, "best", [Fate.COMPLETED])
    lasts = _choices(tables, planned, objective, "last", [Fate.COMPLETED])
    others = _choices(tables, planned, objective, "best", [Fate.INFEASIBLE, Fate.INTERRUPTED])
    best = next(iter(bests), None)
    better = objective.direction.better
    return Selection(
        best=best,
        last_step=next(iter(lasts), None),
        settings=first_of_each(bests, compared),
        better_but_not_eligible=tuple(
            choice for choice in others if best is None or better(choice.value, best.value)
        )[:LISTED],
        ranked=tuple(RankedCommit(*row) for row in _ranked(tables, objective).iter_rows()),
    )


def _choices(
    tables: Tables,
    planned: Mapping[int, PlannedTrial],
    objective: Objective,
    which: Literal["best", "last"],
    fates: Sequence[Fate],
) -> list[Choice]:
    """Return the best or the last evaluation of each trial of one of `fates`, best first."""
    value, step = pl.col(f"{which}_value"), pl.col(f"{which}_step")
    rows = (
        tables.trials.filter(pl.col("fate").is_in([fate.value for fate in fates]))
        .select(trial="index", step=step, value=value)
        .drop_nulls("value")
    )
    return choices_of(rows, tables, planned, objective)


def choices_of(
    rows: pl.DataFrame,
    tables: Tables,
    planned: Mapping[int, PlannedTrial],
    objective: Objective,
) -> list[Choice]:
    """Return evaluations as choices, best first.

    Args:
        rows: trial, step, and the value by which it is chosen; each once.
        tables: the collected round.
        planned: its plan by index.
        objective: what decides.

    """
    ordered = best_first(rows, objective)
    # Kept beside the evaluations, not joined to them: a metric may be called `value` or `fate`.
    values = {(trial, step): value for trial, step, value in ordered.iter_rows()}
    fates = dict(tables.trials.select("index", "fate").iter_rows())
    metrics = metric_columns(tables.evaluations)
    chosen = ordered.select("trial", "step").join(
        tables.evaluations, on=["trial", "step"], how="inner", maintain_order="left"
    )
    return [
        Choice(
            trial=row["trial"],
            attempt=row["attempt"],
            step=row["step"],
            value=values[row["trial"], row["step"]],
            metrics={name: row[c] for name, c in metrics.items() if row[c] is not None},
            hyperparameters=planned[row["trial"]].hyperparameters,
            fate=fates[row["trial"]],
        )
        for row in chosen.iter_rows(named=True)
    ]


def best_first(rows: pl.DataFrame, objective: Objective) -> pl.DataFrame:
    """Return rows with trial, step and value by the rule: value, then step, then index."""
    descending = objective.direction is Direction.MAXIMIZE
    return rows.sort("value", "step", "trial", descending=[descending, False, False])


def first_of_each(choices: Iterable[Choice], compared: tuple[str, ...]) -> tuple[Choice, ...]:
    """Return the first choice of each scientific setting, in their order."""
    firsts: dict[str, Choice] = {}
    for choice in choices:
        firsts.setdefault(setting_label(choice.hyperparameters, compared), choice)
    return tuple(firsts.values())


def _ranked(tables: Tables, objective: Objective) -> pl.DataFrame:
    completed = tables.trials.filter(pl.col("fate") == Fate.COMPLETED.value)
    rows = (
        tables.evaluations.select("trial", "attempt", "step", value=metric_column(objective.metric))
        .drop_nulls("value")
        .join(tables.checkpoints, on=["trial", "attempt", "step"], how="semi")
        .join(completed, left_on="trial", right_on="index", how="semi")
    )
    return best_first(rows, objective)
