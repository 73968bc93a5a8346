"""Judged rounds made of a few trials, for tests of the questions that compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from made_histories import ERROR, attempt, history, outcome
from made_rounds import round_spec
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.records.attempt import Fate
from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective

ATTEMPT = "0001-aaaaaaaa"


@dataclass(frozen=True)
class Made:
    """One trial.

    Attributes:
        values: the objective by step, None where it was not finite.
        hyperparameters: as planned.
        fate: how it ended; None: it has not.
        point: its number in the plan; its index when left out.
        repeat: which of the point's seeds it has.

    """

    values: Mapping[int, float | None]
    hyperparameters: Mapping[str, Scalar] = field(default_factory=dict)
    fate: Fate | None = Fate.COMPLETED
    point: int | None = None
    repeat: int = 0


def made(value: float | None, fate: Fate | None = Fate.COMPLETED, /, **values: Scalar) -> Made:
    """Return a trial of one evaluation, with these hyperparameters."""
    return Made({10: value}, values, fate)


def judged_of(
    trials: Sequence[Made],
    *,
    objective: Objective = ERROR,
    repeats: int = 1,
    **hyperparameters: Sequence[Mapping[str, Any]],
) -> JudgedRound:
    """Return a round of these trials.

    Args:
        trials: by index.
        objective: what decides.
        repeats: as the spec says.
        hyperparameters: by role, as in YAML.

    """
    spec = round_spec(hyperparameters, trials=max(len(trials), 1000), repeats=repeats)
    spec = spec.model_copy(update={"objective": objective})
    plan = [
        PlannedTrial(
            index=index,
            setting=0,
            point=index if trial.point is None else trial.point,
            repeat=trial.repeat,
            hyperparameters=dict(trial.hyperparameters),
            seeds=Seeds(initialization=trial.repeat, data_order=trial.repeat),
        )
        for index, trial in enumerate(trials)
    ]
    histories = [
        history(
            index,
            attempt(
                ATTEMPT,
                trial.values,
                outcome=outcome(trial.fate) if trial.fate else None,
                commits=list(trial.values),
                trial=index,
            ),
        )
        for index, trial in enumerate(trials)
    ]
    tables = collect(plan, histories, objective)
    selection = select(tables, plan, objective, compared_names(spec.hyperparameters))
    return JudgedRound(spec, plan, tables, selection)
